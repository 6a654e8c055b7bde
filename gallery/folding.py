"""Images that are nearly the same, folded into one entry of a list.

Being nearly the same does not pass from one to the next: a may be nearly the same as b and b as c, while a and c are
not. So an entry holds what is nearly the same as the image that stands for it, and nothing by way of a third.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

Near = Mapping[int, AbstractSet[int]]
"""The images that each image is nearly the same as."""


def near_of(pairs: Iterable[tuple[int, int]]) -> Near:
    """Return who is nearly the same as whom: a pair holds for both, whichever list it was found in."""
    near: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        near[one].add(other)
        near[other].add(one)
    return dict(near)


def fold(image_id: int, pinned: Sequence[int], rest: Sequence[int], near: Near) -> dict[int, list[int]]:
    """Return the entries of an image's list in order, each with the images folded into it, best first.

    An image is folded into the first entry it is nearly the same as. Those nearly the same as the image itself are one
    entry, too: to whoever looks at it they are the same picture again. A pinned image has an entry of its own always.

    >>> fold(1, [], [2, 3, 4, 5], near_of([(2, 3), (3, 4)]))
    {2: [3], 4: [], 5: []}
    """
    entries: dict[int, list[int]] = {pk: [] for pk in pinned}
    places = {pk: place for place, pk in enumerate([*pinned, *rest])}
    nobody: frozenset[int] = frozenset()
    itself = near.get(image_id, nobody)
    for pk in rest:
        same = near.get(pk, nobody) | (itself if pk in itself else nobody)
        head = min(same & entries.keys(), key=places.__getitem__, default=pk)
        if head == pk:
            entries[pk] = []
        else:
            entries[head].append(pk)
    return entries

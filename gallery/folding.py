"""Images that are nearly the same, folded into one entry of a list.

A curator who says that two are the same picture, or that they are not, is believed before any similarity.

Being nearly the same does not pass from one to the next: a may be nearly the same as b and b as c, while a and c are
not. So an entry holds what is nearly the same as the image that stands for it, and nothing by way of a third. Being the
same picture does pass on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

Near = Mapping[int, AbstractSet[int]]
"""The images that each image is nearly the same as."""

NOBODY: AbstractSet[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Verdicts:
    """What curators say of pairs: who is the same picture as whom, and who is not."""

    same: Near = field(default_factory=dict)
    different: Near = field(default_factory=dict)


NO_VERDICTS = Verdicts()


def near_of(pairs: Iterable[tuple[int, int]]) -> Near:
    """Return who is nearly the same as whom: a pair holds for both, whichever list it was found in."""
    near: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        near[one].add(other)
        near[other].add(one)
    return dict(near)


def verdicts_of(same: Iterable[tuple[int, int]], different: Iterable[tuple[int, int]]) -> Verdicts:
    """Return the verdicts on pairs: the same as the same is the same, unless somebody said that it is not.

    >>> sorted(verdicts_of([(1, 2), (2, 3), (3, 4)], [(1, 4)]).same[1])
    [2, 3]
    """
    known, apart = near_of(same), near_of(different)
    groups = {pk: reachable(pk, known) for pk in known}
    return Verdicts(same={pk: group - {pk} - apart.get(pk, NOBODY) for pk, group in groups.items()}, different=apart)


def reachable(start: int, near: Near) -> AbstractSet[int]:
    """Return an image with all that one gets to from it, from one to the next."""
    found, waiting = {start}, [start]
    while waiting:
        new = near.get(waiting.pop(), NOBODY) - found
        found |= new
        waiting.extend(new)
    return found


def fold(
    image_id: int, pinned: Sequence[int], rest: Sequence[int], near: Near, verdicts: Verdicts = NO_VERDICTS
) -> dict[int, list[int]]:
    """Return the entries of an image's list in order, each with the images folded into it, best first.

    An image goes into the first entry that holds the same picture, else into the first one that it is nearly the same
    as. Those nearly the same as the image itself are one entry, too: to whoever looks at it they are the same picture
    again. A pinned image has an entry of its own always, and two that are not the same are never in one.

    >>> fold(1, [], [2, 3, 4, 5], near_of([(2, 3), (3, 4)]))
    {2: [3], 4: [], 5: []}
    """
    entries: dict[int, list[int]] = {pk: [] for pk in pinned}
    homes = {pk: pk for pk in pinned}
    places = {pk: place for place, pk in enumerate([*pinned, *rest])}
    itself = near.get(image_id, NOBODY) - verdicts.different.get(image_id, NOBODY)
    itself |= verdicts.same.get(image_id, NOBODY)
    for pk in rest:
        apart = {homes[other] for other in verdicts.different.get(pk, NOBODY) & homes.keys()}
        holding = {homes[other] for other in verdicts.same.get(pk, NOBODY) & homes.keys()} - apart
        alike = near.get(pk, NOBODY) | (itself if pk in itself else NOBODY)
        head = min(holding or (alike & entries.keys()) - apart, key=places.__getitem__, default=pk)
        homes[pk] = head
        if head == pk:
            entries[pk] = []
        else:
            entries[head].append(pk)
    return entries

"""How healthy the lists are: who is recommended too often, who never, and where a visitor cannot get on.

Dictionaries in, frozen dataclasses out; no Django here. Images are known by their ids, and lists are those that
visitors see. Everything takes time in proportion to the number of recommendations, sorting aside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from recommender.health import histograms
from recommender.health.histograms import Histogram
from recommender.health.islands import closed_components

HUB_FACTOR = 5
"""A hub is recommended more than so many times k, k being what an image would have if all were recommended equally.
Chance alone puts fewer than one image in a thousand there, whatever k (Poisson's distribution; a test computes it)."""

ISLAND_LISTS = 3
ISLAND_SHARE = 0.01
"""An island holds at most three lists' worth of images, or one in a hundred where that is more, but never all."""

MOST_RECOMMENDED = 10
FIRST_NAMED = 12
FIRST_PAIRS = 10
FIRST_ISLANDS = 10
SAMPLED = 8
MOST_RANDOM_PAIRS = 20_000

Link = tuple[int, float | None]
"""A recommended image and its similarity; a pinned image that no run has compared has none."""

Lists = Mapping[int, Sequence[Link]]


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """What is looked at: every visible image with its list, which may be empty, and the tags of those that have any."""

    lists: Lists
    tags: Mapping[int, AbstractSet[int]]
    shown: int
    percentiles: Mapping[str, float]
    nearly_same_from: float | None


@dataclass(frozen=True, kw_only=True)
class Found:
    """How many images there are of a sort, and the first of them."""

    count: int
    first: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Of the recommendations of images with tags, the share that has a tag in common, and that share by chance."""

    images: int
    share: float
    by_chance: float


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two images that recommend each other, or one the other."""

    first: int
    second: int
    similarity: float


@dataclass(frozen=True, kw_only=True)
class Health:
    """Everything the report tells. What cannot be told of this catalogue is None."""

    images: int
    lists: int
    recommendations: int
    shown: int
    similarities: Histogram | None
    times_recommended: Histogram | None
    hub_above: int
    hubs: int
    most_recommended: tuple[tuple[int, int], ...]
    never_recommended: Found
    without_list: Found
    island_limit: int
    islands: tuple[tuple[int, ...], ...]
    agreement: Agreement | None
    near_duplicates: tuple[Pair, ...] | None
    sample: tuple[tuple[int, tuple[Link, ...]], ...]


def examine(catalogue: Catalogue, rng: np.random.Generator) -> Health:
    """Return the health of a catalogue's lists. `rng` chooses the sample and, in a large catalogue, random pairs."""
    lists = within(catalogue.lists)
    times = times_recommended(lists)
    values = [similarity for rows in lists.values() for _, similarity in rows if similarity is not None]
    limit = max(ISLAND_LISTS * catalogue.shown, int(ISLAND_SHARE * len(lists)))
    return Health(
        images=len(lists),
        lists=sum(map(bool, lists.values())),
        recommendations=sum(map(len, lists.values())),
        shown=catalogue.shown,
        similarities=histograms.of_similarities(values, catalogue.percentiles),
        times_recommended=histograms.of_times(list(times.values())),
        hub_above=HUB_FACTOR * catalogue.shown,
        hubs=sum(count > HUB_FACTOR * catalogue.shown for count in times.values()),
        most_recommended=tuple(sorted(times.items(), key=lambda row: (-row[1], row[0]))[:MOST_RECOMMENDED]),
        never_recommended=found(pk for pk, count in times.items() if count == 0),
        without_list=found(pk for pk, rows in lists.items() if not rows),
        island_limit=limit,
        islands=islands(lists, limit),
        agreement=agreement(lists, catalogue.tags, rng),
        near_duplicates=near_duplicates(lists, catalogue.nearly_same_from),
        sample=sample(lists, rng),
    )


def within(lists: Lists) -> dict[int, tuple[Link, ...]]:
    """Return the lists without images that are not in the catalogue: they came after it was read."""
    return {pk: tuple(row for row in rows if row[0] in lists) for pk, rows in lists.items()}


def times_recommended(lists: Lists) -> dict[int, int]:
    """Return for every image in how many lists it is."""
    counts = Counter(other for rows in lists.values() for other, _ in rows)
    return {pk: counts[pk] for pk in lists}


def found(ids: Iterable[int]) -> Found:
    """Return how many these are, and the first by id."""
    ordered = sorted(ids)
    return Found(count=len(ordered), first=tuple(ordered[:FIRST_NAMED]))


def islands(lists: Lists, limit: int) -> tuple[tuple[int, ...], ...]:
    """Return the sets of up to `limit` images that recommend only each other, the smallest first.

    An image with an empty list is no island: it is counted as being without a list. Neither is the whole catalogue.
    """
    closed = closed_components({pk: [other for other, _ in rows] for pk, rows in lists.items()})
    return tuple(tuple(component) for component in closed if 1 < len(component) <= min(limit, len(lists) - 1))


def near_duplicates(lists: Lists, nearly_same_from: float | None) -> tuple[Pair, ...] | None:
    """Return the pairs in lists that are nearly the same, the most similar first; None where there is no such limit."""
    if nearly_same_from is None:
        return None
    pairs = {
        (min(pk, other), max(pk, other)): similarity
        for pk, rows in lists.items()
        for other, similarity in rows
        if similarity is not None and similarity >= nearly_same_from
    }
    ordered = sorted(pairs.items(), key=lambda row: (-row[1], row[0]))
    return tuple(Pair(first=first, second=second, similarity=value) for (first, second), value in ordered)


def agreement(lists: Lists, tags: Mapping[int, AbstractSet[int]], rng: np.random.Generator) -> Agreement | None:
    """Return how often recommendations share a tag; None where no image with a tag has a list."""
    tagged = [pk for pk, rows in lists.items() if tags.get(pk) and rows]
    if not tagged:
        return None
    recommended = [(pk, other) for pk in tagged for other, _ in lists[pk]]
    return Agreement(
        images=len(tagged),
        share=share_with_tag_in_common(recommended, tags),
        by_chance=share_with_tag_in_common(random_pairs(tagged, list(lists), rng), tags),
    )


def share_with_tag_in_common(pairs: list[tuple[int, int]], tags: Mapping[int, AbstractSet[int]]) -> float:
    """Return the share of pairs in which both have a tag in common. The first of each pair has tags."""
    return sum(not tags[first].isdisjoint(tags.get(second, ())) for first, second in pairs) / len(pairs)


def random_pairs(firsts: list[int], seconds: list[int], rng: np.random.Generator) -> list[tuple[int, int]]:
    """Return all pairs of two different images, or 20,000 random ones where there are more."""
    if len(firsts) * len(seconds) <= MOST_RANDOM_PAIRS:
        return [(first, second) for first in firsts for second in seconds if first != second]
    chosen = rng.integers(0, (len(firsts), len(seconds)), (MOST_RANDOM_PAIRS, 2)).tolist()
    pairs = ((firsts[left], seconds[right]) for left, right in chosen)
    return [(first, second) for first, second in pairs if first != second]


def sample(lists: Lists, rng: np.random.Generator) -> tuple[tuple[int, tuple[Link, ...]], ...]:
    """Return a few images with their lists, by id."""
    ids = sorted(pk for pk, rows in lists.items() if rows)
    chosen: list[int] = rng.permutation(len(ids))[:SAMPLED].tolist()
    return tuple((ids[place], tuple(lists[ids[place]])) for place in sorted(chosen))

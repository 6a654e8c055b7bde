"""Two distributions, each beside what chance would give. No Django here."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

MOST_BINS = 20
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2)


@dataclass(frozen=True, kw_only=True)
class Histogram:
    """Shares that fall between edges, and the shares that chance would give. There is one edge more than shares.

    A bin holds its lower edge; the last one holds its upper edge as well.
    """

    edges: tuple[float, ...]
    shares: tuple[float, ...]
    by_chance: tuple[float, ...]


def of_similarities(values: Sequence[float], percentiles: Mapping[str, float]) -> Histogram | None:
    """Return how similarities are spread, beside random pairs; None where there are none.

    Of random pairs only percentiles are kept, and between two of them the share is taken to grow evenly. What lies
    beyond the outermost percentiles is in no bin, so that `by_chance` adds up to a little less than 1.
    """
    if not values:
        return None
    shares = sorted(float(percentile) / 100 for percentile in percentiles)
    all_values = [*values, *percentiles.values()]
    edges = round_edges(min(all_values), max(all_values))
    counts, _ = np.histogram(np.clip(values, edges[0], edges[-1]), edges)
    below = np.interp(edges, sorted(percentiles.values()), shares) if percentiles else np.zeros(len(edges))
    return Histogram(
        edges=edges, shares=tuple((counts / len(values)).tolist()), by_chance=tuple(np.diff(below).tolist())
    )


def round_edges(low: float, high: float) -> tuple[float, ...]:
    """Return edges at round values that enclose both, about twenty at most.

    >>> round_edges(0.83, 0.862)
    (0.83, 0.84, 0.85, 0.86, 0.87)
    """
    step = next(step for step in STEPS if high - low <= (MOST_BINS - 2) * step)
    first = math.floor(low / step)
    last = max(math.ceil(high / step), first + 1)
    return tuple(round(place * step, 2) for place in range(first, last + 1))


def of_times(times: Sequence[int]) -> Histogram | None:
    """Return how often images are recommended, beside a Poisson distribution of the same mean; None without images.

    By chance every image would be as likely to be recommended as any other, and the counts would be Poisson's.
    """
    if not times:
        return None
    width = math.ceil((max(times) + 1) / MOST_BINS)
    bins = max(times) // width + 1
    edges = tuple(float(place * width) for place in range(bins + 1))
    counts = np.bincount(np.asarray(times) // width, minlength=bins)
    mean = sum(times) / len(times)
    chance = [sum(poisson(n, mean) for n in range(place * width, (place + 1) * width)) for place in range(bins)]
    return Histogram(edges=edges, shares=tuple((counts / len(times)).tolist()), by_chance=tuple(chance))


def poisson(count: int, mean: float) -> float:
    """Return the probability of a count under Poisson's distribution, by logarithms so that nothing overflows."""
    if mean == 0:
        return float(count == 0)
    return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))

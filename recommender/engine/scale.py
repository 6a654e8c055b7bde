"""What a similarity means in one catalogue, read off its own random pairs.

Raw cosines of ResNet18 features sit in a narrow high band that differs by model and by catalogue: 0.8 may be a stranger
here and a twin there. So words are tied to where random pairs of this catalogue lie. A similarity is placed between the
typical stranger (the median of random pairs, 0) and identity (1), and a word must also be rarer than most random pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.engine.neighbours import Doubles, as_cosines, squared_lengths
from recommender.engine.vectors import Vectors

MOST_PAIRS = 20_000
PAIRS_AT_ONCE = 1024
"""So few that they stay in the processor's cache."""
FEWEST_IMAGES = 12
PERCENTILES = (1, 5, 25, 50, 75, 90, 95, 98, 99, 99.9)

ALIKE = (0.25, 80)
"""How far from the typical stranger towards identity, and above which percentile of random pairs."""
VERY_ALIKE = (0.5, 95)
NEARLY_SAME = (0.95, 98)


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Percentiles of the similarities of random pairs, and the lowest similarity that deserves each word."""

    percentiles: dict[str, float]
    alike_from: float | None = None
    very_alike_from: float | None = None
    nearly_same_from: float | None = None


def measure(vectors: Vectors, rng: np.random.Generator) -> Scale:
    """Return the scale of a catalogue of (n, d) unit vectors; below 12 images it has percentiles but no words."""
    if len(vectors) < 2:
        return Scale(percentiles={})
    similarities = random_pairs(vectors, rng)
    percentiles = {f"{p:g}": float(np.percentile(similarities, p)) for p in PERCENTILES}
    if len(vectors) < FEWEST_IMAGES:
        return Scale(percentiles=percentiles)
    alike, very_alike, nearly_same = (limit(similarities, *rule) for rule in (ALIKE, VERY_ALIKE, NEARLY_SAME))
    return Scale(percentiles=percentiles, alike_from=alike, very_alike_from=very_alike, nearly_same_from=nearly_same)


def limit(similarities: Doubles, share: float, percentile: float) -> float:
    """Return a band's lowest similarity: `share` of the way from the median to 1, and not below the percentile."""
    median = float(np.median(similarities))
    return max(median + share * (1 - median), float(np.percentile(similarities, percentile)))


def random_pairs(vectors: Vectors, rng: np.random.Generator) -> Doubles:
    """Return the cosines of up to 20,000 random pairs, of all pairs where there are fewer; shape (pairs,)."""
    count = len(vectors)
    if count * (count - 1) // 2 <= MOST_PAIRS:
        first, second = np.triu_indices(count, 1)
    else:
        first = rng.integers(0, count, MOST_PAIRS)
        second = (first + rng.integers(1, count, MOST_PAIRS)) % count
    starts = range(0, len(first), PAIRS_AT_ONCE)
    parts = [slice(start, start + PAIRS_AT_ONCE) for start in starts]
    return np.concatenate([pairwise(vectors[first[part]], vectors[second[part]]) for part in parts])


def pairwise(left: Vectors, right: Vectors) -> Doubles:
    """Return the cosine of each row of one with the same row of the other, shape (n,)."""
    products: Doubles = np.einsum("ij,ij->i", left.astype(np.float64), right.astype(np.float64))
    return as_cosines(products, squared_lengths(left) * squared_lengths(right))

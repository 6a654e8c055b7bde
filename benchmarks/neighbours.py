"""All neighbours of all vectors: Kindred's exact doubles against single precision in torch, in blocks."""

from __future__ import annotations

import numpy as np
import torch

from benchmarks.measuring import Comparison, take_turns
from recommender.engine.neighbours import top_k
from recommender.engine.vectors import DIMENSIONS, Vectors, to_unit

COUNT, K, BLOCK_ROWS = 10_000, 10, 1024


def blocked_torch(vectors: Vectors) -> torch.Tensor:
    """Return the positions of the k nearest, (n, k), by matmul and topk in single precision; itself is left out."""
    wide = torch.from_numpy(vectors.astype(np.float32))
    found = []
    for start in range(0, len(wide), BLOCK_ROWS):
        block = wide[start : start + BLOCK_ROWS] @ wide.T
        block[torch.arange(len(block)), torch.arange(start, start + len(block))] = -2
        found.append(block.topk(K, dim=1).indices)
    return torch.cat(found)


def compare() -> list[Comparison]:
    """Return the comparison at 10,000 clustered vectors."""
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(500, DIMENSIONS))
    vectors = to_unit((centres[rng.integers(0, 500, COUNT)] + rng.normal(size=(COUNT, DIMENSIONS))).astype(np.float32))
    ours, theirs = take_turns(lambda: top_k(vectors, K), lambda: blocked_torch(vectors))
    exact, single = top_k(vectors, K).positions, blocked_torch(vectors).numpy()
    same = np.mean([set(a) == set(b) for a, b in zip(exact, single, strict=True)])
    remark = f"same sets for {same:.2%} of the vectors; Kindred's are exact, ties included"
    size = f"{COUNT:,} vectors, k = {K}"
    return [
        Comparison(task="neighbours", size=size, ours=ours, peer="torch matmul + topk", theirs=theirs, remark=remark)
    ]

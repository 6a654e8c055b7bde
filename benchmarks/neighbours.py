"""All neighbours of all vectors, a thread a core: Kindred's exact lists against FAISS and against torch in blocks."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from threadpoolctl import threadpool_info

from benchmarks.measuring import Comparison, take_turns
from benchmarks.vectors import catalogue
from recommender.engine import screening
from recommender.engine.neighbours import top_k
from recommender.engine.resnet import quickest_on_the_cpu

COUNT, LARGER, K, BLOCK_ROWS = 40_000, 100_000, 10, 1024
WITHOUT_UNITS = (
    "a processor without units for 16-bit products takes longer than a third of FAISS's time for half of the bare "
    "product, which is all that is multiplied; see docs/decisions.md."
)
WITH_UNITS = (
    "multiplied in 16 bits, the products are a fifth of the work; the rest is to hold each against the thresholds of "
    "its row and its column, to keep candidates, to convert vectors, and to decide in doubles."
)

Singles = NDArray[np.float32]
Positions = NDArray[np.int64]


def blocked_torch(unit: Singles) -> Positions:
    """Return the positions of the k nearest, (n, k), by matmul and topk in single precision; itself is left out."""
    wide = torch.from_numpy(unit)
    found = []
    for start in range(0, len(wide), BLOCK_ROWS):
        block = wide[start : start + BLOCK_ROWS] @ wide.T
        block[torch.arange(len(block)), torch.arange(start, start + len(block))] = -2
        found.append(block.topk(K, dim=1).indices)
    return torch.cat(found).numpy()


def faiss_knn(unit: Singles) -> Positions:
    """Return the positions of the k + 1 nearest, (n, k + 1), itself included, as FAISS gives them."""
    import faiss  # here, because its OpenBLAS asks the environment as it is loaded: see `use_the_same_kernels`

    positions: Positions = faiss.knn(unit, unit, K + 1, metric=faiss.METRIC_INNER_PRODUCT)[1]
    return positions


def use_the_same_kernels() -> None:
    """Let an OpenBLAS that is loaded from now on multiply as numpy's does.

    FAISS brings one of its own, which takes a processor that it does not know for one of 2004: four times as slow.
    """
    kernels = {library["architecture"] for library in threadpool_info() if library["internal_api"] == "openblas"}
    if len(kernels) == 1:
        os.environ.setdefault("OPENBLAS_CORETYPE", kernels.pop())


def bare_product(unit: Singles) -> Positions:
    """Multiply every vector by every other, and find nothing: the floor of whoever multiplies all pairs."""
    for start in range(0, len(unit), BLOCK_ROWS):
        unit[start : start + BLOCK_ROWS] @ unit.T
    return np.empty((len(unit), 0), np.int64)


def same_sets(exact: Positions, other: Positions) -> float:
    """Return the share of the rows whose exact set is within the other's."""
    return float(np.mean([set(a) <= set(b) for a, b in zip(exact.tolist(), other.tolist(), strict=True)]))


def compare() -> list[Comparison]:
    """Return the comparisons at 40,000 vectors, and one at 100,000."""
    use_the_same_kernels()
    peers = {"FAISS knn": faiss_knn, "torch matmul + topk": blocked_torch, "the bare product": bare_product}
    return [*compare_at(COUNT, peers), *compare_at(LARGER, {"the bare product": bare_product})]


def compare_at(count: int, peers: Mapping[str, Callable[[Singles], Positions]]) -> list[Comparison]:
    """Return the comparisons with peers at so many vectors."""
    vectors = catalogue(count)
    unit = vectors.astype(np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    screen = quickest_on_the_cpu()
    search = partial(top_k, vectors, K, screen=screen)
    ours, *theirs = take_turns(search, *(partial(peer, unit) for peer in peers.values()))
    exact = search().positions
    return [
        Comparison(
            task="neighbours",
            size=f"{count:,} vectors, k = {K}",
            ours=ours,
            peer=name,
            theirs=seconds,
            remark=f"same sets for {same_sets(exact, peer(unit)):.0%}" if peer is not bare_product else "finds nothing",
            aim={"FAISS knn": 3, "torch matmul + topk": 1.5}.get(name),
            why=WITHOUT_UNITS if screen is screening.screen else WITH_UNITS,
        )
        for (name, peer), seconds in zip(peers.items(), theirs, strict=True)
    ]

"""All lists by approximate indexes against the exact ones, as many threads: how much is missed, and how long it takes.

Building and searching are timed once, since some take minutes; only the exact lists tell how much is missed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.decoding import PHOTOGRAPHS, photographs
from benchmarks.measuring import Comparison
from benchmarks.neighbours import Positions, Singles, use_the_same_kernels
from benchmarks.vectors import catalogue
from recommender.engine import screening, weights
from recommender.engine.encoder import Pixels
from recommender.engine.neighbours import top_k
from recommender.engine.resnet import ResNet18, quickest_on_the_cpu
from recommender.engine.vectors import Vectors, to_unit

COUNT, K = 100_000, 10
PICTURES, CROPS = 600, 16
"""Photographs, and parts of each, which are to a network as so many pictures that are alike."""

SMALLEST_PART = 0.6
LISTS_PER_ROOT = 4
"""Times the root of the number of vectors: how many lists FAISS's own guidelines have at least."""

RESCORED = 100
"""Of what short codes find, so many are compared by their vectors."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of index: its name for FAISS, the parameter of a search and its values, and how the page calls it."""

    factory: str
    parameter: str
    values: tuple[int, ...]
    called: str
    wanted: int = K + 1


KINDS = (
    Kind(
        factory="IVF{lists},Flat",
        parameter="nprobe",
        values=(8, 32, 128),
        called="FAISS IVF-Flat, {value} of {lists:,} lists",
    ),
    Kind(
        factory="IVF{lists},SQ4",
        parameter="nprobe",
        values=(32,),
        called=f"FAISS IVF-SQ4, {{value}} of {{lists:,}} lists, {RESCORED} compared again",
        wanted=RESCORED,
    ),
    Kind(
        factory="HNSW32,Flat",
        parameter="efSearch",
        values=(32, 128, 512),
        called="FAISS HNSW, 32 links, beam of {value}",
    ),
)


def compare(count: int = COUNT) -> list[Comparison]:
    """Return the comparisons on made-up vectors, and on parts of photographs where those are at hand."""
    use_the_same_kernels()
    some = {f"{count:,} made-up vectors": catalogue(count)}
    if PHOTOGRAPHS.exists():
        vectors = vectors_of_parts([Image.open(path).convert("RGB") for path in photographs(PICTURES)])
        some[f"{len(vectors):,} parts of {PICTURES} photographs"] = vectors  # before FAISS brings threads of its own
    else:
        print(f"parts of photographs are left out: {PHOTOGRAPHS} is absent", file=sys.stderr)
    return [comparison for called, vectors in some.items() for comparison in compare_on(vectors, called)]


def compare_on(vectors: Vectors, called: str) -> Iterator[Comparison]:
    """Yield a comparison for each kind of index and each value of its parameter."""
    started = time.perf_counter()
    exact = top_k(vectors, K, screen=quickest_on_the_cpu()).positions
    ours = time.perf_counter() - started
    unit = vectors.astype(np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    for kind in KINDS:
        for peer, theirs, remark in tried(kind, unit, exact):
            print(f"{called}: {peer}, {theirs:.0f} s, {remark}", file=sys.stderr, flush=True)
            yield Comparison(
                task="all lists", size=f"{called}, k = {K}", ours=ours, peer=peer, theirs=theirs, remark=remark
            )


def tried(kind: Kind, unit: Singles, exact: Positions) -> Iterator[tuple[str, float, str]]:
    """Yield for each value of a kind's parameter its name, the seconds of building and searching, and a remark."""
    import faiss  # here, because its OpenBLAS asks the environment as it is loaded

    faiss.omp_set_num_threads(screening.THREADS)
    lists = round(LISTS_PER_ROOT * len(unit) ** 0.5)
    started = time.perf_counter()
    index = faiss.index_factory(unit.shape[1], kind.factory.format(lists=lists), faiss.METRIC_INNER_PRODUCT)
    index.train(unit)
    index.add(unit)
    built = time.perf_counter() - started
    size = len(faiss.serialize_index(index)) / len(unit)
    for value in kind.values:
        faiss.ParameterSpace().set_index_parameter(index, kind.parameter, value)
        started = time.perf_counter()
        found = searched(index, unit, kind.wanted)
        seconds = time.perf_counter() - started
        remark = said(recall(exact, found), built=built, queries=len(unit) / seconds, size=size)
        yield kind.called.format(value=value, lists=lists), built + seconds, remark


def said(share: float, *, built: float, queries: float, size: float) -> str:
    """Return the remark on an index. scripts/scale reads it."""
    return f"recall {share:.3f}; built in {built:.1f} s, {queries:,.0f} queries a second; {size:,.0f} bytes a vector"


def searched(index: Any, unit: Singles, wanted: int) -> Positions:
    """Return the positions of the k nearest that an index finds, (n, k); where it finds fewer, -1 stands."""
    found: Positions = index.search(unit, wanted)[1]
    if wanted > K + 1:
        found = rescored(unit, found)
    return without_itself(found)


def rescored(unit: Singles, found: Positions, step: int = 1024) -> Positions:
    """Return what was found, in the order of the vectors themselves."""
    ordered = np.empty_like(found)
    for start in range(0, len(unit), step):
        some = found[start : start + step]
        similarities = np.einsum("nd,nkd->nk", unit[start : start + step], unit[some])
        similarities[some < 0] = -np.inf
        ordered[start : start + step] = np.take_along_axis(some, np.argsort(-similarities, axis=1), axis=1)
    return ordered


def without_itself(found: Positions) -> Positions:
    """Return the first k of each row that are not the row itself, (n, k)."""
    others = found != np.arange(len(found))[:, None]
    order = np.argsort(~others, axis=1, kind="stable")
    return np.take_along_axis(found, order, axis=1)[:, :K]


def recall(exact: Positions, found: Positions) -> float:
    """Return which share of the exact lists was found."""
    return float((exact[:, :, None] == found[:, None, :]).any(axis=2).mean())


def vectors_of_parts(pictures: list[Image.Image]) -> Vectors:
    """Return the vectors of parts of pictures, as the bundled weights see them."""
    model, rng = weights.bundled(), np.random.default_rng(0)
    encoder, side = ResNet18(model), model.preprocessing.crop
    return to_unit(np.concatenate([encoder.encode(parts(picture, side, rng)) for picture in pictures]))


def parts(picture: Image.Image, side: int, rng: np.random.Generator) -> Pixels:
    """Return square parts of a picture, (n, side, side, 3), taken at random."""
    found = []
    for _ in range(CROPS):
        length = rng.uniform(SMALLEST_PART, 1) * min(picture.size)
        left, top = (rng.uniform(0, whole - length) for whole in picture.size)
        box = (left, top, left + length, top + length)
        found.append(np.asarray(picture.resize((side, side), Image.Resampling.BICUBIC, box=box)))
    return np.stack(found)

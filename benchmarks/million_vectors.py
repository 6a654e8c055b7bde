"""All neighbours of a million vectors, once: how long two cores take, and how much memory.

python -m benchmarks.million_vectors COUNT FILE    finds them for the vectors in a file, and prints seconds and bytes
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.measuring import Comparison
from benchmarks.vectors import catalogue
from recommender.engine.candidates import Candidates
from recommender.engine.keeping import Keeper, Mask
from recommender.engine.neighbours import Neighbours, look_at_all, top_k
from recommender.engine.resnet import quickest_on_the_cpu
from recommender.engine.vectors import Vectors, mapped

COUNT, K, PART = 1_000_000, 10, 20_000
GIGABYTE = 1024**3
AN_HOUR, MOST_GIGABYTES = 3600.0, 8.0
CHECKED = 200
"""Rows whose list is made again from all their similarities in doubles."""


def compare(count: int = COUNT) -> list[Comparison]:
    """Return how long the lists of a million vectors take against an hour, and their memory against 8 GiB."""
    with tempfile.TemporaryDirectory(prefix="kindred-million-") as folder:
        path = Path(folder, "vectors")
        write(path, count)
        command = [sys.executable, "-m", "benchmarks.million_vectors", str(count), str(path)]
        said = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout)
    size = f"{count:,} vectors, k = {K}"
    remark = (
        f"read from a mapped file, kept {said['kept']} times, once; {said['survivors']:.1f} survive a list,"
        f" {said['survivors'] / (count - 1):.4%} of all; {CHECKED} lists made again in doubles are the same"
    )
    return [
        Comparison(
            task="neighbours, exact",
            size=size,
            ours=said["seconds"],
            peer="an hour",
            theirs=AN_HOUR,
            remark=remark,
            aim=1,
        ),
        Comparison(
            task="their memory at most",
            size=size,
            ours=said["bytes"] / GIGABYTE,
            peer="8 GiB",
            theirs=MOST_GIGABYTES,
            remark="of the whole process, the mapped file included",
            aim=1,
            unit="GiB",
        ),
    ]


def write(path: Path, count: int) -> None:
    """Write vectors like those of a catalogue into a file, a part at a time."""
    with path.open("wb") as file:
        for start in range(0, count, PART):
            file.write(catalogue(min(PART, count - start), seed=start).astype("<f2").tobytes())


class Counting(Keeper):
    """A keeper that counts how often it has kept, and sees the candidates."""

    times = 0
    candidates: Candidates

    @property
    def survivors(self) -> float:
        """How many there are of a row, on average; once all is screened, so many survive."""
        return float(self.candidates.counts.mean())

    def keep(self, candidates: Candidates, done: Mask) -> None:
        """Keep what is found so far, if it is time."""
        self.candidates, before = candidates, self.kept_at
        super().keep(candidates, done)
        self.times += self.kept_at != before


def find(count: int, path: Path) -> dict[str, float]:
    """Return what finding all neighbours of the vectors in a file took; raise AssertionError where a list is wrong."""
    keeper = Counting(path.with_name("compared.npz"))
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        vectors = mapped(file, count)
    started = time.perf_counter()
    found = top_k(vectors, K, progress=Telling(), screen=partial(quickest_on_the_cpu(), keeper=keeper))
    seconds, peak = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    check(vectors, found)
    return {"seconds": seconds, "bytes": peak, "kept": keeper.times, "survivors": keeper.survivors}


class Telling:
    """Tells where the search stands, each time another hundredth is done."""

    def __init__(self) -> None:
        self.started, self.told = time.perf_counter(), 0

    def __call__(self, done: int, total: int) -> None:
        if 100 * done // total > self.told:
            self.told = 100 * done // total
            print(f"{self.told} % after {time.perf_counter() - self.started:.0f} s", file=sys.stderr, flush=True)


def check(vectors: Vectors, found: Neighbours) -> None:
    """Make some of the lists again, from all similarities in doubles."""
    rows = np.random.default_rng(0).choice(len(vectors), min(CHECKED, len(vectors)), replace=False)
    again = Neighbours(positions=np.zeros_like(found.positions), similarities=np.zeros_like(found.similarities))
    look_at_all(vectors, rows, again, lambda done, total: None)
    if not np.array_equal(again.positions[rows], found.positions[rows]):
        raise AssertionError("The lists should be those of doubles, bit for bit.")


if __name__ == "__main__":
    print(json.dumps(find(int(sys.argv[1]), Path(sys.argv[2]))))

"""A long screening outlives its process: what its finished tiles found is kept in a file from time to time."""

from __future__ import annotations

import hashlib
import logging
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recommender.engine.candidates import Candidates, Singles

log = logging.getLogger(__name__)

KEPT_FROM = 100_000
"""Vectors from which on a screening takes longer than half a minute. Less is simply done again."""

SECONDS = 120.0
"""Between two times; keeping a million rows takes a few."""

PARTS = ("columns", "values", "counts", "thresholds", "crowded")
UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)

Mask = NDArray[np.bool_]


class Keeper:
    """Keeps candidates and which tiles are done in one file, and finds them again for the same vectors.

    A file of other vectors, of another k, or one that is damaged counts as none. A disk that takes no file does no
    harm: the screening goes on, and the log says so. `keep` must not be called while candidates change.
    """

    def __init__(
        self,
        path: Path,
        *,
        least: int = KEPT_FROM,
        seconds: float = SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.path, self.least, self.seconds, self.clock = path, least, seconds, clock
        self.identity, self.kept_at = "", clock()

    def resume(self, unit: Singles, candidates: Candidates, tiles: int) -> Mask:
        """Fill in the candidates that were kept for these (n, d) vectors; return which of the tiles are done, (t,)."""
        self.identity = identity_of(unit, candidates.k, tiles) if len(unit) >= self.least else ""
        self.kept_at = self.clock()
        done: Mask = np.zeros(tiles, np.bool_)
        try:
            with self.path.open("rb") as file, np.load(file) as kept:
                if self.identity and str(kept["identity"]) == self.identity:
                    # All is read, and found undamaged, before any of it counts.
                    parts, margin, finished = {name: kept[name] for name in PARTS}, kept["margin"], kept["done"]
                    for name, part in parts.items():
                        getattr(candidates, name)[:] = part
                    candidates.margin = max(candidates.margin, np.float32(margin))
                    done = finished
        except FileNotFoundError:
            pass
        except UNREADABLE as error:
            log.warning("What an earlier run had found cannot be read, so it is searched anew: %s", error)
        return done

    def keep(self, candidates: Candidates, done: Mask) -> None:
        """Keep what is found so far, if it is time."""
        now = self.clock()
        if not self.identity or now - self.kept_at < self.seconds:
            return
        partial = self.path.with_suffix(".partial")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as file:
                parts = {name: getattr(candidates, name) for name in PARTS}
                about = {"identity": np.array(self.identity), "margin": np.array(candidates.margin), "done": done}
                np.savez(file, allow_pickle=False, **about, **parts)
            partial.replace(self.path)
        except OSError as error:
            log.warning("What is found so far cannot be kept; if this run is killed, it is lost: %s", error)
        self.kept_at = self.clock()

    def forget(self) -> None:
        """Remove the file: what it was for is done."""
        for path in (self.path, self.path.with_suffix(".partial")):
            path.unlink(missing_ok=True)


def identity_of(unit: Singles, k: int, tiles: int) -> str:
    """Return what tells a screening of (n, d) vectors from every other."""
    digest = hashlib.blake2b(f"{unit.shape} {k} {tiles}".encode(), digest_size=32)
    digest.update(np.ascontiguousarray(unit).data)
    return digest.hexdigest()

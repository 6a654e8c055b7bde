"""Catalogues in folders of their own, and runs on them as an operator starts them."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

ROWS = {
    "lists": "SELECT image_id, rank, recommended_id, similarity FROM gallery_recommendation ORDER BY 1, 2",
    "vectors": "SELECT image_id, content_hash, fingerprint, vector FROM recommender_embedding ORDER BY 1",
    "rankings": "SELECT image_id, pairs FROM recommender_ranking ORDER BY 1",
    "unreadable": "SELECT image_id, reason FROM recommender_unreadableimage ORDER BY 1",
}
COMPUTE = ("manage.py", "compute_recommendations", "--weights", "bundled", "--json", "--verbosity", "0")

PATIENCE = 300
"""Seconds that a run may take which somebody disturbs."""


@dataclass(frozen=True)
class Catalogue:
    """A database, and the folder of files that it shares with others like it."""

    database: Path
    media: Path

    @property
    def environment(self) -> dict[str, str]:
        """The variables that a process needs to work on it."""
        work = self.database.with_suffix(".work")
        place = {"DATABASE_URL": f"sqlite:///{self.database}", "RECOMMENDER_WORK_FOLDER": str(work)}
        return {**os.environ, **variables(self.media), **place}

    def call(self, *arguments: str) -> str:
        """Run Python on it and return what it prints."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=settings.BASE_DIR, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def run(self, *options: str) -> Any:
        """Do a run and return its report."""
        return json.loads(self.call(*COMPUTE, *options))

    @contextmanager
    def begun(self, *options: str, **more: str) -> Iterator[subprocess.Popen[str]]:
        """Begin a run, with more variables; yield its process, which is killed in the end if it is still there."""
        pipe = subprocess.PIPE
        command, place = [sys.executable, *COMPUTE, *options], settings.BASE_DIR
        with subprocess.Popen(
            command, cwd=place, env={**self.environment, **more}, stdout=pipe, stderr=pipe, text=True
        ) as run:
            try:
                yield run
            finally:
                run.kill()

    def add(self, first: int, count: int) -> None:
        """Add drawn pictures, each with a number."""
        self.call("-m", "benchmarks.whole_run", "add", str(first), str(count))

    def twin(self, name: str) -> Catalogue:
        """Return another database that is the same now."""
        copy = self.database.with_name(f"{name}.sqlite3")
        with sqlite3.connect(self.database) as ours, sqlite3.connect(copy) as theirs:
            ours.backup(theirs)
        return Catalogue(copy, self.media)

    def rows(self, kind: str) -> list[Any]:
        """Return all rows that a run writes of a kind."""
        with sqlite3.connect(self.database) as connection:
            return connection.execute(ROWS[kind]).fetchall()

    def is_claimed(self) -> bool:
        """Return whether a run is at work."""
        with sqlite3.connect(self.database) as connection:
            return bool(connection.execute("SELECT 1 FROM recommender_run WHERE status = 'running'").fetchall())

    def everything(self) -> dict[str, list[Any]]:
        """Return all rows that a run writes."""
        return {kind: self.rows(kind) for kind in ROWS}


def variables(media: Path) -> dict[str, str]:
    """Return what every process has to know, workers included."""
    return {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "MEDIA_ROOT": str(media), "AWS_STORAGE_BUCKET_NAME": ""}


def made(folder: Path, *, pictures: int) -> Catalogue:
    """Return a catalogue with so many pictures, none of them embedded."""
    catalogue = Catalogue(folder / "catalogue.sqlite3", folder / "media")
    catalogue.call("manage.py", "migrate", "--verbosity", "0")
    catalogue.add(0, pictures)
    return catalogue


def report_of(run: subprocess.Popen[str]) -> Any:
    """Wait for a run that was begun, and return its report."""
    out, said = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0, said
    return json.loads(out)

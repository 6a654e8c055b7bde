"""A run killed at any instant leaves the old rows or the new ones, and the next run needs no repair."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_killed_before_or_after_any_statement_or_at_a_random_time_the_rows_are_whole(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.recommender.killing", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["killed"] == told["old"] + told["new"] > told["instants"] > 40
    assert min(told["old"], told["new"]) > 0

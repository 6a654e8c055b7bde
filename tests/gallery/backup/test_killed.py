"""A restoration killed at any instant leaves the old catalogue whole or the new one, and is simply repeated."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent.parent


def test_killed_at_its_files_amid_its_rows_around_its_commit_and_at_random_times_a_catalogue_is_whole(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "tests.gallery.backup.killing", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["killed"] == told["old"] + told["new"] > told["files"] + told["rows"] + told["commits"]
    assert (told["files"] >= 8, told["rows"] >= 10, told["commits"], told["new"] > 0) == (True, True, 2, True)

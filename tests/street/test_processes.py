"""The commands as an operator starts them: processes of their own, exit codes, and torch only where it is needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.factories import picture_file

COMMAND = "from django.core.management import execute_from_command_line as run; run(['manage.py', *sys.argv[1:]])"
AND_TORCH = f"import sys; {COMMAND}; sys.exit(3 if 'torch' in sys.modules else 0)"
ANOTHER_RUN = (
    "import django; django.setup(); from recommender.models import Run; "
    "Run.objects.create(host='elsewhere', pid=77, weights='bundled', fingerprint='f' * 64, k=8)"
)


class Site:
    """A site in a folder of its own, with a database, two images and their recommendations."""

    def __init__(self, folder: Path) -> None:
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "SECRET_KEY": "only-for-tests",
            "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
            "MEDIA_ROOT": str(folder / "media"),
            "RECOMMENDER_WEIGHTS": "bundled",
        }
        for colour in ("red", "gold"):
            picture_file(folder=folder / "pictures", name=f"{colour}.png", colour=colour)
        self.run("manage.py", "migrate", "--verbosity", "0").check_returncode()
        self.run("manage.py", "import_images", str(folder / "pictures")).check_returncode()
        self.first = self.compute("--json")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the project."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def compute(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Run compute_recommendations."""
        return self.run("manage.py", "compute_recommendations", *options)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("site"))


def test_a_run_ends_with_nought_and_one_object_on_standard_output(site: Site) -> None:
    assert site.first.returncode == 0
    assert json.loads(site.first.stdout)["rows_written"] == 2
    assert site.first.stderr == "Embedding: 2 of 2 images\nComparing: 2 of 2 images\n"


def test_a_second_run_loads_no_torch(site: Site) -> None:
    again = site.run("-c", AND_TORCH, "compute_recommendations", "--json")
    assert (again.returncode, json.loads(again.stdout)["embedded"]) == (0, 0)


def test_a_k_below_one_ends_with_two(site: Site) -> None:
    done = site.compute("--k", "0")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "CommandError: --k must be from 1 to 1000, got 0.\n")


def test_weights_that_cannot_be_used_end_with_one(site: Site) -> None:
    done = site.compute("--weights", "/nowhere.pth")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("CommandError: /nowhere.pth is not a file; ")


def test_another_run_at_work_ends_with_seventy_five(site: Site) -> None:
    site.run("-c", ANOTHER_RUN).check_returncode()
    done = site.compute("--json")
    assert (done.returncode, done.stdout) == (75, "")
    assert done.stderr.startswith("CommandError: Another run is at work on elsewhere, process 77, since ")

"""The Dockerfile: what it copies is there, what it runs works with just that, and nobody is root."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deployment.reading import ROOT, copy, files_of_the_image

TEXT = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
STEPS = [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in TEXT.splitlines() if line and line[0] != "#"]
PROCESSES = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())


def steps(kind: str) -> list[str]:
    """Return what steps of a kind say."""
    return [said for step, said in STEPS if step == kind]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `COPY . .` makes."""
    return copy(files_of_the_image(), tmp_path_factory.mktemp("image"))


def run_in(image: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the image with its variables, in the present environment of Python."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {"PATH": path, "DJANGO_SETTINGS_MODULE": "config.settings.prod", **variables}
    return subprocess.run(command, cwd=image, env=environment, capture_output=True, text=True, check=False)


def test_what_is_copied_is_there_and_not_left_out() -> None:
    here = files_of_the_image()
    sources = [name for said in steps("COPY") if "--from" not in said for name in said.split()[:-1] if name != "."]
    assert sources
    assert [name for name in sources if name not in here] == []


def test_every_stage_that_is_named_is_made_and_from_the_python_of_the_project() -> None:
    version = (ROOT / ".python-version").read_text().strip()
    assert [said.split()[0] for said in steps("FROM")] == [f"python:{version}-slim"] * 2
    made = {said.split(" AS ")[1] for said in steps("FROM") if " AS " in said}
    assert {name for said in steps("COPY") for name in re.findall(r"--from=(\w+)", said)} == made


def test_the_site_is_served_by_nobody_in_particular_and_as_the_procfile_says() -> None:
    assert steps("USER") == ["kindred"]
    assert STEPS.index(("USER", "kindred")) > max(number for number, step in enumerate(STEPS) if step[0] == "RUN")
    assert " ".join(json.loads(steps("CMD")[0])) == PROCESSES["web"]


def test_no_secret_and_nothing_of_no_use_is_in_it() -> None:
    folders = {Path(name).parts[0] for name in files_of_the_image()}
    assert folders & {"tests", "training", "benchmarks", "docs", "var", ".git", ".venv", ".ci"} == set()
    assert folders >= {"config", "gallery", "recommender", "templates", "static", "locale", "manage.py"}


def test_static_files_are_collected_from_what_is_in_it(image: Path) -> None:
    collecting = next(said for said in steps("RUN") if "collectstatic" in said)
    done = run_in(image, "sh", "-c", collecting)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (image / "var/static/staticfiles.json").exists()


def test_the_site_starts_from_what_is_in_it(image: Path) -> None:
    start = "import config.wsgi; from django.core.management import call_command as call; call('check')"
    done = run_in(image, "python", "-c", start, SECRET_KEY="x" * 50, ALLOWED_HOSTS="kindred.example")
    assert (done.returncode, done.stderr) == (0, "")


def test_packages_are_installed_by_the_script_that_make_uses() -> None:
    assert 'python scripts/make_environment.py "$REQUIREMENTS"' in steps("RUN")
    copied = steps("COPY")[0].split()
    assert {f"{Path(name).stem}.lock" for name in copied if name.endswith(".txt")} <= set(copied)
    assert steps("ARG") == ["REQUIREMENTS=requirements.txt"]

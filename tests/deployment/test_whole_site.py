"""The commands of docs/operations.md, typed as they stand there into a clean copy, make a whole site."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.servers import free_port
from tests.deployment.reading import ROOT, blocks, copy, project_files
from tests.factories import picture_file
from tests.server.serving import wait_until

INSTALLED, SERVED, ENDED = blocks("A whole site to try, on one machine", "sh")
COLOURS = ("red", "orangered", "tomato", "gold", "khaki", "navy")


@dataclass(kw_only=True)
class Shell:
    """Somebody at a shell of the page, and the site that came of it."""

    process: subprocess.Popen[str]
    port: int

    def type(self, commands: str) -> None:
        """Type commands, which are run as they come."""
        assert self.process.stdin is not None
        self.process.stdin.write(commands)
        self.process.stdin.flush()

    def page(self, path: str) -> str:
        """Return a page, nothing while there is none."""
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=10) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, ConnectionError):
            return ""


def variables(home: Path, port: int) -> dict[str, str]:
    """Return the environment of somebody who types; what would be asked for is answered by it."""
    login = {"DJANGO_SUPERUSER_PASSWORD": "boat-at-dawn", "DJANGO_SUPERUSER_USERNAME": "anna"}
    mail = {"DJANGO_SUPERUSER_EMAIL": "anna@example.org"}
    chosen = {"PORT": str(port), "RECOMMENDER_WEIGHTS": "bundled"}
    return {"PATH": os.environ["PATH"], "HOME": str(home), **login, **mail, **chosen}


@pytest.fixture(scope="module")
def shell() -> Iterator[Shell]:
    """The shell that the page's first block opens, in a clean copy that has its packages already."""
    # Not in pytest's own folder: as root, the database runs as somebody who may not look into that.
    with tempfile.TemporaryDirectory(prefix="kindred-home-") as folder:
        yield from shell_in(Path(folder), free_port())


def shell_in(home: Path, port: int) -> Iterator[Shell]:
    """Open the shell in a home with pictures, and close it afterwards."""
    clone = copy(project_files(), home / "kindred")
    (clone / ".venv").symlink_to(Path(sys.executable).parent.parent)
    for number, colour in enumerate(COLOURS):
        picture_file(folder=home / "Pictures" / "colours", name=f"{colour}.png", colour=colour, size=(90 + number, 80))
    command = INSTALLED.strip().splitlines()[-1].split()
    with (home / "said").open("w") as said:
        process = subprocess.Popen(
            command,
            cwd=clone,
            env=variables(home, port),
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=said,
            text=True,
            start_new_session=True,
        )
    yield Shell(process=process, port=port)
    with process, contextlib.suppress(ProcessLookupError):
        if process.stdin:
            process.stdin.close()  # the shell ends, and the servers with it, whatever became of the site
        process.wait(timeout=30)
        os.killpg(process.pid, signal.SIGKILL)


def test_the_page_says_how_to_come_so_far() -> None:
    assert INSTALLED.splitlines()[0].startswith("git clone ")
    assert INSTALLED.splitlines()[1:] == ["make setup-dev", ".venv/bin/python -m scripts.with_servers sh"]
    assert "\nsetup-dev:" in (ROOT / "Makefile").read_text()


def test_a_whole_site_comes_of_it_and_ends(shell: Shell) -> None:
    shell.type(SERVED.replace("createsuperuser", "createsuperuser --noinput"))
    wait_until(lambda: shell.page("/readyz") == '{"ready": true, "amiss": {}}', seconds=120)
    wall = shell.page("/")
    assert {colour for colour in COLOURS if colour in wall} == set(COLOURS)
    wait_until(lambda: shell.page("/images/1/").count("/like/") > 3, seconds=60)
    pictures = re.findall(r'src="(http://127\.0\.0\.1:\d+/kindred/renditions/[^"]+)"', wall)
    with urllib.request.urlopen(pictures[0], timeout=10) as answer:  # noqa: S310 - our own
        assert answer.headers["Content-Type"] == "image/webp"
    shell.type(ENDED)
    assert shell.process.wait(timeout=60) == 0
    assert shell.page("/healthz") == ""

"""What is installed: exactly known, byte for byte, and nothing older than the mending of a known hole."""

from __future__ import annotations

import re
import subprocess
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from scripts import make_environment
from scripts.make_environment import ROOT, TORCH, not_locked, pins_of

NAMES = ("requirements-web", "requirements", "requirements-dev", "requirements-distributed")
UNLOCKED = {"torch", "torchvision"}
ENTRY = re.compile(r"^([\w.-]+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)

FLOORS = [
    ("django", "5.2.9", "SQL by way of _connector and column aliases; lines forged in the log (5.2.2)"),
    ("pillow", "11.3.0", "a heap overflow in writing; before it, libwebp's in reading (10.0.1)"),
    ("gunicorn", "23.0.0", "requests smuggled by Transfer-Encoding"),
    ("sqlparse", "0.5.0", "a stack used up by nested lists"),
    ("urllib3", "2.6.0", "answers that unpack without an end; redirects that were forbidden (2.5.0)"),
    ("pydantic", "2.4.0", "an address of mail that takes a regular expression for ever"),
    ("tqdm", "4.66.3", "code in options of its command"),
    ("jinja2", "3.1.6", "a way out of the sandbox, which torch brings along"),
    ("filelock", "3.20.1", "a link put in the place of a lock"),
    ("setuptools", "78.1.1", "files written outside of where they belong"),
    ("requests", "2.32.4", "a login of .netrc told to another host"),
    ("flask", "3.1.1", "keys tried in the wrong order"),
    ("flask-cors", "6.0.0", "paths matched as others"),
    ("werkzeug", "3.0.6", "forms that use up memory"),
    ("cryptography", "44.0.1", "OpenSSL's keys without a chain"),
    ("idna", "3.7", "names that take for ever"),
    ("certifi", "2024.7.4", "a root that is no longer trusted"),
    ("virtualenv", "20.26.6", "commands in the name of a folder"),
    ("pip", "25.3", "links out of an archive"),
    ("pyyaml", "5.4", "code in YAML"),
    ("ray", "2.52.0", "tasks that a page in the browser of a machine's user sends by a name that changes its address"),
    ("pyarrow", "14.0.1", "code in data that is read"),
    ("torch", "2.8.0", "code in weights that were said to be only weights (2.6.0)"),
]


def locked(name: str) -> dict[str, str]:
    """Return the packages of a lock file with their versions."""
    return {found[1]: found[2] for found in ENTRY.finditer((ROOT / f"{name}.lock").read_text())}


def needed_by(requirement: Requirement, known: set[str]) -> None:
    """Add what a package that is installed needs to what is known, to the last one."""
    name = canonicalize_name(requirement.name)
    if name in UNLOCKED or (name in known and not requirement.extras):
        return
    known.add(name)
    try:
        lines = requires(name) or []
    except PackageNotFoundError:
        return
    for inner in map(Requirement, lines):
        extras = requirement.extras or {""}
        if inner.marker is None or any(inner.marker.evaluate({"extra": extra}) for extra in extras):
            needed_by(inner, known)


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_file_is_nothing_but_exact_versions_with_hashes_of_their_files(name: str) -> None:
    first, rest = (ROOT / f"{name}.lock").read_text().split("\n", 1)
    assert first.startswith("# ")
    assert ENTRY.sub("", rest) == ""
    assert "://" not in rest


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_file_has_every_pin_but_torch_in_the_same_version(name: str) -> None:
    requirements = ROOT / f"{name}.txt"
    assert not_locked(requirements, requirements.with_suffix(".lock")) == [], "run make lock"
    assert not UNLOCKED & locked(name).keys()


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_file_has_all_that_its_packages_bring_along(name: str) -> None:
    needed = set[str]()
    for pin in pins_of(ROOT / f"{name}.txt"):
        needed_by(Requirement(pin), needed)
    assert len(needed) > len(pins_of(ROOT / f"{name}.txt")) - len(UNLOCKED)
    assert needed - locked(name).keys() == set(), "run make lock"


def test_every_file_pins_exactly() -> None:
    for path in ROOT.glob("requirements*.txt"):
        lines = [line.split("#")[0].strip() for line in path.read_text().splitlines()]
        loose = [
            line for line in lines if line and not line.startswith("-r ") and not re.fullmatch(r"\S+==[\w.]+", line)
        ]
        assert loose == [], path.name


@pytest.mark.parametrize(("package", "safe", "hole"), FLOORS, ids=[package for package, *_ in FLOORS])
def test_no_package_is_older_than_the_mending_of_a_known_hole(package: str, safe: str, hole: str) -> None:
    pinned = dict(pin.split("==") for pin in pins_of(ROOT / "requirements.txt") if TORCH.match(pin))
    versions = [found[package] for name in NAMES if package in (found := locked(name))] or [pinned[package]]
    assert min(map(Version, versions)) >= Version(safe), hole


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What pip was told to install, without doing it."""
    told = list[tuple[str, ...]]()

    def pip(python: Path, *arguments: str, capture: bool = False) -> subprocess.CompletedProcess[bytes]:
        told.append(arguments)
        return subprocess.CompletedProcess([], 0)

    monkeypatch.setattr(make_environment, "pip", pip)
    monkeypatch.setattr(make_environment, "make_environment", lambda: Path("python"))
    monkeypatch.setattr(make_environment, "wants_cpu_wheels", lambda: False)
    return told


def test_what_is_locked_is_installed_by_its_hashes_and_torch_after_it(commands: list[tuple[str, ...]]) -> None:
    assert make_environment.main(ROOT / "requirements.txt") == 0
    by_hashes, torch = commands
    assert by_hashes == ("--require-hashes", "-r", str(ROOT / "requirements.lock"))
    assert [pin.partition("==")[0] for pin in torch] == ["torch", "torchvision"]


def test_a_process_that_serves_pages_needs_nothing_beyond_its_lock_file(commands: list[tuple[str, ...]]) -> None:
    assert make_environment.main(ROOT / "requirements-web.txt") == 0
    assert commands == [("--require-hashes", "-r", str(ROOT / "requirements-web.lock"))]


def test_a_lock_file_that_has_fallen_behind_installs_nothing(
    commands: list[tuple[str, ...]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "requirements.txt").write_text("Flask==3.1.3\npillow==13.0.0\n")
    (tmp_path / "requirements.lock").write_text("pillow==12.0.0 \\\n    --hash=sha256:0\nflask==3.1.3 \\\n")
    assert make_environment.main(tmp_path / "requirements.txt") == 2
    assert (commands, capsys.readouterr().err) == ([], "requirements.lock lacks pillow==13.0.0; run make lock.\n")

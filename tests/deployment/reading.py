"""The blocks of docs/operations.md, and the files that a clone or an image holds."""

from __future__ import annotations

import fnmatch
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OPERATIONS = (ROOT / "docs/operations.md").read_text()


def section(title: str) -> str:
    """Return the section of a title, those below it included."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^\1 |\Z)", OPERATIONS, flags=re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return found[2]


def blocks(title: str, language: str) -> list[str]:
    """Return the blocks of a language in a section."""
    return re.findall(rf"^```{language}\n(.*?)^```$", section(title), flags=re.MULTILINE | re.DOTALL)


def project_files() -> list[str]:
    """Return the files that a clone has, or will have with the next commit."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [name for name in listed if (ROOT / name).is_file()]


def is_left_out(name: str, patterns: list[str]) -> bool:
    """Return whether a file is left out of images: it, or a folder it lies in, fits a pattern."""
    path = Path(name)
    return any(fits(place, pattern) for place in (path, *path.parents[:-1]) for pattern in patterns)


def fits(place: Path, pattern: str) -> bool:
    """Return whether a pattern means a place: `**/` at any depth, else at exactly its own."""
    if pattern.startswith("**/"):
        return fnmatch.fnmatch(place.name, pattern.removeprefix("**/"))
    return len(place.parts) == len(Path(pattern).parts) and fnmatch.fnmatch(str(place), pattern)


def files_of_the_image() -> list[str]:
    """Return the files that `COPY . .` takes into an image."""
    patterns = (ROOT / ".dockerignore").read_text().split()
    return [name for name in project_files() if not is_left_out(name, patterns)]


def copy(names: list[str], folder: Path) -> Path:
    """Copy files of the project into a folder, and return it."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder

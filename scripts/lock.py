"""Write the lock files: every package that a requirements file brings, to the last one, with the hashes of its files.

python -m scripts.lock                 # needs a package index, and takes minutes
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement

from scripts.make_environment import ROOT, TORCH, pins_of

FILES = ("requirements-web.txt", "requirements.txt", "requirements-dev.txt", "requirements-distributed.txt")
HEADER = "# Every package of {}, with the hashes of its files, but for torch. Made by `make lock`; do not edit.\n"
ENTRY = re.compile(r"^[\w.-]+==\S+ \\\n(?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+", re.MULTILINE)
ALL_HASHES = ("--generate-hashes", "--allow-unsafe", "--strip-extras", "--rebuild")
NOTHING_ELSE = ("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host")
OPTIONS = ("--quiet", *ALL_HASHES, *NOTHING_ELSE, "--no-emit-options")


def main() -> int:
    """Lock each file and return the exit code."""
    for name in FILES:
        print(f"Locking {name} ...", flush=True)
        lock(ROOT / name)
    return 0


def lock(requirements: Path) -> None:
    """Resolve what a file asks for, torch left out but not what torch needs, and write the lock file beside it."""
    pins = pins_of(requirements)
    wanted = [pin for pin in pins if not TORCH.match(pin)]
    if len(wanted) < len(pins):
        wanted += needs_of("torch")
    target = requirements.with_suffix(".lock")
    target.unlink(missing_ok=True)  # or what it says would be kept
    command = [sys.executable, "-m", "piptools", "compile", *OPTIONS, "--output-file", str(target), "-"]
    subprocess.run(command, input="\n".join(wanted), text=True, env=without_own_index(), check=True)
    entries = sorted(ENTRY.findall(target.read_text()))
    target.write_text(HEADER.format(requirements.name) + "".join(entries))


def needs_of(package: str) -> list[str]:
    """Return what an installed package needs on every machine; what only its build for a GPU needs is not asked for."""
    needed = [Requirement(line) for line in requires(package) or []]
    return [str(each) for each in needed if each.marker is None]


def without_own_index() -> dict[str, str]:
    """Return the environment without what makes pip look at this machine: a release has more files than lie here."""
    kept = {name: value for name, value in os.environ.items() if name not in {"PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"}}
    return {**kept, "PIP_CONFIG_FILE": os.devnull}


if __name__ == "__main__":
    sys.exit(main())

"""Make `.venv` and install a requirements file into it. Needs nothing but Python 3.11 and a package index.

python3 scripts/make_environment.py requirements.txt
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
OLDEST_PYTHON = (3, 11)
CPU_WHEEL_INDEX = "https://download.pytorch.org/whl/cpu"
"""PyTorch's own index of builds without CUDA: hundreds of megabytes instead of several gigabytes."""


def main(requirements: Path) -> int:
    """Make the environment, install, and return the exit code."""
    if sys.version_info < OLDEST_PYTHON:
        came = ".".join(map(str, sys.version_info[:3]))
        print(f"Kindred needs Python 3.11 or newer, this is {came}; call make with PYTHON=python3.11.", file=sys.stderr)
        return 2
    python = make_environment()
    if wants_cpu_wheels():
        install_cpu_wheels(python, requirements)
    print(f"Installing {requirements.name} ...", flush=True)
    return pip(python, "-r", str(requirements)).returncode


def make_environment() -> Path:
    """Return the environment's Python, made where it is missing or broken."""
    python = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists() or subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode:
        print(f"Making {ENVIRONMENT.name} with Python {sys.version.split()[0]} ...", flush=True)
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
    return python


def wants_cpu_wheels() -> bool:
    """Return whether this is Linux without an NVIDIA GPU, where the plain index would bring CUDA for nothing."""
    return sys.platform == "linux" and not Path("/dev/nvidiactl").exists() and shutil.which("nvidia-smi") is None


def install_cpu_wheels(python: Path, requirements: Path) -> None:
    """Try PyTorch's own index, briefly; where it cannot be reached, the plain index will do."""
    pins = torch_pins(requirements)
    if not pins or are_installed(python, pins):
        return
    print(f"Trying PyTorch's own index for {' and '.join(pins)} ...", flush=True)
    tried = pip(python, "--index-url", CPU_WHEEL_INDEX, "--timeout", "5", "--retries", "0", *pins, capture=True)
    if tried.returncode:
        print("It cannot be reached from here; taking the plain index.", flush=True)


def torch_pins(requirements: Path) -> list[str]:
    """Return the pins of torch and torchvision in a requirements file or in the one it refers to."""
    text = requirements.read_text()
    for name in re.findall(r"^-r (\S+)", text, flags=re.MULTILINE):
        text += (requirements.parent / name).read_text()
    return re.findall(r"^(?:torch|torchvision)==\S+", text, flags=re.MULTILINE)


def are_installed(python: Path, pins: list[str]) -> bool:
    """Return whether the environment has exactly these versions, of whatever build."""
    listed = subprocess.run([python, "-m", "pip", "freeze"], capture_output=True, text=True, check=True).stdout
    return set(pins) <= {line.partition("+")[0] for line in listed.splitlines()}


def pip(python: Path, *arguments: str, capture: bool = False) -> subprocess.CompletedProcess[bytes]:
    """Run pip install, with a bar on a terminal and few words elsewhere."""
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", *quiet, *arguments]
    return subprocess.run(command, capture_output=capture)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))

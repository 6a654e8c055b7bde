"""Make `.venv` and install a requirements file into it. Needs nothing but Python 3.11 and a package index.

python3 scripts/make_environment.py requirements.txt

Where a lock file lies beside the requirements, what comes has to be what the lock file knows, byte for byte. Not torch:
its builds for CPUs and GPUs have the same version and other bytes, and which one is right depends on the machine.
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
TORCH = re.compile(r"torch(?:vision)?==")
CPU_WHEEL_INDEX = "https://download.pytorch.org/whl/cpu"
"""PyTorch's own index of builds without CUDA: hundreds of megabytes instead of several gigabytes."""


def main(requirements: Path) -> int:
    """Make the environment, install, and return the exit code."""
    if sys.version_info < OLDEST_PYTHON:
        came = ".".join(map(str, sys.version_info[:3]))
        print(f"Kindred needs Python 3.11 or newer, this is {came}; call make with PYTHON=python3.11.", file=sys.stderr)
        return 2
    python = make_environment()
    lock = requirements.with_suffix(".lock")
    if lock.exists() and (missing := not_locked(requirements, lock)):
        print(f"{lock.name} lacks {', '.join(missing)}; run make lock.", file=sys.stderr)
        return 2
    print(f"Installing {requirements.name} ...", flush=True)
    return install(python, requirements, lock)


def install(python: Path, requirements: Path, lock: Path) -> int:
    """Install what the lock file knows, and what it leaves out; return the exit code."""
    rest = ["-r", str(requirements)]
    if lock.exists():  # first, so that nothing of it comes along with torch and unknown
        if code := pip(python, "--require-hashes", "-r", str(lock)).returncode:
            return code
        rest = torch_pins(requirements)
    if wants_cpu_wheels():
        install_cpu_wheels(python, requirements)
    return pip(python, *rest).returncode if rest else 0


def not_locked(requirements: Path, lock: Path) -> list[str]:
    """Return the pins of a requirements file that its lock file does not have, torch left out."""
    locked = {normal(line.split()[0]) for line in lock.read_text().splitlines() if "==" in line.split("#")[0]}
    return [pin for pin in pins_of(requirements) if not TORCH.match(pin) and normal(pin) not in locked]


def normal(pin: str) -> str:
    """Return a pin as package indexes write it: small, with dashes, without extras."""
    name, _, version = re.sub(r"\[.*\]", "", pin).partition("==")
    return f"{re.sub(r'[-_.]+', '-', name).lower()}=={version}"


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
    """Return the pins of torch and torchvision in a requirements file or in those it refers to."""
    return [pin for pin in pins_of(requirements) if TORCH.match(pin)]


def pins_of(requirements: Path) -> list[str]:
    """Return the pins of a requirements file and of those it refers to."""
    text = requirements.read_text()
    referred = re.findall(r"^-r (\S+)", text, flags=re.MULTILINE)
    others = [pin for name in referred for pin in pins_of(requirements.parent / name)]
    return [*others, *re.findall(r"^[\w.\[\],-]+==[^\s#]+", text, flags=re.MULTILINE)]


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

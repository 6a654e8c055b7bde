"""torchvision imports beside any torch: what its own library does not bring is declared, and only that."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from recommender.engine.missing_operators import SCHEMA, compiled_library, declare_missing_operators

DECLARE = """
import torch
from recommender.engine.missing_operators import *
def refuse(path): raise OSError("built for another torch")
torch.ops.load_library = refuse  # as where it is; elsewhere torchvision would load its library after all
"""
USE = "import torchvision; print(torchvision.models.resnet18().eval()(torch.zeros(1, 3, 32, 32)).shape)"


class FakeTorch(SimpleNamespace):
    """As much of torch as declaring operators takes. Its library brings operators, or cannot be loaded."""

    def __init__(self, *, brings: tuple[str, ...] | None = ()) -> None:
        self.brings, self.loaded, self.defined = brings, list[str](), list[tuple[str, str]]()
        ops = SimpleNamespace(load_library=self.load_library, torchvision=SimpleNamespace())
        super().__init__(ops=ops, library=SimpleNamespace(define=self.define))

    def load_library(self, path: str) -> None:
        self.loaded.append(path)
        if self.brings is None:
            raise OSError("libcudart.so.13: cannot open shared object file")
        for name in self.brings:
            setattr(self.ops.torchvision, name, object())

    def define(self, name: str, schema: str) -> None:
        self.defined.append((name, schema))


def declared(torch: Any, library: Path | None) -> list[str]:
    return declare_missing_operators(torch, library)


def run_python(code: str) -> str:
    """Return what a program prints in an interpreter of its own; a warning or an error fails."""
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("library", [None, Path("_C.so")])
def test_where_the_library_cannot_be_loaded_both_operators_are_declared(library: Path | None) -> None:
    torch = FakeTorch(brings=None)
    assert declared(torch, library) == ["nms", "qnms"]
    assert torch.defined == [("torchvision::nms", SCHEMA), ("torchvision::qnms", SCHEMA)]


def test_where_the_library_brings_both_nothing_is_declared() -> None:
    torch = FakeTorch(brings=("nms", "qnms"))
    assert declared(torch, Path("_C.so")) == []
    assert (torch.loaded, torch.defined) == (["_C.so"], [])


def test_where_the_library_brings_one_only_the_other_is_declared() -> None:
    torch = FakeTorch(brings=("nms",))
    assert declared(torch, Path("_C.so")) == ["qnms"]


def test_the_compiled_library_is_found_without_importing_torchvision() -> None:
    code = (
        "import sys; from recommender.engine.missing_operators import *; found = compiled_library(); "
        "print(found is None or found.is_file(), 'torchvision' in sys.modules, 'torch' in sys.modules)"
    )
    assert run_python(code) == "True False False\n"


def test_where_torchvision_is_not_installed_there_is_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert compiled_library() is None


def test_with_a_library_that_does_not_load_torchvision_imports_and_runs() -> None:
    code = f"{DECLARE}print(declare_missing_operators(torch, compiled_library())); {USE}"
    assert run_python(code) == "['nms', 'qnms']\ntorch.Size([1, 1000])\n"


def test_beside_operators_that_are_there_already_nothing_is_declared_and_torchvision_runs() -> None:
    intact = "[torch.library.define(f'torchvision::{name}', SCHEMA) for name in OPERATORS];"
    code = f"{DECLARE}{intact} print(declare_missing_operators(torch, compiled_library())); {USE}"
    assert run_python(code) == "[]\ntorch.Size([1, 1000])\n"

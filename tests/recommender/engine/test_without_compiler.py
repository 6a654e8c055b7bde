"""torchvision is imported without torch's compiler, which nothing here uses, and the compiler stays to be had."""

from __future__ import annotations

import sys

import pytest

from recommender.engine.without_compiler import without_compiler
from tests.recommender.engine.test_missing_operators import run_python

ENCODE = "from recommender.engine import resnet; import sys;"


def test_the_encoder_is_there_without_the_compiler() -> None:
    assert run_python(f"{ENCODE} print('torch._dynamo' in sys.modules, 'sympy' in sys.modules)") == "False False\n"


def test_whoever_wants_the_compiler_afterwards_gets_it() -> None:
    assert run_python(f"{ENCODE} import torch; print(callable(torch._dynamo.optimize))") == "True\n"


def test_a_compiler_that_is_loaded_already_stays() -> None:
    code = "import sys, torch._dynamo as real; from recommender.engine import resnet;"
    assert run_python(f"{code} print(sys.modules['torch._dynamo'] is real)") == "True\n"


def test_the_stand_in_goes_when_an_import_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("torch._dynamo", "torch._dynamo.utils"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    with pytest.raises(ImportError, match="no such module"), without_compiler():
        raise ImportError("no such module")
    assert "torch._dynamo" not in sys.modules

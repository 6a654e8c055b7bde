"""What the engine's tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch


@pytest.fixture(autouse=True, scope="module")
def on_the_cpu(request: pytest.FixtureRequest) -> Iterator[None]:
    """Have tests compute on the CPU, whatever this machine has; those of a GPU are a module of their own."""
    with pytest.MonkeyPatch.context() as patch:
        if request.module.__name__.rpartition(".")[2] != "test_gpu":
            patch.setattr(torch.cuda, "is_available", lambda: False)
        yield

"""Where torch is not installed, an encoder cannot be had, and that is said."""

from __future__ import annotations

import sys

import pytest

from recommender.engine import weights
from recommender.engine.exceptions import EncoderUnavailable

SAID = (
    "Embedding pictures needs torch, which is not installed here; install requirements.txt, "
    "or do this where it is installed."
)


def test_an_encoder_that_cannot_be_had_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "recommender.engine.resnet", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(EncoderUnavailable) as said:
        weights.bundled().load()
    assert str(said.value) == SAID

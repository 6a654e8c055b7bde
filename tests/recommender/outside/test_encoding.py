"""The encoder is the catalogue's own, loaded once, and what cannot be done is said in one sentence."""

from __future__ import annotations

import numpy as np
import pytest

from gallery.models import Publication
from recommender import choice
from recommender.engine.exceptions import InvalidWeights
from recommender.meaning import Published
from recommender.models import Run
from recommender.outside import encoding
from recommender.outside.encoding import CannotEncode, Encoding, SaysNothing
from tests.fake_model import FakeModel, SpeechlessEncoder


@pytest.fixture(autouse=True)
def named(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "named", lambda wanted: model)


def published(model: FakeModel) -> Published:
    """Return what a run of a model has published."""
    publication = Publication(shown=2, fingerprint=model.fingerprint)
    return Published(publication=publication, run=Run(weights=model.name, fingerprint=model.fingerprint, k=2))


def test_it_is_loaded_with_the_first_picture_and_only_then(model: FakeModel) -> None:
    encoder = Encoding()
    assert model.loads == 0
    ready = [encoder.ready(published(model)) for _ in range(3)]
    assert (model.loads, ready[0].encoder) == (1, model.encoder)


def test_another_model_is_loaded_when_the_catalogue_has_another(
    model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder, other = Encoding(), FakeModel(fingerprint="b" * 64)
    encoder.ready(published(model))
    monkeypatch.setattr(choice, "named", lambda wanted: other)
    assert encoder.ready(published(other)).model is other
    assert (model.loads, other.loads) == (1, 1)


def test_weights_that_are_not_the_catalogue_s_are_not_used(model: FakeModel) -> None:
    wanted = published(model)
    model.fingerprint = "b" * 64
    with pytest.raises(CannotEncode) as raised:
        Encoding().ready(wanted)
    said = "the weights of the catalogue, fake (aaaaaaaaaaaa), are not those to be had here"
    assert (str(raised.value), model.loads) == (said, 0)


def test_without_torch_it_says_what_to_install(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "find_spec", lambda name: None)
    with pytest.raises(CannotEncode) as raised:
        Encoding().ready(published(model))
    said = "torch is not installed here: pip install -r requirements.txt, or ask a process that has it"
    assert (str(raised.value), model.loads) == (said, 0)


def test_weights_that_are_gone_are_named(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(wanted: str) -> FakeModel:
        raise InvalidWeights("weights.pth is not a file")

    monkeypatch.setattr(choice, "named", gone)
    with pytest.raises(CannotEncode, match=r"^weights\.pth is not a file$"):
        Encoding().ready(published(model))


def test_a_picture_of_which_the_model_says_nothing_has_no_vector(model: FakeModel) -> None:
    model.encoder = SpeechlessEncoder()
    encoder = Encoding()
    with pytest.raises(SaysNothing):
        encoder.encode(encoder.ready(published(model)), np.zeros((1, 16, 16, 3), np.uint8))

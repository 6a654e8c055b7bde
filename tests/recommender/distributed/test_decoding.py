"""A worker decodes each original in a process that may die of it: the image is named, the worker lives."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from recommender.distributed import decoding
from recommender.engine.decoding import decode
from recommender.engine.encoder import Preprocessing
from recommender.engine.exceptions import UnreadableImage
from recommender.sources import Original, Patience
from tests.factories import picture_bytes

PREPROCESSING = Preprocessing(resize=32, crop=24)


def test_pixels_are_those_that_this_machine_would_see() -> None:
    content = picture_bytes(colour="teal", size=(90, 60))
    there = decoding.decode_apart(io.BytesIO(content), PREPROCESSING)
    assert np.array_equal(there, decode(io.BytesIO(content), PREPROCESSING))


def test_the_reason_for_a_damaged_file_is_the_one_that_this_machine_would_give() -> None:
    content = picture_bytes(colour="teal", size=(90, 60))[:-200]
    reasons = []
    for decoder in (decoding.decode_apart, decode):
        with pytest.raises(UnreadableImage) as refused:
            decoder(io.BytesIO(content), PREPROCESSING)
        reasons.append(str(refused.value))
    assert reasons[0] == reasons[1] != ""


def test_an_image_that_kills_its_decoder_is_named_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch, media_root: Path
) -> None:
    monkeypatch.setattr(decoding, "MODULE", "tests.recommender.distributed.dying_child")
    names = ("fine", "deadly", "fine too")
    originals = [store(media_root, name) for name in names]
    said = [source.reason for source in decoding.read_all(originals, PREPROCESSING, Patience(8))]
    assert said == ["", "the picture cannot be decoded: the decoder crashed", ""]


def store(media_root: Path, name: str) -> Original:
    """Lay a file into the storage that is blue where its decoder is to die."""
    path = media_root / "originals" / "distributed" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture_bytes(colour="blue" if name == "deadly" else "red"))
    return Original(image_id=1, name=name, content_hash=name, file_name=f"distributed/{name}")

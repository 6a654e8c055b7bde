"""Pictures of newer phones, where the package that reads them is installed."""

from __future__ import annotations

import io

import pytest
from PIL import Image as Picture

from gallery.gate import formats, pixels
from gallery.gate.children import CHILDREN
from gallery.gate.exceptions import Refused
from gallery.gate.limits import Limits

PHONE = b"\0\0\0\x1cftypheic\0\0\0\0mif1heic"

installed = pytest.mark.skipif(not formats.HEIF_IS_INSTALLED, reason="pillow-heif is not installed")


def heif(*, size: tuple[int, int] = (64, 48)) -> bytes:
    buffer = io.BytesIO()
    Picture.new("RGB", size, "teal").save(buffer, "HEIF")
    return buffer.getvalue()


@installed
def test_a_heif_picture_is_accepted_in_a_child() -> None:
    facts = CHILDREN.examine(heif(), Limits()).facts
    assert (facts.format, facts.width, facts.height) == ("HEIF", 64, 48)


@installed
def test_a_heif_picture_cut_off_is_refused() -> None:
    content = heif(size=(640, 480))
    with pytest.raises(Refused):
        pixels.examine(content[: len(content) * 2 // 3], Limits())


@installed
def test_a_heif_picture_is_held_against_the_limits() -> None:
    with pytest.raises(Refused, match=r"this one is 64 x 48$"):
        pixels.examine(heif(), Limits(max_side=63))


def test_the_extension_of_its_original_is_heic_where_it_is_accepted() -> None:
    assert formats.EXTENSIONS.get("HEIF") == ("heic" if formats.HEIF_IS_INSTALLED else None)


@pytest.mark.skipif(formats.HEIF_IS_INSTALLED, reason="pillow-heif is installed")
def test_without_the_package_the_accepted_formats_are_named() -> None:
    with pytest.raises(Refused, match=r"^not a picture in an accepted format \(JPEG, PNG, WEBP, GIF, AVIF\)$"):
        pixels.examine(PHONE + bytes(99), Limits())


@installed
def test_what_the_gate_accepts_the_model_can_read() -> None:
    from recommender.engine.decoding import decode
    from recommender.engine.weights import IMAGENET_PREPROCESSING

    assert decode(io.BytesIO(heif()), IMAGENET_PREPROCESSING).shape == (224, 224, 3)

"""What the gate refuses, each with its one sentence."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from PIL import Image as Picture

from gallery import uploads
from gallery.uploads import Refused
from tests.factories import picture_bytes

NOT_A_PICTURE = "not a picture in an accepted format (JPEG, PNG, WEBP, GIF, AVIF)"
LIMITS = "a picture may have at most 50 megapixels and 16383 pixels a side"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_that_declares(width: int, height: int) -> bytes:
    """Return a PNG of a hundred bytes whose header promises a picture of any size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def grainy(kind: str) -> bytes:
    """Return a picture of which half the bytes are surely not the whole."""
    buffer = io.BytesIO()
    Picture.frombytes("RGB", (64, 48), random.Random(1).randbytes(64 * 48 * 3)).save(buffer, kind)  # noqa: S311
    return buffer.getvalue()


def reason_against(content: bytes, name: str = "picture.jpg") -> str:
    with pytest.raises(Refused) as refusal:
        uploads.examine(content, name)
    return str(refusal.value)


def test_an_empty_file_is_refused() -> None:
    assert reason_against(b"") == "the file is empty"


@pytest.mark.parametrize("name", ["file", "file.jpg", "file.png"])
@pytest.mark.parametrize("content", [b"some text", SVG, b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"GIF89a", bytes(1000)])
def test_what_is_no_picture_is_refused_whatever_its_name(content: bytes, name: str) -> None:
    assert reason_against(content, name).startswith((NOT_A_PICTURE, "the picture cannot be read: "))


@pytest.mark.parametrize("content", [b"some text", SVG, bytes(1000)])
def test_text_and_drawings_are_refused_with_the_formats_that_are_accepted(content: bytes) -> None:
    assert reason_against(content) == NOT_A_PICTURE


@pytest.mark.parametrize("kind", ["PDF", "TIFF", "BMP", "ICO", "TGA", "PPM", "JPEG2000"])
def test_other_formats_are_refused_whatever_their_name(kind: str) -> None:
    assert reason_against(picture_bytes(kind=kind), "picture.jpg") == NOT_A_PICTURE


def test_a_picture_in_a_format_with_ways_to_run_programs_is_refused() -> None:
    assert reason_against(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "picture.png") == NOT_A_PICTURE


def test_a_jpeg_cut_off_is_refused() -> None:
    content = grainy("JPEG")
    reason = reason_against(content[: len(content) // 2])
    assert reason.startswith("the picture is damaged or cut off: image file is truncated (")


def test_a_png_cut_off_is_refused() -> None:
    content = grainy("PNG")
    reason = reason_against(content[: len(content) // 2])
    assert reason.startswith("the picture is damaged or cut off: ")


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "AVIF"])
def test_any_other_picture_cut_off_is_refused(kind: str) -> None:
    content = grainy(kind)
    reason = reason_against(content[: len(content) // 2])
    assert reason.startswith(("the picture is damaged or cut off: ", "the picture cannot be read: ", NOT_A_PICTURE))


def test_a_damaged_png_is_refused() -> None:
    content = bytearray(grainy("PNG"))
    content[43:63] = b"\xff" * 20  # where the compressed pixels begin
    assert reason_against(bytes(content)).startswith("the picture is damaged or cut off: ")


def test_a_png_without_its_palette_is_refused() -> None:
    buffer = io.BytesIO()
    Picture.new("P", (9, 9)).save(buffer, "PNG")
    content = buffer.getvalue()
    start, end = content.index(b"PLTE") - 4, content.index(b"IDAT") - 4
    reason = reason_against(content[:start] + content[end:])
    assert reason == "the picture is damaged or cut off: its palette is missing"


def test_a_file_of_too_many_bytes_is_refused_before_it_is_opened() -> None:
    assert reason_against(bytes(21 * 1024**2)) == "a file may have at most 20 MiB, this one has more"


def test_a_file_of_just_enough_bytes_is_opened() -> None:
    assert reason_against(bytes(20 * 1024**2)) == NOT_A_PICTURE


@pytest.mark.parametrize(("width", "height"), [(8000, 6251), (16_384, 1), (1, 16_384)])
def test_a_picture_of_too_many_pixels_is_refused_by_its_header(width: int, height: int) -> None:
    assert reason_against(png_that_declares(width, height)) == f"{LIMITS}, this one is {width} x {height}"


@pytest.mark.parametrize("side", [30_000, 2**31 - 1])
def test_a_bomb_is_refused_by_its_header(side: int) -> None:
    assert reason_against(png_that_declares(side, side)) == f"{LIMITS}, this one has far more"


def test_a_picture_of_just_enough_pixels_is_decoded() -> None:
    assert reason_against(png_that_declares(8000, 6250)).startswith("the picture is damaged or cut off: ")


def test_the_longest_side_accepted_can_be_shown() -> None:
    upload = uploads.examine(picture_bytes(size=(2, uploads.LIMITS.max_side)), "tall.png")
    uploads.store_files(upload)
    assert upload.height == uploads.LIMITS.max_side


def test_a_decoder_s_complaint_is_one_short_line() -> None:
    assert uploads.reason_in(ValueError("two\nlines  " + "x" * 300)) == ("two lines " + "x" * 300)[:200]
    assert uploads.reason_in(MemoryError()) == "MemoryError"

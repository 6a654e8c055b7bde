"""Files become pixels: upright, on white, whatever their mode; what is damaged is refused with the reason."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from PIL import Image as Picture

from recommender.engine.decoding import decode
from recommender.engine.exceptions import UnreadableImage
from tests.recommender.engine.pictures import BUNDLED, SMALL, colour_of, decoded, file_of, noise

UPLOADS = Path(settings.BASE_DIR).parent / "shared" / "data" / "uploads"
TURNED = {
    1: None,
    2: Picture.Transpose.FLIP_LEFT_RIGHT,
    3: Picture.Transpose.ROTATE_180,
    4: Picture.Transpose.FLIP_TOP_BOTTOM,
    5: Picture.Transpose.TRANSPOSE,
    6: Picture.Transpose.ROTATE_270,
    7: Picture.Transpose.TRANSVERSE,
    8: Picture.Transpose.ROTATE_90,
}


def test_pixels_are_a_square_of_bytes_in_rgb() -> None:
    pixels = decoded(noise(width=200, height=150), preprocessing=BUNDLED)
    assert (pixels.shape, pixels.dtype.name) == ((112, 112, 3), "uint8")


@pytest.mark.parametrize(("orientation", "turn"), TURNED.items())
def test_the_exif_orientation_is_applied(orientation: int, turn: Picture.Transpose | None) -> None:
    picture = noise(width=40, height=24)
    exif = Picture.Exif()
    exif[0x0112] = orientation
    upright = picture if turn is None else picture.transpose(turn)
    assert decoded(picture, exif=exif.tobytes()).tolist() == decoded(upright).tolist()


@pytest.mark.skipif(not UPLOADS.is_dir(), reason="../shared/data/uploads is absent")
@pytest.mark.parametrize("name", ["Landscape", "Portrait"])
def test_a_photograph_in_all_eight_orientations_gives_nearly_the_same_pixels(name: str) -> None:
    files = [UPLOADS / "orientation" / f"{name}_{orientation}.jpg" for orientation in range(1, 9)]
    upright, *others = (decode(io.BytesIO(file.read_bytes()), BUNDLED).astype(int) for file in files)
    assert max(float(np.abs(other - upright).mean()) for other in others) < 4


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [
        ("RGBA", (0, 0, 0, 0), (255, 255, 255)),
        ("RGBA", (255, 0, 0, 255), (255, 0, 0)),
        ("RGBA", (0, 0, 0, 128), (127, 127, 127)),
        ("LA", (0, 0), (255, 255, 255)),
        ("L", 77, (77, 77, 77)),
        ("1", 1, (255, 255, 255)),
        ("I;16", 130 * 256 + 200, (130, 130, 130)),
    ],
)
def test_every_mode_comes_out_as_rgb_and_what_is_transparent_on_white(
    mode: str, colour: int, expected: tuple[int, ...]
) -> None:
    assert colour_of(decoded(Picture.new(mode, (20, 30), colour))) == expected


def test_a_transparent_colour_of_a_palette_is_laid_on_white() -> None:
    picture = Picture.new("P", (20, 20), 0)
    picture.putpalette([200, 10, 10])
    assert colour_of(decoded(picture, transparency=0)) == (255, 255, 255)


def test_a_cmyk_photograph_comes_out_in_its_colours() -> None:
    red, green, blue = colour_of(decoded(Picture.new("CMYK", (32, 32), (0, 255, 255, 0)), "JPEG", quality=95))
    assert (red > 250, green < 5, blue < 5) == (True, True, True)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_is_its_first_frame(kind: str) -> None:
    first, second = Picture.new("RGB", (20, 20), "white"), Picture.new("RGB", (20, 20), "black")
    pixels = decoded(first, kind, save_all=True, append_images=[second], duration=100)
    assert colour_of(pixels) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_every_accepted_format_is_read(kind: str) -> None:
    assert decoded(Picture.new("RGB", (20, 20), "white"), kind).min() >= 250


@pytest.mark.parametrize("kind", ["BMP", "TIFF"])
def test_no_other_format_is_opened(kind: str) -> None:
    with pytest.raises(UnreadableImage) as raised:
        decoded(noise(width=8, height=8), kind)
    assert str(raised.value) == "not a picture in an accepted format (JPEG, PNG, WEBP, GIF, AVIF)"


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n\x1a\n"])
def test_a_file_that_is_no_picture_is_refused_and_its_place_on_the_server_not_told(
    content: bytes, tmp_path: Path
) -> None:
    (tmp_path / "secret.png").write_bytes(content)
    with (tmp_path / "secret.png").open("rb") as file, pytest.raises(UnreadableImage) as raised:
        decode(file, SMALL)
    assert str(raised.value) == "not a picture in an accepted format (JPEG, PNG, WEBP, GIF, AVIF)"


def test_a_photograph_cut_off_in_the_middle_is_refused_with_the_decoders_reason() -> None:
    content = file_of(noise(width=300, height=300), "JPEG").getvalue()
    with pytest.raises(UnreadableImage, match=r"^image file is truncated \(\d+ bytes not processed\)$"):
        decode(io.BytesIO(content[: len(content) // 2]), SMALL)


@pytest.mark.skipif(not UPLOADS.is_dir(), reason="../shared/data/uploads is absent")
@pytest.mark.parametrize("kind", ["basn0g16", "basn3p01", "basn4a16", "basn6a08", "tbwn0g16", "tp1n3p08", "s01n3p01"])
def test_troublesome_png_files_are_read(kind: str) -> None:
    content = (UPLOADS / "pngsuite" / f"{kind}.png").read_bytes()
    assert decode(io.BytesIO(content), BUNDLED).shape == (112, 112, 3)


@pytest.mark.parametrize("size", [(1, 16_000), (16_000, 1), (3, 9_001)])
def test_a_picture_as_thin_as_a_thread_takes_no_more_memory_than_others(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[tuple[int, int]] = []
    resize = Picture.Image.resize

    def noted(self: Picture.Image, size: tuple[int, int], *rest: Any) -> Picture.Image:
        sizes.append(size)
        return resize(self, size, *rest)

    monkeypatch.setattr(Picture.Image, "resize", noted)
    assert decoded(Picture.new("RGB", size), preprocessing=BUNDLED).shape == (112, 112, 3)
    assert [width * height <= 20 * 128 * 128 for width, height in sizes] == [True]


def test_a_picture_as_thin_as_a_thread_is_seen_at_its_centre() -> None:
    thread = Picture.new("RGB", (2_000, 8), "black")
    thread.paste("white", (996, 0, 1_004, 8))
    assert colour_of(decoded(thread)[:, 4:12]) == (255, 255, 255)

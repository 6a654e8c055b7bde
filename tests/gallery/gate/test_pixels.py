"""What the gate makes of pixels: upright, in sRGB, transparent where the file is."""

from __future__ import annotations

import io

import pytest
from PIL import ExifTags, ImageCms
from PIL import Image as Picture

from gallery.gate import pixels
from gallery.gate.limits import Limits

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def upright(picture: Picture.Image, kind: str, **options: object) -> Picture.Image:
    """Return what the gate sees in a file of a picture."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return pixels.decode(pixels.open_accepted(buffer.getvalue(), Limits()))


def test_an_animation_is_its_first_picture() -> None:
    frames = [Picture.new("RGB", (32, 32), colour) for colour in ("red", "blue")]
    assert upright(frames[0], "GIF", save_all=True, append_images=frames[1:]).getpixel((5, 5)) == (255, 0, 0)


def test_a_turned_camera_s_picture_is_set_upright() -> None:
    lying = Picture.new("RGB", (64, 48), "blue")
    lying.paste("red", (0, 0, 32, 48))
    exif = Picture.Exif()
    exif[ExifTags.Base.Orientation] = 6  # to be turned right: what lies left is the top
    picture = upright(lying, "PNG", exif=exif)
    assert (picture.size, picture.getpixel((24, 5)), picture.getpixel((24, 60))) == ((48, 64), (255, 0, 0), (0, 0, 255))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("profile", [b"", SRGB])
def test_transparency_is_kept(kind: str, profile: bytes) -> None:
    picture = upright(Picture.new("RGBA", (32, 32), (255, 0, 0, 100)), kind, icc_profile=profile)
    assert (picture.mode, picture.getpixel((5, 5))[3]) == ("RGBA", 100)  # type: ignore[index]


@pytest.mark.parametrize("profile", [b"", SRGB])
def test_a_colour_declared_transparent_is_transparent(profile: bytes) -> None:
    picture = upright(Picture.new("RGB", (32, 32), (1, 2, 3)), "PNG", transparency=(1, 2, 3), icc_profile=profile)
    assert picture.getpixel((5, 5)) == (1, 2, 3, 0)


def test_a_transparent_gif_is_transparent() -> None:
    assert upright(Picture.new("P", (32, 32), 3), "GIF", transparency=3).getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_a_cmyk_jpeg_has_the_colours_of_print() -> None:
    red, green, blue = upright(Picture.new("CMYK", (32, 32), (0, 255, 255, 0)), "JPEG").getpixel((5, 5))  # type: ignore[misc]
    assert red > 250 > 5 > max(green, blue)


def test_sixteen_bits_a_pixel_become_eight() -> None:
    assert upright(Picture.new("I;16", (32, 32), 40_000), "PNG").getpixel((5, 5)) == (156, 156, 156)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA"])
def test_pictures_of_few_colours_become_rgb(mode: str) -> None:
    assert upright(Picture.new(mode, (32, 32)), "PNG").mode == ("RGBA" if mode == "LA" else "RGB")


def test_the_colours_of_a_profile_are_converted() -> None:
    linear = SRGB.replace(b"para\0\0\0\0\0\3", b"para\0\0\0\0\0\0")  # another curve: the values mean other colours
    assert linear != SRGB
    grey = Picture.new("RGB", (32, 32), (128, 128, 128))
    assert upright(grey, "PNG", icc_profile=SRGB).getpixel((5, 5)) == (128, 128, 128)
    assert upright(grey, "PNG", icc_profile=linear).getpixel((5, 5)) != (128, 128, 128)


def test_a_profile_that_cannot_be_used_is_left_aside() -> None:
    picture = upright(Picture.new("RGB", (32, 32), (10, 200, 30)), "PNG", icc_profile=b"no profile at all")
    assert picture.getpixel((5, 5)) == (10, 200, 30)

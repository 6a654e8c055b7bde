"""The files: where they lie, that they open, and that formats, shapes and orientations are several."""

from collections import Counter
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageOps

from demo.families import FAMILIES
from demo.files import TURNED, save


def upright(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return ImageOps.exif_transpose(image)


def orientation(path: Path) -> int:
    with Image.open(path) as image:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))


def test_every_family_has_a_folder_of_twelve(files: list[Path]) -> None:
    assert Counter(path.parent.name for path in files) == {family.folder: 12 for family in FAMILIES}


def test_file_names_are_unique_over_the_catalogue(files: list[Path]) -> None:
    assert len({path.name for path in files}) == len(files)


def test_every_file_opens_and_is_what_its_name_says(files: list[Path]) -> None:
    for path in files:
        with Image.open(path) as image:
            image.load()
            assert image.format == {"jpg": "JPEG"}.get(path.suffix[1:], path.suffix[1:].upper())


def test_all_four_formats_occur(files: list[Path]) -> None:
    assert {path.suffix for path in files} == {".jpg", ".png", ".webp", ".gif"}


def test_shapes_run_from_upright_to_panorama(files: list[Path]) -> None:
    ratios = {round(image.width / image.height, 1) for image in map(upright, files)}
    assert {0.7, 0.8, 1.0, 1.3, 1.5, 1.8, 2.3} <= ratios


def test_exactly_two_files_are_stored_turned(files: list[Path]) -> None:
    stored = {path.name: orientation(path) for path in files}
    assert {name: value for name, value in stored.items() if value != 1} == {"dune-02.jpg": 6, "wave-06.jpg": 8}


@pytest.mark.parametrize("name", TURNED)
def test_a_file_stored_turned_shows_upright(tmp_path: Path, name: str) -> None:
    drawn = Image.new("RGB", (64, 96), "white")
    drawn.paste("black", (0, 0, 64, 48))
    save(drawn, tmp_path / name)
    shown = upright(tmp_path / name).convert("L")
    assert shown.size == (64, 96)
    assert (shown.getpixel((32, 8)), shown.getpixel((32, 88))) == (0, 255)


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^the format must be \.jpg, \.webp, \.gif or \.png, got \.bmp$"):
        save(Image.new("RGB", (8, 8)), tmp_path / "picture.bmp")

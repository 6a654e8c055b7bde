"""What the template tags say of an image."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from gallery.models import Image, Tag
from gallery.recommendations import Shown
from gallery.templatetags import gallery_tags


def image(*, width: int = 1500, height: int = 1000) -> Image:
    return Image(title="A boat", content_hash="a" * 64, width=width, height=height)


def shown(*, similarity: float | None, band: str = "", pinned: bool = False) -> Shown:
    return Shown(rank=1, image=image(), similarity=similarity, band=band, pinned=pinned)


@pytest.mark.parametrize(
    ("width", "height", "name"),
    [(1000, 1000, "r-1000"), (1500, 1000, "r-1513"), (900, 1600, "r-570"), (4900, 1000, "r-4934")],
)
def test_an_image_has_the_class_of_the_nearest_ratio(width: int, height: int, name: str) -> None:
    assert gallery_tags.ratio_class(image(width=width, height=height)) == name


def test_a_strip_longer_than_every_class_is_shown_whole() -> None:
    assert gallery_tags.ratio_class(image(width=9000, height=1000)) == "r-4934 r-beyond"
    assert gallery_tags.ratio_class(image(width=1, height=16_384)) == "r-203 r-beyond"


def test_a_tile_never_loses_more_than_two_percent_of_a_side() -> None:
    for width in range(210, 4900, 7):
        ratio = int(gallery_tags.ratio_class(image(width=width)).removeprefix("r-")) / 1000
        assert 0.98 < ratio / (width / 1000) < 1.02


def test_the_stylesheet_has_every_ratio_and_no_other() -> None:
    css = Path(settings.BASE_DIR, "static/css/ratios.css").read_text()
    steps = range(-gallery_tags.RATIO_STEPS, gallery_tags.RATIO_STEPS + 1)
    ratios = [gallery_tags.ratio_of(step) for step in steps]
    assert re.findall(r"^\.(.+) \{ --ratio: (.+); \}$", css, re.MULTILINE) == [
        (f"r-{r * 1000:.0f}", f"{r:g}") for r in ratios
    ]


def test_the_stylesheet_has_every_cap() -> None:
    css = Path(settings.BASE_DIR, "static/css/stage.css").read_text()
    caps = [(str(cap), str(cap)) for cap in gallery_tags.STAGE_CAPS]
    assert re.findall(r"\.cap-(\d+) \{ --cap: (\d+)px; \}", css) == caps


@pytest.mark.parametrize(("width", "name"), [(40, "cap-80"), (600, "cap-960"), (2560, "")])
def test_a_small_image_is_not_enlarged_until_it_blurs(width: int, name: str) -> None:
    assert gallery_tags.cap_class(image(width=width)) == name


def test_a_rendition_is_the_smallest_that_is_wide_enough() -> None:
    assert gallery_tags.rendition(image(), 500).endswith("a-640.webp")
    assert gallery_tags.rendition(image(), 2560).endswith("a-1500.webp")


def test_sizes_follow_the_proportions() -> None:
    square = image(width=1000)
    assert gallery_tags.wall_sizes(square) == "(max-width: 599px) 42vw, (max-width: 1599px) 270px, 350px"
    assert gallery_tags.stage_sizes(square) == "min(100vw, 76vh)"
    assert gallery_tags.pair_sizes(square) == "(max-width: 599px) 92vw, min(50vw, 60vh)"


@pytest.mark.parametrize(
    ("words", "sentence"), [(["left"], "left"), (["left", "top"], "left and top"), (["a", "b", "c"], "a, b and c")]
)
def test_words_are_listed_as_in_a_sentence(words: list[str], sentence: str) -> None:
    assert gallery_tags.and_list(words) == sentence


@pytest.mark.parametrize(
    ("recommended", "words"),
    [
        (shown(similarity=0.8749, band="very alike"), "0.87 · very alike"),
        (shown(similarity=0.5), "0.50"),
        (shown(similarity=None, pinned=True), "chosen by the curators"),
        (shown(similarity=0.9, band="alike", pinned=True), "0.90 · alike · chosen by the curators"),
    ],
)
def test_likeness_is_said_in_a_value_and_words(recommended: Shown, words: str) -> None:
    assert gallery_tags.likeness(recommended) == words


def test_a_tag_is_called_by_its_name_and_an_unlisted_one_by_its_slug() -> None:
    tags = [Tag(name="Night skies", slug="night-skies")]
    assert gallery_tags.name_of("night-skies", tags) == "Night skies"
    assert gallery_tags.name_of("boats", tags) == "boats"


def test_what_is_the_default_is_left_out_of_an_address() -> None:
    assert gallery_tags.unless(1, 1) is None
    assert gallery_tags.unless(2, 1) == 2

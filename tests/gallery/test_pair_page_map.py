"""Where two images match: drawn over each and said in words, as long as both are what was compared."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import translation

from gallery.models import Image, Match, Publication
from tests.factories import make_image, publish, recommend
from tests.gallery.pairs import match
from tests.gallery.test_pair_page import page_of

pytestmark = pytest.mark.django_db

TOP_LEFT = [255, 0, 0, 0, 0, 0, 0, 0, 0]
EVEN = [200] * 9
SWITCH = "Show where they match"


@pytest.fixture
def pair() -> tuple[Image, Image]:
    """Two square images, one of which recommends the other."""
    publish()
    one, other = make_image(width=300, height=300), make_image(width=300, height=300)
    recommend(one, other)
    return one, other


def places(page: str) -> list[str]:
    """Return what stands under the pictures about where they match."""
    return [said.strip() for said in re.findall(r'class="pair__place">([^<]*)<', page)]


def test_each_image_has_its_own_map_and_says_where(client: Client, pair: tuple[Image, Image]) -> None:
    match(*pair, TOP_LEFT)
    match(pair[1], pair[0], TOP_LEFT[::-1])
    page = page_of(client, *pair)
    assert places(page) == ["It matches mostly at the top left.", "It matches mostly at the bottom right."]
    assert re.findall(r'<rect x="([\d.]+)" y="([\d.]+)"', page) == [("0", "0"), ("66.67", "66.67")]
    assert (SWITCH in page, page.count('<svg class="pair__veil"')) == (True, 2)
    assert re.findall(r'<svg(?![^>]*aria-hidden="true")[^>]*>', page) == []


def test_several_places_are_a_list_as_a_sentence_has_it(client: Client, pair: tuple[Image, Image]) -> None:
    match(*pair, [100, 0, 0, 0, 100, 0, 0, 0, 0])
    assert places(page_of(client, *pair)) == ["It matches mostly at the top left and in the middle."]


def test_a_map_of_one_side_is_shown_alone(client: Client, pair: tuple[Image, Image]) -> None:
    match(pair[1], pair[0], EVEN)
    page = page_of(client, *pair)
    assert (places(page), page.count("<mask"), SWITCH in page) == (["It matches all over."], 1, True)


def test_without_a_map_the_page_says_the_words_it_has(client: Client, pair: tuple[Image, Image]) -> None:
    page = page_of(client, *pair)
    assert (places(page), "<mask" in page, SWITCH in page, "is darker where" in page) == ([], False, False, False)
    assert "Very alike, 0.89" in page


@pytest.mark.parametrize("changed", ["image", "other", "model"])
def test_a_map_of_other_files_or_another_model_is_not_shown(
    changed: str, client: Client, pair: tuple[Image, Image]
) -> None:
    match(*pair, TOP_LEFT)
    if changed == "model":
        Publication.objects.update(fingerprint="e" * 64)
    else:
        Image.objects.filter(pk=pair[changed == "other"].pk).update(content_hash="e" * 64)
    assert places(page_of(client, *pair)) == []


def test_a_map_before_any_run_is_not_shown(client: Client, pair: tuple[Image, Image]) -> None:
    match(*pair, TOP_LEFT)
    Publication.objects.all().delete()
    assert places(page_of(client, *pair)) == []


@pytest.mark.parametrize(("side", "cells"), [(3, b"\1"), (0, b""), (3, bytes(9))])
def test_a_map_that_makes_no_sense_is_not_shown(
    side: int, cells: bytes, client: Client, pair: tuple[Image, Image]
) -> None:
    match(*pair, TOP_LEFT)
    Match.objects.update(side=side, cells=cells)
    assert places(page_of(client, *pair)) == []


def test_the_drawing_reads_the_same_in_every_language(client: Client, pair: tuple[Image, Image]) -> None:
    match(*pair, EVEN)
    with translation.override("de"):
        drawn = page_of(client, *pair).split("<mask")[1].split("</mask>")[0]
    assert ("0.78" in drawn, re.findall(r"\d,\d", drawn)) == (True, [])

"""Every page says everything in the visitor's language: nothing English is left but what people wrote."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from django.core.exceptions import TooManyFilesSent
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from gallery import bands, views
from gallery.models import Image, ImportedList, Publication
from gallery.querysets import ORDERS
from gallery.recommendations import Shown
from gallery.templatetags.gallery_tags import and_list, likeness, order_label
from tests.factories import decide, judge, make_image, publish, recommend
from tests.gallery.pairs import match

pytestmark = pytest.mark.django_db

SPOKEN = {"alt", "aria-label", "content", "placeholder", "title"}
OURS_EVERYWHERE = ("Kindred", "English", "Deutsch", "简体中文")
WRITTEN = "¤"
"""What people wrote in these tests contains this sign, and nothing of ours does."""


class Texts(HTMLParser):
    """Collects what a page says, in its text and in the attributes that are read out or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag in {"script", "style"}
        names = dict(attrs)
        technical = tag == "meta" and not {names.get("name"), names.get("property")} & {"description", "og:description"}
        self.said += [value or "" for name, value in attrs if name in SPOKEN and not technical]

    def handle_endtag(self, tag: str) -> None:
        self.silent = False

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(data)


def texts(page: str) -> set[str]:
    """Return what a page says, without what people wrote, names, and what has no letters."""
    collector = Texts()
    collector.feed(page)
    ours = (re.sub(rf"{WRITTEN}\w*", "", text) for text in collector.said)
    bare = (re.sub("|".join(OURS_EVERYWHERE), "", text).strip(" ·\n") for text in ours)
    return {text for text in bare if any(letter.isalpha() for letter in text)}


def recommending(*, similarity: float = 0.97) -> Image:
    """Return an image with a description, a date and a tag, and a list with one image folded in and one pinned."""
    taken_at = datetime.datetime(2020, 5, 1, tzinfo=datetime.UTC)
    image = make_image(title="¤boat", tags=("¤sea",), description="¤words", taken_at=taken_at)
    others = [make_image(title=f"¤other{number}", tags=("¤sea",)) for number in range(3)]
    recommend(image, *others[:2], similarity=similarity)
    recommend(others[0], others[1], similarity=0.99)
    decide(image=image, other=others[2], kind="pin")
    return image


def page_of_many() -> str:
    for number in range(40):
        make_image(title=f"¤{number}", tags=("¤sea",))
    return "/?page=5"


def page_of_a_list() -> str:
    publish()
    return recommending().get_absolute_url()


def page_of_an_imported_list() -> str:
    image = recommending()
    ImportedList.objects.create(image=image, source="names.pkl")
    return image.get_absolute_url()


def page_of_a_list_cut_short() -> str:
    publish()
    Publication.objects.update(only_alike=True)
    image = make_image(title="¤boat")
    recommend(image, make_image(title="¤like"), make_image(title="¤unlike"), similarity=0.51)
    return image.get_absolute_url()


def page_of_an_image_like_none() -> str:
    publish()
    Publication.objects.update(only_alike=True)
    image = make_image(title="¤boat")
    recommend(image, make_image(title="¤unlike"), similarity=0.1)
    return image.get_absolute_url()


def page_that_waits() -> str:
    image = make_image(title="¤boat", tags=("¤sea",))
    make_image(title="¤other", tags=("¤sea",))
    return image.get_absolute_url()


def page_whose_list_is_hidden() -> str:
    publish()
    image, other = make_image(title="¤boat"), make_image(title="¤other")
    recommend(image, other)
    decide(image=image, other=other, kind="hide")
    return image.get_absolute_url()


def page_of_a_pair() -> str:
    """Return the page of two images with a map, which are pinned, the same, imported and listed between two others."""
    publish()
    one = make_image(title="¤one", tags=("¤sea",), dominant_colour="#123a6b")
    others = [make_image(title=f"¤{number}", tags=("¤sea",), dominant_colour="#123a6b") for number in range(3)]
    recommend(one, *others)
    match(one, others[1], [9, 0, 0, 9, 0, 0, 0, 0, 9])
    decide(image=one, other=others[1], kind="pin")
    judge(one, others[1], "same")
    ImportedList.objects.create(image=one, source="names.pkl")
    return reverse("gallery:pair", args=[one.pk, others[1].pk])


def page_of_a_pair_in_no_list() -> str:
    one, other = make_image(title="¤one"), make_image(title="¤other")
    decide(image=one, other=other, kind="pin")
    judge(one, other, "different")
    return reverse("gallery:pair", args=[one.pk, other.pk])


def wall(query: str) -> Callable[[], str]:
    """Return what shows a wall of two images with a tag, for a query."""

    def address() -> str:
        make_image(title="¤boat", tags=("¤sea",))
        make_image(title="¤boat", tags=("¤sea",))
        return f"/{query}"

    return address


SCENES: dict[str, Callable[[], str]] = {
    "many pages": page_of_many,
    "two images": wall(""),
    "a search": wall("?q=¤boat"),
    "a tag": wall("?tag=sea"),
    "a search in a tag, oldest first": wall("?q=¤boat&tag=sea&sort=oldest"),
    "nothing found": wall("?q=¤plane"),
    "nothing found in a tag": wall("?q=¤plane&tag=sea"),
    "a tag that is gone": wall("?tag=¤gone"),
    "an empty catalogue": lambda: "/",
    "a list": page_of_a_list,
    "an imported list": page_of_an_imported_list,
    "a list cut short": page_of_a_list_cut_short,
    "an image like none": page_of_an_image_like_none,
    "an image that waits": page_that_waits,
    "a list that is hidden": page_whose_list_is_hidden,
    "a pair": page_of_a_pair,
    "a pair in no list": page_of_a_pair_in_no_list,
    "no such page": lambda: "/nowhere/",
}


def both(client: Client, path: str, language: str) -> list[set[str]]:
    """Return what a page says in English, and what it says in another language."""
    answers = [client.get(path, headers={"accept-language": code}) for code in ("en", language)]
    return [texts(answer.content.decode()) for answer in answers]


@pytest.mark.parametrize("language", ["de", "zh-hans"])
@pytest.mark.parametrize("scene", SCENES)
def test_nothing_english_is_left_on_a_page(client: Client, settings: Settings, scene: str, language: str) -> None:
    settings.GALLERY_PAGE_SIZE = 5
    english, translated = both(client, SCENES[scene](), language)
    assert len(english) > 10
    assert english & translated == set()


@pytest.mark.parametrize("language", ["de", "zh-hans"])
def test_a_page_that_fails_is_in_the_visitor_s_language(
    client: Client, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr(views, "render", None)
    english, translated = both(client, make_image(title="¤boat").get_absolute_url(), language)
    assert "Something broke on our side" in english
    assert english & translated == set()


@pytest.mark.parametrize("exception", [TooManyFilesSent(), ValueError()])
def test_a_request_that_is_not_taken_is_told_so_in_every_language(exception: Exception) -> None:
    said = []
    for language in ("en", "de", "zh-hans"):
        with translation.override(language):
            said.append(texts(views.bad_request(RequestFactory().get("/"), exception).content.decode()))
    assert [said[0] & said[1], said[0] & said[2], len(said[0]) > 5] == [set(), set(), True]


@pytest.mark.parametrize("template", ["403.html", "403_csrf.html", "429.html"])
def test_a_page_that_no_address_leads_to_is_in_every_language(template: str) -> None:
    said = []
    for language in ("en", "de", "zh-hans"):
        with translation.override(language):
            said.append(texts(render_to_string(template)))
    assert [said[0] & said[1], said[0] & said[2], len(said[0]) > 5] == [set(), set(), True]


@pytest.mark.parametrize(("language", "expected"), [("en", "a, b and c"), ("de", "a, b und c"), ("zh-hans", "a、b和c")])
def test_words_are_listed_as_the_language_does(language: str, expected: str) -> None:
    with translation.override(language):
        assert and_list(["a", "b", "c"]) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "0.90 · very alike · chosen by the curators"),
        ("de", "0,90 · sehr ähnlich · von der Redaktion ausgewählt"),
        ("zh-hans", "0.90 · 非常相像 · 由策展人选定"),
    ],
)
def test_a_likeness_is_said_in_every_language(language: str, expected: str) -> None:
    shown = Shown(rank=1, image=Image(), similarity=0.9, band="very alike", pinned=True)
    with translation.override(language):
        assert likeness(shown) == expected


def test_a_likeness_without_a_word_for_it_says_the_value_alone() -> None:
    with translation.override("de"):
        assert likeness(Shown(rank=1, image=Image(), similarity=0.9, band="", pinned=False)) == "0,90"


@pytest.mark.parametrize("band", [bands.NEARLY_SAME, bands.VERY_ALIKE, bands.ALIKE, bands.LOOSELY_ALIKE])
def test_every_band_has_a_word_in_german_and_chinese(band: str) -> None:
    words = set()
    for language in ("en", "de", "zh-hans"):
        with translation.override(language):
            words.add(likeness(Shown(rank=1, image=Image(), similarity=None, band=band, pinned=False)))
    assert len(words) == 3


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "Newest Oldest Title"), ("de", "Neueste Älteste Titel"), ("zh-hans", "最新 最早 标题")],
)
def test_every_order_has_a_name(language: str, expected: str) -> None:
    with translation.override(language):
        assert " ".join(order_label(order) for order in ORDERS) == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "1 May 2020"), ("de", "1. Mai 2020"), ("zh-hans", "2020年5月1日")]
)
def test_a_date_is_written_as_the_language_does(client: Client, language: str, expected: str) -> None:
    image = make_image(taken_at=datetime.datetime(2020, 5, 1, tzinfo=datetime.UTC))
    assert (
        f">{expected}<" in client.get(image.get_absolute_url(), headers={"accept-language": language}).content.decode()
    )


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [("en", "1 image", "1,234 images"), ("de", "1 Bild", "1.234 Bilder"), ("zh-hans", "1 张图片", "1,234 张图片")],
)
def test_images_are_counted_as_the_language_does(language: str, one: str, many: str) -> None:
    with translation.override(language):
        said = [render_to_string("gallery/_count.html", {"count": count}).strip() for count in (1, 1234)]
    assert said == [one, many]


@pytest.mark.parametrize(("language", "title"), [("de", "Kindred: neueste Bilder"), ("zh-hans", "Kindred：最新图片")])
def test_the_feed_says_its_language_and_has_its_title_in_it(client: Client, language: str, title: str) -> None:
    feed = ElementTree.fromstring(client.get("/feed/", headers={"accept-language": language}).content)  # noqa: S314
    said = feed.findtext("{http://www.w3.org/2005/Atom}title")
    assert (said, feed.get("{http://www.w3.org/XML/1998/namespace}lang")) == (title, language)

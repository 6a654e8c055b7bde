"""The page of a search: what is found, what to do where nothing is, and any text as text."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from django.conf import settings as project
from django.test import Client
from django.utils.html import escape

from gallery.models import Image
from tests.factories import make_image
from tests.gallery.reading import linked_images, queries_of

pytestmark = pytest.mark.django_db

NAUGHTY = Path(project.BASE_DIR).parent / "shared" / "data" / "uploads" / "naughty-strings.json"
FEWER = "Fewer or shorter words find more"
CUT = "Only the first eight words were looked for."


def read(client: Client, **asked: str) -> str:
    response = client.get("/", asked)
    assert response.status_code == 200
    return " ".join(html.unescape(response.content.decode()).split())


def links(page: str) -> dict[str, str]:
    """Return where the links below the heading of an empty page lead, by their text."""
    notice = page.partition('class="notice"')[2].partition("</section>")[0]
    return {
        re.sub(r"<[^>]*>", "", text): to for to, text in re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', notice)
    }


def test_a_search_tag_and_order_are_one_address(client: Client) -> None:
    titles = ("École", "Ecole de Paris", "école, rue", "Boat")
    made = {title: make_image(title=title, tags=("sea",)).pk for title in titles}
    make_image(title="École of no tag")
    wanted = [made[title] for title in ("École", "Ecole de Paris", "école, rue")]
    assert linked_images(client.get("/?q=ECOLE&tag=sea&sort=oldest")) == wanted
    assert linked_images(client.get("/?q=ECOLE&tag=sea")) == wanted[::-1]
    assert linked_images(client.get("/?q=ecole+-paris&tag=sea&sort=oldest")) == [wanted[0], wanted[2]]


def test_drafts_are_not_found(client: Client) -> None:
    make_image(title="Boat", published=False)
    assert "Nothing found" in read(client, q="boat")


def test_where_nothing_is_found_the_page_offers_to_look_for_less(client: Client) -> None:
    page = read(client, q='"red boat" -tree', sort="title")
    assert FEWER in page
    assert links(page) == {
        "red boat": "?q=red+boat&sort=title",
        "red": "?q=red&sort=title",
        "boat": "?q=boat&sort=title",
        "Show all images": "/",
    }


def test_where_one_word_finds_nothing_there_is_no_less_to_look_for(client: Client) -> None:
    assert links(read(client, q="boat")) == {"Show all images": "/"}


def test_within_a_tag_the_search_can_leave_it(client: Client) -> None:
    make_image(title="Tree", tags=("Deep sea",))
    assert links(read(client, q="boat", tag="deep-sea", page="2")) == {
        "Search in all images": "?q=boat",
        "Clear the search, stay in Deep sea": "?tag=deep-sea",
        "Show all images": "/",
    }


def test_where_nothing_is_found_tags_with_one_of_the_words_are_offered(client: Client) -> None:
    make_image(tags=("Fishing boats", "Deep sea"))
    make_image(tags=("Boats kept back",), published=False)
    page = read(client, q="boat nowhere")
    assert links(page) == {
        "boat": "?q=boat",
        "nowhere": "?q=nowhere",
        "Fishing boats": "?tag=fishing-boats",
        "Show all images": "/",
    }
    assert "kept back" not in page


def test_signs_alone_are_said_to_be_nothing_to_look_for(client: Client) -> None:
    make_image(title="Boat!")
    page = read(client, q="!? %")
    assert "Nothing to look for" in page
    assert FEWER not in page


def test_a_search_for_more_than_eight_words_says_so(client: Client) -> None:
    make_image(title="a b c d e f g h")
    assert CUT not in read(client, q="a b c d e f g h")
    page = read(client, q="a b c d e f g h nowhere")
    assert CUT in page
    assert "1 image" in page


def test_a_text_without_end_is_shown_and_looked_for_as_far_as_it_fits_the_field(client: Client) -> None:
    assert f'value="{"x" * 200}"' in read(client, q="x" * 5000)


@pytest.mark.parametrize("asked", ["boat", "boat+harbour+-dawn", '"boat+harbour"', "nowhere+boat+a+b+c+d+e+f"])
def test_a_search_takes_as_many_queries_as_any_other(client: Client, asked: str) -> None:
    make_image(title="Boat harbour", tags=("boat", "harbour", "dawn"))
    few = queries_of(client, "/?q=image")
    for number in range(5):
        make_image(title=f"Boat harbour {number}", tags=("boat", f"harbour {number}"))
    assert queries_of(client, f"/?q={asked}") <= few


def test_a_phone_is_told_what_the_field_is(client: Client) -> None:
    field = re.search(r'<input class="search__field"[^>]*>', read(client))
    assert field is not None
    said = {'type="search"', 'enterkeyhint="search"', 'autocapitalize="none"', 'spellcheck="false"', 'maxlength="200"'}
    assert {part for part in said if part not in field[0]} == set()


@pytest.fixture(scope="module")
def naughty() -> list[str]:
    if not NAUGHTY.exists():
        pytest.skip(f"{NAUGHTY} is not there")
    strings: list[str] = json.loads(NAUGHTY.read_text(encoding="utf-8"))
    return strings


def test_any_string_can_be_looked_for_and_is_shown_as_text(client: Client, naughty: list[str]) -> None:
    for text in naughty[1::2]:  # others are asked for in test_wall
        response = client.get("/", {"q": text})
        shown = escape(text.replace("\0", "").strip()[:200].strip())
        assert response.status_code == 200, text
        assert f'name="q" value="{shown}"' in response.content.decode(), text


def test_any_string_with_a_word_in_it_finds_the_image_of_that_title(naughty: list[str]) -> None:
    plain = [text for text in naughty if "\0" not in text and len(text) <= 200 and not re.search(r'[-−"“«]', text)]
    image = make_image()
    for text in plain:
        Image.objects.update(title=text)
        image.refresh_from_db()
        assert Image.objects.matching(text).exists() is bool(image.words or not text.strip()), text

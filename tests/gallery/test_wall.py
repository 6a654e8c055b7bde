"""The wall: a page of published images, for whatever the address asks."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings as project
from django.test import Client
from pytest_django import Settings

from gallery import tag_bar
from gallery.models import Change, Image, Tag
from gallery.tag_bar import COUNTED
from gallery.versions import catalogue
from tests.factories import make_image
from tests.gallery.reading import linked_images, queries_of

pytestmark = pytest.mark.django_db

NAUGHTY = Path(project.BASE_DIR).parent / "shared" / "data" / "uploads" / "naughty-strings.json"


@pytest.fixture(autouse=True)
def two_on_a_page(settings: Settings) -> None:
    settings.GALLERY_PAGE_SIZE = 2


def five_images() -> list[int]:
    """Return the ids of five images, newest first."""
    instants = [datetime(2024, 1, day, tzinfo=UTC) for day in range(1, 6)]
    return [make_image(title=f"Image {at.day}", uploaded_at=at, tags=("sea",)).pk for at in instants][::-1]


def test_an_empty_catalogue_has_a_wall(client: Client) -> None:
    response = client.get("/")
    assert (response.status_code, linked_images(response)) == (200, [])


def test_visitors_see_published_images_only(client: Client) -> None:
    seen, draft = make_image(title="Seen"), make_image(title="Kept back", published=False)
    response = client.get("/")
    assert linked_images(response) == [seen.pk]
    assert draft.title not in response.content.decode()


def test_a_tile_leads_to_the_page_of_its_image_and_shows_a_rendition_with_its_words(client: Client) -> None:
    image = make_image(title="Two boats", alt_text="Two boats at anchor")
    page = client.get("/").content.decode()
    assert f'href="{image.get_absolute_url()}"' in page
    assert image.rendition_url(320) in page
    assert "Two boats" in page
    assert 'alt="Two boats at anchor"' in page


def test_newest_images_come_first_a_page_at_a_time(client: Client) -> None:
    images = five_images()
    pages = [linked_images(client.get(f"/?page={number}")) for number in (1, 2, 3)]
    assert pages == [images[:2], images[2:4], images[4:]]


@pytest.mark.parametrize("size", [1, 3, 5])
def test_a_page_has_as_many_images_as_the_setting_says(client: Client, settings: Settings, size: int) -> None:
    settings.GALLERY_PAGE_SIZE = size
    images = five_images()
    assert linked_images(client.get("/")) == images[:size]


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("abc", 1),
        ("", 1),
        ("1.5", 1),
        ("-1", 1),
        ("0", 1),
        ("2%00", 1),
        ("2", 2),
        ("999999", 3),
        ("9" * 30, 3),
        ("9" * 5000, 3),
    ],
)
def test_any_page_number_leads_to_a_page(client: Client, asked: str, page: int) -> None:
    images = five_images()
    response = client.get(f"/?page={asked}")
    assert (response.status_code, linked_images(response)) == (200, images[2 * page - 2 : 2 * page])


def test_page_links_keep_what_the_address_asks(client: Client) -> None:
    five_images()
    page = html.unescape(client.get("/?q=image&tag=sea&sort=oldest&page=2").content.decode())
    links = [set(link.split("&")) for link in re.findall(r'href="[^"?]*\?([^"]*)"', page)]
    asked = {"q=image", "tag=sea", "sort=oldest"}
    assert all(asked | {f"page={number}"} in links for number in (2, 3))


def test_a_search_finds_words_in_title_description_and_tags(client: Client) -> None:
    in_title = make_image(title="Harbour")
    in_tag = make_image(tags=("harbour",))
    make_image(title="Tree")
    assert sorted(linked_images(client.get("/?q=HARBOUR"))) == [in_title.pk, in_tag.pk]


def test_a_search_stays_in_its_field(client: Client) -> None:
    page = client.get("/", {"q": 'red "boats" <b>'}).content.decode()
    assert 'value="red &quot;boats&quot; &lt;b&gt;"' in page


def test_a_search_of_endless_words_is_cut(client: Client) -> None:
    make_image(title="Tree")
    assert client.get("/", {"q": "boat " * 2000}).status_code == 200


def test_a_tag_shows_its_images(client: Client) -> None:
    boat = make_image(tags=("Red boats",))
    make_image(tags=("Trees",))
    assert linked_images(client.get("/?tag=red-boats")) == [boat.pk]
    assert linked_images(client.get("/?tag=unknown")) == []


def test_tags_of_published_images_lead_to_their_images(client: Client) -> None:
    make_image(tags=("Red boats",))
    make_image(tags=("Secret",), published=False)
    page = client.get("/").content.decode()
    assert "?tag=red-boats" in page
    assert "ecret" not in page


@pytest.mark.parametrize(("order", "expected"), [("newest", "CBA"), ("oldest", "ABC"), ("title", "ABC"), ("x", "CBA")])
def test_the_order_is_the_visitor_s(client: Client, settings: Settings, order: str, expected: str) -> None:
    settings.GALLERY_PAGE_SIZE = 9
    for day, title in enumerate("ABC", start=1):
        make_image(title=title, uploaded_at=datetime(2024, 1, day, tzinfo=UTC))
    titles = Image.objects.in_bulk()
    assert "".join(titles[pk].title for pk in linked_images(client.get(f"/?sort={order}"))) == expected


@pytest.mark.parametrize("parameter", ["q", "tag", "sort", "page", "other"])
@pytest.mark.parametrize("value", ["\0", "a\0b", "\ud7ff\uffff", "'\"", "%", "x" * 3000])
def test_no_parameter_breaks_the_wall(client: Client, parameter: str, value: str) -> None:
    make_image(tags=("sea",))
    assert client.get("/", {parameter: value}).status_code == 200


def test_bytes_that_are_no_text_do_not_break_the_wall(client: Client) -> None:
    assert client.get("/?q=%ff%fe&tag=%ff&page=%c3").status_code == 200


def test_no_naughty_string_breaks_a_search(client: Client) -> None:
    if not NAUGHTY.exists():
        pytest.skip(f"{NAUGHTY} is not there")
    strings = json.loads(NAUGHTY.read_text(encoding="utf-8"))[::4]
    assert {client.get("/", {"q": text, "tag": text, "sort": text, "page": text}).status_code for text in strings} == {
        200
    }


def test_a_title_is_text_and_never_markup(client: Client) -> None:
    make_image(title="<script>alert(1)</script>", alt_text='"><script>alert(1)</script>')
    page = client.get("/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?page=2",
        "/?page=99",
        "/?sort=title&page=99",
        "/?tag=sea&page=99",
        "/?q=image",
        "/?q=image&tag=sea&page=9",
    ],
)
@pytest.mark.parametrize("images", [0, 1, 30])
def test_a_wall_takes_three_queries_at_most_and_two_where_the_tags_are_counted(
    client: Client, address: str, images: int
) -> None:
    Change.objects.note()  # nobody has counted the tags
    for number in range(images):
        make_image(tags=("sea", f"tag {number}"))
    first, second = queries_of(client, address), queries_of(client, address)
    assert (first, second) == (3, 2) if images else first <= 3 and second <= 2  # none are read where none are found


def test_a_wall_without_tags_takes_no_more(client: Client) -> None:
    make_image()
    assert (queries_of(client, "/?q=image"), queries_of(client, "/")) == (3, 2)


def test_who_has_the_tags_and_another_version_takes_three_queries_for_a_search(client: Client) -> None:
    make_image(tags=("sea",))
    client.get("/")
    assert queries_of(client, "/?q=image") == 3


def test_a_tag_that_is_counted_is_not_counted_again(client: Client) -> None:
    images = [make_image(tags=("sea",)) for _ in range(3)]
    client.get("/")
    assert queries_of(client, "/?tag=sea") == 2
    assert linked_images(client.get("/?tag=sea&page=2")) == [images[0].pk]


def test_a_tag_that_is_called_otherwise_now_has_no_images_under_its_old_name_although_the_tags_are_older(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"DEAR_SECONDS": 0, "DEAR_IMAGES": 0, "SERVES_TIMES": 1e9}.items():
        monkeypatch.setattr(tag_bar, name, value)
    make_image(tags=("sea",))
    COUNTED.count(catalogue())
    assert len(linked_images(client.get("/?tag=sea"))) == 1
    Tag.objects.update(name="ocean", slug="ocean")
    assert linked_images(client.get("/?tag=sea")) == []


def test_a_page_counts_what_is_there_now(client: Client) -> None:
    images = [make_image(tags=("sea",)) for _ in range(3)]
    for left in (3, 2, 1, 0):
        assert f"{left} image{'s' if left != 1 else ''}" in client.get("/").content.decode()
        assert f"{left} image{'s' if left != 1 else ''}" in client.get("/?tag=sea").content.decode()
        if left:
            Image.objects.filter(pk=images[left - 1].pk).update(published=False)


def test_the_wall_is_read_only(client: Client) -> None:
    assert client.post("/").status_code == 405

"""The ways that lead on from an image's page: previous, next, and back to the wall at this image."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import Settings

from gallery.models import Image
from tests.factories import make_image, recommend
from tests.gallery.reading import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_on_a_page(settings: Settings) -> None:
    settings.GALLERY_PAGE_SIZE = 2


def images(count: int = 5) -> list[Image]:
    """Return images of one tag, newest first, as the wall has them."""
    days = range(count, 0, -1)
    return [
        make_image(title=f"Day {day}", uploaded_at=datetime(2024, 1, day, tzinfo=UTC), tags=("sea",)) for day in days
    ]


def link(client: Client, address: str, rel: str) -> str:
    """Return where the link of this name on a page leads, or nothing where there is none."""
    response = client.get(address)
    assert response.status_code == 200
    found = re.search(rf'<a [^>]*href="([^"]*)"[^>]* rel="{rel}"', response.content.decode())
    return html.unescape(found[1]) if found else ""


def way_back(client: Client, address: str) -> tuple[str, str]:
    """Return where the way back leads, and what it is called."""
    page = client.get(address).content.decode()
    found = re.search(r'href="([^"]*)"[^>]* data-return>.*?<span data-label>(.*?)</span>', page, re.DOTALL)
    assert found is not None
    return html.unescape(found[1]), found[2].strip()


def test_tiles_carry_on_what_the_wall_was_asked_for(client: Client) -> None:
    first, *_ = images()
    said = {
        "/": "",
        "/?sort=newest&page=1&other=1": "",
        "/?q=day&tag=sea&sort=oldest&page=3": "?q=day&amp;tag=sea&amp;sort=oldest&amp;page=3",
        "/?sort=oldest&page=99": "?sort=oldest&amp;page=3",
    }
    for wall, state in said.items():
        tile = f'<a class="tile__link" href="{first.get_absolute_url()}{state}">'
        assert tile in client.get(wall).content.decode()


def test_without_a_list_previous_and_next_are_those_of_the_whole_catalogue_newest_first(client: Client) -> None:
    first, second, third, *_ = images()
    assert link(client, second.get_absolute_url(), "prev") == first.get_absolute_url()
    assert link(client, second.get_absolute_url(), "next") == third.get_absolute_url()


def test_previous_and_next_keep_to_the_list_and_know_their_page(client: Client) -> None:
    first, second, third, fourth, _ = images()
    second.tags.clear()
    here = f"{third.get_absolute_url()}?tag=sea&page=1"
    assert link(client, here, "prev") == f"{first.get_absolute_url()}?tag=sea"
    assert link(client, here, "next") == f"{fourth.get_absolute_url()}?tag=sea&page=2"
    assert link(client, f"{fourth.get_absolute_url()}?tag=sea&page=2", "prev") == f"{third.get_absolute_url()}?tag=sea"


def test_a_list_has_two_ends(client: Client) -> None:
    first, *_, last = images()
    assert link(client, first.get_absolute_url(), "prev") == ""
    assert link(client, last.get_absolute_url(), "next") == ""


def test_an_image_alone_has_no_steps_to_take(client: Client) -> None:
    assert "In the same list" not in client.get(make_image().get_absolute_url()).content.decode()


def test_a_step_says_where_it_leads_and_a_title_is_text(client: Client) -> None:
    image, other = make_image(), make_image(title="<b>Boat</b>")
    page = client.get(image.get_absolute_url()).content.decode()
    assert '<span class="visually-hidden">: <bdi>&lt;b&gt;Boat&lt;/b&gt;</bdi></span>' in page
    assert other.title not in page


def test_recommendations_leave_the_list(client: Client) -> None:
    first, *_, last = images()
    recommend(first, last)
    page = client.get(f"{first.get_absolute_url()}?tag=sea&page=2").content.decode()
    assert f'class="kin__link" href="{last.get_absolute_url()}"' in page


@pytest.mark.parametrize(
    ("asked", "called"),
    [
        ("", "All images"),
        ("?page=1", "All images"),
        ("?page=2", "Back to page 2"),
        ("?tag=sea", "Back to page 2"),
        ("?sort=oldest&page=2", "Back to page 2"),
        ("?page=9999", "Back to page 2"),
    ],
)
def test_the_way_back_is_called_by_the_page_and_leads_to_the_list(client: Client, asked: str, called: str) -> None:
    third = images()[2]
    address, label = way_back(client, third.get_absolute_url() + asked)
    assert (address.split("?")[0], label) == (f"/place/{third.pk}/", called)


def test_the_way_back_is_called_by_the_present_page_where_much_was_uploaded_meanwhile(client: Client) -> None:
    second = images()[1]
    make_image()
    assert way_back(client, f"{second.get_absolute_url()}?tag=sea&page=1")[1] == "Back to page 1"
    assert way_back(client, f"{second.get_absolute_url()}?page=2")[1] == "Back to page 2"


def test_a_page_too_far_to_count_to_is_called_as_the_address_says_or_not_at_all(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gallery.steps.COUNTED_PAGES", 1)
    monkeypatch.setattr("gallery.ways.COUNTED_PAGES", 1)
    last = images(7)[-1]
    assert way_back(client, f"{last.get_absolute_url()}?page=4")[1] == "Back to page 4"
    assert link(client, f"{last.get_absolute_url()}?tag=sea&page=4", "prev").endswith("?tag=sea")
    assert way_back(client, f"{last.get_absolute_url()}?tag=sea")[1] == "Back to the list"


@pytest.mark.parametrize(
    ("asked", "wall"),
    [
        ("", "/?page=2"),
        ("?page=1", "/?page=2"),
        ("?q=day&tag=sea&sort=oldest&page=7", "/?q=day&tag=sea&sort=oldest&page=2"),
        ("?sort=nonsense", "/?page=2"),
    ],
)
def test_a_place_is_the_page_of_the_wall_that_holds_the_image_now(client: Client, asked: str, wall: str) -> None:
    third = images()[2]
    response = client.get(f"/place/{third.pk}/{asked}")
    assert (response.status_code, response["Location"]) == (302, f"{wall}#image-{third.pk}")
    assert f'id="image-{third.pk}"' in client.get(wall).content.decode()


@pytest.mark.parametrize("pk", [0, 10**18, 10**30])
def test_the_place_of_an_image_that_is_gone_is_the_wall(client: Client, pk: int) -> None:
    images()
    assert client.get(f"/place/{pk}/?tag=sea")["Location"].startswith("/?tag=sea#")


def test_an_outdated_slug_leads_on_with_the_list(client: Client) -> None:
    image = make_image(title="Boat")
    response = client.get(f"/images/{image.pk}/old/?q=a%26b&tag=sea&page=7")
    assert (response.status_code, response["Location"]) == (301, f"/images/{image.pk}/boat/?q=a%26b&tag=sea&page=7")


def test_the_address_to_cite_names_no_list(client: Client) -> None:
    image = make_image()
    page = client.get(f"{image.get_absolute_url()}?tag=sea&page=7").content.decode()
    assert f'<link rel="canonical" href="http://testserver{image.get_absolute_url()}">' in page


@pytest.mark.parametrize("parameter", ["q", "tag", "sort", "page", "other"])
@pytest.mark.parametrize("value", ["\0", "a\0b", "\ud7ff\uffff", "'\"<b>", "%", "x" * 3000, "-1", "9" * 40, "²"])
def test_no_parameter_breaks_a_page_or_a_place(client: Client, parameter: str, value: str) -> None:
    image = images(2)[0]
    asked = f"?{parameter}={quote(value)}"
    assert client.get(image.get_absolute_url() + asked).status_code == 200
    assert client.get(f"/place/{image.pk}/{asked}").status_code == 302
    assert client.get(f"/images/{image.pk}/old/{asked}").status_code == 301


def test_bytes_that_are_no_text_do_not_break_a_page(client: Client) -> None:
    assert client.get(f"{make_image().get_absolute_url()}?q=%ff%fe&tag=%ff&page=%c3&sort=%ff").status_code == 200


def test_no_more_queries_are_made_whatever_the_list(client: Client) -> None:
    image = images()[2].get_absolute_url()
    asked = ("", "?page=2", "?tag=sea", "?q=day&tag=sea&sort=title&page=9", "?tag=unknown")
    assert {queries_of(client, image + each) for each in asked} == {queries_of(client, image)}
    assert queries_of(client, image) <= 3

"""A browser that has a page as it is gets nothing but a word, for one query; any change that it would see brings it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.utils import translation
from pytest_django import Settings

from gallery import conditional
from gallery.conditional import conditional as decorated
from gallery.models import CuratedPair, Image, PairVerdict, Publication, Tag
from tests.factories import decide, judge, make_image, publish, recommend
from tests.gallery.reading import queries_by

pytestmark = pytest.mark.django_db

PAGES = ["/", "/?sort=title&page=1", "/?tag=sea", "/?q=boat", "/feed/", "/sitemap.xml", "/sitemap-images.xml", "image"]


@pytest.fixture
def images() -> list[Image]:
    """A boat that recommends another, and what a run and curators said."""
    images = [make_image(title=title, tags=("sea",)) for title in ("Boat", "Other boat", "Third boat")]
    recommend(images[0], *images[1:])
    publish()
    return images


def address_of(page: str, images: list[Image]) -> str:
    return images[0].get_absolute_url() if page == "image" else page


def again(client: Client, address: str, tag: str, **headers: str) -> Any:
    return client.get(address, headers={"If-None-Match": tag, **headers})


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_is_known_costs_one_query_and_no_rendering(client: Client, images: list[Image], page: str) -> None:
    first = client.get(address_of(page, images))
    answer: list[Any] = []
    queries = queries_by(lambda: answer.append(again(client, address_of(page, images), first["ETag"])))
    assert (queries, answer[0].status_code, answer[0].content) == (1, 304, b"")
    assert {name: answer[0][name] for name in ("ETag", "Cache-Control", "Vary")} == {
        "ETag": first["ETag"],
        "Cache-Control": "no-cache",
        "Vary": "Accept-Language, Cookie",
    }


@pytest.mark.parametrize("page", PAGES)
def test_a_page_may_be_kept_and_must_be_asked_for(client: Client, images: list[Image], page: str) -> None:
    response = client.get(address_of(page, images))
    assert (response.status_code, response["Cache-Control"], response["ETag"][:3]) == (200, "no-cache", 'W/"')
    in_a_language = "sitemap" not in page
    assert ({"Accept-Language", "Cookie"} <= set(response.get("Vary", "").split(", "))) is in_a_language


@pytest.mark.parametrize(
    "change",
    [
        lambda images: Image.objects.filter(pk=images[2].pk).update(title="Ship"),
        lambda images: Image.objects.filter(pk=images[0].pk).update(description="Dawn"),
        lambda images: images[2].tags.add(Tag.objects.create(name="boats")),
        lambda images: Tag.objects.update(name="ocean"),
        lambda images: decide(image=images[0], other=images[1], kind=CuratedPair.Kind.HIDE),
        lambda images: decide(image=images[0], other=images[2], kind=CuratedPair.Kind.PIN),
        lambda images: judge(images[0], images[1], PairVerdict.Verdict.SAME),
        lambda images: Publication.objects.update(shown=1),
        lambda images: Image.objects.filter(pk=images[1].pk).update(published=False),
        lambda images: images[2].delete(),
        lambda images: make_image(),
    ],
    ids=["title", "text", "tag", "tag's name", "hide", "pin", "verdict", "publication", "unpublish", "delete", "add"],
)
@pytest.mark.parametrize("page", ["/", "image"])
def test_every_change_brings_the_page_anew(
    client: Client, images: list[Image], change: Callable[[list[Image]], object], page: str
) -> None:
    address = address_of(page, images)
    tag = client.get(address)["ETag"]
    change(images)
    response = again(client, address, tag)
    assert (response.status_code, response["ETag"] != tag) == (200, True)
    assert again(client, address, response["ETag"]).status_code == 304


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-None-Match": '"other", {tag}'}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": "nonsense"}, 200),
        ({"If-Modified-Since": "Wed, 21 Oct 2099 07:28:00 GMT"}, 200),
    ],
)
def test_what_a_browser_says_it_has_is_compared(
    client: Client, images: list[Image], headers: dict[str, str], status: int
) -> None:
    tag = client.get("/")["ETag"]
    response = client.get("/", headers={name: value.format(tag=tag) for name, value in headers.items()})
    assert response.status_code == status


def test_a_strong_name_of_the_same_page_is_known_too(client: Client) -> None:
    assert again(client, "/", client.get("/")["ETag"].removeprefix("W/")).status_code == 304


def test_head_is_answered_alike(client: Client) -> None:
    tag = client.get("/")["ETag"]
    assert client.head("/")["ETag"] == tag
    assert client.head("/", headers={"If-None-Match": tag}).status_code == 304


def test_a_page_that_is_not_there_is_never_said_to_be_unchanged(client: Client) -> None:
    response = client.get("/images/77/boat/", headers={"If-None-Match": "*"})
    assert (response.status_code, "ETag" in response) == (404, False)


def test_an_image_that_went_away_is_not_found_whatever_the_browser_has(client: Client, images: list[Image]) -> None:
    address = images[0].get_absolute_url()
    tag = client.get(address)["ETag"]
    Image.objects.update(published=False)
    assert again(client, address, tag).status_code == 404


def test_an_outdated_address_still_leads_on_and_is_not_named(client: Client, images: list[Image]) -> None:
    response = client.get(f"/images/{images[0].pk}/old/")
    assert (response.status_code, "ETag" in response) == (301, False)


@pytest.mark.parametrize("other", ["/?page=2", "/?q=boat", "/?tag=sea", "/?sort=title", "/?other=1"])
def test_another_address_is_another_page(client: Client, images: list[Image], other: str) -> None:
    assert again(client, other, client.get("/")["ETag"]).status_code == 200


def test_another_host_is_another_page(client: Client) -> None:
    assert again(client, "/", client.get("/")["ETag"], Host="localhost").status_code == 200


@pytest.mark.parametrize(
    ("name", "value"), [("GALLERY_PAGE_SIZE", 7), ("RECOMMENDATIONS_PER_IMAGE", 3), ("MEDIA_URL", "m/")]
)
def test_settings_that_shape_pages_count(client: Client, settings: Settings, name: str, value: object) -> None:
    tag = client.get("/")["ETag"]
    setattr(settings, name, value)
    assert again(client, "/", tag).status_code == 200


def test_each_language_is_a_page_of_its_own() -> None:
    tags = set()
    for language in ("en", "de"):
        with translation.override(language):
            tags.add(decorated(lambda _: HttpResponse())(RequestFactory().get("/"))["ETag"])
    assert len(tags) == 2


def test_a_release_is_named_by_its_files(settings: Settings, tmp_path: Any) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    versions = {conditional.version_of_files()}
    for text in (b"one", b"two"):
        (tmp_path / "templates" / "page.html").write_bytes(text)
        versions.add(conditional.version_of_files())
    (tmp_path / "templates" / "page.html").rename(tmp_path / "templates" / "other.html")
    assert len(versions | {conditional.version_of_files()}) == 4


def test_files_are_read_once_but_while_somebody_works_on_them(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = client.get("/")["ETag"]
    monkeypatch.setattr(conditional, "version_of_files", lambda: "changed")
    assert again(client, "/", tag).status_code == 304
    settings.DEBUG = True
    tag = client.get("/")["ETag"]
    monkeypatch.setattr(conditional, "version_of_files", lambda: "changed again")
    assert again(client, "/", tag).status_code == 200


def test_curators_see_the_visitors_page(client: Client, admin_client: Client, images: list[Image]) -> None:
    for page in PAGES:
        address = address_of(page, images)
        assert again(admin_client, address, client.get(address)["ETag"]).status_code == 304


def with_a_token(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


def with_a_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse()
    response.set_cookie("only", "yours")
    return response


def with_a_name(request: HttpRequest) -> HttpResponse:
    request.session = SessionStore()
    return HttpResponse(request.session.get("name"))


@pytest.mark.parametrize("view", [with_a_token, with_a_cookie, with_a_name])
def test_a_page_that_is_one_visitor_s_own_is_not_named(view: Callable[..., HttpResponse]) -> None:
    assert "ETag" not in decorated(view)(RequestFactory().get("/"))


def test_the_desk_is_never_kept(admin_client: Client) -> None:
    response = admin_client.get("/admin/")
    assert ("ETag" in response, "no-store" in response["Cache-Control"]) == (False, True)

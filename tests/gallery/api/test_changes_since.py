"""Programs that keep a copy ask what changed since they asked last, and miss nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gallery.models import Image
from tests.factories import make_image
from tests.gallery.api.calling import program

pytestmark = pytest.mark.django_db

IMAGES = "/api/images"
NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)


def changed_at(*instants: datetime) -> list[Image]:
    """Return images that were changed at these instants."""
    images = [make_image() for _ in instants]
    for image, instant in zip(images, instants, strict=True):
        Image.objects.filter(pk=image.pk).update(updated_at=instant)
    return images


def pages(client: Client, **asked: Any) -> Iterator[list[int]]:
    """Yield a page after the other, as `next` says."""
    address: str | None = None
    while asked or address:
        said = client.get(address or IMAGES, asked or None).json()
        asked, address = {}, said["next"]
        yield [each["id"] for each in said["items"]]


def all_of(pages: Iterable[list[int]]) -> list[int]:
    return list(chain.from_iterable(pages))


def test_only_what_changed_then_or_later_is_listed_earliest_first(client: Client) -> None:
    before, at, after = changed_at(NOON - timedelta(microseconds=1), NOON, NOON + timedelta(days=1))
    assert list(pages(client, updated_since=NOON.isoformat())) == [[at.pk, after.pk]]
    assert list(pages(client, updated_since=NOON.isoformat(), sort="newest")) == [[after.pk, at.pk]]
    assert before.pk not in all_of(pages(client, updated_since="2024-01-01T13:00:00+01:00"))


def test_a_moment_without_an_offset_is_in_the_site_s_time_zone(client: Client) -> None:
    (image,) = changed_at(NOON)
    assert list(pages(client, updated_since="2024-01-01T12:00:00")) == [[image.pk]]
    assert list(pages(client, updated_since="2024-01-01T12:00:01")) == [[]]


def test_the_pages_go_on_to_the_end_though_all_changed_at_once(client: Client) -> None:
    images = changed_at(*[NOON] * 5)
    assert all_of(pages(client, updated_since=NOON.isoformat(), size=2)) == [image.pk for image in images]


def test_nothing_is_missed_that_changes_while_a_program_goes_from_page_to_page(client: Client) -> None:
    images = changed_at(*(NOON + timedelta(hours=hour) for hour in range(6)))
    seen = pages(client, updated_since=NOON.isoformat(), size=2)
    found = next(seen)
    Image.objects.filter(pk=images[0].pk).update(title="Changed meanwhile")
    found += all_of(seen)
    assert found == [image.pk for image in [*images, images[0]]]


def test_drafts_are_among_what_changed_for_those_who_see_them(client: Client) -> None:
    (image,) = changed_at(NOON)
    Image.objects.filter(pk=image.pk).update(published=False)
    assert list(pages(client, updated_since=NOON.isoformat())) == [[]]
    assert list(pages(program("view_image"), updated_since=NOON.isoformat())) == [[image.pk]]


def test_a_place_does_not_lead_behind_the_moment_that_is_asked_for(client: Client) -> None:
    _, image = changed_at(NOON, NOON + timedelta(days=1))
    asked: dict[str, Any] = {"updated_since": (NOON + timedelta(hours=1)).isoformat(), "after": f"{NOON.isoformat()}~0"}
    assert [each["id"] for each in client.get(IMAGES, asked).json()["items"]] == [image.pk]


def test_a_place_is_looked_up_and_not_walked_to(client: Client) -> None:
    changed_at(*[NOON] * 5)
    asked: dict[str, Any] = {"updated_since": NOON.isoformat(), "size": 2}
    address = client.get(IMAGES, asked).json()["next"]
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    (page,) = [query["sql"] for query in captured if "LIMIT 2" in query["sql"]]
    assert (page.count('"id") >= '), page.count('"updated_at" >= ')) == (1, 0)

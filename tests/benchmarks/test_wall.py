"""The benchmark of the wall measures what it says, of a catalogue that is as it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from benchmarks import measuring, million, serving, wall
from benchmarks.measuring import Comparison
from gallery import triggers
from gallery.milestones import KNOWN
from gallery.models import Image, Tag
from gallery.search.words import folded
from gallery.versions import catalogue

IMAGES = 120


@pytest.fixture(autouse=True)
def no_rest(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(measuring, "REST_SECONDS", 0)
    monkeypatch.setattr(million, "TAGS", 9)
    monkeypatch.setattr(wall, "AT_ONCE", 1)
    yield
    KNOWN.clear()


@pytest.fixture
def filled(transactional_db: None) -> None:
    million.fill(IMAGES)


@pytest.mark.usefixtures("filled")
def test_a_made_up_catalogue_is_like_one_that_people_made() -> None:
    assert Image.objects.published().count() == catalogue().count == IMAGES
    assert Image.objects.values("content_hash", "uploaded_at").distinct().count() == IMAGES
    assert len(set(Image.objects.values_list("title", flat=True))) > IMAGES / 2
    assert Tag.objects.count() == 9
    assert IMAGES < Image.tags.through.objects.count() <= 3 * IMAGES
    image = Image.objects.latest("pk")
    image.full_clean(exclude=["original", "slug"])
    assert image.words == folded(image.title, image.description)


@pytest.mark.usefixtures("filled")
def test_filling_leaves_indexes_and_triggers_as_they_were() -> None:
    with connection.cursor() as cursor:
        names = connection.introspection.get_constraints(cursor, "gallery_image")
        watched = set(triggers.existing(cursor).values())
    assert {"image_by_newest", "image_by_title"} <= names.keys()
    assert watched == set(triggers.WATCHED)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("measure", "tasks"),
    [
        (lambda: wall.pages_of("title", IMAGES), ["last page, title", "middle page, title", "last page, title"]),
        (
            lambda: wall.filters(IMAGES),
            [
                f"{what}, {page}"
                for what in ("commonest tag", "search")
                for page in (
                    "first page, counted",
                    "last page, counted",
                    "first page, count known",
                    "last page, count known",
                )
            ],
        ),
        (lambda: [wall.unchanged(IMAGES)], ["answer 304"]),
    ],
    ids=["pages", "filters", "304"],
)
def test_everything_is_measured_and_checked(measure: Callable[[], list[Comparison]], tasks: list[str]) -> None:
    measured = measure()
    assert [each.task for each in measured] == [f"{task} ({connection.display_name})" for task in tasks]
    assert all(each.ours > 0 and each.theirs > 0 for each in measured)


def test_other_images_than_djangos_are_a_failure() -> None:
    with pytest.raises(AssertionError, match=r"A page does not hold the images it should\."):
        wall.same([1, 2], [2, 1])


def test_the_first_the_middle_and_the_last_page_are_asked_for() -> None:
    assert wall.addresses(1_000) == ["/", "/?page=22", "/?page=42"]


def test_without_wrk_requests_are_left_out_and_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serving, "can_ask", lambda: False)
    assert wall.under_load("", "", IMAGES) == []
    assert capsys.readouterr().err == "wrk is not installed: requests a second are left out.\n"


def test_a_rate_is_what_wrk_says() -> None:
    assert serving.rate_in("  9 requests in 4.00s\nRequests/sec:    102.46\nTransfer/sec:  1.0MB\n") == 102.46


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("Non-2xx or 3xx responses: 7\nRequests/sec: 9.1", "every answer must be a page, got\n"),
        ("unable to connect", "wrk must tell the requests a second, got\n"),
    ],
)
def test_a_rate_of_failures_is_none(said: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        serving.rate_in(said)

"""Many rows at once: the table holds what it was told, to the last bit, and only rows that differ are touched."""

from __future__ import annotations

import math
import random
import re
from contextlib import suppress
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from gallery.models import Image, Recommendation
from recommender import arrays, writing
from tests.factories import make_image
from tests.recommender.catalogue import Rows, stored_rows
from tests.recommender.listed import Lists, as_rows, ranked, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def pks() -> list[int]:
    return [make_image().pk for _ in range(4)]


def numbers_by_place() -> dict[tuple[int, int], int]:
    """Return each row's number by image and rank."""
    return {(row.image_id, row.rank): row.pk for row in Recommendation.objects.all()}


def random_lists(pks: list[int], chance: random.Random) -> Lists:
    """Return lists of any length, for some of the images."""
    ranked = {pk: [other for other in chance.sample(pks, chance.randrange(len(pks))) if other != pk] for pk in pks}
    return {pk: [(other, chance.choice((0.25, 0.5))) for other in listed] for pk, listed in ranked.items() if listed}


def test_lists_become_rows_ranked_from_one(pks: list[int]) -> None:
    one, two, three, _ = pks
    write({two: [(three, 0.75), (one, 0.5)]})
    assert stored_rows() == [(two, 1, three, 0.75), (two, 2, one, 0.5)]


@pytest.mark.parametrize("similarity", [0.1 + 0.2, -1.0, 1.0, 0.0, 5e-324, math.nextafter(1, 0), 1 / 3])
def test_a_similarity_is_stored_to_the_last_bit(similarity: float, pks: list[int]) -> None:
    write({pks[0]: [(pks[1], similarity)]})
    assert Recommendation.objects.get().similarity == similarity


def test_rows_that_are_the_same_stay_and_the_others_are_replaced(pks: list[int]) -> None:
    one, two, three, four = pks
    write({one: [(two, 0.75), (three, 0.5)]})
    before = numbers_by_place()
    write({one: [(two, 0.75), (four, 0.5)]})
    after = numbers_by_place()
    assert (after[one, 1], after[one, 2] != before[one, 2]) == (before[one, 1], True)


def test_every_row_is_a_new_one_where_that_is_wanted(pks: list[int]) -> None:
    lists = {pks[0]: [(pks[1], 0.5)]}
    write(lists)
    before = numbers_by_place()
    write(lists, anew=True)
    assert (stored_rows(), numbers_by_place() == before) == ([(pks[0], 1, pks[1], 0.5)], False)


def test_two_images_may_change_places_and_a_list_may_become_shorter(pks: list[int]) -> None:
    one, two, three, four = pks
    write({one: [(two, 0.5), (three, 0.5), (four, 0.5)]})
    write({one: [(three, 0.5), (two, 0.5)]})
    assert stored_rows() == [(one, 1, three, 0.5), (one, 2, two, 0.5)]


def test_stale_lists_go_and_those_not_named_stay(pks: list[int]) -> None:
    one, two, three, _ = pks
    write({pk: [(three, 0.5)] for pk in (one, two)})
    write({}, [one])
    assert stored_rows() == [(two, 1, three, 0.5)]


def test_nothing_to_write_takes_no_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        write({})


def test_rows_of_images_that_are_gone_are_left_out(pks: list[int]) -> None:
    one, two, three, gone = pks
    Image.objects.filter(pk=gone).delete()
    write({one: [(gone, 0.75), (two, 0.5)], gone: [(three, 0.5)]})
    assert stored_rows() == [(one, 2, two, 0.5)]


def test_a_list_that_names_an_image_twice_is_refused_as_django_refuses_it(pks: list[int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write({pks[0]: [(pks[1], 0.75), (pks[1], 0.5)]})
    assert stored_rows() == []


def test_after_a_failure_the_next_attempt_finds_nothing_in_its_way(pks: list[int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write({pks[0]: [(pks[1], 2.0)]})
    write({pks[0]: [(pks[1], 0.5)]})
    assert stored_rows() == [(pks[0], 1, pks[1], 0.5)]


@pytest.mark.parametrize("seed", range(5))
def test_any_lists_over_any_others_leave_the_new_ones(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "ROWS_AT_ONCE", 3)
    chance, pks = random.Random(seed), [make_image().pk for _ in range(7)]  # noqa: S311 - nothing is kept secret
    for _ in range(4):
        lists = random_lists(pks, chance)
        write(lists, pks)
        assert stored_rows() == ranked(lists)


@pytest.mark.parametrize("seed", range(5))
def test_only_rows_that_differ_get_a_new_number(seed: int) -> None:
    chance, pks = random.Random(seed), [make_image().pk for _ in range(7)]  # noqa: S311 - nothing is kept secret
    write(random_lists(pks, chance))
    before, numbers = set(stored_rows()), numbers_by_place()
    write(random_lists(pks, chance), pks)
    same = {place for place, number in numbers_by_place().items() if numbers.get(place) == number}
    assert same == {(image, rank) for image, rank, *_ in before & set(stored_rows())}


def test_nothing_is_touched_where_nothing_differs(pks: list[int]) -> None:
    lists = {pks[0]: [(pks[1], 0.5)], pks[1]: [(pks[0], 0.5)]}
    write(lists)
    with CaptureQueriesContext(connection) as captured:
        write(lists, pks)
    table = f'"{Recommendation._meta.db_table}"'
    assert [q["sql"] for q in captured if re.match(f"(DELETE FROM|INSERT INTO|COPY) {table}", q["sql"])] == []


@pytest.mark.parametrize(
    "rows", [[(2, 1, 1, 0.5), (1, 1, 2, 0.5)], [(1, 2, 2, 0.5), (1, 1, 3, 0.5)], [(1, 1, 2, 0.5)] * 2]
)
def test_rows_out_of_order_are_refused(rows: Rows) -> None:
    with pytest.raises(ValueError) as refusal:
        writing.write(as_rows(rows), [])
    assert str(refusal.value) == "rows must be ordered by image, then rank, with one row to a rank"


@pytest.mark.parametrize("lists", [{}, {0: [(1, 0.5)]}, {0: [(1, 2.0)]}], ids=["none", "some", "refused"])
def test_nothing_temporary_stays_behind(lists: Lists, pks: list[int]) -> None:
    write({pks[0]: [(pks[1], 0.5)]})
    with suppress(IntegrityError), transaction.atomic():
        write({pks[image]: [(pks[other], value) for other, value in listed] for image, listed in lists.items()}, pks)
    left = "sqlite_temp_master" if connection.vendor == "sqlite" else "pg_class WHERE relpersistence = 't'"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {left}")  # noqa: S608 - one of two literals
        assert cursor.fetchone() == (0,)

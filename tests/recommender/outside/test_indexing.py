"""The index holds the vectors that are compared, and a run brings it up to date by what differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from gallery.models import Image
from recommender.models import Embedding
from recommender.outside import index, indexing
from recommender.report import Indexed
from tests.factories import make_image
from tests.recommender.outside.nearby import (
    MODEL,
    OTHER,
    by_index,
    embed,
    execute,
    hashes,
    held,
    keep,
    keep_up,
    on_postgresql,
    publish,
    random_vectors,
    tables,
)

pytestmark = [pytest.mark.django_db, on_postgresql, pytest.mark.usefixtures("indexed_from_one_on")]

UNIT = random_vectors(6)


@pytest.fixture
def images() -> list[Image]:
    """Five images with vectors, the last one a draft, and no index yet."""
    kept = keep(UNIT[1:])
    Image.objects.filter(pk=kept[-1].pk).update(published=False)
    publish(MODEL)
    return kept


def versions() -> list[tuple[Any, ...]]:
    """Return where each row lies and who wrote it."""
    with connection.cursor() as cursor:
        cursor.execute(index.spelt("SELECT ctid, xmin, cmin, image_id FROM {nearby} ORDER BY image_id", MODEL))
        return list(cursor.fetchall())


def test_the_first_time_everything_goes_in_drafts_included(images: list[Image]) -> None:
    assert keep_up() == Indexed(added=5, removed=0)
    assert (held(), tables()) == (hashes(*images), [index.table_of(MODEL)])
    assert index.dimensions(MODEL) == 512


@pytest.mark.usefixtures("images")
def test_where_nothing_differs_nothing_is_written() -> None:
    keep_up()
    before = versions()
    assert (keep_up(), versions()) == (Indexed(added=0, removed=0), before)


def delete(image: Image) -> int:
    image.delete()
    return 0


def replace(image: Image) -> int:
    Image.objects.filter(pk=image.pk).update(content_hash="1" * 64)
    return 0


def embed_anew(image: Image) -> int:
    Image.objects.filter(pk=image.pk).update(content_hash="1" * 64)
    return Embedding.objects.filter(image=image).update(content_hash="1" * 64)


def forget(image: Image) -> int:
    Embedding.objects.filter(image=image).update(fingerprint=OTHER)
    return 0


def mix_up(image: Image) -> int:
    Embedding.objects.filter(image=image).update(content_hash="1" * 64)
    return 0


@pytest.mark.parametrize("change", [delete, replace, embed_anew, forget, mix_up], ids=lambda change: change.__name__)
def test_what_is_no_more_what_it_was_goes_and_comes_again_with_its_vector(
    change: Callable[[Image], int], images: list[Image]
) -> None:
    keep_up()
    before = versions()[1:]
    pk, again = images[0].pk, change(images[0])
    assert keep_up() == Indexed(added=again, removed=1)
    assert held() == hashes(*images[1:]) | ({pk: "1" * 64} if again else {})
    assert set(versions()) >= set(before)


def test_what_is_new_is_added_a_part_at_a_time_and_told(images: list[Image], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "ROWS_AT_ONCE", 2)
    told: list[tuple[str, int, int]] = []
    keep_up(lambda *said: told.append(said))
    assert told == [("Indexing", 2, 5), ("Indexing", 4, 5), ("Indexing", 5, 5), ("Building the index", 5, 5)]
    assert held() == hashes(*images)


def test_what_another_run_has_added_meanwhile_is_not_added_again(
    images: list[Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "ROWS_AT_ONCE", 2)
    others: list[Indexed | None] = []

    def be_overtaken(stage: str, done: int, total: int) -> None:
        if stage == "Indexing" and not others:
            others.append(None)
            others.append(keep_up())

    assert (keep_up(be_overtaken), others) == (Indexed(added=2), [None, Indexed(added=3)])
    assert held() == hashes(*images)


def test_what_visitors_compare_with_is_its_vector_to_the_last_bit(images: list[Image]) -> None:
    keep_up()
    execute("DELETE FROM {nearby} WHERE vector <> %s::halfvec", str(UNIT[1].tolist()))
    assert held() == hashes(images[0])


def test_below_a_number_of_images_there_is_none(images: list[Image], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "FEWEST", 5)
    assert (keep_up(), tables()) == (Indexed(added=5), [index.table_of(MODEL)])
    images[0].delete()
    assert (keep_up(), tables()) == (None, [])


@pytest.mark.usefixtures("images")
def test_where_no_pictures_from_outside_are_compared_there_is_none(settings: Any) -> None:
    keep_up()
    settings.API_SIMILAR = False
    assert (keep_up(), tables()) == (None, [])


def test_when_the_lists_come_from_another_model_its_vectors_take_the_place_of_the_others(images: list[Image]) -> None:
    keep_up()
    embed(images[:2], UNIT[:2], fingerprint=OTHER)
    publish(OTHER)
    assert keep_up() == Indexed(added=2)
    assert (tables(), held(OTHER)) == ([index.table_of(OTHER)], hashes(*images[:2]))


def test_vectors_of_a_model_that_is_not_published_stay_out(images: list[Image]) -> None:
    embed(images[:2], UNIT[:2], fingerprint=OTHER)
    assert (keep_up(), tables()) == (Indexed(added=5), [index.table_of(MODEL)])


@pytest.mark.parametrize(
    ("harm", "again"),
    [
        ("DROP INDEX {index}", 0),
        ("DROP TABLE {nearby}", 5),
        ("DELETE FROM {nearby}", 5),
        ("DROP EXTENSION vector CASCADE", 5),
        ("ALTER TABLE {nearby} ALTER COLUMN vector TYPE halfvec(3) USING '[1,2,3]'::halfvec", 5),
    ],
)
def test_whatever_became_of_it_it_is_mended(harm: str, again: int, images: list[Image]) -> None:
    keep_up()
    execute(harm)
    assert keep_up() == Indexed(added=again)
    assert (held(), len(by_index(UNIT[:1], k=4) or [])) == (hashes(*images), 4)


@pytest.mark.usefixtures("images")
def test_tables_of_other_names_are_left_alone() -> None:
    execute("CREATE TABLE recommenderxnearby_0123 (id int)")
    execute("CREATE TABLE recommender_nearby_0123 (id int)")
    keep_up()
    execute("SELECT FROM recommenderxnearby_0123")
    assert tables() == [index.table_of(MODEL)]


def test_what_becomes_publishable_while_the_index_is_built_is_added_as_well(images: list[Image]) -> None:
    late: list[Image] = []

    def meanwhile(stage: str, done: int, total: int) -> None:
        if stage == "Building the index" and not late:
            late.append(make_image())
            embed(late, UNIT[:1])

    assert keep_up(meanwhile) == Indexed(added=6)
    assert held() == hashes(*images, *late)


@pytest.mark.usefixtures("images")
def test_a_table_that_cannot_be_dropped_is_told_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_up()
    publish(OTHER)
    monkeypatch.setattr(indexing, "PATIENCE", "nonsense")
    assert keep_up() == Indexed(
        remark="The index for pictures from outside is not up to date: invalid value for parameter "
        '"lock_timeout": "nonsense". The next run tries again.'
    )


def test_what_the_database_refuses_is_told_and_harms_nothing(
    images: list[Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "BUILD", "CREATE INDEX {index} ON {nearby} USING hnsw (vector nonsense)")
    assert keep_up() == Indexed(
        remark='The index for pictures from outside is not up to date: operator class "nonsense" does not exist for '
        'access method "hnsw". The next run tries again.'
    )
    assert (by_index(UNIT[:1], k=1), held()) == (None, hashes(*images))

"""The index names candidates only: values are those of the scan, and nothing comes that visitors do not see."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import ProgrammingError, connection
from django.test.utils import CaptureQueriesContext

from benchmarks.vectors import catalogue
from gallery.models import Image
from recommender.models import Embedding
from recommender.outside import asking, index, scan
from recommender.outside.held import Held
from tests.recommender.outside.nearby import (
    MODEL,
    OTHER,
    by_index,
    by_scan,
    embed,
    execute,
    keep,
    keep_up,
    on_postgresql,
    pairs,
    publish,
    random_vectors,
)

pytestmark = [pytest.mark.django_db, on_postgresql, pytest.mark.usefixtures("indexed_from_one_on")]

UNIT = random_vectors(25)
QUESTION = UNIT[:1]

BELIEVE_ALL_IS_EMPTY = "UPDATE pg_class SET reltuples = 0, relpages = 0 WHERE relkind IN ('r', 'i')"


@pytest.fixture
def images(indexed_from_one_on: None) -> list[Image]:
    """Images with vectors, all of them in the index."""
    kept = keep(UNIT[1:])
    publish(MODEL)
    keep_up()
    return kept


def found() -> list[int]:
    """Return the images that the index finds, as far as it can tell."""
    return [pk for pk, _ in by_index(QUESTION, k=3) or []]


@pytest.mark.usefixtures("images")
@pytest.mark.parametrize(("k", "least"), [(1, -1.0), (10, -1.0), (24, -1.0), (24, 0.01)])
def test_values_and_order_are_those_of_the_scan_bit_by_bit(k: int, least: float) -> None:
    assert by_index(QUESTION, k=k, least=least) == by_scan(QUESTION, k=k, least=least) != []


def test_equal_ones_are_ordered_by_number_and_the_same_vector_has_1(images: list[Image]) -> None:
    more = keep(np.repeat(QUESTION, 3, axis=0))
    keep_up()
    assert by_index(QUESTION, k=3) == [(image.pk, 1.0) for image in more]


def test_hardly_any_of_the_nearest_is_missed() -> None:
    unit = catalogue(2_000 + 30)
    keep(unit[30:])
    publish(MODEL)
    keep_up()
    everything = Held()
    shares = []
    for place in range(30):
        true = scan.nearest(unit[place : place + 1], MODEL, k=10, held=everything).images.tolist()
        near = [pk for pk, _ in by_index(unit[place : place + 1], k=10) or []]
        shares.append(len(set(true) & set(near)) / 10)
    assert np.mean(shares) >= 0.97


@pytest.mark.usefixtures("images")
def test_the_index_is_asked_whatever_the_statistics_say() -> None:
    execute(BELIEVE_ALL_IS_EMPTY)
    with CaptureQueriesContext(connection) as asked:
        by_index(QUESTION, k=3)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {next(each['sql'] for each in asked if 'near AS' in each['sql'])}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert f"Index Scan using {index.index_of(MODEL)} on " in plan
    assert "Seq Scan" not in plan


def test_only_what_the_index_names_is_looked_at(images: list[Image]) -> None:
    named = images[:5]
    execute("DELETE FROM {nearby} WHERE image_id > %s", named[-1].pk)
    assert set(found()) < {image.pk for image in named}


@pytest.mark.usefixtures("images")
def test_the_index_answers_where_it_can_and_the_scan_otherwise() -> None:
    execute("DELETE FROM {nearby} WHERE image_id = %s", found()[0])
    assert pairs(asking.nearest(QUESTION, MODEL, k=3, least=-1.0)) == by_index(QUESTION, k=3) != by_scan(QUESTION, k=3)
    execute("DELETE FROM {nearby}")
    assert pairs(asking.nearest(QUESTION, MODEL, k=3, least=-1.0)) == by_scan(QUESTION, k=3)


def test_an_image_that_is_published_comes_at_once_and_one_that_is_no_more_never(images: list[Image]) -> None:
    first = Image.objects.filter(pk=found()[0])
    first.update(published=False)
    assert first.get().pk not in found()
    first.update(published=True)
    assert found()[0] == first.get().pk


def test_a_deleted_image_never_comes(images: list[Image]) -> None:
    gone = found()[0]
    Image.objects.get(pk=gone).delete()
    assert (gone in found(), len(found())) == (False, 3)


def test_an_image_with_another_file_comes_only_once_the_index_holds_its_vector(images: list[Image]) -> None:
    replaced = Image.objects.get(pk=found()[0])
    Image.objects.filter(pk=replaced.pk).update(content_hash="1" * 64)
    assert replaced.pk not in found()
    Embedding.objects.filter(image=replaced).update(content_hash="1" * 64)
    assert replaced.pk not in found()
    keep_up()
    assert found()[0] == replaced.pk


@pytest.mark.usefixtures("images")
def test_a_vector_of_another_file_is_not_compared() -> None:
    before = found()
    Embedding.objects.filter(image=before[0]).update(content_hash="1" * 64)
    assert before[0] not in found()


def test_values_come_from_the_vectors_and_not_from_the_index(images: list[Image]) -> None:
    nearest = found()[0]
    execute("UPDATE {nearby} SET vector = (SELECT vector FROM {nearby} WHERE image_id = %s)", images[-1].pk)
    assert dict(by_index(QUESTION, k=24) or [])[nearest] == dict(by_scan(QUESTION, k=1) or [])[nearest]


def test_vectors_of_another_model_are_not_looked_at(images: list[Image]) -> None:
    embed(images, np.repeat(QUESTION, len(images), axis=0), fingerprint=OTHER)
    assert by_index(QUESTION, k=3) == by_scan(QUESTION, k=3)
    assert by_index(QUESTION, k=3, fingerprint=OTHER) is None


@pytest.mark.usefixtures("images")
@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM {nearby}",
        "DROP TABLE {nearby}",
        "DROP INDEX {index}",
        "DROP EXTENSION vector CASCADE",
        "UPDATE {images} SET published = id % 12 = 0",
    ],
)
def test_where_the_index_names_too_few_it_cannot_tell(change: str) -> None:
    execute(change)
    assert by_index(QUESTION, k=3) is None


@pytest.mark.usefixtures("images")
def test_an_index_of_vectors_of_another_length_cannot_tell() -> None:
    assert index.nearest(QUESTION[:, :256], MODEL, k=3) is None


@pytest.mark.usefixtures("images")
def test_a_table_that_is_dropped_while_it_is_about_to_be_read_cannot_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    execute("DROP TABLE {nearby}")
    monkeypatch.setattr(index, "dimensions", lambda fingerprint: 512)
    assert by_index(QUESTION, k=3) is None


@pytest.mark.usefixtures("images")
def test_what_is_wrong_otherwise_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "CANDIDATES", "SELECT nonsense FROM {nearby}")
    with pytest.raises(ProgrammingError, match='column "nonsense" does not exist'):
        by_index(QUESTION, k=3)

"""What a run remembers of its comparison is never taken for more than it is."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gallery.models import Image
from recommender import conf, pipeline
from recommender.engine import vectors
from recommender.engine.encoder import Features, Pixels
from recommender.models import Embedding, Ranking
from tests.factories import upload_image
from tests.fake_model import FakeModel, InvertedEncoder
from tests.recommender.catalogue import Rows, fill, replace_file, rows_from_scratch, stored_rows
from tests.recommender.engine.reference import brute_force

pytestmark = pytest.mark.django_db


class StoppedEncoder(InvertedEncoder):
    """Is stopped at its second batch, when the first is stored with other vectors than before."""

    def encode(self, pixels: Pixels) -> Features:
        if self.encoded:
            raise KeyboardInterrupt
        return super().encode(pixels)


def rows_from_stored_vectors(*, k: int) -> Rows:
    """Return the rows that there ought to be with the vectors as they are stored."""
    stored = list(Embedding.objects.order_by("image_id").values_list("image_id", "vector"))
    lists = brute_force(vectors.unpack([bytes(vector) for _, vector in stored]), k + conf.spares_for(k))
    return [
        (pk, rank, stored[place][0], similarity)
        for (pk, _), listed in zip(stored, lists, strict=True)
        for rank, (place, similarity) in enumerate(listed, start=1)
    ]


def kept() -> dict[int, bytes]:
    return {pk: bytes(pairs) for pk, pairs in Ranking.objects.values_list("image_id", "pairs")}


def writes(queries: CaptureQueriesContext) -> list[str]:
    """Return the tables that statements wrote to, other than the run's own."""
    verbs = ("INSERT", "UPDATE", "DELETE", "CREATE", "COPY")
    changing = [each["sql"] for each in queries.captured_queries if each["sql"].startswith(verbs)]
    return [sql for sql in changing if "recommender_run" not in sql]


def test_a_run_with_nothing_to_do_writes_to_no_table_but_that_of_runs(model: FakeModel) -> None:
    fill(count=12)
    pipeline.run_once(model, k=2)
    with CaptureQueriesContext(connection) as queries:
        pipeline.run_once(model, k=2)
    assert writes(queries) == []


def test_only_rankings_that_changed_are_written(model: FakeModel) -> None:
    fill(count=12)
    pipeline.run_once(model, k=1)
    before = kept()
    upload_image(colour="rgb(254,1,2)")
    with CaptureQueriesContext(connection) as queries:
        pipeline.run_once(model, k=1)
    changed = {pk for pk, pairs in kept().items() if before.get(pk) != pairs}
    inserted = [sql for sql in writes(queries) if sql.startswith('INSERT INTO "recommender_ranking"')]
    assert [sql.count("(") - 2 for sql in inserted] == [len(changed)]
    assert 1 < len(changed) < 13


def test_the_ranking_of_a_deleted_image_goes_with_the_next_run(model: FakeModel) -> None:
    images = fill(count=4)
    pipeline.run_once(model, k=2)
    pk = images[1].pk
    images[1].delete()
    assert pk in kept()
    pipeline.run_once(model, k=2)
    assert set(kept()) == set(Image.objects.values_list("pk", flat=True))


def test_an_image_that_left_a_ranking_with_its_old_file_does_not_come_back_into_it(
    model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conf, "spares_for", lambda k: 0)
    monkeypatch.setattr(conf, "reserve_for", lambda k: 1)
    images = fill(count=12)
    pipeline.run_once(model, k=2)
    for image in images[:3]:
        replace_file(image, colour="black", size=(64, 8 + image.pk % 50))
        pipeline.run_once(model, k=2)
        pipeline.run_once(model, k=2)
        assert stored_rows() == rows_from_stored_vectors(k=2)


def test_a_replacement_made_while_an_image_was_hidden_is_compared_like_a_new_image(model: FakeModel) -> None:
    images = fill(count=12)
    pipeline.run_once(model, k=1)
    Image.objects.filter(pk=images[0].pk).update(published=False)
    pipeline.run_once(model, k=1)
    images[0].refresh_from_db()
    replace_file(images[0], colour="cyan")
    pipeline.run_once(model, k=1)
    Image.objects.filter(pk=images[0].pk).update(published=True)
    pipeline.run_once(model, k=1)
    assert stored_rows() == rows_from_scratch(k=1, encoder=FakeModel().encoder, preprocessing=model.preprocessing)


def test_vectors_that_a_full_run_made_before_it_was_stopped_are_compared_by_the_next_run(
    model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(count=12)
    pipeline.run_once(model, k=1)
    monkeypatch.setattr(conf, "BATCH_IMAGES", 3)
    with pytest.raises(KeyboardInterrupt):
        pipeline.run_once(FakeModel(encoder=StoppedEncoder()), k=1, full=True)
    pipeline.run_once(model, k=1)
    assert stored_rows() == rows_from_stored_vectors(k=1)


def test_lists_of_another_model_are_not_built_on(model: FakeModel) -> None:
    fill(count=12)
    pipeline.run_once(model, k=1)
    other = FakeModel(name="other", fingerprint="b" * 64, encoder=InvertedEncoder())
    pipeline.run_once(other, k=1)
    upload_image(colour="cyan")
    pipeline.run_once(other, k=1)
    assert stored_rows() == rows_from_scratch(k=1, encoder=InvertedEncoder(), preprocessing=model.preprocessing)


@pytest.mark.parametrize("k", [1, 3, 5])
def test_other_lengths_of_lists_are_served_from_what_is_remembered(k: int, model: FakeModel) -> None:
    fill(count=12)
    for length in (3, k):
        pipeline.run_once(model, k=length)
        assert stored_rows() == rows_from_stored_vectors(k=length)

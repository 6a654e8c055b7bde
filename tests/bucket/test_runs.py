"""A run reads originals out of a bucket; what is missing stays missing, and what fails is asked for again."""

from __future__ import annotations

import pytest

from gallery.models import Image
from gallery.storage import originals
from recommender import conf, pipeline
from recommender.exceptions import StorageOutOfReach, TooManyUnreadable
from recommender.models import Embedding, Run, UnreadableImage
from tests.bucket.proxy import Fault, Proxy, cut_off, hang_up, pass_on, refuse, stay_silent
from tests.fake_model import FakeModel
from tests.recommender.catalogue import fill, last_run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("impatient", "bucket")]

MISSING = "the original is missing in the storage; replace the file at the desk"
NOT_HANDED_OUT = "the original was not handed out by the storage: {}; the next run asks again"
BUSY = "it is busy or out of order (503 SlowDown)"


def reasons() -> list[str]:
    return list(UnreadableImage.objects.values_list("reason", flat=True))


def test_originals_in_a_bucket_are_embedded(model: FakeModel, proxy: Proxy) -> None:
    fill(count=3)
    proxy.recover()
    report = pipeline.run_once(model, k=2)
    assert (report.embedded, report.unreadable, proxy.methods()) == (3, (), ["GET"] * 3)


def test_a_missing_original_is_named_with_the_remedy(model: FakeModel) -> None:
    images = fill(count=3)
    originals().delete(images[0].original.name)
    pipeline.run_once(model, k=2)
    assert reasons() == [MISSING]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (refuse(503, "SlowDown"), BUSY),
        (stay_silent, "it did not answer within 8 seconds"),
        (cut_off, "the connection to it broke off"),
    ],
)
def test_one_that_was_not_handed_out_is_named_and_read_by_the_next_run(
    model: FakeModel, proxy: Proxy, fault: Fault, reason: str
) -> None:
    fill(count=3)
    proxy.fail(fault, times=1)
    assert pipeline.run_once(model, k=2).embedded == 2
    assert reasons() == [NOT_HANDED_OUT.format(reason)]
    assert (pipeline.run_once(model, k=2).embedded, reasons()) == (1, [])


def test_a_small_catalogue_out_of_reach_publishes_nothing(model: FakeModel, proxy: Proxy) -> None:
    fill(count=3)
    proxy.fail(hang_up)
    with pytest.raises(TooManyUnreadable, match=r"^3 of 3 originals could not be read \(first upload-\d+\.png: the or"):
        pipeline.run_once(model, k=2)


def test_a_storage_that_fails_again_and_again_is_soon_asked_no_more(
    model: FakeModel, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conf, "DECODING_THREADS", 1)
    fill(count=12)
    proxy.recover()
    proxy.fail(refuse(503, "SlowDown"))
    with pytest.raises(StorageOutOfReach) as outage:
        pipeline.run_once(model, k=2)
    assert str(outage.value) == (
        f"The storage of the originals failed 8 times in a row, at last because {BUSY}. "
        "Nothing was published, and what was read is kept; run again once it is in reach."
    )
    assert (len(proxy.asked), len(reasons()), last_run().status) == (8, 8, Run.Status.FAILED)


def test_what_was_read_before_the_storage_failed_is_kept(
    model: FakeModel, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conf, "DECODING_THREADS", 1)
    fill(count=12)
    proxy.fail(refuse(503, "SlowDown"), after=3)
    with pytest.raises(StorageOutOfReach):
        pipeline.run_once(model, k=2)
    assert Embedding.objects.count() == 3
    proxy.recover()
    assert pipeline.run_once(model, k=2).embedded == 9


def test_failures_that_are_not_in_a_row_do_not_end_patience(
    model: FakeModel, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conf, "DECODING_THREADS", 1)
    monkeypatch.setattr(conf, "STORAGE_FAILURES", 2)
    fill(count=12)
    proxy.faults = [("GET", fault) for fault in (hang_up, pass_on, hang_up, pass_on)]
    assert pipeline.run_once(model, k=2).embedded == 10


def test_told_so_a_run_asks_for_every_original(model: FakeModel, proxy: Proxy) -> None:
    fill(count=12)
    proxy.recover()
    proxy.fail(refuse(503, "SlowDown"))
    report = pipeline.run_once(model, k=2, allow_unreadable=True)
    assert (len(report.unreadable), len(proxy.asked), Image.objects.count()) == (12, 12, 12)

"""Whatever a bucket does wrong is told in one clause, without addresses or keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from pytest_django import Settings

from gallery.storage import StorageFailed, originals
from scripts.servers import free_port
from tests.bucket.conftest import keep_files_in
from tests.bucket.proxy import Fault, Proxy, cut_off, forget_to_answer, hang_up, refuse, stay_silent

pytestmark = pytest.mark.usefixtures("impatient", "bucket")

NAME = "ab/name.png"
LATE = "it did not answer within 8 seconds"
BUSY = "it is busy or out of order (503 SlowDown)"
BROKEN_OFF = "the connection to it broke off"
UNREACHABLE = "it cannot be reached"


def save() -> None:
    originals().save(NAME, ContentFile(b"bytes"))


def read() -> None:
    originals().open(NAME)


def list_all() -> None:
    list(originals().listed())  # type: ignore[attr-defined]


def look() -> None:
    originals().get_modified_time(NAME)


def reason_of(ask: Callable[[], None]) -> str:
    with pytest.raises(StorageFailed) as failure:
        ask()
    return str(failure.value)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (refuse(503, "SlowDown"), BUSY),
        (refuse(500, "InternalError"), "it is busy or out of order (500 InternalError)"),
        (refuse(403, "InvalidAccessKeyId"), "it refuses our keys, or they lack a right (403 InvalidAccessKeyId)"),
        (refuse(400, "InvalidRequest"), "it refuses the request (400 InvalidRequest)"),
        (stay_silent, LATE),
        (hang_up, BROKEN_OFF),
        (forget_to_answer, BROKEN_OFF),
    ],
)
@pytest.mark.parametrize("ask", [save, read, list_all])
def test_a_failure_has_its_reason(proxy: Proxy, ask: Callable[[], None], fault: Fault, reason: str) -> None:
    proxy.fail(fault)
    assert reason_of(ask) == reason


def test_a_refusal_without_words_is_named_by_its_number(proxy: Proxy) -> None:
    proxy.fail(refuse(403, "AccessDenied"), method="HEAD")
    assert reason_of(look) == "it refuses our keys, or they lack a right (403)"


def test_a_file_cut_off_on_its_way_here_is_a_failure_and_no_shorter_file(proxy: Proxy) -> None:
    save()
    proxy.fail(cut_off)
    assert reason_of(read) == BROKEN_OFF


@pytest.mark.parametrize("ask", [save, read, list_all])
def test_a_bucket_that_is_not_there_is_named(ask: Callable[[], None], settings: Settings) -> None:
    keep_files_in("no-such-pictures", settings)
    assert reason_of(ask) == "it has no bucket “no-such-pictures”"


@pytest.mark.parametrize("ask", [save, read, list_all, look])
def test_a_server_that_is_not_there_cannot_be_reached(
    ask: Callable[[], None], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_S3_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    keep_files_in("pictures", settings)
    assert reason_of(ask) == UNREACHABLE


def test_a_process_without_keys_is_told_so(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    keep_files_in("pictures", settings)
    assert reason_of(save) == "it asks for keys, and none are set"


def test_operators_read_the_details_in_the_log(proxy: Proxy, caplog: Any) -> None:
    proxy.fail(refuse(503, "SlowDown"))
    with caplog.at_level("INFO", "gallery.bucket"):
        reason_of(save)
    assert "An error occurred (SlowDown) when calling the PutObject operation" in caplog.text

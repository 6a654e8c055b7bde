"""A file goes to the bucket in one request, under its own name, and comes back in one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.files.base import ContentFile

from gallery.storage import StorageFailed, originals, renditions
from tests.bucket.proxy import Proxy, hang_up, refuse

NAME = "ab/name.png"


class BrokenOff(ContentFile):  # type: ignore[type-arg]
    """A content whose source breaks off in the middle."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"half"
        raise OSError("the source broke off")


def test_a_file_lies_under_exactly_its_name_and_comes_back(bucket: str, owner: Any) -> None:
    assert originals().save(NAME, ContentFile(b"bytes")) == NAME
    assert [entry["Key"] for entry in owner.list_objects_v2(Bucket=bucket)["Contents"]] == [f"originals/{NAME}"]
    with originals().open(NAME) as file:
        assert (file.read(), originals().size(NAME), originals().exists(NAME)) == (b"bytes", 5, True)


@pytest.mark.usefixtures("bucket")
def test_saving_is_one_request_and_so_is_reading(proxy: Proxy) -> None:
    originals().save(NAME, ContentFile(b"x" * 9_000_000))
    originals().open(NAME).close()
    assert proxy.methods() == ["PUT", "GET"]


@pytest.mark.usefixtures("bucket")
def test_a_file_saved_again_counts_as_wanted_from_then_on() -> None:
    moments = []
    for _ in range(2):
        originals().save(NAME, ContentFile(b"bytes"))
        (stored,) = originals().listed()  # type: ignore[attr-defined]
        moments.append(stored.saved_at)
        time.sleep(1.1)  # S3 tells whole seconds
    assert moments[0] < moments[1]


@pytest.mark.usefixtures("bucket")
def test_what_was_damaged_on_its_way_is_not_kept(proxy: Proxy) -> None:
    originals().save(NAME, ContentFile(b"bytes"))
    assert proxy.asked[0].headers["content-md5"] == "SzpiGLs+OnMD6KFxpg/Pkg=="


@pytest.mark.usefixtures("bucket")
def test_a_content_that_breaks_off_is_not_sent(proxy: Proxy) -> None:
    with pytest.raises(OSError, match="the source broke off"):
        originals().save(NAME, BrokenOff(b""))
    assert proxy.asked == []


@pytest.mark.usefixtures("bucket")
def test_a_deleted_file_is_gone_and_may_be_deleted_again() -> None:
    originals().save(NAME, ContentFile(b"bytes"))
    originals().delete(NAME)
    originals().delete(NAME)
    assert not originals().exists(NAME)


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("ask", ["open", "size", "get_modified_time"])
def test_a_missing_file_is_missing_and_not_a_failure_of_the_storage(ask: str) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        getattr(originals(), ask)(NAME)
    assert not isinstance(missing.value, StorageFailed)


@pytest.mark.usefixtures("bucket")
def test_names_and_modes_are_what_they_must_be() -> None:
    with pytest.raises(ValueError, match=r"^a name is required: it comes from the content's hash$"):
        originals().save(None, ContentFile(b"bytes"))
    with pytest.raises(ValueError, match=r"^the mode must be 'rb', got 'wb'; what is written is saved whole$"):
        originals().open(NAME, "wb")


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("fault", [refuse(503, "SlowDown"), hang_up])
def test_a_short_disorder_is_outlasted(proxy: Proxy, fault: Any) -> None:
    proxy.fail(fault, times=1)
    originals().save(NAME, ContentFile(b"bytes"))
    assert (proxy.methods(), originals().exists(NAME)) == (["PUT", "PUT"], True)


@pytest.mark.usefixtures("bucket")
def test_all_threads_and_both_storages_share_one_client_for_making_one_takes_long() -> None:
    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(lambda: originals().client)  # type: ignore[attr-defined]
    assert made.result() is renditions().client  # type: ignore[attr-defined]


@pytest.mark.usefixtures("bucket")
def test_a_bucket_that_hangs_is_given_up_after_half_a_minute() -> None:
    config = renditions().client_config  # type: ignore[attr-defined]
    attempts = config.retries["total_max_attempts"]
    assert (attempts, attempts * (config.connect_timeout + config.read_timeout) <= 35) == (3, True)

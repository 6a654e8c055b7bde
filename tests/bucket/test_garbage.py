"""What nobody needs any more is found in a bucket by its listing alone, and deleted unless it is wanted again."""

from __future__ import annotations

import time
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from gallery import garbage
from gallery.models import Image
from gallery.storage import originals, renditions
from tests.bucket.proxy import Proxy, refuse
from tests.bucket.server import KEYS_A_PAGE, in_bucket
from tests.factories import upload_image

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("impatient", "bucket")]

NOTHING = "Every file belongs to an image, or may still get one."
LOST = f"ab/{'ab' * 32}"


@pytest.fixture
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whatever was stored until now be more than a day old for the command."""
    moment = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr("gallery.management.commands.collect_garbage.timezone.now", lambda: moment)


def lose() -> None:
    """Store an original and a rendition as an upload does that dies before its row."""
    originals().save(f"{LOST}.jpg", ContentFile(b"an upload"))
    renditions().save(f"{LOST}-320.webp", ContentFile(b"that died"))


def collect(*arguments: str) -> str:
    out = StringIO()
    call_command("collect_garbage", *arguments, stdout=out)
    return out.getvalue().strip()


@pytest.mark.usefixtures("tomorrow")
def test_the_files_of_a_deleted_image_go_and_those_of_others_stay(bucket: str, owner: Any) -> None:
    upload_image(colour="red", size=(700, 50))
    kept = in_bucket(owner, bucket)
    upload_image(colour="green", size=(700, 50)).delete()
    assert collect("--delete").startswith("Deleted 1 originals and 3 renditions, ")
    assert in_bucket(owner, bucket) == kept


@pytest.mark.usefixtures("tomorrow")
def test_by_default_they_are_only_counted(bucket: str, owner: Any) -> None:
    lose()
    assert collect() == (
        "No image names 1 originals and 1 renditions, 18 bytes. Nothing was deleted: repeat with --delete."
    )
    assert len(in_bucket(owner, bucket)) == 2


def test_files_younger_than_a_day_stay(bucket: str, owner: Any) -> None:
    lose()
    assert collect("--delete") == NOTHING
    assert len(in_bucket(owner, bucket)) == 2


@pytest.mark.usefixtures("tomorrow")
def test_looking_asks_once_a_page_of_the_listing_and_never_once_a_file(proxy: Proxy) -> None:
    for number in range(2 * KEYS_A_PAGE + 1):
        originals().save(f"ab/{number:064x}.png", ContentFile(b"lost"))
    proxy.recover()
    assert collect().startswith(f"No image names {2 * KEYS_A_PAGE + 1} originals and 0 renditions, 44 bytes.")
    assert proxy.methods() == ["GET"] * 4
    assert all("list-type=2" in asked.path for asked in proxy.asked)


@pytest.mark.usefixtures("tomorrow")
def test_rows_are_asked_for_once_for_many_files(django_assert_num_queries: Any) -> None:
    for number in range(KEYS_A_PAGE + 2):
        originals().save(f"ab/{number:064x}.png", ContentFile(b"lost"))
    with django_assert_num_queries(1):
        collect()


@pytest.mark.usefixtures("tomorrow")
@pytest.mark.parametrize("key", ["notes.txt", "originals/notes.txt", "originals/", f"backup/{LOST}.jpg"])
def test_files_of_other_people_in_the_bucket_are_left_alone(bucket: str, owner: Any, key: str) -> None:
    owner.put_object(Bucket=bucket, Key=key, Body=b"not ours")
    assert collect("--delete") == NOTHING
    assert in_bucket(owner, bucket) == [key]


def test_what_is_uploaded_again_while_garbage_is_collected_stays(bucket: str, owner: Any) -> None:
    lose()
    time.sleep(1.1)
    before = timezone.now().replace(microsecond=0)  # S3 tells whole seconds
    found = list(garbage.find(before=before))
    lose()
    assert [garbage.delete(each, before=before) for each in found] == [False, False]
    assert len(in_bucket(owner, bucket)) == 2


def test_a_file_that_went_meanwhile_is_not_counted() -> None:
    lose()
    before = timezone.now() + timedelta(minutes=1)
    one, two = garbage.find(before=before)
    assert [garbage.delete(each, before=before) for each in (one, one, two)] == [True, False, True]


@pytest.mark.usefixtures("tomorrow")
def test_a_bucket_that_fails_ends_the_command_with_what_was_done(proxy: Proxy) -> None:
    lose()
    proxy.fail(refuse(503, "SlowDown"), after=3)
    with pytest.raises(CommandError) as ended:
        collect("--delete")
    assert str(ended.value) == (
        "The storage failed: it is busy or out of order (503 SlowDown); 1 files were deleted before. "
        "Try again once it is in reach."
    )


@pytest.mark.usefixtures("tomorrow")
def test_a_cleared_catalogue_s_files_all_go(bucket: str, owner: Any) -> None:
    upload_image(colour="red", size=(700, 50))
    upload_image(colour="green")
    call_command("clear_catalogue", "--yes", stdout=StringIO())
    assert (Image.objects.count(), len(in_bucket(owner, bucket))) == (0, 6)
    collect("--delete")
    assert in_bucket(owner, bucket) == []

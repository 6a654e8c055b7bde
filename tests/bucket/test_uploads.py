"""An upload has all its files in the bucket before it has a row; where one fails, no row and one clear sentence."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from gallery.models import Image
from gallery.storage import originals, renditions
from tests.bucket.proxy import Fault, Proxy, forget_to_answer, hang_up, refuse, stay_silent
from tests.bucket.server import in_bucket
from tests.factories import picture_file
from tests.gallery.desk import ADD, change, file, form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("impatient", "bucket")]

WIDE = (700, 20)
FILES = 4
"""An original and the renditions of a picture so wide."""

BUSY = "the storage did not take the file: it is busy or out of order (503 SlowDown); send it again later"


def test_an_upload_at_the_desk_stores_its_files_in_the_bucket(admin_client: Client, bucket: str, owner: Any) -> None:
    assert admin_client.post(ADD, form(file=file(size=WIDE))).status_code == 302
    image = Image.objects.get()
    folder = image.content_hash[:2]
    widths = [f"renditions/{folder}/{image.content_hash}-{width}.webp" for width in (320, 640, 700)]
    assert in_bucket(owner, bucket) == [f"originals/{folder}/{image.content_hash}.png", *widths]


@pytest.mark.parametrize("after", range(FILES))
@pytest.mark.parametrize("fault", [refuse(503, "SlowDown"), hang_up, forget_to_answer])
def test_whichever_file_fails_there_is_no_row_and_sending_it_again_is_enough(
    admin_client: Client, proxy: Proxy, fault: Fault, after: int
) -> None:
    proxy.fail(fault, method="PUT", after=after)
    refused = admin_client.post(ADD, form(file=file(size=WIDE), title="At sea"))
    assert (refused.status_code, Image.objects.count()) == (200, 0)
    proxy.recover()
    assert admin_client.post(ADD, form(file=file(size=WIDE), title="At sea")).status_code == 302
    assert originals().exists(Image.objects.get().original.name)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (refuse(503, "SlowDown"), "it is busy or out of order (503 SlowDown)"),
        (refuse(403, "SignatureDoesNotMatch"), "it refuses our keys, or they lack a right (403 SignatureDoesNotMatch)"),
        (stay_silent, "it did not answer within 8 seconds"),
    ],
)
def test_the_curator_reads_one_sentence_and_keeps_the_words(
    admin_client: Client, proxy: Proxy, fault: Fault, reason: str
) -> None:
    proxy.fail(fault)
    page = admin_client.post(ADD, form(file=file("boat.png"), title="At sea")).content.decode()
    assert f"boat.png: the storage did not take the file: {reason}; send it again later." in page
    assert 'value="At sea"' in page


def test_a_replacement_that_fails_leaves_the_image_as_it_was(admin_client: Client, proxy: Proxy) -> None:
    admin_client.post(ADD, form(file=file(colour="plum"), title="Boat"))
    before = Image.objects.values().get()
    proxy.fail(refuse(503, "SlowDown"))
    page = admin_client.post(change(Image.objects.get()), form(title="Ship", file=file("new.png", colour="salmon")))
    assert f"new.png: {BUSY}." in page.content.decode()
    assert Image.objects.values().get() == before


def test_an_image_whose_original_is_lost_gets_it_back_from_the_same_file(admin_client: Client) -> None:
    admin_client.post(ADD, form(file=file(), title="Boat"))
    image = Image.objects.get()
    originals().delete(image.original.name)
    admin_client.post(change(image), form(title="Boat", file=file()))
    assert originals().exists(image.original.name)


def imported(folder: Path) -> dict[str, Any]:
    out = StringIO()
    call_command("import_images", str(folder), "--json", stdout=out, stderr=StringIO())
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_an_import_goes_on_after_a_file_that_failed_and_takes_it_the_next_time(tmp_path: Path, proxy: Proxy) -> None:
    for colour in ("red", "gold", "teal"):
        picture_file(folder=tmp_path, name=f"{colour}.png", colour=colour)
    proxy.fail(refuse(503, "SlowDown"), method="PUT", times=1)
    first = imported(tmp_path)
    assert [refused["reason"] for refused in first["refused"]] == [BUSY]
    second = imported(tmp_path)
    assert (first["imported"], second["imported"], second["duplicates"], second["refused"]) == (2, 1, 2, [])
    names = [image.content_hash for image in Image.objects.all()]
    assert all(renditions().exists(f"{name[:2]}/{name}-64.webp") for name in names)


def test_an_import_into_a_bucket_out_of_reach_ends_with_1(tmp_path: Path, proxy: Proxy) -> None:
    picture_file(folder=tmp_path, name="red.png")
    proxy.fail(hang_up)
    with pytest.raises(CommandError, match=r"^Nothing could be imported\.$"):
        imported(tmp_path)
    assert Image.objects.count() == 0


def test_the_original_is_there_before_the_row(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    save = Image.save

    def watched(image: Image, **options: Any) -> None:
        seen.append((originals().exists(image.original.name), Image.objects.count()))
        save(image, **options)

    monkeypatch.setattr(Image, "save", watched)
    admin_client.post(ADD, form(file=file()))
    assert seen == [(True, 0)]

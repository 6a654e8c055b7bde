"""A catalogue whose files lie in a bucket is backed up, looked at and restored like any other."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from gallery.backup import folder
from gallery.models import Image
from tests.bucket.proxy import Proxy, refuse
from tests.bucket.server import in_bucket
from tests.factories import upload_image
from tests.gallery.backup.keeping import files_in, make, restore

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("impatient", "bucket")]


def contents(owner: Any, bucket: str) -> dict[str, bytes]:
    return {key: owner.get_object(Bucket=bucket, Key=key)["Body"].read() for key in in_bucket(owner, bucket)}


def test_every_file_goes_into_a_backup_and_comes_back(bucket: str, owner: Any, tmp_path: Path) -> None:
    upload_image(colour="red", size=(700, 50))
    upload_image(colour="navy", size=(700, 50))
    before = contents(owner, bucket)
    make(tmp_path)
    assert files_in(tmp_path / folder.FILES) == before
    call_command("clear_catalogue", "--yes", stdout=StringIO())
    for key in before:
        owner.delete_object(Bucket=bucket, Key=key)
    assert restore(tmp_path).endswith("\nThe catalogue is whole.")
    assert (contents(owner, bucket), Image.objects.count()) == (before, 2)


def test_an_object_that_is_missing_and_one_that_is_nobody_s_are_found_by_listing(
    bucket: str, owner: Any, proxy: Proxy
) -> None:
    image = upload_image(colour="red", size=(700, 50))
    upload_image(colour="navy", size=(700, 50))
    owner.put_object(Bucket=bucket, Key="renditions/notes.txt", Body=b"not ours")
    owner.delete_object(Bucket=bucket, Key=f"originals/{image.original.name}")
    proxy.recover()
    out = StringIO()
    with pytest.raises(CommandError, match="2 findings"):
        call_command("check_catalogue", fast=True, stdout=out)
    assert [line.split()[1] for line in out.getvalue().splitlines()] == ["original", "is"]
    assert sum("list-type=2" not in asked.path for asked in proxy.asked) == 1  # whether it is missing still


def test_a_bucket_that_fails_ends_a_backup_and_the_next_goes_on(proxy: Proxy, tmp_path: Path) -> None:
    upload_image(colour="red", size=(700, 50))
    proxy.fail(refuse(503, "SlowDown"), after=2)
    with pytest.raises(CommandError) as raised:
        call_command("backup", str(tmp_path), stdout=StringIO())
    said = "it is busy or out of order (503 SlowDown)"
    assert str(raised.value) == f"No backup was made: {said}. What was copied serves the next."
    assert len(files_in(tmp_path / folder.FILES)) == 2
    proxy.recover()
    make(tmp_path)
    assert len(files_in(tmp_path / folder.FILES)) == 4

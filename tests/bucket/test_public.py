"""Strangers see renditions and no original, and the rights that the documentation names are enough."""

from __future__ import annotations

import json
import math
import re
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from django.utils import timezone
from pytest_django import Settings

from gallery import garbage
from gallery.models import Image
from gallery.storage import StorageFailed, originals
from tests.bucket.conftest import keep_files_in
from tests.bucket.proxy import Proxy
from tests.bucket.server import status_without_keys
from tests.factories import picture_bytes, upload_image

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent.parent
OPERATIONS = (ROOT / "docs/operations.md").read_text()


def documented(name: str, bucket: str) -> str:
    """Return the JSON that the documentation gives for a file of this name, for this bucket."""
    found: str
    (found,) = re.findall(rf"`{name}`[^`]*```json\n(.*?)```", OPERATIONS, flags=re.DOTALL)
    return found.replace("YOUR-BUCKET", bucket)


@pytest.fixture
def image(bucket: str, owner: Any) -> Image:
    """An image in a bucket that is open as far as the documentation says."""
    owner.put_bucket_policy(Bucket=bucket, Policy=documented("public.json", bucket))
    return upload_image(colour="crimson", size=(400, 300))


def original_of(image: Image, bucket: str, proxy: Proxy) -> str:
    return f"{proxy.address}/{bucket}/originals/{image.original.name}"


def test_a_stranger_sees_every_rendition_that_a_page_offers(image: Image) -> None:
    addresses = [offer.split()[0] for offer in image.srcset.split(", ")]
    assert [status_without_keys(address) for address in addresses] == [200, 200]


def test_a_stranger_gets_no_original(image: Image, bucket: str, proxy: Proxy) -> None:
    assert originals().exists(image.original.name)
    assert status_without_keys(original_of(image, bucket, proxy)) == 403


@pytest.mark.usefixtures("image")
def test_no_object_is_opened_by_itself(proxy: Proxy) -> None:
    puts = [asked for asked in proxy.asked if asked.method == "PUT"]
    opened = [name for asked in puts for name in asked.headers if name in {"x-amz-acl", "x-amz-grant-read"}]
    assert (len(puts), opened) == (3, [])


def test_caches_keep_renditions_for_ever_and_originals_never(image: Image, bucket: str, owner: Any) -> None:
    rendition = image.rendition_url(320).rpartition(f"{bucket}/")[2]
    kept = [owner.head_object(Bucket=bucket, Key=key) for key in (f"originals/{image.original.name}", rendition)]
    assert [answer["CacheControl"] for answer in kept] == ["private, no-store", "public, max-age=31536000, immutable"]
    assert [answer["ContentType"] for answer in kept] == ["image/png", "image/webp"]


def test_the_rules_for_old_versions_are_what_s3_takes(bucket: str, owner: Any) -> None:
    rules = json.loads(documented("old-versions.json", bucket))
    owner.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration=rules)
    (rule,) = owner.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert "Expiration" not in rule


@pytest.fixture
def keys(bucket: str, server: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the server hold every request against rights from now on; Kindred's keys have those of the documentation."""
    made_up = {"aws_access_key_id": "owner", "aws_secret_access_key": "owner", "region_name": "us-east-1"}
    iam = boto3.Session(**made_up).client("iam", endpoint_url=f"http://127.0.0.1:{server}")
    iam.create_user(UserName=bucket)
    iam.put_user_policy(UserName=bucket, PolicyName="pictures", PolicyDocument=documented("keys.json", bucket))
    made = iam.create_access_key(UserName=bucket)["AccessKey"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", made["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", made["SecretAccessKey"])
    hold_against_rights(server, after=0)
    yield
    hold_against_rights(server, after=math.inf)


def hold_against_rights(server: int, *, after: float) -> None:
    """Tell the server after how many requests it begins to ask for rights."""
    address, plain = f"http://127.0.0.1:{server}/moto-api/reset-auth", {"Content-Type": "text/plain"}
    told = urllib.request.Request(address, str(after).encode(), plain)
    with urllib.request.urlopen(told, timeout=10) as answer:  # noqa: S310 - our own
        assert answer.status == 200


@pytest.mark.usefixtures("keys")
def test_the_documented_rights_are_enough(bucket: str, settings: Settings) -> None:
    keep_files_in(bucket, settings)
    image = upload_image(colour="plum")
    assert originals().open(image.original.name).read() == picture_bytes(colour="plum")
    image.delete()
    soon = timezone.now() + timedelta(minutes=1)
    assert [garbage.delete(lost, before=soon) for lost in garbage.find(before=soon)] == [True, True]
    with pytest.raises(FileNotFoundError):
        originals().open(image.original.name)


@pytest.mark.usefixtures("keys")
def test_the_documented_rights_are_no_more_than_that(bucket: str, settings: Settings) -> None:
    keep_files_in(bucket, settings)
    client = originals().client  # type: ignore[attr-defined]
    opening = {"Key": "originals/ab/name", "ACL": "public-read"}
    beyond: list[tuple[str, dict[str, Any]]] = [
        ("put_object", {"Key": "elsewhere"}),
        ("put_object_acl", opening),
        ("put_bucket_policy", {"Policy": documented("public.json", bucket)}),
        ("delete_bucket", {}),
    ]
    for operation, parameters in beyond:
        with pytest.raises(ClientError, match="AccessDenied"):
            getattr(client, operation)(Bucket=bucket, **parameters)


@pytest.mark.usefixtures("keys")
def test_other_keys_are_refused_in_words(bucket: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    keep_files_in(bucket, settings)
    with pytest.raises(
        StorageFailed, match=r"^it refuses our keys, or they lack a right \(403 SignatureDoesNotMatch\)$"
    ):
        originals().save("ab/name", ContentFile(b"bytes"))

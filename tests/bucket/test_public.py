"""Strangers see renditions and no original, and the rights that the documentation names are enough."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gallery.models import Image
from gallery.storage import originals
from tests.bucket.proxy import Proxy
from tests.bucket.server import status_without_keys
from tests.factories import upload_image

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent.parent
OPERATIONS = (ROOT / "docs/operations.md").read_text()


def documented(name: str, bucket: str) -> str:
    """Return the JSON that the documentation gives for a file of this name, for this bucket."""
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

"""What strangers and the owner of a bucket see in the S3 server of the tests."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

KEYS_A_PAGE = 5
"""What a listing holds at most, so that a test needs no thousand objects to turn a page."""


def status_without_keys(address: str) -> int:
    """Return what a stranger gets who asks for an address."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def in_bucket(owner: Any, bucket: str) -> list[str]:
    """Return the keys of all objects in a bucket, in order."""
    pages = owner.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return [entry["Key"] for page in pages for entry in page.get("Contents", ())]

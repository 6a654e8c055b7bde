"""Files in an S3 bucket: each goes in one request and comes in one, and whatever fails is put into words.

Nothing here needs the network to be imported, made, or asked for an address.
"""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urljoin

import boto3
from botocore import exceptions
from botocore.config import Config
from django.core.files import File
from django.core.files.base import ContentFile
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from gallery.storage import StorageFailed, Stored

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 3
READ_SECONDS = 8
ATTEMPTS = 3

PATIENCE = Config(
    connect_timeout=CONNECT_SECONDS,
    read_timeout=READ_SECONDS,
    retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
    request_checksum_calculation="when_required",  # not every S3 service knows the newer checksums; see `md5`
    response_checksum_validation="when_required",
)
"""A bucket that hangs is given up after half a minute, before a browser or a proxy gives up on us."""

LATE = f"it did not answer within {READ_SECONDS} seconds"

REASONS: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.ReadTimeoutError, LATE),
    (exceptions.ConnectTimeoutError, "it cannot be reached"),
    (exceptions.SSLError, "no secure connection to it can be made"),
    (exceptions.ConnectionError, "it cannot be reached"),
    (exceptions.HTTPClientError, "the connection to it broke off"),
    (exceptions.IncompleteReadError, "the connection to it broke off"),
    (exceptions.NoCredentialsError, "it asks for keys, and none are set"),
)
"""The first that fits says why no answer came."""


class BucketStorage(S3Storage):  # type: ignore[misc]  # it comes without types
    """A folder of a bucket. Saving puts an object anew, under its very name, so that it counts as wanted again."""

    base_url: str | None
    bucket_name: str
    location: str

    def get_default_settings(self) -> dict[str, Any]:
        return {**super().get_default_settings(), "client_config": PATIENCE, "base_url": None}

    @property
    def connection(self) -> Any:
        """The connection of all threads and of both storages."""
        return connect(self.endpoint_url, self.region_name, self.access_key, self.secret_key, self.client_config)

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """Return the address of a public file. Nobody is asked, and no client is made: a page has hundreds."""
        if self.base_url is None:
            raise ValueError("This file is not accessible via a URL.")
        return urljoin(self.base_url, filepath_to_uri(name))

    def save(self, name: str | None, content: File[bytes], max_length: int | None = None) -> str:
        """Put the content under exactly this name, in one request: it is there whole or not at all."""
        if name is None:
            raise ValueError("a name is required: it comes from the content's hash")
        body = b"".join(content.chunks())
        key = self._normalize_name(name)
        with self.in_words():
            self.client.put_object(
                Bucket=self.bucket_name, Key=key, Body=body, ContentMD5=md5(body), **self._get_write_parameters(key)
            )
        return name

    def open(self, name: str, mode: str = "rb") -> File[bytes]:
        """Return a file, all of it: what breaks off fails here, and not under the reader's hands."""
        if mode != "rb":
            raise ValueError(f"the mode must be 'rb', got {mode!r}; what is written is saved whole")
        with self.in_words():
            answer = self.client.get_object(Bucket=self.bucket_name, Key=self._normalize_name(name))
            return ContentFile(answer["Body"].read(), name=name)

    def listed(self) -> Iterator[Stored]:
        """Yield every file, a thousand a request."""
        folder = f"{self.location}/"
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket_name, Prefix=folder)
        with self.in_words():
            for page in pages:
                for entry in page.get("Contents", ()):
                    name = entry["Key"].removeprefix(folder)
                    yield Stored(name=name, saved_at=entry["LastModified"], byte_size=entry["Size"])

    def delete(self, name: str) -> None:
        with self.in_words():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with self.in_words():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with self.in_words():
            return int(super().size(name))

    def get_modified_time(self, name: str) -> datetime:
        with self.in_words():
            moment: datetime = super().get_modified_time(name)
            return moment

    @property
    def client(self) -> Any:
        """S3's client, which threads may share."""
        return self.connection.meta.client

    @contextmanager
    def in_words(self) -> Iterator[None]:
        """Raise FileNotFoundError or StorageFailed where S3's client raises something of its own."""
        try:
            yield
        except exceptions.ClientError as error:
            logger.info("The bucket %s answered: %s", self.bucket_name, error)
            raise refusal(error, self.bucket_name) from error
        except exceptions.BotoCoreError as error:
            logger.info("The bucket %s did not answer: %s", self.bucket_name, error)
            reasons = (reason for kind, reason in REASONS if isinstance(error, kind))
            raise StorageFailed(next(reasons, f"it failed ({type(error).__name__})")) from error


@cache
def connect(endpoint: str | None, region: str, key: str | None, secret: str | None, config: Config) -> Any:
    """Return a connection to S3, made when it is first needed: that takes a while."""
    session = boto3.Session(aws_access_key_id=key, aws_secret_access_key=secret)
    return session.resource("s3", region_name=region, endpoint_url=endpoint, config=config)


def refusal(error: exceptions.ClientError, bucket_name: str) -> OSError:
    """Return what an answer of S3 that is an error means."""
    code, status = error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
    answer = f"{status} {code}" if code != str(status) else code
    if code == "NoSuchBucket":
        return StorageFailed(f"it has no bucket “{bucket_name}”")
    if status == 404:
        return FileNotFoundError("the bucket has no such file")
    if status in {401, 403}:
        return StorageFailed(f"it refuses our keys, or they lack a right ({answer})")
    if status >= 500 or status == 429:
        return StorageFailed(f"it is busy or out of order ({answer})")
    return StorageFailed(f"it refuses the request ({answer})")


def md5(body: bytes) -> str:
    """Return the checksum that every S3 service holds a body against before it keeps it."""
    return base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()

"""A bucket for each test, behind a proxy that can fail; both storages of the catalogue lie in it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from pytest_django import Settings

from config.settings.bucket import bucket_storages
from gallery import bucket as bucket_module
from scripts.servers import s3_server
from tests.bucket.proxy import Proxy, proxy_before
from tests.bucket.server import KEYS_A_PAGE

serial = itertools.count(1)

IMPATIENCE = bucket_module.PATIENCE.merge(
    Config(connect_timeout=1, read_timeout=1, retries={"total_max_attempts": 1, "mode": "standard"})
)


@pytest.fixture(scope="session")
def server() -> Iterator[int]:
    """The port of an S3 server."""
    with s3_server(MOTO_S3_DEFAULT_MAX_KEYS=str(KEYS_A_PAGE)) as port:
        yield port


@pytest.fixture(scope="session")
def standing_proxy(server: int) -> Iterator[Proxy]:
    with proxy_before(server) as proxy:
        yield proxy


@pytest.fixture
def proxy(standing_proxy: Proxy) -> Proxy:
    """A proxy before the server that passes everything on until it is told otherwise."""
    standing_proxy.recover()
    return standing_proxy


@pytest.fixture(scope="session")
def owner(server: int) -> Any:
    """A client with every right, that goes past the proxy."""
    keys = {"aws_access_key_id": "owner", "aws_secret_access_key": "owner"}
    return boto3.Session(region_name="us-east-1").client("s3", endpoint_url=f"http://127.0.0.1:{server}", **keys)


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch, proxy: Proxy) -> None:
    """The environment of a process that reaches the bucket through the proxy."""
    for name in ("AWS_S3_CUSTOM_DOMAIN", "AWS_S3_REGION_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_S3_ENDPOINT_URL", proxy.address)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "kindred")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "kindred")


@pytest.fixture
def bucket(owner: Any, variables: None, settings: Settings) -> str:
    """The name of an empty bucket in which the catalogue keeps its files."""
    name = f"pictures-{next(serial)}"
    owner.create_bucket(Bucket=name)
    keep_files_in(name, settings)
    return name


def keep_files_in(name: str, settings: Settings) -> None:
    """Let both storages be in a bucket, as the settings of a site make them."""
    originals, renditions = bucket_storages(name)
    settings.AWS_STORAGE_BUCKET_NAME = name
    settings.STORAGES = {**settings.STORAGES, "default": originals, "originals": originals, "renditions": renditions}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up at once, for the tests' sake."""
    monkeypatch.setattr(bucket_module, "PATIENCE", IMPATIENCE)

"""The AWS variables say how the bucket is reached and where visitors find it; half of them is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import Storage
from django.utils.module_loading import import_string

from config.env import InvalidVariable
from config.settings import base
from config.settings.bucket import bucket_storages
from tests.config.processes import DEVELOPMENT, python

KEYS = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"}
AMAZON = {"AWS_S3_REGION_NAME": "eu-central-1"}
NAME = f"ab/{'ab' * 32}-320.webp"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*KEYS, *AMAZON, "AWS_S3_ENDPOINT_URL", "AWS_S3_CUSTOM_DOMAIN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def set_variables(monkeypatch: pytest.MonkeyPatch) -> Any:
    def set_all(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return set_all


def made(storage: dict[str, Any]) -> Storage:
    """Return the storage that a site gets from these settings."""
    found: Storage = import_string(storage["BACKEND"])(**storage["OPTIONS"])
    return found


class Asked(Exception):
    """A request that was about to be sent to an address."""


def address_asked(storage: Any) -> str:
    """Return the address at which a storage asks for a file; nothing is sent."""

    def stop(request: Any, **_: object) -> None:
        raise Asked(request.url)

    storage.client.meta.events.register("before-send.s3.GetObject", stop)
    with pytest.raises(Asked) as asked:
        storage.open(NAME)
    return str(asked.value)


@pytest.mark.parametrize("bucket", ["pictures", "pictures.example.org"])
@pytest.mark.parametrize(
    "variables",
    [
        AMAZON,
        {"AWS_S3_REGION_NAME": "cn-north-1"},
        {"AWS_S3_ENDPOINT_URL": "https://s3.example.org"},
        {"AWS_S3_ENDPOINT_URL": "http://localhost:9000/"},
        {"AWS_S3_ENDPOINT_URL": "https://s3.example.org/storage", "AWS_S3_REGION_NAME": "here"},
    ],
)
def test_a_public_address_is_the_one_that_s3_s_own_client_asks_for_the_file(
    set_variables: Any, variables: dict[str, str], bucket: str
) -> None:
    set_variables(**KEYS, **variables)
    storage = made(bucket_storages(bucket)[1])
    assert storage.url(NAME) == address_asked(storage)


def test_a_site_s_own_address_takes_the_bucket_s_place(set_variables: Any) -> None:
    set_variables(**AMAZON, AWS_S3_CUSTOM_DOMAIN="cdn.example.org/file/pictures/")
    assert made(bucket_storages("pictures")[1]).url(NAME) == f"https://cdn.example.org/file/pictures/renditions/{NAME}"


def test_an_original_has_no_address(set_variables: Any) -> None:
    set_variables(**AMAZON, AWS_S3_CUSTOM_DOMAIN="cdn.example.org")
    with pytest.raises(ValueError, match=r"^This file is not accessible via a URL\.$"):
        made(bucket_storages("pictures")[0]).url(NAME)


def test_the_two_storages_are_told_apart_by_folder_and_by_what_caches_may_keep(set_variables: Any) -> None:
    set_variables(**AMAZON)
    originals, renditions = bucket_storages("pictures")
    assert (originals["OPTIONS"]["location"], renditions["OPTIONS"]["location"]) == ("originals", "renditions")
    assert originals["OPTIONS"]["object_parameters"] == {"CacheControl": "private, no-store"}
    assert renditions["OPTIONS"]["object_parameters"] == {
        "CacheControl": "public, max-age=31536000, immutable",
        "ContentType": "image/webp",
    }


REGION = "the bucket's region, such as eu-central-1, unless AWS_S3_ENDPOINT_URL names another S3 service"


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({}, f"AWS_S3_REGION_NAME is not set, but must be {REGION}."),
        (
            {**AMAZON, "AWS_ACCESS_KEY_ID": "id"},
            "AWS_SECRET_ACCESS_KEY is not set, but must be given together with AWS_ACCESS_KEY_ID.",
        ),
        (
            {**AMAZON, "AWS_SECRET_ACCESS_KEY": "secret"},
            "AWS_ACCESS_KEY_ID is not set, but must be given together with AWS_SECRET_ACCESS_KEY.",
        ),
        (
            {"AWS_S3_ENDPOINT_URL": "s3.example.org"},
            (
                "AWS_S3_ENDPOINT_URL is 's3.example.org', but must be the address of an S3 service, such as "
                "https://s3.example.org."
            ),
        ),
        (
            {**AMAZON, "AWS_S3_CUSTOM_DOMAIN": "https://cdn.example.org"},
            (
                "AWS_S3_CUSTOM_DOMAIN is 'https://cdn.example.org', but must be a host name, such as "
                "pictures.example.org, without https://."
            ),
        ),
    ],
)
def test_half_of_what_a_bucket_needs_is_refused(set_variables: Any, variables: dict[str, str], message: str) -> None:
    set_variables(**variables)
    with pytest.raises(InvalidVariable) as refused:
        bucket_storages("pictures")
    assert str(refused.value) == message


@pytest.mark.parametrize("name", ["s3://pictures", "pictures/renditions"])
def test_a_bucket_s_name_is_a_name(set_variables: Any, name: str) -> None:
    set_variables(**AMAZON)
    with pytest.raises(InvalidVariable) as refused:
        bucket_storages(name)
    accepted = "a bucket's name, without s3:// before it or folders behind it"
    assert str(refused.value) == f"AWS_STORAGE_BUCKET_NAME is '{name}', but must be {accepted}."


def test_without_keys_the_machine_s_own_are_used(set_variables: Any) -> None:
    set_variables(**AMAZON)
    options = bucket_storages("pictures")[0]["OPTIONS"]
    assert (options["access_key"], options["secret_key"]) == (None, None)


def test_a_command_prints_one_line_on_half_a_bucket() -> None:
    ended = python("manage.py", "check", **DEVELOPMENT, AWS_STORAGE_BUCKET_NAME="pictures")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"AWS_S3_REGION_NAME is not set, but must be {REGION}.\n"


def test_with_a_whole_bucket_a_process_starts_without_asking_it() -> None:
    ended = python("manage.py", "check", **DEVELOPMENT, **AMAZON, AWS_STORAGE_BUCKET_NAME="pictures")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_without_a_bucket_nobody_loads_its_client() -> None:
    code = "import config.wsgi, sys; print('boto3' in sys.modules, 'botocore' in sys.modules)"
    ended = python("-c", code, **DEVELOPMENT, DJANGO_SETTINGS_MODULE="config.settings.dev")
    assert (ended.stdout, base.AWS_STORAGE_BUCKET_NAME) == ("False False\n", "")

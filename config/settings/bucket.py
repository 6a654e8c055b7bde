"""The S3 bucket that the AWS variables name: how it is reached, and where visitors find what is public of it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from config.env import InvalidVariable, env

FOREVER = "public, max-age=31536000, immutable"
NEVER = "private, no-store"
NAME = "a bucket's name, without s3:// before it or folders behind it"
REGION = "the bucket's region, such as eu-central-1, unless AWS_S3_ENDPOINT_URL names another S3 service"
ENDPOINT = "the address of an S3 service, such as https://s3.example.org"
DOMAIN = "a host name, such as pictures.example.org, without https://"


def bucket_storages(bucket: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the private storage of originals and the public one of renditions, both in this bucket."""
    if not re.fullmatch(r"[\w.-]+", bucket):
        raise InvalidVariable("AWS_STORAGE_BUCKET_NAME", bucket, NAME)
    reached = {"bucket_name": bucket, **address(), **keys()}
    private = {"location": "originals", "object_parameters": {"CacheControl": NEVER}}
    public = {
        "location": "renditions",
        "object_parameters": {"CacheControl": FOREVER, "ContentType": "image/webp"},
        "base_url": f"{public_address(bucket)}renditions/",
    }
    backend = "gallery.bucket.BucketStorage"
    originals, renditions = ({"BACKEND": backend, "OPTIONS": reached | options} for options in (private, public))
    return originals, renditions


def address() -> dict[str, str | None]:
    """Return where the S3 service is: in a region of Amazon's, or at an address of its own."""
    endpoint = env.text("AWS_S3_ENDPOINT_URL", default="").rstrip("/")
    if endpoint and not (re.fullmatch(r"https?://[^\s?#]+", endpoint) and urlsplit(endpoint).hostname):
        raise InvalidVariable("AWS_S3_ENDPOINT_URL", endpoint, ENDPOINT)
    region = env.text("AWS_S3_REGION_NAME", default="us-east-1" if endpoint else "")
    if not region:
        raise InvalidVariable("AWS_S3_REGION_NAME", None, REGION)
    return {"endpoint_url": endpoint or None, "region_name": region}


def keys() -> dict[str, str | None]:
    """Return the bucket's keys; without both, boto3 looks where it always does, such as the machine's own role."""
    found = {
        "AWS_ACCESS_KEY_ID": env.text("AWS_ACCESS_KEY_ID", default="") or None,
        "AWS_SECRET_ACCESS_KEY": env.text("AWS_SECRET_ACCESS_KEY", default="") or None,
    }
    for name, other in (list(found), list(found)[::-1]):
        if found[name] and not found[other]:
            raise InvalidVariable(other, None, f"given together with {name}")
    return {"access_key": found["AWS_ACCESS_KEY_ID"], "secret_key": found["AWS_SECRET_ACCESS_KEY"]}


def public_address(bucket: str) -> str:
    """Return where a browser finds the bucket, as S3's own client would say, but without asking it."""
    if domain := env.text("AWS_S3_CUSTOM_DOMAIN", default="").rstrip("/"):
        if not re.fullmatch(r"[\w.-]+(:\d+)?(/[\w.~-]+)*", domain):
            raise InvalidVariable("AWS_S3_CUSTOM_DOMAIN", domain, DOMAIN)
        return f"https://{domain}/"
    reached = address()
    if reached["endpoint_url"]:
        return f"{reached['endpoint_url']}/{bucket}/"
    region = str(reached["region_name"])
    host = f"s3.{region}.amazonaws.com{'.cn' if region.startswith('cn-') else ''}"
    if "." in bucket:  # Amazon's certificate holds for one level of names below its own
        return f"https://{host}/{bucket}/"
    return f"https://{bucket}.{host}/"

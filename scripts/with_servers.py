"""Run a command with a PostgreSQL and an S3 server of its own, which go away afterwards: all that a public site needs.

python -m scripts.with_servers sh
"""

from __future__ import annotations

import json
import os
import sys

import boto3

from scripts import with_postgresql
from scripts.servers import s3_server

BUCKET = "kindred"
KEYS = {"AWS_ACCESS_KEY_ID": "kindred", "AWS_SECRET_ACCESS_KEY": "only-to-try-it"}


def main(command: list[str]) -> int:
    """Start the servers, run the command with the variables that name them, and return its exit code."""
    with s3_server() as port:
        address = f"http://127.0.0.1:{port}"
        os.environ |= {"AWS_S3_ENDPOINT_URL": address, "AWS_STORAGE_BUCKET_NAME": BUCKET, **KEYS}
        make_bucket(address)
        return with_postgresql.main(command)


def make_bucket(address: str) -> None:
    """Make the bucket that the variables name, with renditions for everybody as docs/operations.md has it."""
    keys = {name.lower(): value for name, value in KEYS.items()}
    owner = boto3.client("s3", endpoint_url=address, region_name="us-east-1", **keys)
    owner.create_bucket(Bucket=BUCKET)
    everybody = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}
    statement = {**everybody, "Resource": f"arn:aws:s3:::{BUCKET}/renditions/*"}
    owner.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

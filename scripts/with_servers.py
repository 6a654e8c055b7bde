"""Run a command with a PostgreSQL and an S3 server of its own, which go away afterwards: all that a public site needs.

python -m scripts.with_servers sh
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import boto3

from scripts import with_postgresql

BUCKET = "kindred"
KEYS = {"AWS_ACCESS_KEY_ID": "kindred", "AWS_SECRET_ACCESS_KEY": "only-to-try-it"}


def main(command: list[str]) -> int:
    """Start the servers, run the command with the variables that name them, and return its exit code."""
    with s3_server() as address:
        os.environ |= {"AWS_S3_ENDPOINT_URL": address, "AWS_STORAGE_BUCKET_NAME": BUCKET, **KEYS}
        make_bucket(address)
        return with_postgresql.main(command)


@contextmanager
def s3_server() -> Iterator[str]:
    """Start the server, which keeps everything in memory, and yield its address once it answers."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as server:
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


def wait_for(port: int, *, seconds: float = 60) -> None:
    """Wait until somebody takes connections at the port."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"the S3 server did not start within {seconds} seconds")


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

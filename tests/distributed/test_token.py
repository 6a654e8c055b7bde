"""A cluster that asks for a token takes work from whoever has it, and others are told what is amiss."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.servers import free_port, wait_for
from tests.distributed.catalogues import PATIENCE, Catalogue, report_of
from tests.distributed.conftest import PICTURES
from tests.distributed.nodes import MEMORY, surroundings

TOKEN = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": "a1" * 32}


@pytest.fixture
def asking(untouched: Catalogue) -> Iterator[str]:
    """The address of a cluster of one node that asks for a token."""
    port, ray = free_port(), Path(sys.executable).with_name("ray")
    options = ("--num-cpus=1", f"--port={port}", "--include-dashboard=false", f"--object-store-memory={MEMORY}")
    environment = {**os.environ, **surroundings(untouched.media), **TOKEN}
    command = [str(ray), "start", "--head", "--block", *options]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as head:
        try:
            wait_for(port, head, seconds=PATIENCE)
            yield f"127.0.0.1:{port}"
        finally:
            head.terminate()


def test_whoever_has_it_is_served_and_others_are_told(catalogue: Catalogue, local: Catalogue, asking: str) -> None:
    options = ("--engine", "ray", "--ray-address", asking)
    with catalogue.begun(*options, RAY_AUTH_MODE="disabled") as run:
        _, said = run.communicate(timeout=PATIENCE)
    assert (run.returncode, catalogue.rows("lists")) == (1, [])
    assert "; if it asks for a token, set RAY_AUTH_MODE=token and give this machine the cluster's. Nothing was" in said
    with catalogue.begun(*options, **TOKEN) as run:
        assert report_of(run)["embedded"] == PICTURES
    assert catalogue.everything() == local.everything()

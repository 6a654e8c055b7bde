"""One cluster and one catalogue for all tests; a test works on a copy of its database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.distributed.catalogues import Catalogue, made
from tests.distributed.nodes import Nodes, two_nodes
from tests.effort import EFFORT, chosen

HERE = Path(__file__).parent
PICTURES = EFFORT.pictures


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave it at the small form unless more effort is wanted: each run of the command takes seconds to start Ray."""
    if chosen() == "long" or config.option.keyword:
        return
    left_out = [item for item in items if item.path.parent == HERE and item.get_closest_marker("small_form") is None]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """A catalogue whose pictures all wait."""
    return made(tmp_path_factory.mktemp("distributed"), pictures=PICTURES)


@pytest.fixture(scope="session")
def local(untouched: Catalogue) -> Catalogue:
    """The same after a run on this machine alone."""
    twin = untouched.twin("local")
    twin.run()
    return twin


@pytest.fixture(scope="session")
def nodes(untouched: Catalogue) -> Iterator[Nodes]:
    """Two nodes."""
    with two_nodes(untouched.media) as started:
        yield started


@pytest.fixture
def catalogue(untouched: Catalogue, request: pytest.FixtureRequest, tmp_path: Path) -> Catalogue:
    """A catalogue whose pictures all wait, for one test."""
    return untouched.twin(request.node.name[:60])


@pytest.fixture
def on_the_cluster(nodes: Nodes) -> tuple[str, ...]:
    """What to say to run on the cluster."""
    return ("--engine", "ray", "--ray-address", nodes.address)

"""One small catalogue for all tests of the demonstration: twelve pictures to a family, as newcomers see it."""

import json
from pathlib import Path

import pytest

from demo.catalogue import draw_catalogue

LONG_SIDE = 160


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    draw_catalogue(folder, long_side=LONG_SIDE)
    return folder


@pytest.fixture(scope="session")
def files(drawn: Path) -> list[Path]:
    return sorted(path for path in drawn.rglob("*") if path.is_file() and path.name != "captions.json")


@pytest.fixture(scope="session")
def captions(drawn: Path) -> list[dict[str, str | list[str]]]:
    loaded: list[dict[str, str | list[str]]] = json.loads((drawn / "captions.json").read_text(encoding="utf-8"))
    return loaded

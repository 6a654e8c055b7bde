"""System checks of the recommender's settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core import checks
from pytest_django import Settings

from recommender.checks import weights_are_here
from recommender.engine import weights


def missing(wanted: str, path: Path) -> checks.Warning:
    return checks.Warning(
        f"RECOMMENDER_WEIGHTS is {wanted}, but {path} is not a file: a run would end there.",
        hint="Put the file there, or set RECOMMENDER_WEIGHTS to auto, imagenet, bundled or another path.",
        id="recommender.W001",
    )


@pytest.mark.parametrize("wanted", ["auto", "imagenet", "bundled", str(weights.BUNDLED_FILE)])
def test_weights_that_are_here_are_not_spoken_of(wanted: str, settings: Settings) -> None:
    settings.RECOMMENDER_WEIGHTS = wanted
    assert weights_are_here(None) == []


def test_a_path_that_is_no_file_is_warned_of_where_a_site_is_deployed(settings: Settings) -> None:
    settings.RECOMMENDER_WEIGHTS = "/nowhere/resnet18.safetensors"
    warned = missing("/nowhere/resnet18.safetensors", Path("/nowhere/resnet18.safetensors"))
    assert weights_are_here(None) == [warned]
    assert warned in checks.run_checks(tags=["files"], include_deployment_checks=True)


@pytest.mark.parametrize(("wanted", "told"), [("auto", 1), ("bundled", 1), ("imagenet", 0)])
def test_bundled_weights_that_did_not_come_along_are_warned_of(
    wanted: str, told: int, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RECOMMENDER_WEIGHTS = wanted
    monkeypatch.setattr(weights, "BUNDLED_FILE", Path("/nowhere/bundled.safetensors"))
    assert weights_are_here(None) == [missing(wanted, Path("/nowhere/bundled.safetensors"))] * told

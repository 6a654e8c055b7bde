"""Whether files outlive the next start is known from what a host says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from gallery.hosts import host_that_loses, is_on_a_mounted_disk

NOWHERE = Path("/nowhere/media")


@pytest.mark.parametrize(
    ("variables", "host"),
    [
        ({"DYNO": "web.1"}, "Heroku"),
        ({"K_SERVICE": "kindred"}, "Cloud Run"),
        ({"VCAP_APPLICATION": "{}"}, "Cloud Foundry"),
        ({"RENDER": "true"}, "Render"),
        ({"FLY_APP_NAME": "kindred"}, "Fly"),
        ({"RAILWAY_ENVIRONMENT_NAME": "production"}, "Railway"),
        ({"DYNO": ""}, None),
        ({}, None),
    ],
)
def test_a_host_whose_disk_does_not_last_is_named(variables: dict[str, str], host: str | None) -> None:
    assert host_that_loses(NOWHERE, variables) == host


def test_a_mounted_disk_lasts_where_a_host_has_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "is_mount", lambda path: path == Path("/nowhere"))
    assert host_that_loses(NOWHERE, {"FLY_APP_NAME": "kindred"}) is None
    assert host_that_loses(NOWHERE, {"DYNO": "web.1"}) == "Heroku"


def test_the_machine_s_own_disk_is_not_a_mounted_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "is_mount", lambda path: path == Path("/"))
    assert not is_on_a_mounted_disk(NOWHERE)

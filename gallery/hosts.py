"""Which kind of machine this is, as far as its environment says. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

NEVER_LASTS = {"DYNO": "Heroku", "K_SERVICE": "Cloud Run", "VCAP_APPLICATION": "Cloud Foundry"}
"""What a host sets on machines whose disk is gone with the next start."""

LASTS_IF_MOUNTED = {"RENDER": "Render", "FLY_APP_NAME": "Fly", "RAILWAY_ENVIRONMENT_NAME": "Railway"}
"""What a host sets where only a disk lasts that somebody mounted."""


def host_that_loses(path: Path, variables: Mapping[str, str]) -> str | None:
    """Return the name of the host if files at a path are gone with its next start, else nothing."""
    for variable, name in NEVER_LASTS.items():
        if variables.get(variable):
            return name
    for variable, name in LASTS_IF_MOUNTED.items():
        if variables.get(variable) and not is_on_a_mounted_disk(path):
            return name
    return None


def is_on_a_mounted_disk(path: Path) -> bool:
    """Return whether a path lies on another disk than the machine's own."""
    return any(above.is_mount() for above in (path, *path.parents) if above != Path(above.anchor))

"""System checks of the recommender's settings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning

from recommender import conf
from recommender.engine import weights

NAMED = {"auto", "imagenet", "bundled"}


@register(Tags.files, deploy=True)
def weights_are_here(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Warn of weights that a run would look for in vain."""
    wanted = conf.default_weights()
    path = weights.BUNDLED_FILE if wanted in NAMED else Path(wanted).expanduser()
    if wanted == "imagenet" or path.is_file():
        return []
    return [
        CheckWarning(
            f"RECOMMENDER_WEIGHTS is {wanted}, but {path} is not a file: a run would end there.",
            hint="Put the file there, or set RECOMMENDER_WEIGHTS to auto, imagenet, bundled or another path.",
            id="recommender.W001",
        )
    ]

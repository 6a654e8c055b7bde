"""Lists put before visitors without anything being compared."""

from __future__ import annotations

from recommender import publish
from recommender.engine.scale import Scale
from recommender.models import Run
from recommender.publish import Published
from tests.recommender.catalogue import compared
from tests.recommender.listed import Lists

SCALE = Scale(percentiles={}, alike_from=0.5, very_alike_from=0.7, nearly_same_from=0.9)


def publish_lists(lists: Lists, *, scale: Scale = SCALE, k: int = 2) -> Published:
    """Publish in a run of its own."""
    Run.objects.update(status=Run.Status.DONE)
    run = Run.objects.create(host="here", pid=1, weights="fake", fingerprint="f" * 64, k=k)
    return publish.publish(run, compared(lists, scale), rewrite_all=False)

"""The report on the lists as an object for a program. Images are called by id and by the name of the uploaded file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from recommender.health import examination
from recommender.health.examination import Found
from recommender.health.sources import Report
from recommender.models import Run


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as other programs read it; null is what cannot be told of this catalogue."""
    examined, run = report.health, report.published.run
    return {
        "images": examined.images,
        "lists": examined.lists,
        "recommendations": examined.recommendations,
        "shown": examined.shown,
        "weights": run.weights,
        "fingerprint": run.fingerprint,
        "run_finished_at": moment(run),
        "similarities": asdict(examined.similarities) if examined.similarities else None,
        "times_recommended": asdict(examined.times_recommended) if examined.times_recommended else None,
        "hubs": hubs(report),
        "never_recommended": found(report, examined.never_recommended),
        "without_list": found(report, examined.without_list),
        "islands": islands(report),
        "tags": asdict(examined.agreement) if examined.agreement else None,
        "near_duplicates": near_duplicates(report),
        "overlap": run.overlap,
        "recent_runs": [recent(each) for each in report.recent_runs],
    }


def recent(run: Run) -> dict[str, Any]:
    """Return when a run ended and how much of what was shown it left before visitors."""
    return {
        "finished_at": moment(run),
        "images": run.images,
        "lists_changed": run.lists_changed,
        "overlap": run.overlap,
    }


def moment(run: Run) -> str | None:
    """Return when a run ended."""
    return run.finished_at.isoformat() if run.finished_at else None


def hubs(report: Report) -> dict[str, Any]:
    """Return the hubs' rule and number, and the images at the top."""
    examined = report.health
    top = [{**image(report, pk), "times": times} for pk, times in examined.most_recommended]
    return {"above": examined.hub_above, "count": examined.hubs, "most_recommended": top}


def found(report: Report, images: Found) -> dict[str, Any]:
    """Return how many images there are of a sort, their share, and the first."""
    share = images.count / report.health.images if report.health.images else 0.0
    return {"count": images.count, "share": share, "first": named(report, images.first)}


def islands(report: Report) -> dict[str, Any]:
    """Return the islands' limit and number, and the smallest with some of their images."""
    examined = report.health
    rows = [
        {"images": len(island), "first": named(report, island[: examination.FIRST_NAMED])}
        for island in examined.islands[: examination.FIRST_ISLANDS]
    ]
    return {"at_most": examined.island_limit, "count": len(examined.islands), "smallest": rows}


def near_duplicates(report: Report) -> dict[str, Any] | None:
    """Return from where on images are nearly the same, the number of pairs, and the first."""
    pairs = report.health.near_duplicates
    if pairs is None:
        return None
    rows = [
        {"images": named(report, (pair.first, pair.second)), "similarity": pair.similarity}
        for pair in pairs[: examination.FIRST_PAIRS]
    ]
    return {"from": report.published.publication.nearly_same_from, "count": len(pairs), "first": rows}


def named(report: Report, ids: Iterable[int]) -> list[dict[str, Any]]:
    """Return images by id and name."""
    return [image(report, pk) for pk in ids]


def image(report: Report, pk: int) -> dict[str, Any]:
    """Return an image by id and name."""
    return {"id": pk, "image": report.images[pk].original_name}

"""Answers to programs that ask what is like a picture from outside, and the problems that keep one from them."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from gallery.api.problems import Problem
from gallery.api.telling import told
from gallery.bands import KEYS, band_of
from gallery.gate.exceptions import Refused
from gallery.gate.limits import MIB
from gallery.models import Image
from gallery.uploads import MAX_BYTES
from recommender import conf
from recommender.api_schemas import NeighboursWanted
from recommender.outside import asking
from recommender.outside.asking import Answer
from recommender.outside.encoding import CannotEncode, SaysNothing

INSTEAD = "For images of the catalogue ask GET /api/images/{id}/similar, which needs nothing of the kind."
SWITCHED_OFF = (
    f"This site does not compare pictures that are sent to it: whoever runs it may set API_SIMILAR. {INSTEAD}"
)


def answer(request: HttpRequest, file: UploadedFile, wanted: NeighboursWanted) -> dict[str, Any]:
    """Return what is like a file, or raise the problem that says why not."""
    if not conf.compares_pictures_from_outside():
        raise Problem(501, "Not done here", SWITCHED_OFF)
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise Problem(413, "Too large", f"A file may have at most {MAX_BYTES // MIB} MiB, this one has more.")
    try:
        found = asking.ask(content, k=wanted.k, least=wanted.min)
    except (Refused, SaysNothing, CannotEncode, asking.NothingCompared) as reason:
        raise problem_of(reason) from reason
    return told_of(found, request)


def problem_of(reason: Exception) -> Problem:
    """Return why there is no answer."""
    match reason:
        case Refused():
            return Problem(422, "File refused", f"{str(reason)[:1].upper()}{str(reason)[1:]}.")
        case SaysNothing():
            return Problem(422, "File refused", "The model says nothing of this picture that could be compared.")
        case asking.NothingCompared():
            detail = "There is nothing to compare it with yet. Start manage.py compute_recommendations, and ask again."
            return Problem(409, "Nothing compared yet", detail)
    return Problem(
        501, "Not done here", f"This process cannot compare pictures that are sent to it: {reason}. {INSTEAD}"
    )


def told_of(found: Answer, request: HttpRequest) -> dict[str, Any]:
    """Return what is told of the nearest images; one that went since it was compared is left out."""
    nearest = found.nearest
    images = Image.objects.published().prefetch_related("tags").in_bulk(nearest.images.tolist())
    pairs = zip(nearest.images.tolist(), nearest.similarities.tolist(), strict=True)
    items = [
        {"rank": rank, "image": told(images[pk], request), "value": value, "band": band(value, found)}
        for rank, (pk, value) in enumerate(((pk, value) for pk, value in pairs if pk in images), start=1)
    ]
    return {"items": items, "count": len(items), "fingerprint": found.publication.fingerprint}


def band(value: float, found: Answer) -> dict[str, str] | None:
    """Return what a similarity means here."""
    words = band_of(value, found.publication)
    return {"key": KEYS[words], "words": words} if words else None

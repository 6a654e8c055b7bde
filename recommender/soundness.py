"""What the recommender knows of a catalogue that is whole: lists, vectors and maps are as a run left them.

What only waits for the next run is no fault: images that are new, replaced or published since, and lists that lost
somebody who is gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from django.db.models import F, QuerySet
from django.db.models.functions import Length

from gallery.models import Image, ImportedList, Match, Publication, Recommendation
from gallery.soundness.findings import Finding, Look
from recommender import conf, rankings
from recommender.engine import vectors
from recommender.models import Embedding, Ranking, Run

LISTS_AT_A_TIME = 2_000

RUN = "run manage.py compute_recommendations"
ANEW = "run manage.py compute_recommendations --full"

CUT_OFF = "what was remembered of it is cut off"

Listed = list[tuple[int, int]]
"""Ranks and recommended images, in order of rank."""


def check(look: Look) -> Iterator[Finding]:
    """Yield what is wrong with what runs have written."""
    publication = Publication.objects.using(look.using).first()
    if publication is None:
        yield from check_unpublished(look)
    else:
        yield from check_lists(look, width=publication.shown + conf.spares_for(publication.shown))
        yield from check_listed(look, publication)
    yield from check_matches(look)
    yield from check_vectors(look)


def check_unpublished(look: Look) -> Iterator[Finding]:
    """Yield whether there are lists of which pages do not know how much of them to show."""
    if Recommendation.objects.using(look.using).filter(image__imported_list=None).exists():
        said = "There are lists, but nothing says how many to show and what their similarities mean"
        yield Finding(kind="publication missing", sentence=f"{said}; {RUN}.")


def check_lists(look: Look, *, width: int) -> Iterator[Finding]:
    """Yield the lists that are not the beginning of what the last run remembers, less who is gone since."""
    there = dict(Image.objects.using(look.using).order_by().values_list("pk", "published"))
    imported = set(ImportedList.objects.using(look.using).values_list("image_id", flat=True))
    rows = Ranking.objects.using(look.using).order_by("image_id").values_list("image_id", flat=True)
    numbers = list(rows)
    cuts = [*numbers[::LISTS_AT_A_TIME], 2**63 - 1]
    for first, behind in pairwise(cuts):
        listed = lists_between(first, behind, look.using)
        for pk, pairs in remembered(first, behind, look.using):
            if pk in there and pk not in imported and (fault := fault_in(listed[pk], pairs, width, there)):
                said = f"The list of #{pk} is not what the last run left: {fault}"
                yield Finding(kind="list", image=pk, sentence=f"{said}; {ANEW if fault == CUT_OFF else RUN}.")


def lists_between(first: int, behind: int, using: str) -> defaultdict[int, Listed]:
    """Return the stored lists of images with numbers from one to below another."""
    rows = Recommendation.objects.using(using).filter(image_id__gte=first, image_id__lt=behind)
    lists: defaultdict[int, Listed] = defaultdict(list)
    for image, rank, other in rows.order_by("image_id", "rank").values_list("image_id", "rank", "recommended_id"):
        lists[image].append((rank, other))
    return lists


def remembered(first: int, behind: int, using: str) -> Iterator[tuple[int, bytes]]:
    """Yield what the last run remembers of images with numbers from one to below another."""
    rows = Ranking.objects.using(using).filter(image_id__gte=first, image_id__lt=behind)
    for pk, pairs in rows.order_by("image_id").values_list("image_id", "pairs"):
        yield pk, bytes(pairs)


def fault_in(listed: Listed, pairs: bytes, width: int, there: dict[int, bool]) -> str:
    """Return what is wrong with a list, nothing if all is well; `there` says of each image whether it is published."""
    if not pairs or len(pairs) % rankings.PAIR.itemsize:
        return CUT_OFF
    order: list[int] = np.frombuffer(pairs, rankings.PAIR)["image"][1:].tolist()
    places = {other: place for place, other in enumerate(order)}
    ranks, others = [rank for rank, _ in listed], [other for _, other in listed]
    if strangers := [other for other in others if other not in places]:
        return f"#{strangers[0]} was not put there by a run"
    if missing := [other for other in order[:width] if there.get(other) and other not in others]:
        return f"#{missing[0]} is missing"
    if sorted(others, key=places.__getitem__) != others:
        return "its order is another"
    gone = sum(not there.get(other) for other in order[:width])
    gaps = ranks[-1] - len(ranks) if ranks else 0
    return f"{gaps} ranks are left out, and {gone} of its images are gone" if gaps > gone else ""


def check_listed(look: Look, publication: Publication) -> Iterator[Finding]:
    """Yield the images that the last run compared and that have neither a list nor a place in the next run's work."""
    runs = Run.objects.using(look.using).filter(status=Run.Status.DONE, fingerprint=publication.fingerprint)
    run = runs.exclude(finished_at=None).first()
    if run is None or Image.objects.using(look.using).published().count() < 2:
        return
    for pk in compared(run, look.using).filter(image__recommendations=None).values_list("image_id", flat=True):
        if not Ranking.objects.using(look.using).filter(image_id=pk).exists():  # else its list was looked at
            yield Finding(kind="list", image=pk, sentence=f"#{pk} was compared and has no list; {RUN}.")


def compared(run: Run, using: str) -> QuerySet[Embedding]:
    """Return the vectors that a run had at hand, of images that nobody has touched since."""
    known = Embedding.objects.using(using).filter(fingerprint=run.fingerprint, created_at__lt=run.finished_at)
    untouched = known.filter(content_hash=F("image__content_hash"), image__updated_at__lt=run.started_at)
    return untouched.filter(image__published=True).order_by("image_id")


def check_matches(look: Look) -> Iterator[Finding]:
    """Yield whether maps of where images match are not square."""
    rows = Match.objects.using(look.using).annotate(length=Length("cells"))
    if count := rows.exclude(length=F("side") * F("side")).count():
        said = f"{count:,} maps of where images match are cut off"
        yield Finding(kind="match", sentence=f"{said}; {ANEW} --matches.")


def check_vectors(look: Look) -> Iterator[Finding]:
    """Yield the vectors that are no unit vectors; with `fast` only those of another length in bytes."""
    rows = Embedding.objects.using(look.using).order_by("image_id")
    if look.fast:
        wrong: Iterator[int] = iter(
            rows.annotate(length=Length("vector"))
            .exclude(length=2 * vectors.DIMENSIONS)
            .values_list("image_id", flat=True)
        )
    else:
        stored = rows.values_list("image_id", "vector").iterator(chunk_size=LISTS_AT_A_TIME)
        wrong = (pk for pk, vector in stored if not is_unit(bytes(vector)))
    for pk in wrong:
        said = f"A vector of #{pk} is damaged"
        mend = f"choose “Compute the recommendations anew” for it at the desk, or {ANEW}"
        yield Finding(kind="vector", image=pk, sentence=f"{said}; {mend}.")


def is_unit(vector: bytes) -> bool:
    """Return whether the bytes are a vector as it is kept: 512 values of unit length, up to their rounding."""
    if len(vector) != 2 * vectors.DIMENSIONS:
        return False
    wide = vectors.unpack([vector])[0].astype(np.float64)
    return bool(abs(wide @ wide - 1) < 0.01)  # what is no number is at no distance

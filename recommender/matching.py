"""Where the images of listed pairs match: originals to stored maps, batch by batch, once lists are published."""

from __future__ import annotations

from contextlib import closing

from django.db import transaction

from gallery.models import Image, Match
from recommender import attempts, embedding, encoding, match_rows, runs, sources
from recommender.engine import matching, vectors
from recommender.engine.encoder import Grid, LoadedWhenNeeded, Locator, Model
from recommender.match_rows import Due
from recommender.models import Run
from recommender.progress import Progress
from recommender.report import Matches
from recommender.sources import Original, Patience, Source

NO_GRID = "This model does not tell where in an image it sees what, so no matches were looked for."

OUT_OF_REACH = "The originals' storage failed {failures} times in a row, at last because {last}; the next run goes on."

IMAGES_PER_QUERY = 5_000

Known = dict[int, tuple[str, bytes]]
"""Images with the hash of their content and their packed vector."""


def match(
    run: Run, model: Model, encoder: LoadedWhenNeeded, *, full: bool, patience: Patience, progress: Progress
) -> Matches:
    """Find where the images of listed pairs match: of pairs without a row that is right, or with `full` of all.

    Every batch is kept. Files are read as carefully as for embedding, and decoded the same; what cannot be read is
    named and passed over. Raise RunSuperseded where another run took over.
    """
    due = match_rows.find_due(match_rows.listed(), model.fingerprint, anew=full, progress=runs.Pulse(run))
    removed = len(due.gone)
    if removed:
        with transaction.atomic():
            runs.hold(run)
            match_rows.remove(due.gone)
    if not due.count:
        return Matches(written=0, removed=removed)
    locator = encoder.loaded
    if not isinstance(locator, Locator):
        return Matches(written=0, removed=removed, remark=NO_GRID)
    return look_into(due, run, model, locator, patience=patience, progress=progress)


def look_into(due: Due, run: Run, model: Model, locator: Locator, *, patience: Patience, progress: Progress) -> Matches:
    """Look into the images that are due, and return what was found."""
    chosen, bad = originals_due(due)
    written, seen = 0, 0
    with closing(encoding.read_carefully(chosen, model, patience)) as batches:
        for batch in batches:
            rows, refused = rows_of(batch, model, locator, due)
            with transaction.atomic():
                runs.hold(run)
                match_rows.store(rows)
                attempts.end(source.original.content_hash for source in batch)
            bad += refused
            written, seen = written + len(rows), seen + len(batch)
            runs.give_sign_of_life(run)
            progress("Matching", seen, len(chosen))
            if patience.is_over:
                break
    remark = OUT_OF_REACH.format(failures=patience.failures, last=patience.last) if patience.is_over else ""
    return Matches(written=written, removed=len(due.gone), unreadable=embedding.named(bad), remark=remark)


def originals_due(due: Due) -> tuple[list[Original], list[Source]]:
    """Return the originals to read, and those that are not read any more because runs died of them."""
    images = due.images().tolist()
    chosen: list[Original] = []
    aside: list[Original] = []
    for start in range(0, len(images), IMAGES_PER_QUERY):
        some = Image.objects.filter(pk__in=images[start : start + IMAGES_PER_QUERY]).order_by("pk")
        chosen += sources.originals_of(some.exclude(content_hash__in=sources.deadly()))
        aside += sources.originals_of(some.filter(content_hash__in=sources.deadly()))
    return chosen, [Source(original=original, reason=attempts.REASON) for original in aside]


def rows_of(batch: list[Source], model: Model, locator: Locator, due: Due) -> tuple[list[Match], list[Source]]:
    """Return the rows of a batch of images, and the sources that nothing can be said of, with reasons."""
    readable, unreadable = encoding.readable_in(batch)
    if not readable:
        return [], unreadable
    grids = locator.grids(encoding.pixels_of(readable))
    usable = vectors.usable(grids.mean(axis=(1, 2)))
    good, mute = encoding.apart(readable, usable)
    others = {source.original.image_id: due.others_of(source.original.image_id) for source in good}
    known = known_among({other for each in others.values() for other in each}, model.fingerprint)
    rows: list[Match] = []
    for source, grid in zip(good, grids[usable], strict=True):
        present = [other for other in others[source.original.image_id] if other in known]
        rows += rows_of_image(source.original, grid, {other: known[other] for other in present}, model)
    return rows, unreadable + mute


def known_among(image_ids: set[int], fingerprint: str) -> Known:
    """Return what is known of images that visitors see and whose vector is that of their present file."""
    rows = sources.embedded(fingerprint).filter(image_id__in=image_ids)
    return {pk: (hash_, bytes(vector)) for pk, hash_, vector in rows.values_list("image_id", "content_hash", "vector")}


def rows_of_image(original: Original, grid: Grid, others: Known, model: Model) -> list[Match]:
    """Return where an image is like each of some others."""
    maps = matching.as_bytes(matching.parts(grid, vectors.unpack([vector for _, vector in others.values()])))
    return [
        Match(
            image_id=original.image_id,
            other_id=other,
            key=Match.key_of(original.content_hash, content_hash, model.fingerprint),
            side=grid.shape[0],
            seen=model.preprocessing.crop / model.preprocessing.resize,
            cells=cells.tobytes(),
        )
        for (other, (content_hash, _)), cells in zip(others.items(), maps, strict=True)
    ]

"""The street from originals to lists: embed what is missing, find the nearest, publish what differs."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from functools import partial

from django.utils import timezone

from gallery.models import Image
from recommender import comparing, conf, embedding, match_rows, matching, publish, runs, sources
from recommender.comparing import Compared
from recommender.differing import Difference, difference_to
from recommender.embedding import Embedded
from recommender.engine.encoder import Encoder, LoadedWhenNeeded, Model
from recommender.engine.keeping import Keeper
from recommender.engine.scale import Scale
from recommender.engine.screening import Screen
from recommender.exceptions import RunSuperseded, TooManyUnreadable
from recommender.models import Run
from recommender.outside import indexing
from recommender.progress import Progress, silent
from recommender.report import Matches, RunReport
from recommender.sources import Patience
from recommender.workshop import Here, Workshop

HERE = Here()

MOST_UNREADABLE = 1 / 5
"""Share of the originals beyond which a storage out of reach is likelier than so many damaged files."""

TAKEN_OVER = "Another run took over while this one looked for where images match; its lists were published before."


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a run is asked for."""

    k: int
    full: bool = False
    allow_unreadable: bool = False
    only_alike: bool = False
    matches: bool = False
    workshop: Workshop = HERE

    def new_patience(self) -> Patience:
        """Return how often in a row the storage may fail."""
        return Patience(math.inf if self.allow_unreadable else conf.STORAGE_FAILURES)


def run_once(
    model: Model,
    *,
    k: int,
    full: bool = False,
    dry_run: bool = False,
    allow_unreadable: bool = False,
    only_alike: bool = False,
    matches: bool = False,
    progress: Progress = silent,
    workshop: Workshop = HERE,
) -> RunReport:
    """Bring the lists up to date, and return what was done.

    With `full` every vector and row is made anew; with `dry_run` nothing is written; with `only_alike` pages leave out
    what is not even alike, and the rows are the same; with `matches` it also looks for where the images of each pair
    match, once the lists are published. The `workshop` embeds and compares. An index for pictures from outside follows.

    Raises ValueError where k is below 1, AnotherRunAtWork where a run is alive, RunSuperseded where one took over,
    EngineError where the model cannot be loaded, and, unless that is allowed, TooManyUnreadable where more than a fifth
    of the originals cannot be read or StorageOutOfReach where their storage fails again and again.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    if dry_run:
        return foresee(model, k=k, full=full, matches=matches)
    wish = Wish(
        k=k, full=full, allow_unreadable=allow_unreadable, only_alike=only_alike, matches=matches, workshop=workshop
    )
    return with_index(work(model, wish, progress), progress)


def work(model: Model, wish: Wish, progress: Progress) -> RunReport:
    """Do a run and keep its history, whether it ends well or not."""
    started = time.monotonic()
    encoder = encoder_if_needed(model, wish)
    run = runs.claim(model, k=wish.k)
    try:
        done = embed(run, model, encoder, wish, progress)
        compared = recompute(run, wish.workshop.screen(encoder), progress)
        published = publish.publish(run, compared, rewrite_all=wish.full, only_alike=wish.only_alike)
        keeper().forget()
    except BaseException as error:
        runs.end(run, Run.Status.FAILED, f"{type(error).__name__}: {error}")
        raise
    report = RunReport(
        images=Image.objects.count(),
        embedded=done.count,
        unreadable=done.unreadable,
        lists_changed=published.lists_changed,
        rows_written=published.rows_written,
        seconds=time.monotonic() - started,
        weights=model.name,
        fingerprint=model.fingerprint,
        k=wish.k,
        remarks=wish.workshop.remarks,
    )
    remember(run, report, compared.scale, published.overlap, goes_on=wish.matches)
    if not wish.matches:
        return report
    matches = look_for_matches(run, model, encoder, wish, progress)
    return replace(report, matches=matches, seconds=time.monotonic() - started)


def look_for_matches(run: Run, model: Model, encoder: Encoder | None, wish: Wish, progress: Progress) -> Matches:
    """Find out where images match. However that ends, the run is done: its lists are published."""
    lent = encoder if isinstance(encoder, LoadedWhenNeeded) else LoadedWhenNeeded(model, encoder)
    try:
        found = matching.match(run, model, lent, full=wish.full, patience=wish.new_patience(), progress=progress)
    except RunSuperseded as error:
        raise RunSuperseded(TAKEN_OVER) from error
    except BaseException as error:
        runs.end(run, Run.Status.DONE, f"Lists are published, not all matches found: {type(error).__name__}: {error}")
        raise
    runs.end(run, Run.Status.DONE)
    return found


def with_index(report: RunReport, progress: Progress) -> RunReport:
    """Bring the index for pictures from outside up to date, after a run that is over: it holds nobody up any more."""
    started = time.monotonic()
    index = indexing.keep_up(images=report.images, progress=progress)
    return replace(report, index=index, seconds=report.seconds + time.monotonic() - started)


def embed(run: Run, model: Model, encoder: Encoder | None, wish: Wish, progress: Progress) -> Embedded:
    """Embed what waits, if anything does, and judge whether enough of it could be read to go on."""
    if encoder is None:
        return Embedded(unreadable=embedding.named(embedding.shunned(model)))
    done = embedding.embed(
        run,
        model,
        encoder,
        full=wish.full,
        patience=wish.new_patience(),
        progress=progress,
        workshop=wish.workshop,
    )
    images, lost = Image.objects.count(), len(done.unreadable)
    if lost > max(1, images * MOST_UNREADABLE) and not wish.allow_unreadable:
        raise TooManyUnreadable(done.unreadable, images=images)
    return done


def encoder_if_needed(model: Model, wish: Wish) -> Encoder | None:
    """Return the loaded model where an image waits for it; what cannot be loaded fails before any row is touched."""
    waiting = Image.objects.all() if wish.full else sources.waiting(model.fingerprint)
    if not waiting.exists():
        return None
    if wish.full or waiting.filter(unreadable=None).exists():
        return wish.workshop.encoder(model)
    return LoadedWhenNeeded(model)  # all of them failed before, and most likely will again


def recompute(run: Run, screen: Screen, progress: Progress) -> Compared:
    """Return the lists as they ought to be, with signs of life meanwhile."""
    pulse = runs.Pulse(run)

    def alive(done: int, total: int) -> None:
        pulse()
        progress("Comparing", done, total)

    kept = partial(screen, keeper=keeper())
    return comparing.compare(run.fingerprint, k=run.k, progress=alive, screen=kept)


def keeper() -> Keeper:
    """Return what keeps the comparison of very many images, so that a run which is killed has not compared in vain."""
    return Keeper(conf.work_folder() / "compared.npz")


def foresee(model: Model, *, k: int, full: bool, matches: bool) -> RunReport:
    """Return what a run would do, without writing; lists are foreseen only where nothing waits to be embedded."""
    started = time.monotonic()
    waiting = Image.objects.count() if full else sources.waiting(model.fingerprint).count()
    difference = None if waiting else difference_to(comparing.compare(model.fingerprint, k=k).lists)
    foreseen = foresee_matches(model, difference) if matches else None
    return RunReport(
        images=Image.objects.count(),
        embedded=waiting,
        unreadable=(),
        lists_changed=difference.lists_changed if difference else None,
        rows_written=difference.rows_written if difference else 0,
        seconds=time.monotonic() - started,
        weights=model.name,
        fingerprint=model.fingerprint,
        k=k,
        dry_run=True,
        matches=foreseen,
    )


def foresee_matches(model: Model, difference: Difference | None) -> Matches:
    """Return what a run would write about where images match, as far as the lists are foreseen."""
    if difference is None:
        return Matches(written=None, removed=None)
    due = match_rows.find_due(match_rows.pairs_in(difference.wanted), model.fingerprint)
    return Matches(written=due.count, removed=len(due.gone))


def remember(run: Run, report: RunReport, measured: Scale, overlap: float | None, *, goes_on: bool) -> None:
    """Write into the run's history what it did, and close it unless it goes on. One that has this end has published."""
    Run.objects.filter(pk=run.pk, status=Run.Status.RUNNING).update(
        status=Run.Status.RUNNING if goes_on else Run.Status.DONE,
        finished_at=timezone.now(),
        images=report.images,
        embedded=report.embedded,
        unreadable=len(report.unreadable),
        lists_changed=report.lists_changed,
        rows_written=report.rows_written,
        percentiles=measured.percentiles,
        overlap=overlap,
    )

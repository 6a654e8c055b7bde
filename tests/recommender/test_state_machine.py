"""Whatever happens to a catalogue, and whatever stops a run: the rows are those computed from scratch, or the old ones.

Hypothesis makes up histories, and shortens one that fails. After every step the tables and the pages are held against
a plain model of the catalogue (see `curating`), after every run against rows computed the slow way (see `expecting`).
"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from gallery.models import Image, ImportedList
from recommender import attempts, conf, pipeline
from recommender.exceptions import RunSuperseded
from recommender.models import Embedding, Run
from recommender.report import RunReport
from tests.effort import EFFORT
from tests.fake_model import FakeModel, InvertedEncoder, SpeechlessEncoder
from tests.recommender import instants
from tests.recommender.catalogue import Rows, everything_stored
from tests.recommender.curating import ACTS, NUMBERS, PLACES, CuratedCatalogue, has_images
from tests.recommender.expecting import Images, is_black, rows_among
from tests.recommender.tampering import TRICKS, Trick

INSTANTS = st.integers(1, 90)
GAPS = st.integers(1, 18)


class SpeechlessInvertedEncoder(SpeechlessEncoder, InvertedEncoder):
    """Sees what is left to white, and says nothing usable of what is black."""


class History(CuratedCatalogue):
    """A catalogue to which anything happens that may, in any order, and the runs on it."""

    def __init__(self) -> None:
        super().__init__()
        self.models = [FakeModel(), FakeModel(name="other", fingerprint="b" * 64, encoder=SpeechlessInvertedEncoder())]
        self.model, self.k = self.models[0], 2

    @rule(k=st.integers(1, 4))
    def ask_for_as_many(self, k: int) -> None:
        self.k = k

    @initialize(place=st.integers(0, 1))
    def begin_with_a_model(self, place: int) -> None:
        self.change_the_model(place)

    @rule(place=st.integers(0, 1))
    def change_the_model(self, place: int) -> None:
        self.model = self.models[place]

    @rule(trick=st.sampled_from(TRICKS), place=PLACES, run=st.booleans())
    def tamper(self, trick: Trick, place: int, *, run: bool) -> None:
        trick(place)
        self.look()
        if run:
            self.run_to_the_end()

    @rule(full=st.booleans())
    def run(self, *, full: bool) -> None:
        self.run_to_the_end(full=full)

    @rule()
    def run_with_nothing_left_to_do(self) -> None:
        self.run_to_the_end()
        loads = self.model.loads
        report = self.run_to_the_end()
        assert (report.embedded, report.lists_changed, report.rows_written) == (0, 0, 0)
        assert report.unreadable or self.model.loads == loads

    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=3), place=PLACES, count=st.integers(0, 3))
    def run_again_and_again_with_little_change(self, numbers: list[int], place: int, count: int) -> None:
        for number in numbers:
            self.upload([number], published=True)
            self.run_to_the_end()
        self.delete_the_first_of_a_list(place, count)
        self.run_to_the_end()

    @has_images
    @rule(place=PLACES, count=st.integers(1, 4), number=NUMBERS)
    def take_images_back_for_a_while(self, place: int, count: int, number: int) -> None:
        chosen = self.pks_at(place, count)
        for published in (False, True):
            self.set_published(chosen, published=published)
            self.run_to_the_end()
            self.upload([number], published=True)
            self.run_to_the_end()

    @rule(full=st.booleans())
    def foresee_and_run(self, *, full: bool) -> None:
        before = everything_stored()
        foreseen = self.run_once(full=full, dry_run=True)
        assert everything_stored() == before
        done = self.run_to_the_end(full=full)
        assert done.unreadable or foreseen.embedded == done.embedded
        if foreseen.lists_changed is not None:
            assert (foreseen.lists_changed, foreseen.rows_written) == (done.lists_changed, done.rows_written)

    @rule(instant=INSTANTS, full=st.booleans())
    def kill_a_run(self, instant: int, *, full: bool) -> None:
        old, new = (self.rows, self.shown), (self.expected(full=full), self.k)
        died = instants.killed_at(instant, lambda: self.run_once(full=full))
        self.look()
        assert (self.rows, self.shown) in ([old, new] if died else [new])

    @rule(gap=GAPS, what=ACTS, place=PLACES, number=NUMBERS, full=st.booleans())
    def run_while_a_curator_acts(self, gap: int, what: str, place: int, number: int, *, full: bool) -> None:
        aside = self.set_aside(full=full)
        before = self.visible(aside)
        instants.interrupted_at(gap, lambda: self.run_once(full=full), lambda: self.curate(what, place, number))
        self.look()
        assert self.shown == self.k
        assert without_ranks(self.rows) in self.possible(before, self.visible(aside))

    @rule(gap=st.integers(4, 10), place=PLACES, number=NUMBERS)
    def replace_a_file_while_all_are_embedded(self, gap: int, place: int, number: int) -> None:
        self.run_while_a_curator_acts(gap, "replace", place, number, full=True)

    @rule(gap=st.integers(1, 10))
    def other_runs_take_over(self, gap: int) -> None:
        for each in (gap, gap + 1, gap + 2):
            self.let_another_run_take_over(each)

    def let_another_run_take_over(self, gap: int) -> None:
        """Do a run that another, which shows another number, takes for dead: only the last one may have published."""
        runs, wanted, begun = Run.objects.count(), self.k, []

        def take_over() -> None:
            begun.append(Run.objects.count() > runs)
            silence_the_run()
            self.k = wanted % 4 + 1
            self.run_to_the_end()
            self.k = wanted

        superseded = False
        try:
            instants.interrupted_at(gap, self.run_once, take_over)
        except RunSuperseded:
            superseded = True
        if begun != [True]:
            self.rows, self.shown = self.expected(), wanted
        assert not superseded or begun == [True]

    def run_to_the_end(self, *, full: bool = False) -> RunReport:
        """Do a run, after which the rows have to be those computed from scratch."""
        expected = self.expected(full=full)
        report = self.run_once(full=full)
        self.rows, self.shown = expected, self.k
        assert not ImportedList.objects.exists()
        return report

    def run_once(self, **options: Any) -> RunReport:
        """Do a run as it is wanted now."""
        return pipeline.run_once(self.model, k=self.k, allow_unreadable=True, **options)

    def expected(self, *, full: bool = False) -> Rows:
        """Return the rows that a run has to leave behind."""
        return rows_among(self.visible(self.set_aside(full=full)), k=self.k, encoder=type(self.model.encoder))

    def set_aside(self, *, full: bool) -> frozenset[int]:
        """Return the images that a run would not read, because three others died while they read their files."""
        if full:
            return frozenset()
        deadly = attempts.set_aside().values("content_hash")
        vectors = Embedding.objects.filter(fingerprint=self.model.fingerprint)
        seen = set(vectors.values_list("image_id", "content_hash"))
        images = Image.objects.filter(content_hash__in=deadly).values_list("pk", "content_hash")
        return frozenset(pk for pk, content_hash in images if (pk, content_hash) not in seen)

    def visible(self, aside: frozenset[int]) -> dict[int, int]:
        """Return the images that can be in lists, with their files."""
        mute = isinstance(self.model.encoder, SpeechlessEncoder)
        readable = {pk: number for pk, number in self.files.items() if not (mute and is_black(number))}
        return {pk: number for pk, number in readable.items() if pk in self.published - aside}

    def possible(self, before: Images, after: Images) -> list[list[tuple[int, int, float]]]:
        """Return what a run may leave behind during which the catalogue became another.

        It may have compared the images before or after that, or only those that stayed as they were; and from what it
        compared, it may have left out those that are gone or changed.
        """
        stayed = {pk: number for pk, number in before.items() if after.get(pk) == number}
        encoder = type(self.model.encoder)
        return [
            without_ranks(rows_among(compared, k=self.k, encoder=encoder, listing=listing))
            for compared in (before, stayed, after)
            for listing in (self.files, after, stayed)
        ]


def without_ranks(rows: Rows) -> list[tuple[int, int, float]]:
    """Return rows in order of their ranks, in which a deletion leaves holes."""
    return [(pk, other, similarity) for pk, _, other, similarity in rows]


def silence_the_run() -> None:
    """Let the run at work look as if it had not been heard of for an hour."""
    an_hour = datetime.timedelta(hours=1)
    for run in Run.objects.filter(status=Run.Status.RUNNING):
        Run.objects.filter(pk=run.pk).update(alive_at=run.alive_at - an_hour, host="elsewhere")


@pytest.fixture
def quick_commits(transactional_db: None) -> None:
    """Let PostgreSQL not wait for the disk: no power is cut here."""
    if connection.vendor == "postgresql":
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit TO off")
        connection.close()


@pytest.mark.usefixtures("quick_commits")
def test_whatever_happens_rows_are_those_computed_from_scratch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "spares_for", lambda k: 2)  # so that a few deletions use them up
    monkeypatch.setattr(conf, "reserve_for", lambda k: 2)
    monkeypatch.setattr(conf, "BATCH_IMAGES", 5)  # so that there are instants between batches
    effort = settings(max_examples=EFFORT.histories, stateful_step_count=EFFORT.steps)
    run_state_machine_as_test(History, settings=effort)

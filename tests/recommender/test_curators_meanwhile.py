"""Curators at work on the desk while runs follow one another: nobody is refused, nothing is lost, the lists end right.

What happens to one image at one moment of a run is the matter of `test_changes_meanwhile`, locks are that of
`test_writing_races`. Here everything happens at once, through the pages that curators use.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Event

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from gallery.models import CuratedPair, Image
from recommender import conf, pipeline
from tests.effort import EFFORT
from tests.factories import picture_bytes
from tests.fake_model import FakeModel
from tests.gallery import desk
from tests.recommender.catalogue import COLOURS, rows_from_scratch, stored_rows

CURATORS, ROUNDS, IMAGES_EACH, K = 3, 3, 6, 2


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a curator knows of an image."""

    title: str
    published: bool
    content_hash: str


@dataclass(kw_only=True)
class Curator:
    """Somebody who looks after images of their own, and remembers what they did to them."""

    number: int
    client: Client
    images: dict[int, Known] = field(default_factory=dict)
    hidden: set[tuple[int, int]] = field(default_factory=set)
    files: int = 0
    rounds: int = 0

    def work(self, over: Event) -> None:
        """Do everything that curators do, round after round."""
        try:
            while not over.is_set():
                for deed in (self.upload, self.edit, self.replace, self.hide, self.toggle, self.upload, self.delete):
                    deed()
                    assert stored(self.images) == self.images
                self.rounds += 1
        finally:
            connection.close()

    def upload(self) -> None:
        if len(self.images) < IMAGES_EACH:
            content = self.new_file()
            self.post(desk.ADD, **desk.form(file=desk.file(content=content)))
            pk = Image.objects.get(content_hash=sha256(content).hexdigest()).pk
            self.images[pk] = Known(title="Boat", published=True, content_hash=sha256(content).hexdigest())

    def edit(self) -> None:
        pk, known = self.oldest()
        self.change(pk, Known(title=f"{known.title}!", published=known.published, content_hash=known.content_hash))

    def replace(self) -> None:
        pk, known = self.oldest()
        content = self.new_file()
        now = Known(title=known.title, published=known.published, content_hash=sha256(content).hexdigest())
        self.change(pk, now, content=content)

    def toggle(self) -> None:
        pk, known = list(self.images.items())[-1]
        action = "unpublish" if known.published else "publish"
        self.post(desk.LIST, action=action, _selected_action=pk)
        self.images[pk] = Known(title=known.title, published=not known.published, content_hash=known.content_hash)

    def hide(self) -> None:
        pair = tuple(list(self.images)[-2:])
        if len(pair) == 2 and pair not in self.hidden:
            self.post(reverse("admin:gallery_curatedpair_add"), image=pair[0], other=pair[1], kind="hide")
            self.hidden.add(pair)

    def delete(self) -> None:
        if len(self.images) == IMAGES_EACH:
            pk, _ = self.oldest()
            self.post(reverse("admin:gallery_image_delete", args=[pk]), post="yes")
            del self.images[pk]
            self.hidden = {pair for pair in self.hidden if pk not in pair}

    def change(self, pk: int, now: Known, *, content: bytes | None = None) -> None:
        """Send the form of an image."""
        fields = desk.form(title=now.title, **({"file": desk.file(content=content)} if content else {}))
        if not now.published:
            del fields["published"]
        self.post(reverse("admin:gallery_image_change", args=[pk]), **fields)
        self.images[pk] = now

    def post(self, address: str, **fields: object) -> None:
        """Send a form, which has to be taken."""
        response = self.client.post(address, fields)
        assert response.status_code == 302, response.content.decode()

    def oldest(self) -> tuple[int, Known]:
        return next(iter(self.images.items()))

    def new_file(self) -> bytes:
        """Return a picture that nobody has, of a colour that others have."""
        self.files += 1
        return picture_bytes(colour=COLOURS[self.files % len(COLOURS)], size=(16 + self.number, 16 + self.files))


def stored(pks: Iterable[int] | None) -> dict[int, Known]:
    """Return what is stored of some images, or of all."""
    images = Image.objects.all() if pks is None else Image.objects.filter(pk__in=list(pks))
    return {
        each.pk: Known(title=each.title, published=each.published, content_hash=each.content_hash) for each in images
    }


@pytest.fixture
def curators(transactional_db: None) -> list[Curator]:
    """A few curators, each with an image to begin with."""
    curators = []
    for number in range(CURATORS):
        client = Client()
        client.force_login(User.objects.create_superuser(f"curator-{number}"))
        curators.append(Curator(number=number, client=client))
        curators[-1].upload()
    return curators


def run_until(enough: Callable[[int], bool]) -> int:
    """Do one run after the other until there were enough, and return how many images they embedded."""
    embedded = 0
    for runs in itertools.count(1):
        embedded += pipeline.run_once(FakeModel(), k=K, full=runs % 3 == 0).embedded
        if enough(runs):
            return embedded
    raise AssertionError


def run_while_at_work(curators: list[Curator]) -> int:
    """Let all curators work until every one of them was everywhere, and there were enough runs meanwhile."""
    over = Event()

    def enough(runs: int) -> bool:
        done = any(future.done() for future in futures)  # somebody was refused
        return done or (runs >= EFFORT.meanwhile_runs and all(curator.rounds >= ROUNDS for curator in curators))

    with ThreadPoolExecutor(CURATORS) as threads:
        futures = [threads.submit(curator.work, over) for curator in curators]
        try:
            return run_until(enough)
        finally:
            over.set()
            for future in futures:
                future.result()


def test_curators_at_work_and_runs_do_not_hinder_each_other(
    curators: list[Curator], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conf, "BATCH_IMAGES", 2)  # so that a run has many transactions
    assert run_while_at_work(curators) > CURATORS * IMAGES_EACH
    pipeline.run_once(FakeModel(), k=K)
    assert stored(None) == {pk: known for curator in curators for pk, known in curator.images.items()}
    hidden = set(CuratedPair.objects.values_list("image_id", "other_id"))
    assert hidden == {pair for curator in curators for pair in curator.hidden}
    model = FakeModel()
    assert stored_rows() == rows_from_scratch(k=K, encoder=model.encoder, preprocessing=model.preprocessing)

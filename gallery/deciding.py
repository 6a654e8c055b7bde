"""What curators decide on two images: stored together with who decided it and when, two at once one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from gallery.models import CuratedPair, Doubt, Image, PairEvent, PairVerdict

What = PairEvent.What
PLACED = {What.PIN: "pin", What.PIN_BOTH: "pin", What.HIDE: "hide", What.HIDE_BOTH: "hide"}
JUDGED = {What.SAME: "same", What.DIFFERENT: "different"}
SETTLING = {*PLACED, What.SAME, What.LEAVE}
"""What says whether two images are alike. Not being the same picture says nothing about that."""

TAKING_BACK: dict[str, tuple[PairEvent.What, ...]] = {
    What.UNDO: tuple(PLACED),
    What.UNJUDGE: (What.SAME,),
    What.UNLEAVE: (What.LEAVE,),
}


class ImageGone(Exception):
    """One of the two images was deleted meanwhile."""


class DecidedMeanwhile(Exception):
    """Somebody decided on the pair after it was shown."""

    def __init__(self, event: PairEvent | None) -> None:
        super().__init__()
        self.event = event


def decide(
    user: AbstractBaseUser | AnonymousUser, page: int, other: int, what: PairEvent.What, *, seen: int | None = None
) -> bool:
    """Decide on an image's page and another image, and return whether that changed anything.

    `seen` is the last entry of the pair's history that the curator knew, 0 for none; without it the later one wins.
    """
    with on_pair(page, other):
        refuse_if_decided_since(page, other, seen)
        if not apply(user, page, other, what):
            return False
        record(user, page, other, what)
        return True


def take_back(user: AbstractBaseUser | AnonymousUser, pair: CuratedPair) -> None:
    """Take back one decision, whatever else holds on the two images."""
    with on_pair(pair.image_id, pair.other_id):
        if CuratedPair.objects.filter(pk=pair.pk).delete()[0]:
            take_doubts_up_again(pair.image_id, pair.other_id, What.UNDO)
            record(user, pair.image_id, pair.other_id, What.UNDO)


def record(user: AbstractBaseUser | AnonymousUser, page: int, other: int, what: PairEvent.What) -> None:
    """Add an entry to the history, and let what visitors doubt of the pair be settled by it."""
    name = user.get_username()[:150]
    event = PairEvent.objects.create(image_id=page, other_id=other, what=what, decided_by_id=user.pk, name=name)
    if what in SETTLING:
        Doubt.objects.settle(event)


@contextmanager
def on_pair(page: int, other: int) -> Iterator[None]:
    """Hold both images, in the order of their numbers, so that one decision on them follows the other."""
    with transaction.atomic():
        images = Image.objects.select_for_update(no_key=True).filter(pk__in=[page, other]).order_by("pk")
        if len(images.values_list("pk", flat=True)) < 2:
            raise ImageGone
        yield


def refuse_if_decided_since(page: int, other: int, seen: int | None) -> None:
    """Raise DecidedMeanwhile where the pair's history has a later entry than the one that was seen."""
    if seen is None:
        return
    last = PairEvent.objects.last_on(page, other)
    if (last.pk if last else 0) != seen:
        raise DecidedMeanwhile(last)


def apply(user: AbstractBaseUser | AnonymousUser, page: int, other: int, what: PairEvent.What) -> bool:
    """Store a decision or take one back; return whether there was anything to change."""
    if what in PLACED:
        return place(user, page, other, PLACED[what], both_ways=what in (What.PIN_BOTH, What.HIDE_BOTH))
    if what in JUDGED:
        return judge(user, page, other, JUDGED[what])
    if what == What.LEAVE:
        return Doubt.objects.on(page, other).waiting().exists()
    again = take_doubts_up_again(page, other, what)
    if what == What.UNDO:
        last = holding(page, other)
        return last is not None and bool(last.delete()[0])
    if what == What.UNLEAVE:
        return again
    return bool(PairVerdict.objects.filter(first=min(page, other), second=max(page, other)).delete()[0])


def take_doubts_up_again(page: int, other: int, what: PairEvent.What) -> bool:
    """Let the doubts wait again that were settled by what is taken back now; return whether there are any."""
    return Doubt.objects.take_up_again(PairEvent.objects.last_on(page, other, among=TAKING_BACK[what]))


def place(user: AbstractBaseUser | AnonymousUser, page: int, other: int, kind: str, *, both_ways: bool) -> bool:
    """Have an image pinned or hidden on a page. One way leaves what holds on the other image's page as it is."""
    now = holding(page, other)
    if now is not None and (now.kind, now.both_ways) == (kind, both_ways):
        return False
    elsewhere = holding(other, page)
    CuratedPair.objects.filter(Q(image=page, other=other) | Q(image=other, other=page)).delete()
    if elsewhere is not None and not both_ways:
        elsewhere.pk, elsewhere.image_id, elsewhere.other_id, elsewhere.both_ways = None, other, page, False
        elsewhere.save(force_insert=True)
    CuratedPair.objects.create(image_id=page, other_id=other, kind=kind, both_ways=both_ways, decided_by_id=user.pk)
    return True


def holding(page: int, other: int) -> CuratedPair | None:
    """Return the decision that holds on an image's page about another image: the latest."""
    mirrored = Q(image=other, other=page, both_ways=True)
    pairs = CuratedPair.objects.filter(Q(image=page, other=other) | mirrored)
    return pairs.order_by("-decided_at", "-id").first()


def judge(user: AbstractBaseUser | AnonymousUser, page: int, other: int, verdict: str) -> bool:
    """Say whether two images are the same picture."""
    first, second = sorted((page, other))
    if PairVerdict.objects.filter(first=first, second=second, verdict=verdict).exists():
        return False
    said = {"verdict": verdict, "decided_by_id": user.pk, "decided_at": timezone.now()}
    PairVerdict.objects.update_or_create(first_id=first, second_id=second, defaults=said)
    return True

"""Pairs to look at one after another: nearly the same, of images recommended too often, or doubted by visitors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.template.defaultfilters import filesizeformat
from django.utils import dateformat, timezone

from gallery.bands import band_of
from gallery.doubts import Round
from gallery.models import CuratedPair, Doubt, Image, NearDuplicate, PairEvent, PairVerdict, Publication
from gallery.querysets import RecommendationQuerySet

HUB_FACTOR = 5
"""A hub is in more lists than so many times their length, as the recommender's report has it."""

MOST_SIMILAR_FIRST = ("-similarity", "image_id", "recommended_id")
HUB_BY_HUB = ("recommended_id", "similarity", "image_id")


@dataclass(frozen=True, kw_only=True)
class Key:
    """A pair as an address names it: the image with the list, and the one in it."""

    image: int
    other: int

    @classmethod
    def of(cls, text: str) -> Self | None:
        """Read a pair from an address; nothing where it names none."""
        parts = text.split("-")
        if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
            return None
        return cls(image=int(parts[0]), other=int(parts[1]))

    def __str__(self) -> str:
        return f"{self.image}-{self.other}"


@dataclass(frozen=True, kw_only=True)
class Queue:
    """The pairs in their order, and those that nobody has decided on yet."""

    keys: list[Key]
    open: frozenset[Key]

    @property
    def done(self) -> int:
        return len(self.keys) - len(self.open)

    def current(self, wanted: Key | None) -> Key | None:
        """Return the pair to show: the one that is wanted, or the first that is open."""
        return wanted if wanted in self.keys else next((key for key in self.keys if key in self.open), None)

    def behind(self, key: Key) -> Key | None:
        """Return the next open pair, from the beginning again after the last."""
        place = self.keys.index(key) if key in self.keys else -1
        later = (*self.keys[place + 1 :], *self.keys[: max(place, 0)])
        return next((other for other in later if other in self.open), None)

    def before(self, key: Key) -> Key | None:
        """Return the pair before one, decided or not."""
        place = self.keys.index(key)
        return self.keys[place - 1] if place else None


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two images side by side, and what is so and was decided."""

    key: Key
    image: Image
    other: Image
    similarity: float
    band: str
    verdict: PairVerdict | None
    placed: CuratedPair | None
    left: PairEvent | None
    doubted: Round | None
    last: PairEvent | None

    @property
    def decided(self) -> bool:
        return any((self.verdict, self.placed, self.left))

    @property
    def facts(self) -> list[tuple[str, str, str]]:
        """What tells the two apart, a line each."""
        return [(name, value(self.image), value(self.other)) for name, value in FACTS]


def moment(value: datetime | None) -> str:
    """Return an instant in the catalogue's own time, or nothing."""
    return dateformat.format(timezone.localtime(value), "j F Y, H:i") if value else ""


FACTS: tuple[tuple[str, Callable[[Image], str]], ...] = (
    ("File", lambda image: image.original_name),
    ("Size", lambda image: f"{image.width} × {image.height} pixels"),
    ("Bytes", lambda image: f"{image.format}, {filesizeformat(image.byte_size)}"),
    ("Taken", lambda image: moment(image.taken_at)),
    ("Uploaded", lambda image: moment(image.uploaded_at)),
    ("Tags", lambda image: ", ".join(tag.name for tag in image.tags.all())),
    ("Alternative text", lambda image: image.alt_text),
    ("Visitors", lambda image: "see it" if image.published else "do not see it"),
)


def nearly_same_from() -> float | None:
    """Return from which similarity on images are nearly the same, if the last run could say."""
    return Publication.objects.values_list("nearly_same_from", flat=True).first()


def near_duplicates() -> RecommendationQuerySet:
    """Return a row of each pair that is nearly the same, most similar first."""
    limit, rows = nearly_same_from(), NearDuplicate.objects
    if limit is None:
        return rows.none()
    # As a subquery: joined directly with the images, SQLite begins with those and looks at every row of each.
    return rows.filter(pk__in=rows.at_least(limit).each_pair_once().values("pk"))


def hub_rows() -> RecommendationQuerySet:
    """Return the rows in which an image stands that is recommended far too often, least similar first.

    An image is a hub no more when enough of its pairs are hidden; what was decided on it stays in the count.
    """
    publication = Publication.objects.first()
    if publication is None:
        return NearDuplicate.objects.none()
    limit, stored = HUB_FACTOR * publication.shown, NearDuplicate.objects.filter(rank__lte=publication.shown)
    # First the few that come into question: the rest is asked about their rows only, not about every stored one.
    rows = stored.filter(recommended__in=stored.in_more_than(limit)).shown_at_most(publication.shown)
    ever = rows.in_more_than(limit)
    still = rows.not_hidden().in_more_than(limit)
    return rows.decided().filter(recommended__in=ever) | rows.undecided().filter(recommended__in=still)


def queue_of(rows: RecommendationQuerySet, order: tuple[str, ...]) -> Queue:
    """Return the pairs of stored rows; those wait that nobody has judged or hidden."""
    ordered = rows.order_by(*order)
    return Queue(keys=keys_of(ordered), open=frozenset(keys_of(ordered.undecided())))


def doubted_pairs() -> Queue:
    """Return the listed pairs that visitors doubt, or doubted until a curator decided, most doubted first."""
    rounds = Doubt.objects.listed().last_rounds()
    keys = {Key(image=each.first, other=each.second): each for each in rounds}
    return Queue(keys=list(keys), open=frozenset(key for key, last in keys.items() if not last.settled))


QUEUES: dict[str, Callable[[], Queue]] = {
    "near": lambda: queue_of(near_duplicates(), MOST_SIMILAR_FIRST),
    "hubs": lambda: queue_of(hub_rows(), HUB_BY_HUB),
    "doubts": doubted_pairs,
}


def queue_named(name: str) -> Queue:
    """Return the pairs of a queue, in a constant number of queries."""
    return QUEUES[name]()


def keys_of(rows: RecommendationQuerySet) -> list[Key]:
    """Return the pairs of rows, in their order."""
    return [Key(image=image, other=other) for image, other in rows.values_list("image_id", "recommended_id")]


def pair_at(key: Key) -> Pair | None:
    """Return a pair with all that a curator wants to know; nothing where it is in no list any more."""
    both = (key.image, key.other)
    row = NearDuplicate.objects.filter(image__in=both, recommended__in=both).first()
    images = Image.objects.prefetch_related("tags").in_bulk([key.image, key.other])
    if row is None or len(images) < 2:
        return None
    return Pair(
        key=key,
        image=images[key.image],
        other=images[key.other],
        similarity=row.similarity,
        band=band_of(row.similarity, Publication.objects.first()),
        verdict=verdict_on(key),
        placed=placed_on(key),
        left=left_on(key),
        doubted=next(iter(Doubt.objects.on(key.image, key.other).last_rounds()), None),
        last=PairEvent.objects.last_on(key.image, key.other),
    )


def verdict_on(key: Key) -> PairVerdict | None:
    """Return whether the two are the same picture, if a curator said so or not."""
    first, second = sorted((key.image, key.other))
    return PairVerdict.objects.filter(first=first, second=second).select_related("decided_by").first()


def placed_on(key: Key) -> CuratedPair | None:
    """Return the latest decision to pin or to hide one of the two on the page of the other."""
    both = (key.image, key.other)
    return CuratedPair.objects.filter(image__in=both, other__in=both).select_related("decided_by").first()


def left_on(key: Key) -> PairEvent | None:
    """Return the latest decision to leave a pair as it is, as long as any doubt is settled by it."""
    settling = Doubt.objects.on(key.image, key.other).filter(settled_by__what=PairEvent.What.LEAVE)
    return PairEvent.objects.filter(pk__in=settling.values("settled_by")).order_by("-pk").first()

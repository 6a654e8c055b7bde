"""What somebody may do to stored rows behind a run's back: lose some, import others, change what they say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from gallery.models import Image, ImportedList, Publication, Recommendation
from recommender.models import Embedding, Ranking

Trick = Callable[[int], object]
"""Called with a place, counted round and round."""


def one_of(rows: QuerySet[Any], place: int) -> QuerySet[Any]:
    """Return the row at a place, or none where there are none."""
    pks = list(rows.order_by("pk").values_list("pk", flat=True))
    return rows.filter(pk__in=[pks[place % len(pks)]] if pks else [])


def lose_a_row(place: int) -> object:
    return one_of(Recommendation.objects.all(), place).delete()


def lose_a_list(place: int) -> object:
    return Recommendation.objects.filter(image__in=one_of(Image.objects.all(), place)).delete()


def lose_all_lists(_: int) -> object:
    return Recommendation.objects.all().delete()


def change_a_similarity(place: int) -> object:
    return one_of(Recommendation.objects.all(), place).update(similarity=0.125)


def import_a_list(place: int) -> None:
    """Have an image recommend every other, as in no catalogue."""
    for image in one_of(Image.objects.all(), place):
        image.recommendations.all().delete()
        others = Image.objects.exclude(pk=image.pk).order_by("-pk")
        rows = [
            Recommendation(image=image, recommended=other, rank=rank, similarity=0.5)
            for rank, other in enumerate(others, start=1)
        ]
        Recommendation.objects.bulk_create(rows)


def mark_a_list(place: int) -> None:
    """Have a list look imported, whatever is in it."""
    for image in one_of(Image.objects.all(), place):
        ImportedList.objects.get_or_create(image=image)


def lose_a_vector(place: int) -> object:
    return one_of(Embedding.objects.all(), place).delete()


def import_a_vector(place: int) -> None:
    """Have an image keep a vector that was computed from another file."""
    stranger = Embedding.objects.order_by("pk").last()
    if stranger is not None:
        one_of(Embedding.objects.all(), place).update(content_hash="0" * 64, vector=stranger.vector)


def lose_a_ranking(place: int) -> object:
    return one_of(Ranking.objects.all(), place).delete()


def lose_what_pages_know(_: int) -> object:
    return Publication.objects.all().delete()


TRICKS: tuple[Trick, ...] = (
    lose_a_row,
    lose_a_list,
    lose_all_lists,
    change_a_similarity,
    import_a_list,
    mark_a_list,
    lose_a_vector,
    import_a_vector,
    lose_a_ranking,
    lose_what_pages_know,
)

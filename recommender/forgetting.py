"""Images computed anew: what is remembered of them is forgotten, and the next run takes them for new ones.

The lists that visitors see stay until that run has others.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from gallery.models import Image
from recommender.models import Attempt, Embedding, Ranking, UnreadableImage

IMAGES_AT_A_TIME = 500


def forget(image_ids: list[int]) -> int:
    """Forget the vectors of images under every model, and that they failed; return how many images there were.

    They count as changed, so that a run that waits for changes begins.
    """
    count, ordered = 0, sorted(image_ids)
    for start in range(0, len(ordered), IMAGES_AT_A_TIME):
        with transaction.atomic():
            some = Image.objects.filter(pk__in=ordered[start : start + IMAGES_AT_A_TIME])
            hashes = dict(some.select_for_update().order_by("pk").values_list("pk", "content_hash"))
            for table in (Embedding, Ranking, UnreadableImage):
                table._default_manager.filter(image__in=list(hashes)).delete()
            Attempt.objects.filter(content_hash__in=hashes.values()).delete()
            count += Image.objects.filter(pk__in=hashes).update(updated_at=timezone.now())
    return count

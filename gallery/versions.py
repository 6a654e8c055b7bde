"""Which version of the catalogue this is, and how many images visitors may see: known without counting.

Triggers (see `triggers`) add a row for each statement that changes what pages show, in the same transaction. So the
sums are true for whoever reads them, at any instant, and nobody who writes waits for somebody else's counter.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connections, models
from django.db.models import Sum

from gallery import triggers


class ChangeQuerySet(models.QuerySet["Change"]):
    """Queries on changes."""

    def catalogue(self) -> Catalogue:
        """Return where the catalogue stands, in one small query."""
        sums = self.aggregate(*map(Sum, ("weight", "mark", "places", "published")))
        weight, mark, places, published = (int(total or 0) for total in sums.values())
        return Catalogue(
            version=f"{weight:x}-{mark % triggers.MARKS:x}",
            places=f"{places % triggers.MARKS:x}",
            count=published,
        )

    def note(self) -> None:
        """Tell that pages changed, for what no trigger watches: stored lists, of which a run writes millions."""
        with connections[self.db].cursor() as cursor:
            triggers.note(cursor)


class Change(models.Model):
    """Something that pages show became different. Rows are added, and summed up now and then into one."""

    weight = models.BigIntegerField(help_text="How many changes this row stands for.")
    mark = models.BigIntegerField(help_text="A random number, so that no two versions are ever called the same.")
    places = models.BigIntegerField(help_text="The mark, where images moved within the order of a wall.")
    published = models.BigIntegerField(help_text="How many more images visitors may see.")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.weight} changes, {self.published:+} images"


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """What a page can rely on: all that it shows is the same while `version` is.

    `places` stays the same for longer: while no image enters, leaves or moves within an order. `count` is that of the
    published images.
    """

    version: str
    places: str
    count: int


def catalogue() -> Catalogue:
    """Return where the catalogue stands now."""
    return Change.objects.catalogue()

"""What the catalogue's tables must agree on, whatever wrote into them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.models import F, ForeignKey, Model

from gallery import triggers
from gallery.models import Image, Recommendation, Tag
from gallery.search.columns import words_field
from gallery.search.words import folded
from gallery.soundness.findings import Finding, Look, of_rows

RESTORE = "bring the rows back with manage.py restore"


@of_rows
def check_counts(look: Look) -> Iterator[Finding]:
    """Yield whether the count of images that pages show, which nobody counts, is not that of the rows."""
    with connections[look.using].cursor() as cursor:
        cursor.execute(triggers.DIFFERENCE)
        (difference,) = cursor.fetchone()
        there = triggers.existing(cursor)
        tables = [*triggers.WATCHED]
    if difference:
        published = Image.objects.using(look.using).published().count()
        said = f"Pages count {published - difference:,} published images, and there are {published:,}"
        yield Finding(kind="count off", sentence=f"{said}; run manage.py migrate.")
    if missing := triggers.named(connections[look.using].vendor, tables).keys() - there.keys():
        said = f"The database lacks {len(missing)} of the triggers that note what changes"
        yield Finding(kind="trigger missing", sentence=f"{said}; run manage.py migrate.")


@of_rows
def check_words(look: Look) -> Iterator[Finding]:
    """Yield whether the search would miss rows, because their words are not those of their texts."""
    if look.fast:
        return
    for model in (Image, Tag):
        rows = model._base_manager.using(look.using).values_list("words", *words_field(model).of)
        wrong = sum(words != folded(*texts) for words, *texts in rows.iterator(chunk_size=2_000))
        if wrong:
            said = f"The search knows other words than {model._meta.model_name}s have, in {wrong:,} rows"
            yield Finding(kind="words off", sentence=f"{said}; run manage.py fold_words.")


@of_rows
def check_references(look: Look) -> Iterator[Finding]:
    """Yield the columns that name rows which are gone."""
    for model in apps.get_models(include_auto_created=True):
        for field in references_of(model):
            if count := orphans(model, field, look.using):
                said = f"{count:,} rows of {model._meta.label_lower} name a {field.name} that is gone"
                yield Finding(kind="row missing", sentence=f"{said}; {RESTORE}.")


def references_of(model: type[Model]) -> list[ForeignKey[Any, Any]]:
    """Return the columns of a table that the database lets name only rows that are there."""
    fields = () if model._meta.proxy else model._meta.local_concrete_fields
    references = (field for field in fields if isinstance(field, ForeignKey))
    return [field for field in references if getattr(field, "db_constraint", True)]


def orphans(model: type[Model], field: ForeignKey[Any, Any], using: str) -> int:
    """Return how many rows name another one that is not there."""
    connection = connections[using]
    quote, other = connection.ops.quote_name, field.target_field.model._meta
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM {quote(model._meta.db_table)} a LEFT JOIN {quote(other.db_table)} b"  # noqa: S608
            f" ON b.{quote(field.target_field.column)} = a.{quote(field.column)}"
            f" WHERE a.{quote(field.column)} IS NOT NULL AND b.{quote(field.target_field.column)} IS NULL"
        )
        (count,) = cursor.fetchone()
    return int(count)


@of_rows
def check_own_lists(look: Look) -> Iterator[Finding]:
    """Yield the images that recommend themselves."""
    rows = Recommendation.objects.using(look.using).filter(image=F("recommended")).order_by("image_id")
    for pk in rows.values_list("image_id", flat=True):
        said = f"#{pk} recommends itself"
        yield Finding(kind="list", image=pk, sentence=f"{said}; run manage.py compute_recommendations.")


@of_rows
def check_database(look: Look) -> Iterator[Finding]:
    """Yield what SQLite says of its own file; PostgreSQL keeps its checksums to itself."""
    if connections[look.using].vendor != "sqlite":
        return
    with connections[look.using].cursor() as cursor:
        cursor.execute("PRAGMA quick_check" if look.fast else "PRAGMA integrity_check")
        for (said,) in cursor.fetchall():
            if said != "ok":
                yield Finding(kind="database damaged", sentence=f"SQLite says: {said}; restore a backup.")

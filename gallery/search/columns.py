"""Where the words of a row are kept: in a column that whoever writes the row fills, knowingly or not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, TypeVar, cast

from django.db import models, transaction
from django.db.models import Lookup, QuerySet

from gallery.search.words import folded

ROWS_AT_A_TIME = 500

M = TypeVar("M", bound=models.Model)


class WordsField(models.TextField[str | None, str | None]):
    """The folded words of other fields of the row. Nobody sets it: see `KeepsWords` and `WordsQuerySet`.

    Empty (NULL) means: not folded yet. So a migration can add the column without SQLite making the table anew.
    """

    def __init__(self, *, of: Collection[str] = (), **options: Any) -> None:
        self.of = tuple(of)
        super().__init__(**{"null": True, "editable": False, **options})

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "of": self.of}

    def pre_save(self, row: models.Model, add: bool) -> str:  # noqa: FBT001 - Django's own order
        """Fold the words as the row is written, by itself or with many others."""
        words = folded(*(getattr(row, name) for name in self.of))
        setattr(row, self.attname, words)
        return words


@WordsField.register_lookup
class Lexemes(Lookup[str | None]):
    """Rows that have all these words, as PostgreSQL's full text index knows them, whatever their order.

    They stand in a column `lexemes` that PostgreSQL alone has, and makes of the words itself: see the migration. The
    words are folded already: a parser of PostgreSQL's would take them apart in its own way and its locale's.
    """

    lookup_name = "lexemes"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column.replace('words', 'lexemes')} @@ %s::tsquery", [*params, self.rhs]


class KeepsWords(models.Model):
    """A row that knows its own words, in a column `words`."""

    class Meta:
        abstract = True

    def save(self, **options: Any) -> None:
        """Save the words with what they are made of, also where only some fields were read or are written."""
        field, named = words_field(type(self)), options.get("update_fields")
        if named is None or not set(field.of).isdisjoint(named):
            field.pre_save(self, add=False)
            if named is not None:
                options["update_fields"] = {*named, field.name}
        super().save(**options)


class WordsQuerySet(QuerySet[M]):
    """Queries on rows that know their own words."""

    def update(self, **values: Any) -> int:
        """Update rows, and fold the words of those whose texts change."""
        if set(words_field(self.model).of).isdisjoint(values):
            return super().update(**values)
        with transaction.atomic(using=self.db):
            count = super().update(**values, words=None)
            fold_again(self.model._base_manager.using(self.db).filter(words=None))
        return count


def words_field(model: type[models.Model]) -> WordsField:
    """Return the column of a table that holds its rows' words."""
    return cast("WordsField", model._meta.get_field("words"))


def fold_again(rows: QuerySet[Any]) -> int:
    """Fold the words of these rows, some at a time, and return how many had others or none."""
    last, count = 0, 0
    while read := fold_some(rows.filter(pk__gt=last)):
        last, count = max(read), count + sum(read.values())
    return count


def fold_some(rows: QuerySet[Any]) -> dict[int, bool]:
    """Fold the words of the first of these rows, and return which there were and whether they had others or none.

    They are locked meanwhile, else what somebody writes in between would get the words of what was there before.
    """
    with transaction.atomic(using=rows.db):
        some = rows.order_by("pk").select_for_update(no_key=True)[:ROWS_AT_A_TIME]
        read = list(some.values_list("pk", "words", *words_field(rows.model).of))
        now = {pk: folded(*texts) for pk, _, *texts in read}
        wrong = [rows.model(pk=pk, words=now[pk]) for pk, words, *_ in read if words != now[pk]]
        rows.model._base_manager.using(rows.db).bulk_update(wrong, ["words"])
    return {pk: words != now[pk] for pk, words, *_ in read}

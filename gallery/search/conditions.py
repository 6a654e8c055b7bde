"""Terms as conditions on rows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db import connections
from django.db.models import Q, QuerySet

from gallery.search.terms import Term

NOWHERE = Q(pk__in=[])


def having(term: Term, images: QuerySet[Any], *, file_names: bool = False) -> Q:
    """Return the condition that an image has a term: in its own words, in a tag's, or typed so in its file's name.

    Tags are found first, then what has them; so a tag that gets another name is one row to change. Nothing is joined:
    no image is found twice.
    """
    indexed = connections[images.db].vendor == "postgresql"
    own = [lexemes_of(term) if indexed else with_any([term])]
    if file_names:
        own.append(Q(original_name__icontains=term.typed))
    tags = images.model.tags.rel.model._base_manager.filter(with_any([term]))
    tagged = images.model.tags.through._base_manager.filter(tag__in=tags).values("image_id")
    if not indexed:
        return reduce(or_, own, Q(pk__in=tagged))
    # PostgreSQL looks at every row where OR stands between an index's condition and a subquery.
    every = images.model._base_manager.order_by()
    return Q(pk__in=tagged.union(*(every.filter(condition).values("pk") for condition in own)))


def with_any(terms: Iterable[Term]) -> Q:
    """Return the condition that a row's own words have one of these terms."""
    return reduce(or_, (Q(words__contains=term.needle) for term in terms if term.words), NOWHERE)


def lexemes_of(term: Term) -> Q:
    """Return the same condition on one term for PostgreSQL's full text index, which knows no order of words."""
    if not term.words:
        return NOWHERE
    wanted = [f"'{word}'" for word in term.words]  # there are no signs in folded words that would need care
    if not term.is_phrase:
        wanted[-1] += ":*"
    has_all = Q(words__lexemes=" & ".join(dict.fromkeys(wanted)))
    return has_all & with_any([term]) if len(term.words) > 1 else has_all

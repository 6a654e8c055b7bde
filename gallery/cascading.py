"""What becomes of rows that nobody looks after when their image goes."""

from __future__ import annotations

from typing import Any

from django.db import connections, models
from django.db.models.deletion import Collector


def cascade(collector: Collector, field: models.ForeignKey[Any], rows: models.QuerySet[Any], using: str) -> None:
    """Let rows that nobody looks after go with their image: on PostgreSQL by the foreign key, elsewhere in a statement.

    Django's own cascade touches them before it has the image, a run that publishes does so after: each could wait for
    the other.
    """
    if connections[using].vendor != "postgresql":
        collector.fast_deletes.append(rows)


cascade.lazy_sub_objs = True  # type: ignore[attr-defined]  # Django's word for: do not fetch the rows first

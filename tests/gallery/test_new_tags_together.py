"""Two uploads bring the same new tags, in whatever order: one waits for the other, and both get them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from gallery.models import Tag
from gallery.querysets import TagQuerySet
from tests.overlapping import Door, atomically, share_database, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("names", [["sea", "boat"], ["boat", "sea"]])
def test_new_tags_may_come_in_different_orders_at_once(
    names: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    share_database(monkeypatch, tmp_path)
    door, get_or_create = Door(), TagQuerySet.get_or_create

    def let_in_once(tags: TagQuerySet, **wanted: Any) -> tuple[Tag, bool]:
        made = get_or_create(tags, **wanted)
        if not door.open.is_set():
            door.let_in()
        return made

    monkeypatch.setattr(TagQuerySet, "get_or_create", let_in_once)
    brought: list[list[Tag]] = []
    bring = [lambda names=some: brought.append(Tag.objects.named(names)) for some in (names, names[::-1])]
    together(door, partial(atomically, bring[0]), bring[1])
    assert [[tag.name for tag in tags] for tags in brought] == [names, names[::-1]]
    assert {tag.pk for tag in brought[0]} == {tag.pk for tag in brought[1]}

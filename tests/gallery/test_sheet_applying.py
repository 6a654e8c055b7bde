"""Changes from a sheet: all of them are made, or none where the catalogue is not as it was shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gallery.models import Image, Tag
from gallery.sheet import applying, differences
from gallery.sheet.applying import Stale
from gallery.sheet.differences import Change, Rights
from tests.factories import make_image

pytestmark = pytest.mark.django_db


def changes_of(text: str) -> list[Change]:
    found = differences.compare(text.encode(), rights=Rights())
    assert found.problems == []
    return found.changes


def test_every_change_is_made_and_nothing_else() -> None:
    image = make_image(title="Boat", description="At dawn", alt_text="A boat", tags=("sea", "old"))
    other = make_image(title="Other", tags=("sea",))
    row = f'{image.pk},Ship,,"tree, SEA",2026-05-01 12:30:00+02:00,no'
    done = applying.apply(changes_of(f"id,title,description,tags,taken at,published\n{row}\n"))
    image, untouched = Image.objects.get(pk=image.pk), Image.objects.get(pk=other.pk)
    assert done == [image]
    assert (image.title, image.slug, image.description, image.alt_text) == ("Ship", "ship", "", "A boat")
    assert sorted(tag.name for tag in image.tags.all()) == ["sea", "tree"]
    assert (image.taken_at, image.published) == (datetime(2026, 5, 1, 10, 30, tzinfo=UTC), False)
    assert image.updated_at > untouched.updated_at == other.updated_at
    assert (untouched.title, Tag.objects.filter(slug="sea").count()) == ("Other", 1)


def test_a_moment_and_tags_can_be_emptied() -> None:
    image = make_image(taken_at=datetime(2026, 5, 1, tzinfo=UTC), tags=("sea",))
    applying.apply(changes_of(f"id,taken at,tags\n{image.pk},,\n"))
    image.refresh_from_db()
    assert (image.taken_at, image.tags.count()) == (None, 0)


def test_what_somebody_changed_meanwhile_is_kept_and_nothing_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "IMAGES_AT_A_TIME", 1)
    first, second = make_image(title="Boat"), make_image(title="Tree")
    changes = changes_of(f"id,title,tags\n{second.pk},Oak,wood\n{first.pk},Ship,sea\n")
    Image.objects.filter(pk=second.pk).update(title="Beech")
    with pytest.raises(Stale) as stale:
        applying.apply(changes)
    assert str(stale.value) == f"Line 2: somebody changed the title of image {second.pk} from “Tree” to “Beech”."
    assert list(Image.objects.order_by("pk").values_list("title", flat=True)) == ["Boat", "Beech"]
    assert Image.tags.through.objects.count() == 0
    fresh = sorted((change.line, change.heading, change.old, change.new) for change in stale.value.changes)
    assert fresh == [
        (2, "tags", "", "wood"),
        (2, "title", "Beech", "Oak"),
        (3, "tags", "", "sea"),
        (3, "title", "Boat", "Ship"),
    ]


def test_tags_that_somebody_changed_meanwhile_are_kept() -> None:
    image = make_image(tags=("sea",))
    changes = changes_of(f"id,tags\n{image.pk},boat\n")
    image.tags.add(Tag.objects.create(name="sky"))
    with pytest.raises(Stale) as stale:
        applying.apply(changes)
    assert str(stale.value) == f"Line 2: somebody changed the tags of image {image.pk} from “sea” to “sea, sky”."


def test_what_somebody_else_wrote_just_so_is_no_change_any_more() -> None:
    image = make_image(title="Boat")
    changes = changes_of(f"id,title\n{image.pk},Ship\n")
    applying.apply(changes)
    with pytest.raises(Stale) as stale:
        applying.apply(changes)
    assert stale.value.changes == []


def test_an_image_that_was_deleted_meanwhile_is_named() -> None:
    image, other = make_image(title="Boat"), make_image(title="Tree")
    changes = changes_of(f"id,title\n{image.pk},Ship\n{other.pk},Oak\n")
    pk = image.pk
    image.delete()
    with pytest.raises(Stale) as stale:
        applying.apply(changes)
    assert stale.value.sentences == [f"Line 2: image {pk} was deleted meanwhile."]
    assert [change.image_id for change in stale.value.changes] == [other.pk]
    assert Image.objects.get().title == "Tree"


def test_edits_of_other_cells_meanwhile_do_no_harm_and_are_kept() -> None:
    image = make_image(title="Boat", description="At dawn")
    changes = changes_of(f"id,title\n{image.pk},Ship\n")
    Image.objects.filter(pk=image.pk).update(description="At noon", published=False)
    applying.apply(changes)
    image.refresh_from_db()
    assert (image.title, image.description, image.published) == ("Ship", "At noon", False)


def test_a_change_that_fails_leaves_none_of_the_others() -> None:
    image, other = make_image(title="Boat"), make_image(title="Tree")
    changes = changes_of(f"id,title,published\n{image.pk},Ship,yes\n{other.pk},Oak,no\n")
    broken = [*changes[:-1], replace(changes[-1], heading="taken at", old="", new="never")]
    with pytest.raises(Exception, match="taken at must be"):
        applying.apply(broken)
    assert list(Image.objects.order_by("pk").values_list("title", flat=True)) == ["Boat", "Tree"]


def test_images_are_read_together() -> None:
    images = [make_image(title="Boat") for _ in range(8)]
    changes = changes_of("id,title\n" + "".join(f"{image.pk},Ship\n" for image in images))
    with CaptureQueriesContext(connection) as queries:
        applying.apply(changes)
    assert sum("SELECT" in query["sql"] for query in queries) == 2

"""When an image was changed is told truly: whatever changes its words, tags, file or state says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from gallery import tagging
from gallery.models import Image, Tag
from tests.factories import make_image
from tests.gallery.desk import change, form, staff
from tests.gallery.test_indexes import plan_of

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
TAG = "/admin/gallery/tag/"
Act = Callable[[Image], object]


def image_of_long_ago() -> Image:
    """Return an image with a tag that nobody has touched for long."""
    image = make_image(tags=("sea",))
    Image.objects.filter(pk=image.pk).update(updated_at=LONG_AGO)
    return Image.objects.get(pk=image.pk)


def save(image: Image, field: str, *, value: object) -> None:
    setattr(image, field, value)
    image.save(update_fields=[field])


def update_many(image: Image) -> None:
    image.description = "Dawn"
    Image.objects.bulk_update([image], ["description"])


@pytest.mark.parametrize(
    "act",
    [
        lambda image: image.save(),
        lambda image: save(image, "title", value="Boat"),
        lambda image: save(image, "published", value=False),
        lambda image: Image.objects.update(alt_text="A boat"),
        lambda image: Image.objects.update(published=False),
        lambda image: Image.objects.update(taken_at=LONG_AGO),
        lambda image: Image.objects.update(content_hash="f" * 64),
        update_many,
        lambda image: tagging.add(Image.objects.all(), Tag.objects.named(["boats"])),
        lambda image: tagging.remove(Image.objects.all(), Tag.objects.named(["sea"])),
        lambda image: tagging.touch_all_with(Tag.objects.all()),
    ],
)
def test_whatever_others_see_of_a_change_is_a_change(act: Act) -> None:
    image = image_of_long_ago()
    act(image)
    assert Image.objects.get().updated_at > LONG_AGO


@pytest.mark.parametrize(
    "act",
    [
        lambda image: Image.objects.update(perceptual_hash=5),
        lambda image: save(image, "perceptual_hash", value=5),
        lambda image: tagging.add(Image.objects.all(), Tag.objects.named(["sea"])),
        lambda image: tagging.touch_all_with(Tag.objects.named(["boats"])),
    ],
)
def test_what_nobody_sees_is_none(act: Act) -> None:
    act(image_of_long_ago())
    assert Image.objects.get().updated_at == LONG_AGO


def test_who_says_when_is_believed() -> None:
    make_image()
    Image.objects.update(title="Boat", updated_at=LONG_AGO)
    assert Image.objects.get().updated_at == LONG_AGO


def test_the_desk_s_form_says_so_where_only_a_tag_changes(client: Client) -> None:
    image = image_of_long_ago()
    boats = Tag.objects.create(name="Boats").pk
    staff(client, group="Curators").post(change(image), form(title=image.title, tags=[boats]))
    assert Image.objects.get().updated_at > LONG_AGO


@pytest.mark.parametrize("where", ["{tag}change/", "{tag}delete/", ""])
def test_a_tag_that_is_renamed_or_deleted_at_the_desk_changes_its_images(client: Client, where: str) -> None:
    image_of_long_ago()
    tag = Tag.objects.get().pk
    many = {"action": "delete_selected", "_selected_action": [tag]}
    sent = {"name": "ocean", "post": "yes", **({} if where else many)}
    staff(client, group="Editors in chief").post(f"{TAG}{where.format(tag=f'{tag}/')}", sent)
    assert not Tag.objects.filter(name="sea").exists()
    assert Image.objects.get().updated_at > LONG_AGO


@pytest.mark.parametrize("images", [Image.objects.published(), Image.objects.all()], ids=["published", "all"])
def test_what_changed_is_found_on_an_index_alone(images: object) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    alone = {"sqlite": "USING COVERING INDEX image_by_change", "postgresql": "Index Only Scan using image_by_change"}
    since = images.filter(updated_at__gte=LONG_AGO).order_by("updated_at", "id")  # type: ignore[attr-defined]
    for found in (plan_of(since), plan_of(since.from_key((LONG_AGO, 7)))):
        assert alone[connection.vendor] in found
        assert "TEMP B-TREE" not in found


def indexes() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Image._meta.db_table).values()
    return [tuple(each["columns"]) for each in found if each["index"] and each["columns"][0] == "updated_at"]


def test_the_migration_swaps_one_index_for_another_and_back() -> None:
    operation = import_module("gallery.migrations.0014_what_changed").Migration.operations[-1].database_operations[0]
    both = [("updated_at",), ("updated_at", "id", "published")]
    assert indexes() == both[1:]
    editor = connection.SchemaEditorClass(connection)
    editor.deferred_sql = []
    operation.reverse_code(apps, editor)
    assert sorted(indexes()) == both
    operation.code(apps, editor)
    assert indexes() == both[1:]

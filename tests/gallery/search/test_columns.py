"""Whichever way a text is written, it is found at once, and what stood there before is not."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client

from gallery import tagging, uploads
from gallery.models import Image, Tag
from gallery.search import columns
from gallery.sheet import applying, differences
from gallery.sheet.differences import Rights
from tests.factories import make_image, picture_bytes
from tests.gallery.desk import change, form

pytestmark = pytest.mark.django_db


def finds(text: str) -> bool:
    return Image.objects.matching(text).exists()


def save(image: Image) -> None:
    image.title, image.description = "After", ""
    image.save()


def save_two_fields(image: Image) -> None:
    image.title, image.description = "After", ""
    image.save(update_fields=["title", "description"])


def save_what_was_read(image: Image) -> None:
    read = Image.objects.only("title").get(pk=image.pk)
    read.title = "After"
    read.save()
    read = Image.objects.only("description").get(pk=image.pk)
    read.description = ""
    read.save()


def update(image: Image) -> None:
    Image.objects.filter(title="Before").update(title="After", description="")


def update_by_an_expression(image: Image) -> None:
    Image.objects.update(title=Concat(Value("Af"), Value("ter")), description=F("alt_text"))


def update_by_a_tag(image: Image) -> None:
    tag = Tag.objects.create(name="some")
    image.tags.add(tag)
    tag.images.update(title="After", description="")


def update_many(image: Image) -> None:
    image.title, image.description = "After", ""
    Image.objects.bulk_update([image], ["title", "description"])


def update_or_create(image: Image) -> None:
    Image.objects.update_or_create({"title": "After", "description": ""}, pk=image.pk)


def apply_a_sheet(image: Image) -> None:
    found = differences.compare(f"id,title,description\n{image.pk},After,\n".encode(), rights=Rights())
    applying.apply(found.changes)


def load_a_dump(image: Image) -> None:
    save(image)
    dump = serializers.serialize("json", [image])
    image.title = image.description = "Before"
    image.save()
    for loaded in serializers.deserialize("json", dump):
        loaded.save()


WAYS = [
    save,
    save_two_fields,
    save_what_was_read,
    update,
    update_by_an_expression,
    update_by_a_tag,
    update_many,
    update_or_create,
    apply_a_sheet,
    load_a_dump,
]


@pytest.mark.parametrize("write", WAYS, ids=lambda write: write.__name__)
def test_an_image_s_new_words_are_found_at_once(write: Callable[[Image], None]) -> None:
    image = make_image(title="Before", description="Earlier")
    assert (finds("before"), finds("earlier"), finds("after")) == (True, True, False)
    write(image)
    assert (finds("before"), finds("earlier"), finds("after")) == (False, False, True)


def test_what_the_desk_saves_is_found_at_once(admin_client: Client) -> None:
    image = make_image(title="Before", description="Earlier")
    admin_client.post(change(image), form(title="After"))
    assert (finds("before"), finds("earlier"), finds("after")) == (False, False, True)


def test_what_is_made_in_bulk_is_found_at_once() -> None:
    images = [make_image(title=title) for title in ("one", "two")]
    Image.objects.all().delete()
    for image in images:
        image.pk, image.words = None, None
    Image.objects.bulk_create(images)
    assert (finds("one"), finds("two")) == (True, True)


def test_an_upload_is_found_by_its_words_at_once() -> None:
    upload = uploads.examine(picture_bytes(), "red_boat.png")
    uploads.store_files(upload)
    uploads.add(upload, description="At dawn", tags=("Sea",))
    assert finds("red boat dawn sea")


def rename(tag: Tag) -> None:
    tag.name = "After"
    tag.save()


def rename_by_update(tag: Tag) -> None:
    Tag.objects.filter(pk=tag.pk).update(name="After")


def rename_many(tag: Tag) -> None:
    tag.name = "After"
    Tag.objects.bulk_update([tag], ["name"])


@pytest.mark.parametrize("write", [rename, rename_by_update, rename_many])
def test_a_tag_s_new_name_is_found_at_once_and_no_image_is_written(write: Callable[[Tag], None]) -> None:
    image = make_image(tags=("Before",))
    write(Tag.objects.get())
    assert (finds("before"), finds("after")) == (False, True)
    assert Image.objects.get().updated_at == image.updated_at


def test_tags_given_and_taken_for_many_images_are_found_at_once() -> None:
    image, tags = make_image(title="Boat"), Tag.objects.named(["sea"])
    tagging.add(Image.objects.all(), tags)
    assert (finds("boat sea"), finds("boat -sea")) == (True, False)
    tagging.remove(Image.objects.filter(pk=image.pk), tags)
    assert (finds("boat sea"), finds("boat -sea")) == (False, True)
    Tag.objects.bulk_create([Tag(name="Night", slug="night")])
    image.tags.set(Tag.objects.filter(slug="night"))
    assert finds("night")


def test_saving_something_else_leaves_the_words_alone() -> None:
    image = make_image(title="Boat")
    Image.objects.filter(pk=image.pk).update(published=False, alt_text="A ship")
    Image.objects.only("title").get().save(update_fields=["title", "updated_at"])
    assert finds("boat")
    assert Image.objects.get().words == " boat "


def test_rows_of_before_are_filled_in_by_the_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "ROWS_AT_A_TIME", 2)
    for number in range(5):
        make_image(title=f"Boat {number}", tags=(f"tag {number}",))
    for model in (Image, Tag):
        model.objects.update(words=None)
    assert (finds("boat"), finds("tag")) == (False, False)
    migration = import_module("gallery.migrations.0012_words")
    migration.fill(apps, SimpleNamespace(connection=connection))
    assert Image.objects.matching("boat").count() == Image.objects.matching("tag").count() == 5

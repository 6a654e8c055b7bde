"""What notes changes is there after every migration, whatever the migration did to the tables."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection, models

from gallery import triggers
from gallery.models import Change, Image
from gallery.versions import catalogue
from tests.factories import make_image


def there() -> dict[str, str]:
    with connection.cursor() as cursor:
        return triggers.existing(cursor)


def drop_all() -> None:
    with connection.cursor() as cursor:
        triggers.drop(cursor, triggers.existing(cursor))


@pytest.mark.django_db
def test_every_table_that_shapes_pages_is_watched() -> None:
    events = 4 if connection.vendor == "postgresql" else 3
    watched = list(there().values())
    assert {table: watched.count(table) for table in watched} == dict.fromkeys(triggers.WATCHED, events)


@pytest.mark.django_db
def test_the_tables_are_called_as_the_models_say() -> None:
    assert Image._meta.db_table == triggers.IMAGES
    assert Change._meta.db_table == triggers.CHANGES
    assert set(triggers.WATCHED) <= set(connection.introspection.table_names())


@pytest.mark.django_db
def test_stored_lists_are_not_watched() -> None:
    assert "gallery_recommendation" not in there().values()


@pytest.mark.django_db
def test_installing_once_more_changes_nothing() -> None:
    before = there(), catalogue()
    triggers.install(using="default")
    assert (there(), catalogue()) == before


@pytest.mark.django_db
def test_images_that_came_while_nothing_was_noted_are_counted() -> None:
    wanted = there()
    drop_all()
    make_image()
    make_image(published=False)
    assert catalogue().count == 0
    triggers.install(using="default")
    assert (catalogue().count, there()) == (1, wanted)


@pytest.mark.django_db
def test_triggers_of_another_time_make_way(monkeypatch: pytest.MonkeyPatch) -> None:
    before = there()
    monkeypatch.setattr(triggers, "FUNCTION", triggers.FUNCTION + " ")
    triggers.install(using="default")
    assert (there().keys() & before.keys(), len(there())) == (set(), len(before))


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_remakes_a_table_does_not_end_the_noting() -> None:
    before = there()
    slug = Image._meta.get_field("slug")
    wider: models.Field[str, str] = models.SlugField(max_length=99, allow_unicode=True, editable=False)
    wider.set_attributes_from_name("slug")
    wider.model = Image
    for old, new in ((slug, wider), (wider, slug)):
        with connection.schema_editor() as editor:
            editor.alter_field(Image, old, new)
    assert "gallery_image" not in there().values() or connection.vendor == "postgresql"
    call_command("migrate", verbosity=0)
    make_image()
    assert (there(), catalogue().count) == (before, 1)


@pytest.mark.django_db(transaction=True)
def test_a_migration_can_go_back_behind_the_notes_and_forth_again() -> None:
    make_image()
    call_command("migrate", "gallery", "0010", verbosity=0)
    noted = there()
    call_command("migrate", verbosity=0)  # whatever was found: later tests need the tables
    assert (noted, catalogue().count) == ({}, 1)


@pytest.mark.django_db(transaction=True)
def test_emptying_the_database_leaves_nothing_to_count() -> None:
    make_image(tags=("sea",))
    call_command("flush", interactive=False, verbosity=0)
    assert catalogue().count == 0
    make_image()
    assert catalogue().count == 1

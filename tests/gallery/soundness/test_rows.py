"""What the tables must agree on is looked at, and what they do not agree on is named with its remedy."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from gallery import triggers
from gallery.models import Change, Image, Recommendation
from gallery.soundness import rows
from gallery.soundness.findings import Finding, Look
from tests.factories import make_image, recommend

pytestmark = pytest.mark.django_db

LOOK = Look(fast=False, using="default")


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_a_count_that_is_off_is_named_until_it_is_mended() -> None:
    make_image()
    make_image(published=False)
    assert list(rows.check_counts(LOOK)) == []
    Change.objects.update(published=3)
    said = f"Pages count {3 * Change.objects.count()} published images, and there are 1; run manage.py migrate."
    assert list(rows.check_counts(LOOK)) == [Finding(kind="count off", sentence=said)]
    call_command("migrate", verbosity=0)
    assert list(rows.check_counts(LOOK)) == []


def test_a_trigger_that_is_missing_is_named() -> None:
    with connection.cursor() as cursor:
        name, table = next(iter(triggers.existing(cursor).items()))
        triggers.drop(cursor, {name: table})
    said = "The database lacks 1 of the triggers that note what changes; run manage.py migrate."
    assert list(rows.check_counts(LOOK)) == [Finding(kind="trigger missing", sentence=said)]


def test_words_that_are_not_those_of_the_texts_are_named_until_they_are_mended() -> None:
    make_image(title="Boat", tags=("sea",))
    assert list(rows.check_words(LOOK)) == []
    execute("UPDATE gallery_image SET title = 'House'", "UPDATE gallery_tag SET name = 'land'")
    assert [finding.sentence for finding in rows.check_words(LOOK)] == [
        "The search knows other words than images have, in 1 rows; run manage.py fold_words.",
        "The search knows other words than tags have, in 1 rows; run manage.py fold_words.",
    ]
    assert list(rows.check_words(Look(fast=True, using="default"))) == []
    call_command("fold_words", verbosity=0)
    assert list(rows.check_words(LOOK)) == []


@pytest.mark.django_db(transaction=True)
def test_rows_that_name_a_row_which_is_gone_are_named() -> None:
    image, other = make_image(title="Boat", tags=("sea",)), make_image()
    recommend(image, other)
    assert list(rows.check_references(LOOK)) == []
    without_references("DELETE FROM gallery_image WHERE title = 'Boat'")
    assert [finding.sentence for finding in rows.check_references(LOOK)] == [
        "1 rows of gallery.image_tags name a image that is gone; bring the rows back with manage.py restore.",
        "1 rows of gallery.recommendation name a image that is gone; bring the rows back with manage.py restore.",
    ]


def without_references(statement: str) -> None:
    """Do something that the database refuses otherwise."""
    if connection.vendor == "sqlite":
        execute("PRAGMA foreign_keys = OFF", statement, "PRAGMA foreign_keys = ON")
    else:
        execute("SET session_replication_role = replica", statement, "RESET session_replication_role")


def test_an_image_that_recommends_itself_is_named() -> None:
    image = make_image()
    if connection.vendor == "sqlite":
        execute("PRAGMA ignore_check_constraints = ON")
    else:
        execute("ALTER TABLE gallery_recommendation DROP CONSTRAINT recommendation_not_itself")
    Recommendation.objects.create(image=image, recommended=image, rank=1, similarity=1)
    said = f"#{image.pk} recommends itself; run manage.py compute_recommendations."
    assert list(rows.check_own_lists(LOOK)) == [Finding(kind="list", image=image.pk, sentence=said)]
    if connection.vendor == "sqlite":
        execute("PRAGMA ignore_check_constraints = OFF")


def test_a_whole_database_has_nothing_to_say() -> None:
    assert list(rows.check_database(LOOK)) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its checksums to itself")
def test_what_sqlite_says_of_its_file_is_passed_on() -> None:
    image = make_image()
    execute("PRAGMA ignore_check_constraints = ON")
    Image.objects.filter(pk=image.pk).update(width=0)
    execute("PRAGMA ignore_check_constraints = OFF")
    said = "SQLite says: CHECK constraint failed in gallery_image; restore a backup."
    assert list(rows.check_database(LOOK)) == [Finding(kind="database damaged", sentence=said)]

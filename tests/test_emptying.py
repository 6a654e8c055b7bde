"""After a test that commits, the database is as one whose tables were just made."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection

from gallery import triggers
from gallery.models import Change, Image, Tag
from tests.emptying import empty_database, has_what_django_makes, tables_with_rows
from tests.factories import decide, make_image, recommend

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_row_is_left_but_the_note_that_it_changed() -> None:
    one, other = make_image(tags=("boats",)), make_image()
    recommend(one, other)
    decide(image=one, other=other, kind="pin")
    User.objects.create_user("ada").groups.add(Group.objects.create(name="Guests"))
    empty_database()
    assert (tables_with_rows(), Change.objects.count()) == (["gallery_change"], 1)
    assert (Image.objects.count(), Tag.objects.count(), has_what_django_makes()) == (0, 0, True)


def test_a_permission_that_is_gone_comes_back() -> None:
    Permission.objects.filter(codename="add_image").delete()
    empty_database()
    assert Permission.objects.filter(codename="add_image").exists()


def test_triggers_that_are_gone_come_back() -> None:
    with connection.cursor() as cursor:
        before = triggers.existing(cursor)
        triggers.drop(cursor, before)
        empty_database()
        assert triggers.existing(cursor) == before != {}


def test_no_version_comes_twice() -> None:
    marks = set()
    for _ in range(3):
        empty_database()
        marks.add(Change.objects.get().mark)
    assert len(marks) == 3

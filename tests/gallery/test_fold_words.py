"""fold_words: texts that were changed behind Django's back are found again."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.db import connection

from gallery.models import Image
from tests.factories import make_image

pytestmark = pytest.mark.django_db


def run() -> str:
    printed = io.StringIO()
    call_command("fold_words", stdout=printed)
    return printed.getvalue()


def test_texts_changed_by_sql_are_found_afterwards() -> None:
    make_image(title="Boat", tags=("sea", "dawn"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE gallery_image SET title = 'Ship'")
        cursor.execute("UPDATE gallery_tag SET name = 'ocean' WHERE name = 'sea'")
    assert run() == "The words of 1 image and 1 tag were out of date; now they are not.\n"
    assert Image.objects.matching("ship ocean -boat -sea").exists()


def test_where_all_is_as_it_should_be_nothing_is_written() -> None:
    make_image(title="Boat", tags=("sea",))
    assert run() == "The words of 0 images and 0 tags were out of date; now they are not.\n"

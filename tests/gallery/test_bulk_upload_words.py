"""A batch at the desk: what a file says of itself, and what it looks like."""

from __future__ import annotations

import pytest
from django.test import Client

from gallery.models import Image, Tag
from tests.gallery.desk import file, staff
from tests.gallery.metadata.making import wordy_jpeg
from tests.gallery.pictures import boat, saved
from tests.gallery.test_bulk_upload import send

pytestmark = pytest.mark.django_db


def tags() -> list[str]:
    return [tag.name for tag in Image.objects.get().tags.all()]


def test_a_file_s_own_words_are_taken_and_its_keywords_join_the_batch_s_tags(admin_client: Client) -> None:
    send(admin_client, file("x.jpg", wordy_jpeg()), tags="exhibition")
    image = Image.objects.get()
    assert (image.title, image.description, tags()) == ("Harbour", "Boats at dawn", ["boats", "exhibition", "sea"])


def test_keywords_make_no_tags_for_somebody_who_may_add_none(client: Client) -> None:
    Tag.objects.named(["sea"])
    send(staff(client, "add_image"), file("x.jpg", wordy_jpeg()))
    assert (tags(), Tag.objects.count()) == (["sea"], 1)


def test_a_file_that_looks_almost_like_an_image_comes_in_with_a_warning(admin_client: Client) -> None:
    send(admin_client, file("a.png", saved(boat(), "PNG")))
    first = Image.objects.get()
    _, answer = send(admin_client, file("b.jpg", saved(boat())))
    assert (answer["verdict"], answer["warning"]) == ("imported", f"It looks almost like #{first.pk}, “{first.title}”.")

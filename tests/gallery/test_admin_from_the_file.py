"""What the desk takes from an uploaded file, and what it says of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from gallery.models import Image, Tag
from tests.factories import make_image
from tests.gallery.desk import ADD, LIST, change, file, form
from tests.gallery.metadata.making import Base, exif, keywords, title, wordy_jpeg, xmp
from tests.gallery.pictures import boat, saved

pytestmark = pytest.mark.django_db

ALL_THREE = "Title, description and 2 tags come from the file: please check them."


def uploaded(client: Client, content: bytes, **fields: Any) -> tuple[Image, list[str], str]:
    """Upload a file and return its image, what is said, and where that leads."""
    response = client.post(ADD, form(file=file("boat.jpg", content), **fields), follow=True)
    image = Image.objects.order_by("pk").last()
    assert image is not None
    return image, [str(message) for message in response.context["messages"]], response.redirect_chain[-1][0]


def test_what_was_left_empty_comes_from_the_file_and_is_opened_for_a_check(admin_client: Client) -> None:
    image, said, page = uploaded(admin_client, wordy_jpeg())
    assert (image.title, image.slug, image.description) == ("Harbour", "harbour", "Boats at dawn")
    assert [tag.name for tag in image.tags.all()] == ["boats", "sea"]
    assert (ALL_THREE in said, page) == (True, change(image))


def test_what_a_curator_writes_wins(admin_client: Client) -> None:
    (tag,) = Tag.objects.named(["harbours"])
    image, said, page = uploaded(admin_client, wordy_jpeg(), title="My boat", description="Mine", tags=[tag.pk])
    assert (image.title, image.description, image.tags.get()) == ("My boat", "Mine", tag)
    assert (len(said), page) == (1, LIST)


def test_only_what_comes_from_the_file_is_named(admin_client: Client) -> None:
    said = uploaded(admin_client, wordy_jpeg(), title="My boat", description="Mine")[1]
    assert "2 tags come from the file: please check them." in said


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (title("Harbour"), "Title comes from the file: please check it."),
        (keywords("sea"), "1 tag comes from the file: please check it."),
        (title("Harbour") + keywords("sea"), "Title and 1 tag come from the file: please check them."),
    ],
)
def test_one_word_or_many_make_a_sentence(admin_client: Client, told: str, sentence: str) -> None:
    assert sentence in uploaded(admin_client, saved(boat(), xmp=xmp(told)))[1]


def test_a_date_alone_is_named_but_no_reason_to_stop(admin_client: Client) -> None:
    camera = exif({Base.DateTimeOriginal: "2024:07:01 12:00:00"})
    image, said, page = uploaded(admin_client, saved(boat(), exif=camera))
    assert (f"{image.taken_at:%Y-%m-%d %H:%M}", page) == ("2024-07-01 12:00", LIST)
    assert "Date comes from the file: please check it." in said


def test_a_date_that_was_given_is_kept_and_nothing_is_said(admin_client: Client) -> None:
    camera = exif({Base.DateTimeOriginal: "2024:07:01 12:00:00"})
    given = {"taken_at_0": "2020-01-02", "taken_at_1": "03:04"}
    image, said, _ = uploaded(admin_client, saved(boat(), exif=camera), **given)
    assert (f"{image.taken_at:%Y-%m-%d}", len(said)) == ("2020-01-02", 1)


def test_who_adds_one_after_the_other_goes_on_adding(admin_client: Client) -> None:
    _, said, page = uploaded(admin_client, wordy_jpeg(), _addanother="Save and add another")
    assert (ALL_THREE in said, page) == (True, ADD)


def test_a_draft_stays_a_draft(admin_client: Client) -> None:
    fields = {name: value for name, value in form(file=file("a.jpg", wordy_jpeg())).items() if name != "published"}
    admin_client.post(ADD, fields)
    assert Image.objects.get(title="Harbour").published is False


def test_who_may_not_add_tags_gets_those_that_exist(client: Client) -> None:
    staff = User.objects.create_user("uploader", is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=["view_image", "add_image", "change_image"]))
    client.force_login(staff)
    Tag.objects.named(["Sea"])
    image, said, _ = uploaded(client, wordy_jpeg())
    assert ([tag.name for tag in image.tags.all()], Tag.objects.count()) == (["Sea"], 1)
    assert "Title, description and 1 tag come from the file: please check them." in said


def test_a_replacement_brings_no_words(admin_client: Client) -> None:
    image = make_image(title="Boat")
    admin_client.post(change(image), form(title="Boat", file=file("new.jpg", wordy_jpeg())))
    image.refresh_from_db()
    assert (image.original_name, image.title, image.description, image.tags.count()) == ("new.jpg", "Boat", "", 0)


def test_words_of_a_file_are_text_and_never_markup(admin_client: Client) -> None:
    told = xmp(title("&lt;script&gt;alert(1)&lt;/script&gt;"))
    for _ in range(2):
        content = saved(boat(), quality=80 + Image.objects.count(), xmp=told)
        page = admin_client.post(ADD, form(file=file("boat.jpg", content)), follow=True).content.decode()
        assert "<script>alert" not in page
    assert "“&lt;script&gt;alert(1)&lt;/script&gt;” looks almost like" in page


def test_what_looks_almost_like_another_image_is_said_with_a_link(admin_client: Client) -> None:
    first, said, _ = uploaded(admin_client, saved(boat()), title="Boat")
    assert len(said) == 1
    second, said, _ = uploaded(admin_client, saved(boat(), "PNG"), title="Ship")
    assert f'“Ship” looks almost like <a href="{change(first)}">#{first.pk}, “Boat”</a>.' in said
    assert (second.published, Image.objects.count()) == (True, 2)


def test_three_of_many_are_linked(admin_client: Client) -> None:
    uploaded(admin_client, saved(boat()), title="Boat")
    look = Image.objects.get().perceptual_hash
    for other in ("A", "<B>", "C"):
        make_image(title=other, perceptual_hash=look)
    said = re.sub(r"<a[^>]*>#\d+, |</a>", "", uploaded(admin_client, saved(boat(), "PNG"))[1][0])
    assert (
        re.sub(r"<a[^>]*>#\d+, |</a>", "", said)
        == "“Boat” looks almost like “Boat” and “A” and “&lt;B&gt;” and 1 more."
    )


def test_a_replacement_that_looks_almost_like_another_image_is_said(admin_client: Client) -> None:
    first, image = uploaded(admin_client, saved(boat()), title="Boat")[0], make_image(title="Ship")
    fields = form(title="Ship", file=file("b.png", saved(boat(), "PNG")))
    page = admin_client.post(change(image), fields, follow=True).content.decode()
    assert f'“Ship” looks almost like <a href="{change(first)}">#{first.pk}, “Boat”</a>.' in page


def test_words_changed_without_a_file_ask_nothing_of_it(admin_client: Client) -> None:
    image, _ = (make_image(title="Boat", perceptual_hash=5) for _ in range(2))
    response = admin_client.post(change(image), form(title="Ship"), follow=True)
    assert len(list(response.context["messages"])) == 1


def test_an_empty_form_says_what_becomes_of_empty_fields(admin_client: Client) -> None:
    page = admin_client.get(ADD).content.decode()
    assert "What you leave empty is filled with what the file says of itself, for you to check." in page
    assert "If left empty: the file's own title, or one made of its name." in page

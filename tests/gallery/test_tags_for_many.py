"""Tags for many images at once: two actions of the desk's list, each with a page that asks which."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from gallery import locks
from gallery.admin import tagging as desk_tagging
from gallery.models import Image, Tag
from tests.factories import make_image
from tests.gallery.desk import LIST

pytestmark = pytest.mark.django_db


def ask(client: Client, action: str, *images: Image, address: str = LIST, **more: Any) -> str:
    """Choose an action and return the page that follows."""
    chosen = {"action": action, "index": 0, "_selected_action": [image.pk for image in images]}
    return client.post(address, chosen | more, follow=True).content.decode()


def do(client: Client, action: str, *images: Image, **fields: Any) -> str:
    """Send the page that asks for tags and return what follows."""
    return ask(client, action, *images, confirmed="yes", **fields)


def tags_of(image: Image) -> list[str]:
    return sorted(tag.name for tag in image.tags.all())


def tag_named(name: str) -> Tag:
    return Tag.objects.named([name])[0]


def test_the_page_shows_how_many_are_chosen_and_changes_nothing_yet(admin_client: Client) -> None:
    images = [make_image(tags=("sea",)) for _ in range(desk_tagging.PICTURES_SHOWN + 3)]
    page = ask(admin_client, "tag", *images)
    assert "Tag 15 images" in page
    assert (page.count('loading="lazy"'), "and 3 more" in page) == (desk_tagging.PICTURES_SHOWN, True)
    assert tags_of(images[0]) == ["sea"]


def test_chosen_and_written_tags_are_added_to_those_there_are(admin_client: Client) -> None:
    sea = tag_named("sea")
    one, other, third = make_image(tags=("boat",)), make_image(tags=("sea",)), make_image()
    page = do(admin_client, "tag", one, other, tags=[sea.pk], names=" Harbour, BOAT ,, ")
    assert "2 images tagged “boat”, “Harbour”, “sea”." in page
    assert (tags_of(one), tags_of(other), tags_of(third)) == (["Harbour", "boat", "sea"],) * 2 + ([],)


def test_only_images_that_lacked_a_tag_count_as_changed(admin_client: Client) -> None:
    old, new = make_image(tags=("sea",)), make_image()
    changed_at = old.updated_at, new.updated_at
    assert "1 image tagged “sea”." in do(admin_client, "tag", old, new, names="sea")
    now = [Image.objects.get(pk=image.pk).updated_at for image in (old, new)]
    assert (now[0] == changed_at[0], now[1] > changed_at[1]) == (True, True)
    assert "The chosen images have “sea” already." in do(admin_client, "tag", old, new, names="sea")


@pytest.mark.parametrize("page", ["", "?p=2"])
def test_all_images_of_a_filtered_list_are_tagged_whatever_page_they_are_on(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr(locks, "IMAGES_AT_A_TIME", 2)
    bare, tagged = [make_image() for _ in range(5)], make_image(tags=("sky",))
    address = f"{LIST}?tag=none"
    shown = ask(admin_client, "tag", bare[0], address=address, select_across=1)
    assert "Tag 5 images" in shown
    assert re.findall(r'name="select_across" value="(\d)"', shown) == ["1"]
    ask(admin_client, "tag", bare[0], address=address, select_across=1, confirmed="yes", names="sea")
    assert [tags_of(image) for image in (*bare, tagged)] == [["sea"]] * 5 + [["sky"]]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "Choose a tag, or write one."),
        ({"names": " , "}, "Choose a tag, or write one."),
        ({"names": "x" * 65}, f"A tag may have at most 64 characters, “{'x' * 65}” has 65."),
    ],
)
def test_what_is_no_tag_is_refused_and_the_images_stay_chosen(
    admin_client: Client, fields: dict[str, str], reason: str
) -> None:
    image = make_image()
    page = do(admin_client, "tag", image, **fields)
    assert (reason in page, f'name="_selected_action" value="{image.pk}"' in page) == (True, True)
    assert Tag.objects.count() == 0


def test_new_tags_take_the_right_to_make_them(client: Client) -> None:
    user = User.objects.create_user("somebody", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_image", "change_image", "view_tag"]))
    client.force_login(user)
    image, sea = make_image(), tag_named("sea")
    refused = do(client, "tag", image, names="SEA, new")
    assert "There is no tag “new”, and making one takes a right that you do not have." in refused
    assert "1 image tagged “sea”." in do(client, "tag", image, names="SEA")
    assert list(Tag.objects.all()) == [sea]


def test_whoever_may_only_look_tags_nothing(client: Client) -> None:
    user = User.objects.create_user("somebody", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_image"))
    client.force_login(user)
    image = make_image(tags=("sea",))
    for action in ("tag", "untag"):
        assert f'value="{action}"' not in client.get(LIST).content.decode()
        do(client, action, image, names="boat", tags=[tag_named("sea").pk])
    assert tags_of(image) == ["sea"]


def test_the_tags_that_the_chosen_images_have_are_offered_to_take_away_commonest_first(admin_client: Client) -> None:
    one, other = make_image(tags=("sea", "boat")), make_image(tags=("sea",))
    make_image(tags=("tree",))
    page = ask(admin_client, "untag", one, other)
    assert re.findall(r">\s*(\w+ \(\d\))</label>", page) == ["sea (2)", "boat (1)"]
    assert ('name="names"' in page, "Take tags from 2 images" in page) == (False, True)


def test_tags_are_taken_away_from_the_chosen_images_only(admin_client: Client) -> None:
    one, other, third = make_image(tags=("sea", "boat")), make_image(tags=("boat",)), make_image(tags=("sea",))
    page = do(admin_client, "untag", one, other, tags=[tag_named("sea").pk])
    assert "“sea” taken from 1 image." in page
    assert [tags_of(image) for image in (one, other, third)] == [["boat"], ["boat"], ["sea"]]


def test_a_tag_beyond_those_offered_is_taken_away_by_its_name(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_tagging, "MOST_OFFERED", 1)
    image = make_image(tags=("sea", "boat"))
    tag_named("tree")
    assert "The chosen images have no tag “tree”." in do(admin_client, "untag", image, names="tree")
    assert "“sea” taken from 1 image." in do(admin_client, "untag", image, names="SEA")
    assert tags_of(image) == ["boat"]


def test_images_without_tags_have_none_to_take_away(admin_client: Client) -> None:
    page = ask(admin_client, "untag", make_image())
    assert ("The chosen images have no tags." in page, 'value="Take these tags away"' in page) == (True, False)


def test_a_tag_is_text_and_never_markup(admin_client: Client) -> None:
    image = make_image(tags=("<script>alert(1)</script>",), title="<script>alert(2)</script>")
    pages = [ask(admin_client, "untag", image), do(admin_client, "tag", image, names="<script>alert(3)</script>")]
    pages.append(admin_client.get(LIST).content.decode())
    assert [page for page in pages if "<script>alert" in page] == []

"""Alternative texts, one image after another: nothing that was written is lost, and nobody overwrites anybody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client

from gallery.models import Image
from tests.factories import make_image
from tests.gallery.desk import change
from tests.gallery.reading import queries_of

pytestmark = pytest.mark.django_db

QUEUE = "/admin/gallery/image/alt-texts/"


@pytest.fixture
def images() -> list[Image]:
    """Four images in the order of the queue: the newest published one first, drafts last."""
    days = [(True, 9), (True, 5), (False, 8), (False, 2)]
    return [make_image(published=p, uploaded_at=datetime(2026, 5, day, tzinfo=UTC)) for p, day in reversed(days)][::-1]


def shown(response: Any) -> Image | None:
    """Return the image that a page of the queue shows."""
    image: Image | None = response.context["image"]
    return image


def save(client: Client, image: Image, text: str, *, seen: str = "") -> Any:
    return client.post(QUEUE, {"image": image.pk, "seen": seen, "alt_text": text}, follow=True)


def messages(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def text_of(image: Image) -> str:
    return Image.objects.get(pk=image.pk).alt_text


def test_published_images_come_first_and_the_newest_of_them(admin_client: Client, images: list[Image]) -> None:
    order, response = [], admin_client.get(QUEUE)
    for number in range(4):
        image = shown(response)
        assert image is not None
        order.append(image)
        response = save(admin_client, image, f"Text {number}")
    assert order == images
    assert "Every image has an alternative text." in response.content.decode()


def test_images_uploaded_at_one_instant_come_one_after_another(admin_client: Client) -> None:
    some = [make_image(uploaded_at=datetime(2026, 5, 1, tzinfo=UTC)) for _ in range(3)][::-1]
    response = admin_client.get(QUEUE)
    for image in some:
        assert shown(response) == image
        response = admin_client.get(f"{QUEUE}?image={response.context['place'].behind.pk}")
    assert shown(response) == some[0]


def test_a_text_is_saved_in_one_line_and_the_next_image_comes(admin_client: Client, images: list[Image]) -> None:
    changed_at = images[0].updated_at
    response = save(admin_client, images[0], "  A boat\r\n at sea ")
    assert (text_of(images[0]), shown(response)) == ("A boat at sea", images[1])
    assert messages(response) == [f"Saved for “{images[0]}”: A boat at sea"]
    assert Image.objects.get(pk=images[0].pk).updated_at > changed_at


def test_what_was_saved_is_in_the_image_s_own_history(
    admin_client: Client, admin_user: User, images: list[Image]
) -> None:
    save(admin_client, images[0], "A boat")
    entry = LogEntry.objects.get()
    said = (entry.user, entry.object_id, entry.change_message)
    assert said == (admin_user, str(images[0].pk), "Changed the alternative text.")


def test_the_page_says_how_many_are_written(admin_client: Client, images: list[Image]) -> None:
    page = save(admin_client, images[0], "A boat").content.decode()
    assert ("1 of 4 written, 3 left" in page, 'max="4" value="1"' in page) == (True, True)


def test_the_page_shows_the_picture_large_and_what_is_known_of_it(admin_client: Client) -> None:
    image = make_image(title="Boat", description="At dawn", original_name="IMG_7.jpg", width=3000, height=2000)
    page = admin_client.get(QUEUE).content.decode()
    assert [text for text in ("Boat", "At dawn", "IMG_7.jpg", image.srcset, change(image)) if text not in page] == []
    assert "Say in one sentence what matters in the picture to somebody who cannot see it" in page
    assert "autofocus" in page


def test_skip_leads_on_and_previous_back(admin_client: Client, images: list[Image]) -> None:
    response = admin_client.get(f"{QUEUE}?image={images[1].pk}")
    place = response.context["place"]
    assert (place.before, place.behind) == (images[0], images[2])
    assert f'?image={images[2].pk}&amp;from={images[1].pk}"' in response.content.decode()


def test_after_the_last_come_those_that_were_skipped(admin_client: Client, images: list[Image]) -> None:
    assert shown(save(admin_client, images[3], "A boat")) == images[0]


def test_previous_leads_back_to_what_was_just_saved_to_mend_it(admin_client: Client, images: list[Image]) -> None:
    response = save(admin_client, images[0], "A bota")
    assert response.context["place"].before == images[0]
    page = admin_client.get(f"{QUEUE}?image={images[0].pk}").content.decode()
    assert "A bota</textarea>" in page
    save(admin_client, images[0], "A boat", seen="A bota")
    assert text_of(images[0]) == "A boat"


def test_a_text_that_somebody_else_wrote_meanwhile_is_kept_and_told_and_mine_is_not_lost(
    admin_client: Client, images: list[Image]
) -> None:
    Image.objects.filter(pk=images[0].pk).update(alt_text="Theirs")
    response = save(admin_client, images[0], "Mine")
    page = response.content.decode()
    said = "Somebody wrote one meanwhile: “Theirs”. Yours is still in the field; save it again to replace theirs."
    assert (text_of(images[0]), said in page, "Mine</textarea>" in page) == ("Theirs", True, True)
    assert 'name="seen" value="Theirs"' in page
    save(admin_client, images[0], "Mine", seen="Theirs")
    assert text_of(images[0]) == "Mine"


def test_a_text_that_somebody_removed_meanwhile_is_told(admin_client: Client, images: list[Image]) -> None:
    page = save(admin_client, images[0], "Mine", seen="Old").content.decode()
    said = "Somebody removed the alternative text meanwhile. Yours is still in the field; save it again to keep it."
    assert (said in page, 'name="seen" value="Old"' in page, text_of(images[0])) == (True, False, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  ", "An alternative text is required, none came; write one, or choose Skip."),
        ("x" * 401, "Ensure this value has at most 400 characters (it has 401)."),
    ],
)
def test_a_text_that_is_none_or_too_long_is_refused_and_stays(
    text: str, said: str, admin_client: Client, images: list[Image]
) -> None:
    response = save(admin_client, images[1], text)
    assert (shown(response), said in response.content.decode(), text_of(images[1])) == (images[1], True, "")
    assert text.strip() in response.content.decode()


@pytest.mark.parametrize("number", ["0", "x", "", str(10**30), "-1"])
def test_a_text_for_an_image_that_is_gone_is_given_back(number: str, admin_client: Client, images: list[Image]) -> None:
    response = admin_client.post(QUEUE, {"image": number, "alt_text": "A boat", "seen": ""}, follow=True)
    assert messages(response) == ["The image was deleted meanwhile, so its alternative text was not kept: “A boat”"]
    assert shown(response) == images[0]


@pytest.mark.parametrize("query", ["?image=99999", "?image=x", "?image=٢", f"?image={10**30}", "?from=x"])
def test_an_address_that_names_no_image_shows_the_first(query: str, admin_client: Client, images: list[Image]) -> None:
    assert shown(admin_client.get(QUEUE + query)) == images[0]


def test_an_empty_catalogue_has_nothing_to_write(admin_client: Client) -> None:
    assert "There are no images yet." in admin_client.get(QUEUE).content.decode()


@pytest.mark.parametrize(("permission", "status"), [("change_image", 200), ("view_image", 403)])
def test_texts_are_written_by_those_who_may_change_images(
    permission: str, status: int, client: Client, images: list[Image]
) -> None:
    somebody = User.objects.create_user("somebody", is_staff=True)
    somebody.user_permissions.add(Permission.objects.get(codename=permission))
    client.force_login(somebody)
    assert client.get(QUEUE).status_code == status
    save(client, images[0], "A boat")
    assert (text_of(images[0]) == "A boat") is (status == 200)


def test_the_number_of_queries_does_not_grow_with_the_images(admin_client: Client, images: list[Image]) -> None:
    address = f"{QUEUE}?image={images[1].pk}"
    few = queries_of(admin_client, address)
    for _ in range(5):
        make_image()
    assert queries_of(admin_client, address) == few


def test_a_title_is_text_and_never_markup(admin_client: Client) -> None:
    make_image(title="<script>alert(1)</script>", original_name="<b>.png", description="<i>x</i>")
    page = admin_client.get(QUEUE).content.decode()
    assert [text for text in ("<script>alert", "<b>.png", "<i>x") if text in page] == []


def test_the_list_of_images_leads_to_the_queue(admin_client: Client) -> None:
    assert f'href="{QUEUE}"' in admin_client.get("/admin/gallery/image/").content.decode()

"""Files on the desk: uploaded, refused, replaced, and sent back as they came."""

from __future__ import annotations

import errno

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from gallery import uploads
from gallery.models import Image, Tag
from gallery.storage import originals, renditions
from tests.factories import decide, make_image, picture_bytes, recommend, upload_image
from tests.gallery.desk import ADD, change, file, form

pytestmark = pytest.mark.django_db


def original_of(image: Image) -> str:
    return reverse("admin:gallery_image_original", args=[image.pk])


def test_an_upload_makes_an_image_with_its_files(admin_client: Client) -> None:
    assert admin_client.post(ADD, form(file=file("red_boat.png", size=(700, 20)))).status_code == 302
    image = Image.objects.get()
    assert (image.title, image.slug, image.original_name) == ("Red boat", "red-boat", "red_boat.png")
    assert (image.width, image.height, image.format, image.published) == (700, 20, "PNG", True)
    assert originals().exists(image.original.name)
    addresses = [offer.split()[0] for offer in image.srcset.split(", ")]
    assert [renditions().exists(address.removeprefix("/media/renditions/")) for address in addresses] == [True] * 3


def test_an_upload_keeps_the_words_given_with_it(admin_client: Client) -> None:
    admin_client.post(
        ADD, form(file=file(), title="At sea", alt_text="A boat", taken_at_0="2020-01-02", taken_at_1="03:04")
    )
    image = Image.objects.get()
    assert (image.title, image.alt_text, f"{image.taken_at:%Y-%m-%d %H:%M}") == ("At sea", "A boat", "2020-01-02 03:04")


def test_an_upload_without_a_file_is_refused(admin_client: Client) -> None:
    assert "This field is required." in admin_client.post(ADD, form(title="Boat")).content.decode()
    assert Image.objects.count() == 0


def test_a_file_that_is_no_picture_is_refused_with_the_reason(admin_client: Client) -> None:
    page = admin_client.post(ADD, form(file=file("boat.png", b"no picture"))).content.decode()
    assert "boat.png: not a picture in an accepted format (JPEG, PNG, WEBP, GIF, AVIF)." in page
    assert Image.objects.count() == 0


def test_a_file_too_large_is_refused_with_the_limit(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 2 * 1024**2)
    page = admin_client.post(ADD, form(file=file("boat.png", bytes(5 * 1024**2)))).content.decode()
    assert "boat.png: a file may have at most 2 MiB, this one has more." in page


def test_a_duplicate_is_refused_with_a_link_to_the_first(admin_client: Client) -> None:
    first = upload_image(title="<Plums>", colour="plum")
    page = admin_client.post(ADD, form(file=file("other.png", colour="plum"))).content.decode()
    said = f"already in the catalogue as #{first.pk}, “&lt;Plums&gt;”"
    assert f'This file is <a href="{change(first)}">{said}</a>.' in page
    assert Image.objects.count() == 1


def test_a_replaced_file_keeps_address_tags_decisions_and_words(admin_client: Client) -> None:
    image = upload_image(title="Boat", colour="plum")
    (tag,) = Tag.objects.named(["sea"])
    image.tags.add(tag)
    decide(image=image, other=make_image(), kind="pin")
    fields = form(title="Boat", tags=[tag.pk], file=file("new.png", colour="salmon", size=(30, 20)))
    assert admin_client.post(change(image), fields).status_code == 302
    new = Image.objects.get(pk=image.pk)
    assert (new.get_absolute_url(), new.tags.get(), new.decisions.count()) == (image.get_absolute_url(), tag, 1)
    assert (new.original_name, new.width, new.content_hash != image.content_hash) == ("new.png", 30, True)
    assert new.uploaded_at == image.uploaded_at


def test_a_replaced_file_keeps_its_stored_recommendations_until_the_next_run(admin_client: Client) -> None:
    image = upload_image(title="Boat", colour="plum")
    recommend(image, make_image())
    rows = {"recommendations-TOTAL_FORMS": 1, "recommendations-INITIAL_FORMS": 1}
    admin_client.post(change(image), form(title="Boat", file=file(colour="salmon"), **rows))
    assert image.recommendations.count() == 1


def test_a_file_may_be_replaced_by_itself(admin_client: Client) -> None:
    image = upload_image(title="Boat", colour="plum")
    assert admin_client.post(change(image), form(title="Boat", file=file("new.png", colour="plum"))).status_code == 302
    assert Image.objects.get().original_name == "new.png"


def test_a_file_of_another_image_is_no_replacement(admin_client: Client) -> None:
    first, second = upload_image(colour="plum"), upload_image(colour="salmon")
    response = admin_client.post(change(second), form(title="Boat", file=file(colour="plum")))
    assert f'This file is <a href="{change(first)}">' in response.content.decode()
    assert Image.objects.get(pk=second.pk).content_hash == second.content_hash


def test_a_curator_gets_the_original_byte_for_byte(admin_client: Client) -> None:
    image = upload_image(colour="plum", kind="JPEG", comment=b"kept", name="größe.jpg")
    response = admin_client.get(original_of(image))
    assert response.getvalue() == picture_bytes(colour="plum", kind="JPEG", comment=b"kept")
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''gr%C3%B6%C3%9Fe.jpg"


def test_an_image_s_page_leads_to_its_original(admin_client: Client) -> None:
    image = upload_image(colour="plum")
    assert f'href="{original_of(image)}"' in admin_client.get(change(image)).content.decode()


def test_a_visitor_does_not_get_the_original(client: Client) -> None:
    image = upload_image(colour="plum")
    response = client.get(original_of(image))
    assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={original_of(image)}")


@pytest.mark.parametrize(("permission", "status"), [("view_image", 200), ("view_tag", 403)])
def test_the_original_is_for_those_who_may_see_images(client: Client, permission: str, status: int) -> None:
    image = upload_image(colour="plum")
    staff = User.objects.create_user("curator", is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename=permission))
    client.force_login(staff)
    response = client.get(original_of(image))
    response.close()
    assert response.status_code == status


def test_the_original_of_an_unknown_image_is_not_found(admin_client: Client) -> None:
    assert admin_client.get("/admin/gallery/image/99999999999999999999/original/").status_code == 404


def test_an_original_that_is_missing_has_a_page_that_says_so(admin_client: Client) -> None:
    image = upload_image(title="Plums", colour="plum", name="plum.png")
    originals().delete(image.original.name)
    response = admin_client.get(original_of(image))
    said = "plum.png, the original of “Plums”, is missing in the storage."
    assert (response.status_code, said in response.content.decode()) == (404, True)


def test_a_row_that_names_no_file_has_the_same_page(admin_client: Client) -> None:
    upload_image()  # so that there is a folder, which is no original either
    response = admin_client.get(f"/admin/gallery/image/{make_image().pk}/original/")
    assert (response.status_code, "is missing in the storage" in response.content.decode()) == (404, True)


def test_an_original_that_cannot_be_read_has_a_page_without_the_folder_s_path(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "/srv/kindred/media")

    monkeypatch.setattr("gallery.storage.LocalStorage.open", fail)
    response = admin_client.get(original_of(upload_image(colour="plum")))
    said = "was not handed out by the storage: permission denied. Try again later."
    assert (response.status_code, said in response.content.decode()) == (503, True)


def test_an_upload_that_the_disk_does_not_take_is_refused_with_the_reason(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("gallery.storage.write_whole", full)
    page = admin_client.post(ADD, form(file=file("boat.png", colour="tomato"))).content.decode()
    said = "boat.png: the storage did not take the file: no space left on device; send it again later."
    assert (said in page, Image.objects.count()) == (True, 0)


def test_the_same_file_uploaded_twice_at_once_makes_one_image(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = upload_image(title="Plums", colour="plum")
    with monkeypatch.context() as patch:
        patch.setattr(uploads, "refuse_duplicate", lambda *_, **__: None)  # the form is checked before the other's row
        page = admin_client.post(ADD, form(file=file("other.png", colour="plum")), follow=True)
    assert page.redirect_chain == [(change(first), 302)]
    assert f"This file is already in the catalogue as #{first.pk}, “Plums”." in page.content.decode()
    assert Image.objects.count() == 1

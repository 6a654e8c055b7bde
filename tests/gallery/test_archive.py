"""The chosen images' originals as one zip archive, made while it is sent."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from gallery import archive
from gallery.archive import Names
from gallery.models import Image
from gallery.storage import originals
from tests.factories import make_image, upload_image
from tests.gallery.desk import LIST

pytestmark = pytest.mark.django_db


def download(client: Client, *images: Image) -> Any:
    return client.post(LIST, {"action": "download_originals", "_selected_action": [image.pk for image in images]})


def unpacked(response: Any) -> dict[str, bytes]:
    """Return what is in an archive, each file checked."""
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def content_of(image: Image) -> bytes:
    with originals().open(image.original.name) as file:
        return bytes(file.read())


def test_the_chosen_originals_come_byte_for_byte_under_their_own_names(admin_client: Client) -> None:
    boat, ship = upload_image(colour="red", name="boat.png"), upload_image(colour="blue", name="größe 船.png")
    upload_image(colour="green")
    response = download(admin_client, boat, ship)
    assert unpacked(response) == {"größe 船.png": content_of(ship), "boat.png": content_of(boat)}
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"].startswith('attachment; filename="originals-2')


def test_images_of_one_name_get_numbers_whatever_their_capitals(admin_client: Client) -> None:
    images = [upload_image(colour=colour, name=name) for colour, name in (("red", "a.png"), ("tan", "A.png"))]
    assert sorted(unpacked(download(admin_client, *images))) == ["A.png", "a (2).png"]


def test_a_missing_original_is_named_in_the_archive_and_the_others_come(admin_client: Client) -> None:
    boat, ship = upload_image(colour="red", name="boat.png"), upload_image(colour="blue", name="ship.png")
    originals().delete(ship.original.name)
    files = unpacked(download(admin_client, boat, ship))
    reason = f"ship.png: the original of image {ship.pk} cannot be read (No such file or directory).\n"
    assert files == {"boat.png": content_of(boat), "missing originals.txt": reason.encode()}


def test_a_file_that_fails_half_way_is_named_and_has_no_entry(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    boat = upload_image(colour="red", name="boat.png")

    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionError

    monkeypatch.setattr(type(originals()), "_open", lambda storage, name, mode="rb": Broken())
    reason = f"boat.png: the original of image {boat.pk} cannot be read (ConnectionError).\n"
    assert unpacked(download(admin_client, boat)) == {"missing originals.txt": reason.encode()}


def test_no_more_than_one_original_is_read_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    for colour in ("red", "blue", "green"):
        upload_image(colour=colour)
    opened: list[str] = []
    storage = type(originals())
    real = storage.open

    def noted(self: Any, name: str, mode: str = "rb") -> Any:
        opened.append(name)
        return real(self, name, mode)

    monkeypatch.setattr(storage, "open", noted)
    sent = archive.stream(Image.objects.all())
    assert opened == []
    next(sent)
    assert len(opened) == 1


@pytest.mark.parametrize(
    ("wanted", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\\b:c*?.png", "a_b_c__.png"),
        ("CON.png", "_CON.png"),
        ("..", "unnamed"),
        ("missing originals.txt", "missing originals.txt"),
        ("x" * 300 + ".png", "x" * 200 + ".png"),
    ],
)
def test_names_are_safe_wherever_they_are_unpacked(wanted: str, safe: str) -> None:
    assert Names().free(wanted) == safe


def test_capitals_do_not_tell_names_apart() -> None:
    names = Names()
    assert [names.free(name) for name in ("A.png", "A.PNG", "a.png")] == ["A.png", "A (2).PNG", "a (3).png"]


def test_a_long_name_twice_is_told_apart() -> None:
    names = Names()
    assert [names.free("x" * 300 + ending) for ending in ("a.png", "b.png")] == [
        "x" * 200 + ".png",
        "x" * 200 + " (2).png",
    ]


def test_whoever_may_look_may_download_and_nobody_else(client: Client) -> None:
    image = upload_image(name="boat.png")
    user = User.objects.create_user("somebody", is_staff=True)
    client.force_login(user)
    assert download(client, image).status_code == 403
    user.user_permissions.set(Permission.objects.filter(codename="view_image"))
    assert list(unpacked(download(client, image))) == ["boat.png"]


def test_rows_without_a_file_of_their_own_are_named(admin_client: Client) -> None:
    image = make_image(original_name="boat.png")
    assert list(unpacked(download(admin_client, image))) == ["missing originals.txt"]

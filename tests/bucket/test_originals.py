"""A curator gets an original out of the bucket, or reads why not."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from gallery.models import Image
from gallery.storage import originals
from tests.bucket.proxy import Fault, Proxy, cut_off, hang_up, refuse
from tests.factories import picture_bytes, upload_image

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("impatient", "bucket")]

PAGE = "boat.png, the original of “Boat”, {}</p>"
MISSING = "is missing in the storage. If you have the file, send it again on the image&#x27;s page."
BROKEN_OFF = "was not handed out by the storage: the connection to it broke off. Try again later."
BUSY = "was not handed out by the storage: it is busy or out of order (503 SlowDown). Try again later."


@pytest.fixture
def image() -> Image:
    return upload_image(title="Boat", name="boat.png", colour="plum")


def address_of(image: Image) -> str:
    return reverse("admin:gallery_image_original", args=[image.pk])


def test_it_comes_byte_for_byte_under_its_own_name(admin_client: Client, image: Image) -> None:
    response = admin_client.get(address_of(image))
    assert response.getvalue() == picture_bytes(colour="plum")
    assert response["Content-Disposition"] == 'attachment; filename="boat.png"'


def test_one_that_is_missing_is_not_found(admin_client: Client, image: Image) -> None:
    originals().delete(image.original.name)
    response = admin_client.get(address_of(image))
    assert (response.status_code, response["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert PAGE.format(MISSING) in response.content.decode()


@pytest.mark.parametrize(
    ("fault", "reason"), [(cut_off, BROKEN_OFF), (hang_up, BROKEN_OFF), (refuse(503, "SlowDown"), BUSY)]
)
def test_one_that_the_bucket_does_not_hand_out_now_may_come_later(
    admin_client: Client, image: Image, proxy: Proxy, fault: Fault, reason: str
) -> None:
    proxy.fail(fault)
    response = admin_client.get(address_of(image))
    assert response.status_code == 503
    assert PAGE.format(reason) in response.content.decode()

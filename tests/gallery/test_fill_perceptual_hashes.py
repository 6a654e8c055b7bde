"""fill_perceptual_hashes: images that came in before their look was kept are looked at."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from gallery import likeness, renditions, storage, uploads
from gallery.models import Image
from tests.factories import make_image
from tests.gallery.pictures import boat, saved

pytestmark = pytest.mark.django_db


def run() -> tuple[str, str]:
    printed, beside = io.StringIO(), io.StringIO()
    call_command("fill_perceptual_hashes", stdout=printed, stderr=beside)
    return printed.getvalue(), beside.getvalue()


def old_image() -> Image:
    """Upload a picture, and forget its look."""
    upload = uploads.examine(saved(boat(size=(900, 700))), "boat.jpg")
    uploads.store_files(upload)
    image = uploads.add(upload)
    assert upload.perceptual_hash is not None
    Image.objects.update(perceptual_hash=None)
    return image


def test_an_old_image_gets_the_look_of_its_file() -> None:
    image, was_changed_at = old_image(), Image.objects.get().updated_at
    assert run() == ("1 image looked at, 0 cannot be read.\n", "")
    filled = Image.objects.get()
    assert filled.perceptual_hash is not None
    assert image.perceptual_hash is not None
    assert likeness.distance(filled.perceptual_hash, image.perceptual_hash) <= 2
    assert filled.updated_at == was_changed_at


def test_an_image_with_a_look_is_left_alone() -> None:
    image = make_image(perceptual_hash=5)
    assert run() == ("0 images looked at, 0 cannot be read.\n", "")
    assert Image.objects.get() == image


def test_an_image_whose_rendition_is_gone_is_named_while_the_rest_goes_on() -> None:
    lost, image = make_image(title="Lost"), old_image()
    printed, beside = run()
    assert printed == "1 image looked at, 1 cannot be read.\n"
    assert beside.startswith(f"#{lost.pk}, “Lost”: cannot be read, ")
    assert Image.objects.get(pk=image.pk).perceptual_hash is not None


def test_where_nothing_can_be_read_the_command_fails() -> None:
    image = old_image()
    storage.renditions().delete(renditions.name_for(image.content_hash, 320))
    with pytest.raises(CommandError) as failure:
        run()
    assert (str(failure.value), failure.value.returncode) == ("No image could be read.", 1)

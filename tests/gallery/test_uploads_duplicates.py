"""The same bytes are in the catalogue once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from gallery import uploads
from gallery.models import Image
from gallery.uploads import AlreadyInCatalogue
from tests.factories import make_image, picture_bytes, upload_image

pytestmark = pytest.mark.django_db


def test_the_same_bytes_twice_are_refused_with_the_first_named() -> None:
    first = upload_image(colour="plum", title="Plums")
    with pytest.raises(AlreadyInCatalogue) as refusal:
        upload_image(colour="plum", title="More plums", name="other.png")
    assert str(refusal.value) == f"already in the catalogue as #{first.pk}, “Plums”"
    assert refusal.value.image == first
    assert Image.objects.count() == 1


def test_a_draft_is_known_as_well() -> None:
    draft = make_image(published=False, content_hash="a" * 64)
    with pytest.raises(AlreadyInCatalogue) as refusal:
        uploads.refuse_duplicate("a" * 64)
    assert refusal.value.image == draft


def test_an_image_may_be_replaced_by_itself() -> None:
    image = make_image(content_hash="a" * 64)
    uploads.refuse_duplicate("a" * 64, replacing=image)


def test_bytes_nobody_offered_yet_pass() -> None:
    make_image()
    uploads.refuse_duplicate("a" * 64)


def test_of_two_at_once_the_later_is_the_duplicate(monkeypatch: pytest.MonkeyPatch) -> None:
    first = upload_image(colour="plum")
    look: Callable[[str], None] = uploads.refuse_duplicate
    looks: Iterator[Callable[[str], None]] = iter([lambda content_hash: None, look])  # the first look was too early
    monkeypatch.setattr(uploads, "refuse_duplicate", lambda content_hash: next(looks)(content_hash))
    with pytest.raises(AlreadyInCatalogue) as refusal:
        uploads.add(uploads.examine(picture_bytes(colour="plum"), "later.png"), tags=["late"])
    assert (refusal.value.image, Image.objects.count()) == (first, 1)

"""The catalogue's version moves with whatever pages show; how many images are published is known without counting."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from gallery.models import Change, Image, ImportedList, Match, Publication, Tag
from gallery.versions import Catalogue, catalogue
from tests.factories import decide, judge, make_image, publish
from tests.gallery.reading import queries_by

pytestmark = pytest.mark.django_db

Act = Callable[[Image, Image], object]
DELETE_ALL = "DELETE FROM gallery_image"


@pytest.fixture
def images() -> tuple[Image, Image]:
    return make_image(tags=("sea",)), make_image(published=False)


def changed(act: Act, images: tuple[Image, Image]) -> tuple[bool, bool]:
    """Return whether the version moved, and whether images did; the number must be true in any case."""
    before = catalogue()
    act(*images)
    after = catalogue()
    assert after.count == Image.objects.published().count()
    return after.version != before.version, after.places != before.places


def match(image: Image, other: Image) -> Match:
    return Match.objects.create(image_id=image.pk, other_id=other.pk, key="", side=1, seen=1, cells=b"1")


def like(image: Image, **said: object) -> Image:
    """Return an image that is like another, but for this."""
    return Image(**{field.name: getattr(image, field.name) for field in Image._meta.concrete_fields} | said)


def save(image: Image, **said: object) -> Image:
    saved = like(image, **said)
    saved.save()
    return saved


@pytest.mark.parametrize(
    "act",
    [
        lambda image, other: save(image, description="Dawn"),
        lambda image, other: save(image, alt_text="A boat"),
        lambda image, other: save(other, title="A draft's title"),
        lambda image, other: Image.objects.update(description="Dawn"),
        lambda image, other: image.tags.add(Tag.objects.create(name="boats")),
        lambda image, other: image.tags.clear(),
        lambda image, other: Tag.objects.update(name="ocean"),
        lambda image, other: Tag.objects.all().delete(),
        lambda image, other: decide(image=image, other=other, kind="hide"),
        lambda image, other: judge(image, other, "same"),
        lambda image, other: publish(),
        lambda image, other: ImportedList.objects.create(image=image),
        match,
        lambda image, other: Change.objects.note(),
        lambda image, other: make_image(published=False),
        lambda image, other: other.delete(),
    ],
)
def test_the_version_moves_with_what_pages_show_and_places_stay(act: Act, images: tuple[Image, Image]) -> None:
    assert changed(act, images) == (True, False)


@pytest.mark.parametrize(
    "act",
    [
        lambda image, other: make_image(),
        lambda image, other: image.delete(),
        lambda image, other: Image.objects.all().delete(),
        lambda image, other: save(other, published=True),
        lambda image, other: Image.objects.update(published=True),
        lambda image, other: Image.objects.update(published=False),
        lambda image, other: (save(image, published=False), save(other, published=True)),
        lambda image, other: save(image, title="Another"),
        lambda image, other: Image.objects.update(title="The same for all"),
        lambda image, other: Image.objects.update(uploaded_at="2020-01-01T00:00Z"),
        lambda image, other: Image.objects.bulk_create([like(image, pk=None, content_hash="f" * 64)]),
        lambda image, other: Image.objects.bulk_update([like(image, title="Another"), other], ["title"]),
    ],
)
def test_places_move_with_images_that_come_go_or_are_called_otherwise(act: Act, images: tuple[Image, Image]) -> None:
    assert changed(act, images) == (True, True)


@pytest.mark.parametrize(
    "act",
    [
        lambda image, other: Image.objects.filter(pk=0).update(title="Nobody"),
        lambda image, other: Image.objects.filter(pk=0).delete(),
        lambda image, other: Publication.objects.update(shown=1),
        lambda image, other: list(Image.objects.all()),
    ],
)
def test_the_version_stays_where_nothing_changes(act: Act, images: tuple[Image, Image]) -> None:
    assert changed(act, images) == (False, False)


def test_a_change_that_is_rolled_back_never_was(images: tuple[Image, Image]) -> None:
    before = catalogue()
    with transaction.atomic():
        make_image()
        within = catalogue()
        transaction.set_rollback(True)
    make_image()
    assert catalogue().count == before.count + 1 == within.count
    assert len({before.version, within.version, catalogue().version}) == 3


def test_the_version_is_read_in_one_query_however_many_changes_there_were() -> None:
    for _ in range(3):
        make_image()
    assert queries_by(catalogue) == 1


def test_there_is_a_version_before_there_is_anything() -> None:
    Change.objects.all().delete()
    assert catalogue() == Catalogue(version="0-0", places="0", count=0)


def test_the_table_stays_small_and_no_version_comes_twice() -> None:
    images = [make_image() for _ in range(3)]
    versions = [catalogue().version]
    for _ in range(100):
        Image.objects.filter(pk=images[0].pk).update(description="again")
        versions.append(catalogue().version)
    weights = [int(version.split("-")[0], 16) for version in versions]
    assert weights == sorted(set(weights))
    assert Change.objects.count() < 70
    assert catalogue().count == 3


def test_a_table_emptied_as_a_whole_counts() -> None:
    make_image()
    before = catalogue()
    with connection.cursor() as cursor:
        truncated = (
            "TRUNCATE gallery_image CASCADE" if connection.vendor == "postgresql" else "DELETE FROM gallery_image"
        )
        cursor.execute(truncated)
    assert (catalogue().count, catalogue().version != before.version) == (0, True)

"""What must never be wrong is refused by the database itself, whoever writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from gallery.models import CuratedPair, Image, Publication, Recommendation, Tag
from tests.factories import decide, make_image, publish, recommend

pytestmark = pytest.mark.django_db


def row(**fields: Any) -> Recommendation:
    return Recommendation(**{"rank": 1, "similarity": 0.5} | fields)


def refused(constraint: str, write: Callable[[], object]) -> None:
    """Expect the database to refuse a write and to name the constraint, or its columns where it has no names."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


def test_an_image_is_never_recommended_for_itself() -> None:
    image = make_image()
    refused(
        "recommendation_not_itself", lambda: Recommendation.objects.bulk_create([row(image=image, recommended=image)])
    )


def test_an_image_is_recommended_once_in_a_list() -> None:
    image, other = make_image(), make_image()
    rows = [row(image=image, recommended=other, rank=rank) for rank in (1, 2)]
    refused(r"image_once|recommended_id, .*\.image_id", lambda: Recommendation.objects.bulk_create(rows))


def test_a_rank_is_given_once_in_a_list() -> None:
    image = make_image()
    rows = [row(image=image, recommended=make_image()) for _ in range(2)]
    refused(r"rank_once|image_id, .*\.rank", lambda: Recommendation.objects.bulk_create(rows))


def test_ranks_begin_with_one() -> None:
    recommend(make_image(), make_image())
    refused("recommendation_rank_from_one", lambda: Recommendation.objects.update(rank=0))


@pytest.mark.parametrize("similarity", [1.001, -1.001])
def test_a_similarity_is_a_cosine(similarity: float) -> None:
    recommend(make_image(), make_image())
    refused("recommendation_similarity_is_cosine", lambda: Recommendation.objects.update(similarity=similarity))


@pytest.mark.parametrize("similarity", [1.0, -1.0])
def test_a_similarity_may_be_either_limit(similarity: float) -> None:
    recommend(make_image(), make_image())
    assert Recommendation.objects.update(similarity=similarity) == 1


def test_a_content_is_in_the_catalogue_once() -> None:
    known, other = make_image(), make_image()
    images = Image.objects.filter(pk=other.pk)
    refused(r"(?i)unique.*content_hash", lambda: images.update(content_hash=known.content_hash))


def test_a_content_hash_is_a_whole_sha256() -> None:
    make_image()
    refused("image_content_hash_is_sha256", lambda: Image.objects.update(content_hash="abc"))


@pytest.mark.parametrize("side", ["width", "height"])
def test_an_image_has_pixels(side: str) -> None:
    make_image()
    refused("image_has_pixels", lambda: Image.objects.update(**{side: 0}))


def test_nothing_is_decided_on_an_image_and_itself() -> None:
    image = make_image()
    pair = CuratedPair(image=image, other=image, kind="pin")
    refused("curated_pair_not_itself", lambda: CuratedPair.objects.bulk_create([pair]))


def test_two_images_have_one_decision() -> None:
    image, other = make_image(), make_image()
    decide(image=image, other=other, kind="pin")
    refused(r"curated_pair_once|image_id, .*\.other_id", lambda: decide(image=image, other=other, kind="hide"))


def test_a_decision_is_to_pin_or_to_hide() -> None:
    decide(image=make_image(), other=make_image(), kind="pin")
    refused("curated_pair_kind_known", lambda: CuratedPair.objects.update(kind="love"))


def test_there_is_one_publication() -> None:
    publish()
    second = Publication(pk=2, shown=8, fingerprint="f")
    refused("publication_single_row", lambda: Publication.objects.bulk_create([second]))


def test_an_image_takes_its_rows_along() -> None:
    image, other = make_image(), make_image()
    recommend(image, other)
    recommend(other, image)
    decide(image=other, other=image, kind="pin")
    image.delete()
    assert (Recommendation.objects.count(), CuratedPair.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Two red boats!", "two-red-boats"),
        ("Größe und Maß", "größe-und-maß"),
        ("???", "image"),
        ("ab " * 60, "ab-" * 26 + "ab"),
    ],
)
def test_the_address_of_an_image_says_its_title(title: str, slug: str) -> None:
    assert make_image(title=title).slug == slug


def test_the_address_follows_a_new_title() -> None:
    image = make_image(title="Boats")
    image.title = "Ships"
    image.save()
    assert image.get_absolute_url() == f"/images/{image.pk}/ships/"


def test_the_title_stands_in_for_an_alternative_text_nobody_wrote() -> None:
    assert (make_image(title="Boats").alt, make_image(title="Boats", alt_text="Two boats").alt) == (
        "Boats",
        "Two boats",
    )


def test_every_rendition_is_offered_with_its_width() -> None:
    image = make_image(width=700, content_hash="a" * 64)
    address = f"/media/renditions/aa/{'a' * 64}"
    assert image.srcset == f"{address}-320.webp 320w, {address}-640.webp 640w, {address}-700.webp 700w"


@pytest.mark.parametrize(("at_least", "width"), [(100, 320), (320, 320), (321, 640), (650, 700), (5000, 700)])
def test_the_smallest_rendition_that_is_large_enough_is_linked(at_least: int, width: int) -> None:
    assert make_image(width=700).rendition_url(at_least).endswith(f"-{width}.webp")


def test_a_tag_s_address_is_the_wall_with_that_tag_only() -> None:
    assert Tag.objects.create(name="Red boats").get_absolute_url() == "/?tag=red-boats"


def test_a_tag_without_letters_has_an_address_of_its_own() -> None:
    slugs = {Tag.objects.create(name=name).slug for name in ("!!", "??")}
    assert len(slugs) == 2
    assert all(slug.startswith("tag-") for slug in slugs)


def test_a_tag_that_differs_in_case_only_is_refused_with_the_one_to_use() -> None:
    Tag.objects.create(name="Boats")
    with pytest.raises(ValidationError) as refusal:
        Tag(name="boats").full_clean()
    assert refusal.value.message_dict == {"name": ["The tag “Boats” exists already; use that one."]}


def test_a_tag_may_keep_its_name() -> None:
    Tag.objects.create(name="Boats").full_clean()


def test_rows_speak_for_themselves() -> None:
    image, other = make_image(title="Boat"), make_image(title="Ship")
    assert str(recommend(image, other)[0]) == "1. Ship (0.890)"
    assert str(decide(image=image, other=other, kind="hide")) == "Boat: never recommend Ship"
    assert str(publish(shown=5)).startswith("5 per image since ")

"""The catalogue's queries as words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from gallery.models import CuratedPair, Image, Recommendation, Tag
from tests.factories import decide, make_image, recommend

pytestmark = pytest.mark.django_db


def titles(images: Iterable[Image]) -> list[str]:
    return sorted(image.title for image in images)


def test_published_leaves_drafts_out() -> None:
    make_image(title="Seen")
    make_image(title="Draft", published=False)
    assert titles(Image.objects.published()) == ["Seen"]


def test_tagged_takes_the_tag_s_address_word_and_nothing_means_all() -> None:
    make_image(title="Boat", tags=("Red boats", "Sea"))
    make_image(title="Tree")
    assert titles(Image.objects.tagged("red-boats")) == ["Boat"]
    assert titles(Image.objects.tagged("")) == ["Boat", "Tree"]
    assert titles(Image.objects.tagged("unknown")) == []


@pytest.mark.parametrize("text", ["harbour", "HARB", "boat dawn", "dawn sea", "  sea   ", "har\0bour"])
def test_matching_finds_every_word_in_title_description_or_a_tag(text: str) -> None:
    make_image(title="Boat in the harbour", description="At dawn", tags=("sea", "seaside"))
    assert titles(Image.objects.matching(text)) == ["Boat in the harbour"]


@pytest.mark.parametrize("text", ["boat tree", "harbor", "100%", "_", "'; drop table"])
def test_matching_wants_every_word_and_takes_signs_as_they_are(text: str) -> None:
    make_image(title="Boat in the harbour")
    assert titles(Image.objects.matching(text)) == []


def test_matching_nothing_means_all() -> None:
    make_image(title="Boat")
    assert titles(Image.objects.matching(" ")) == ["Boat"]


@pytest.mark.parametrize(
    ("order", "expected"), [("newest", "CBA"), ("oldest", "ABC"), ("title", "ABC"), ("unknown", "CBA")]
)
def test_sorted_by_knows_three_orders_and_takes_newest_for_any_other(order: str, expected: str) -> None:
    for day, title in enumerate("ABC", start=1):
        make_image(title=title, uploaded_at=datetime(2024, 1, day, tzinfo=UTC))
    assert "".join(image.title for image in Image.objects.sorted_by(order)) == expected


def test_images_of_one_instant_stand_in_order_of_their_ids() -> None:
    instant = datetime(2024, 1, 1, tzinfo=UTC)
    images = [make_image(title="Same", uploaded_at=instant).pk for _ in range(3)]
    assert [image.pk for image in Image.objects.sorted_by("newest")] == images[::-1]
    assert [image.pk for image in Image.objects.sorted_by("title")] == images


def test_tags_of_one_name_are_one_whatever_their_case() -> None:
    first = Tag.objects.named(["Boats", " boats ", "", "  "])
    assert [tag.name for tag in first] == ["boats"]
    assert Tag.objects.named(["BOATS"]) == first


def test_a_long_name_is_cut_and_found_again() -> None:
    name = "a  b" * 30
    (tag,) = Tag.objects.named([name])
    assert tag.name == name[:64]
    assert Tag.objects.named([name]) == [tag]


def test_long_names_alike_in_what_is_kept_are_one_tag() -> None:
    names = ["!" * 60 + "abcd" + end for end in ("efgh", "xxxx")]
    assert len({Tag.objects.named([name])[0].pk for name in names}) == 1


def test_tags_that_published_images_have_come_with_their_number() -> None:
    make_image(tags=("sea", "boats"))
    make_image(tags=("sea",))
    make_image(tags=("secret",), published=False)
    assert sorted(Tag.objects.with_uses().values_list("name", "uses")) == [("boats", 1), ("sea", 2)]


def test_visible_rows_are_those_of_published_images_best_first() -> None:
    image, draft, second, third = make_image(), make_image(published=False), make_image(), make_image()
    recommend(image, third, draft, second)
    assert [row.recommended_id for row in Recommendation.objects.visible()] == [third.pk, second.pk]


def test_decisions_about_an_image_are_its_own_and_the_mirrored_oldest_first() -> None:
    image, other, third = make_image(), make_image(), make_image()
    mirrored = decide(image=other, other=image, kind="hide", both_ways=True)
    own = decide(image=image, other=third, kind="pin")
    decide(image=third, other=image, kind="pin")
    assert list(CuratedPair.objects.about([image.pk])) == [mirrored, own]


def test_matching_looks_for_the_first_eight_words_only() -> None:
    make_image(title="a b c d e f g h")
    assert titles(Image.objects.matching("a b c d e f g h nowhere")) == ["a b c d e f g h"]
    assert titles(Image.objects.matching("a b c d e f g nowhere")) == []

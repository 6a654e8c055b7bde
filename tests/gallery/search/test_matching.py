"""What is found by which text: the same on both databases, and the same as by looking at each image in Python."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from gallery.models import Image, Tag
from gallery.search.terms import Term, parse
from gallery.search.words import folded
from tests.factories import make_image
from tests.gallery.search.examples import EXAMPLES, NAMES

pytestmark = pytest.mark.django_db


def found(text: str, *, file_names: bool = False) -> list[str]:
    return sorted(image.title for image in Image.objects.matching(text, file_names=file_names))


@pytest.mark.parametrize(NAMES, EXAMPLES)
def test_a_title_is_found_or_not(title: str, text: str, *, found: bool) -> None:
    image = make_image(title=title)
    assert (image in Image.objects.matching(text)) is found


@pytest.mark.parametrize(NAMES, EXAMPLES)
def test_a_tag_is_found_or_not_as_a_title_is(title: str, text: str, *, found: bool) -> None:
    image = make_image(title="…", tags=(title,))
    assert (image in Image.objects.matching(text)) is found


def test_words_may_stand_in_title_description_and_tags() -> None:
    make_image(title="Boat", description="In the harbour", tags=("Red sea", "dawn"))
    make_image(title="Boat", description="In the harbour", tags=("dawn",))
    assert found("boat harbour red dawn") == ["Boat"]
    assert found("boat harb dawn") == ["Boat", "Boat"]
    assert found("boat tree") == []


def test_what_is_not_wanted_may_stand_nowhere() -> None:
    make_image(title="Boat by day")
    make_image(title="Boat", description="At night")
    make_image(title="Boat", tags=("Night sky",))
    assert found("boat -night") == ["Boat by day"]
    assert found('-"night sky" -day') == ["Boat"]


def test_a_phrase_stands_within_one_of_them() -> None:
    make_image(title="Red boat", description="Harbour", tags=("sea", "side"))
    assert [found(f'"{phrase}"') for phrase in ("red boat", "boat harbour", "harbour sea", "sea side")] == [
        ["Red boat"],
        [],
        [],
        [],
    ]


def test_an_image_is_found_once_however_many_tags_match() -> None:
    make_image(title="Sea", description="Sea, sea", tags=("sea", "seaside", "sea air"))
    images = Image.objects.published().tagged("sea").matching("sea s").sorted_by("title")
    assert (images.count(), [image.title for image in images[:9]]) == (1, ["Sea"])


def test_only_the_desk_finds_by_the_name_of_a_file_and_by_any_part_of_it() -> None:
    make_image(title="Boat", original_name="DSC_0815.JPG")
    assert [found(text, file_names=True) for text in ("c_08", "jpg boat", "C-08", "jpg tree")] == [
        ["Boat"],
        ["Boat"],
        [],
        [],
    ]
    assert found("_", file_names=True) == ["Boat"]
    assert found("boat -dsc", file_names=True) == []
    assert found("dsc") == found("_") == []


def test_text_without_end_is_looked_for_as_far_as_it_goes() -> None:
    make_image(title="Boat " + "x" * 190, description="y" * 4000)
    assert found("boat " * 1000) == found("y" * 5000) == ["Boat " + "x" * 190]
    assert found("東京" * 2500) == []


ALPHABET = "aàbB東京 -\"'"
TEXTS = st.text(alphabet=ALPHABET, max_size=8)


def has(term: Term, image: Image, tags: list[str]) -> bool:
    return any(term.needle in words for words in (folded(image.title, image.description), *map(folded, tags)))


@effort(max_examples=60)
@given(
    title=TEXTS,
    description=TEXTS,
    tags=st.lists(TEXTS.filter(str.strip), max_size=2),
    texts=st.lists(TEXTS, max_size=9),
)
def test_a_database_finds_what_python_would(title: str, description: str, tags: list[str], texts: list[str]) -> None:
    image = make_image(title=title or "…", description=description)
    image.tags.set(Tag.objects.named(tags))
    names = [tag.name for tag in image.tags.all()]
    for text in texts:
        search = parse(text)
        wanted = all(term.words and has(term, image, names) for term in search.wanted)
        unwanted = any(term.words and has(term, image, names) for term in search.unwanted)
        assert (image in Image.objects.matching(text)) is (wanted and not unwanted), text

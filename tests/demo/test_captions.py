"""captions.json: one complete entry for each file, and no two pictures of one title."""

from pathlib import Path

from demo.catalogue import MOST_PER_FAMILY, draw_family
from demo.families import FAMILIES

Captions = list[dict[str, str | list[str]]]


def test_every_file_has_one_entry(captions: Captions, files: list[Path]) -> None:
    assert sorted(str(entry["name"]) for entry in captions) == sorted(path.name for path in files)


def test_no_two_pictures_share_a_caption(captions: Captions) -> None:
    assert len({str(entry["caption"]) for entry in captions}) == len(captions)


def test_captions_stay_unique_at_the_most_pictures_to_a_family() -> None:
    for family in FAMILIES:
        drawn = draw_family(family, seed=5, count=MOST_PER_FAMILY, long_side=64)
        assert len({picture.caption for picture in drawn}) == MOST_PER_FAMILY


def test_every_text_is_there_without_blanks_around_it(captions: Captions) -> None:
    for entry in captions:
        for key in ("caption", "alt", "description"):
            assert entry[key]
            assert entry[key] == str(entry[key]).strip()


def test_alternative_texts_and_descriptions_are_sentences(captions: Captions) -> None:
    for text in (str(entry[key]) for entry in captions for key in ("alt", "description")):
        assert text.endswith(".")
        assert text[0].isupper() or text[0].isdigit()


def test_tags_are_lowercase_words_without_repeats(captions: Captions) -> None:
    for entry in captions:
        assert entry["tags"] == [tag.lower() for tag in entry["tags"]]
        assert len(set(entry["tags"])) == len(entry["tags"])

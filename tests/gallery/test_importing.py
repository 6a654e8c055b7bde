"""Files, folders and archives become candidates, and candidates images."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from gallery import importing, uploads
from gallery.importing import Batch, Caption, InvalidCaptions
from gallery.models import Image
from gallery.uploads import Refused
from tests.factories import picture_bytes, picture_file, zip_file

CAPTIONS = 'a JSON list of objects with "name" and "caption"'


def found(*paths: Path, ignore: Path | None = None) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.name, one.folders) for one in importing.find_candidates(paths, ignore=ignore)]


def captions_file(tmp_path: Path, content: Any, *, encoding: str = "utf-8") -> Path:
    path = tmp_path / "captions.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding=encoding)
    return path


def test_a_file_lies_in_its_folder(tmp_path: Path) -> None:
    assert found(picture_file(folder=tmp_path / "sea" / "boats", name="boat.png")) == [("boat.png", ("boats",))]


def test_a_folder_is_searched_to_the_bottom_in_order_of_name(tmp_path: Path) -> None:
    for folder, name in (("sea/boats", "b.png"), ("sea", "c.png"), (".", "a.png")):
        picture_file(folder=tmp_path / "all" / folder, name=name)
    expected = [("a.png", ("all",)), ("b.png", ("sea", "boats")), ("c.png", ("sea",))]
    assert found(tmp_path / "all") == expected


@pytest.mark.parametrize("inner", [".hidden", "sub/.DS_Store", ".git/a.png", "__MACOSX/a.png", "sub/__MACOSX/a.png"])
def test_hidden_files_and_the_system_s_own_are_passed_over(tmp_path: Path, inner: str) -> None:
    path = tmp_path / "all" / inner
    picture_file(folder=path.parent, name=path.name)
    archive = zip_file(path=tmp_path / "all.zip", members={inner: b"bytes"})
    assert found(tmp_path / "all", archive) == []


def test_the_captions_file_is_no_candidate_of_its_own_folder(tmp_path: Path) -> None:
    captions = captions_file(tmp_path, [])
    picture_file(folder=tmp_path, name="boat.png")
    assert [name for name, _ in found(tmp_path, ignore=captions)] == ["boat.png"]


def test_an_archive_is_searched_like_a_folder(tmp_path: Path) -> None:
    archive = zip_file(path=tmp_path / "all.zip", members={"sea/boats/b.png": b"", "a.png": b"", "empty/": b""})
    assert found(archive) == [("a.png", ("all",)), ("b.png", ("sea", "boats"))]


def test_no_member_leads_out_of_its_archive(tmp_path: Path) -> None:
    archive = zip_file(path=tmp_path / "all.zip", members={"../../etc/boat.png": b"bytes"})
    assert found(archive) == []
    assert list(tmp_path.iterdir()) == [archive]


def test_a_member_is_read_to_the_limit_whatever_it_promises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 100)
    archive = zip_file(path=tmp_path / "all.zip", members={"large": bytes(5000)})
    assert [len(candidate.read()) for candidate in importing.find_candidates([archive])] == [101]


def test_a_file_is_read_to_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 100)
    (tmp_path / "large").write_bytes(bytes(5000))
    assert [len(candidate.read()) for candidate in importing.find_candidates([tmp_path / "large"])] == [101]


def refusals(path: Path) -> dict[str, str]:
    """Return the reason against every candidate that cannot be read."""
    reasons = {}
    for candidate in importing.find_candidates([path]):
        try:
            candidate.read()
        except Refused as refusal:
            reasons[candidate.name] = str(refusal)
    return reasons


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusals(tmp_path / "boat.png") == {"boat.png": "the file cannot be opened: no such file or directory"}


def test_a_damaged_member_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    archive = zip_file(path=tmp_path / "all.zip", members={"a.png": b"sound", "b.png": b"damaged"})
    archive.write_bytes(archive.read_bytes().replace(b"damaged", b"DAMAGED"))
    assert refusals(archive) == {"b.png": "the archive's member cannot be read: Bad CRC-32 for file 'b.png'"}


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_that_cannot_be_decompressed_is_refused(tmp_path: Path, method: int) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("a.png", bytes(5000))
    content = bytearray(path.read_bytes())
    content[35:55] = b"\xff" * 20  # behind the member's header
    path.write_bytes(content)
    assert refusals(path)["a.png"].startswith("the archive's member cannot be read: ")


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    archive = zip_file(path=tmp_path / "all.zip", members={"a.png": b"bytes"})
    content = bytearray(archive.read_bytes())
    for header, flags in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        content[content.index(header) + flags] |= 1
    archive.write_bytes(content)
    assert "is encrypted, password required" in refusals(archive)["a.png"]


def test_an_archive_without_its_directory_is_refused(tmp_path: Path) -> None:
    archive = zip_file(path=tmp_path / "all.zip", members={"a.png": b"bytes"})
    archive.write_bytes(archive.read_bytes().replace(b"PK\1\2", b"XXXX"))
    reason = "the archive cannot be read: Bad magic number for central directory"
    assert refusals(archive) == {"all.zip": reason}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_captions_are_read_by_file_name(tmp_path: Path, encoding: str) -> None:
    entries = [{"name": "é.png", "caption": "Été"}, {"name": "b.png", "caption": "B", "alt": "b", "tags": ["x", "y"]}]
    assert importing.read_captions(captions_file(tmp_path, entries, encoding=encoding)) == {
        "é.png": Caption(caption="Été"),
        "b.png": Caption(caption="B", alt="b", tags=("x", "y")),
    }


@pytest.mark.parametrize("tags", [None, [], ""])
def test_a_caption_may_have_no_tags(tmp_path: Path, tags: object) -> None:
    path = captions_file(tmp_path, [{"name": "a", "caption": None, "tags": tags}])
    assert importing.read_captions(path) == {"a": Caption()}


def test_one_tag_may_be_written_as_a_text(tmp_path: Path) -> None:
    path = captions_file(tmp_path, [{"name": "a", "tags": "boats"}])
    assert importing.read_captions(path)["a"].tags == ("boats",)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "JSONDecodeError: Expecting value: line 1 column 1 (char 0)"),
        ('[{"name": ', "JSONDecodeError: Expecting value: line 1 column 11 (char 10)"),
        ("5", "TypeError: 'int' object is not iterable"),
        ('[{"caption": "a"}]', "KeyError: 'name'"),
        ('[{"name": "a", "tags": 5}]', "TypeError: 'int' object is not iterable"),
    ],
)
def test_a_file_of_another_shape_is_refused_in_one_sentence(tmp_path: Path, content: str, complaint: str) -> None:
    path = captions_file(tmp_path, content)
    with pytest.raises(InvalidCaptions) as refusal:
        importing.read_captions(path)
    assert str(refusal.value) == f"{path} is not {CAPTIONS} ({complaint})."


@pytest.mark.parametrize("content", ['{"a.png": "A"}', '["a.png"]', "[[]]", "[null]", "[" * 100_000, '[{"name": []}]'])
def test_whatever_else_it_holds_it_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(InvalidCaptions) as refusal:
        importing.read_captions(captions_file(tmp_path, content))
    assert str(refusal.value).startswith(f"{tmp_path}/captions.json is not {CAPTIONS} (")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "captions.json"
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(InvalidCaptions, match=r"is not a JSON list of objects .*UnicodeDecodeError"):
        importing.read_captions(path)


def test_a_captions_file_that_is_not_there_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InvalidCaptions) as refusal:
        importing.read_captions(tmp_path / "none.json")
    assert str(refusal.value) == f"{tmp_path}/none.json cannot be read (No such file or directory); give {CAPTIONS}."


def imported(*paths: Path, captions: dict[str, Caption] | None = None, tags: bool = False) -> list[importing.Verdict]:
    candidates = importing.find_candidates(paths)
    given = captions or {}
    return list(importing.import_candidates(candidates, Batch(captions=given, tags_from_folders=tags)))


@pytest.mark.django_db
def test_verdicts_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    for name, colour in zip("abcdef", ("red", "gold", "green", "teal", "blue", "navy"), strict=True):
        picture_file(folder=tmp_path, name=f"{name}.png", colour=colour, size=(900 if name == "a" else 9, 9))
    verdicts = imported(tmp_path)
    assert [verdict.name for verdict in verdicts] == [f"{name}.png" for name in "abcdef"]
    assert [verdict.image for verdict in verdicts] == list(Image.objects.order_by("pk"))


@pytest.mark.django_db
def test_one_content_under_two_names_is_one_image_and_a_duplicate(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        picture_file(folder=tmp_path, name=name)
    first, second = imported(tmp_path)
    assert (first.duplicate, second.duplicate, second.image) == (False, True, first.image)
    assert second.reason == f"already in the catalogue as #{Image.objects.get().pk}, “A”"


@pytest.mark.django_db
def test_a_duplicate_is_known_before_it_is_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture_file(folder=tmp_path, name="a.png")
    imported(tmp_path)
    monkeypatch.setattr(uploads, "examine", None)
    assert [verdict.duplicate for verdict in imported(tmp_path)] == [True]


@pytest.mark.django_db
def test_folders_and_captions_give_tags(tmp_path: Path) -> None:
    picture_file(folder=tmp_path / "Sea" / "Boats", name="a.png")
    imported(tmp_path, captions={"a.png": Caption(tags=("Old", "sea"))}, tags=True)
    assert [tag.name for tag in Image.objects.get().tags.order_by("slug")] == ["Boats", "Old", "sea"]


@pytest.mark.django_db
def test_names_that_are_no_text_become_text(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(bytes(tmp_path) + b"/boats\xff"))
    picture_file(folder=folder, name=os.fsdecode(b"boat\xfe.png"))
    (verdict,) = imported(tmp_path, tags=True)
    image = Image.objects.get()
    assert (verdict.name, image.original_name) == ("boat.png", "boat.png")
    assert [tag.name for tag in image.tags.all()] == ["boats"]


@pytest.mark.django_db
def test_an_archive_s_pictures_are_imported(tmp_path: Path) -> None:
    imported(zip_file(path=tmp_path / "all.zip", members={"sea/boat.png": picture_bytes()}), tags=True)
    image = Image.objects.get()
    assert (image.original_name, image.title, image.tags.get().name) == ("boat.png", "Boat", "sea")

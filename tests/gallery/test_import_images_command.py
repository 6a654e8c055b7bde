"""import_images: many files into the catalogue, each with what became of it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from gallery.models import Image
from gallery.storage import originals
from tests.factories import picture_bytes, picture_file, zip_file

pytestmark = pytest.mark.django_db

REFUSAL = "not a picture in an accepted format (JPEG, PNG, WEBP, GIF, AVIF)"


def run(*paths: Path, **options: Any) -> tuple[str, str]:
    """Return what import_images printed, on standard output and beside it."""
    printed, beside = io.StringIO(), io.StringIO()
    call_command("import_images", *map(str, paths), stdout=printed, stderr=beside, **options)
    return printed.getvalue(), beside.getvalue()


def captions(tmp_path: Path, **entry: object) -> Path:
    path = tmp_path / "captions.json"
    path.write_text(json.dumps([{"name": "boat.png"} | entry]), encoding="utf-8")
    return path


@pytest.fixture
def boat(tmp_path: Path) -> Path:
    return picture_file(folder=tmp_path / "pictures", name="boat.png")


def test_a_file_is_imported_with_its_files(boat: Path) -> None:
    assert run(boat) == ("1 imported, 0 already in the catalogue, 0 refused.\n", "")
    image = Image.objects.get()
    assert (image.title, image.published, originals().exists(image.original.name)) == ("Boat", True, True)


def test_with_more_words_each_image_is_named(boat: Path) -> None:
    printed, _ = run(boat, verbosity=2)
    assert printed.splitlines()[0] == f"boat.png: imported as #{Image.objects.get().pk}"


def test_a_refused_file_is_named_with_the_reason_while_the_rest_goes_on(boat: Path) -> None:
    (boat.parent / "a.txt").write_text("no picture")
    printed, beside = run(boat.parent)
    assert printed == "1 imported, 0 already in the catalogue, 1 refused.\n"
    assert beside == f"a.txt: refused, {REFUSAL}\n"


def test_a_duplicate_is_named_with_the_image_it_is(boat: Path) -> None:
    run(boat)
    pk = Image.objects.get().pk
    said = f"boat.png: already in the catalogue as #{pk}, “Boat”\n0 imported, 1 already in the catalogue, 0 refused.\n"
    assert run(boat) == (said, "")


def test_nothing_but_duplicates_is_no_failure(boat: Path) -> None:
    run(boat)
    assert json.loads(run(boat, json=True)[0])["duplicates"] == 1


def test_with_json_one_object_is_printed_and_nothing_else(boat: Path) -> None:
    (boat.parent / "a.txt").write_text("no picture")
    picture_file(folder=boat.parent, name="twin.png")
    printed, beside = run(boat.parent, json=True, verbosity=2)
    pk = Image.objects.get().pk
    assert (json.loads(printed), beside) == (
        {
            "imported": 1,
            "duplicates": 1,
            "refused": [{"name": "a.txt", "reason": REFUSAL}],
            "duplicate_of": [{"name": "twin.png", "image": pk}],
            "looks_like": [],
        },
        "",
    )


@pytest.mark.parametrize("as_json", [True, False])
def test_where_nothing_could_be_imported_the_command_fails(tmp_path: Path, as_json: bool) -> None:
    with pytest.raises(CommandError) as failure:
        run(tmp_path / "missing.png", json=as_json)
    assert (str(failure.value), failure.value.returncode) == ("Nothing could be imported.", 1)


def test_a_missing_path_does_not_stop_the_others(tmp_path: Path, boat: Path) -> None:
    printed, beside = run(tmp_path / "missing.png", boat)
    assert printed == "1 imported, 0 already in the catalogue, 1 refused.\n"
    assert beside == "missing.png: refused, the file cannot be opened: no such file or directory\n"


def test_files_folders_and_archives_may_be_mixed(tmp_path: Path, boat: Path) -> None:
    picture_file(folder=tmp_path / "folder" / "inner", name="tree.png", colour="green")
    archive = zip_file(path=tmp_path / "all.zip", members={"sea/ship.png": picture_bytes(colour="navy")})
    run(boat, tmp_path / "folder", archive)
    assert sorted(Image.objects.values_list("title", flat=True)) == ["Boat", "Ship", "Tree"]


def test_a_damaged_member_is_refused_while_the_rest_goes_on(tmp_path: Path) -> None:
    members = {"a.png": b"these bytes change", "b.png": picture_bytes()}
    archive = zip_file(path=tmp_path / "all.zip", members=members)
    archive.write_bytes(archive.read_bytes().replace(b"these", b"THESE"))
    printed, beside = run(archive)
    assert printed == "1 imported, 0 already in the catalogue, 1 refused.\n"
    assert beside == "a.png: refused, the archive's member cannot be read: Bad CRC-32 for file 'a.png'\n"


def test_a_caption_is_the_title_and_the_rest_goes_where_it_belongs(tmp_path: Path, boat: Path) -> None:
    run(boat, captions=captions(tmp_path, caption="At sea", alt="A boat", description="Long ago", tags=["sea"]))
    image = Image.objects.get()
    assert (image.title, image.alt_text, image.description, image.tags.get().name) == (
        "At sea",
        "A boat",
        "Long ago",
        "sea",
    )


def test_captions_of_other_files_do_no_harm(tmp_path: Path, boat: Path) -> None:
    run(boat, captions=captions(tmp_path, name="tree.png", caption="A tree"))
    assert Image.objects.get().title == "Boat"


def test_a_captions_file_that_starts_with_a_mark_is_read(tmp_path: Path, boat: Path) -> None:
    path = tmp_path / "captions.json"
    path.write_text('[{"name": "boat.png", "caption": "Größe"}]', encoding="utf-8-sig")
    run(boat, captions=path)
    assert Image.objects.get().title == "Größe"


def test_captions_that_cannot_be_read_stop_the_import_with_one_sentence(tmp_path: Path, boat: Path) -> None:
    path = tmp_path / "captions.json"
    path.write_text("{")
    with pytest.raises(CommandError) as failure:
        run(boat, captions=path)
    assert str(failure.value).startswith(f'{path} is not a JSON list of objects with "name" and "caption" (')
    assert (failure.value.returncode, Image.objects.count()) == (1, 0)


def test_a_caption_longer_than_its_column_is_cut(tmp_path: Path, boat: Path) -> None:
    long = captions(tmp_path, caption="ö" * 5000, alt="ä" * 5000, description="ü" * 9000, tags=["ß" * 99])
    run(boat, captions=long)
    image = Image.objects.get()
    assert [len(text) for text in (image.title, image.alt_text, image.description)] == [200, 400, 4000]


def test_a_caption_with_characters_no_database_takes_loses_them(tmp_path: Path, boat: Path) -> None:
    tags = ["\0sea\udfff", "\0"]
    run(boat, captions=captions(tmp_path, caption="A\0 boat\ud800", alt="\0", description="\0a", tags=tags))
    image = Image.objects.get()
    assert (image.title, image.alt_text, image.description, image.tags.get().name) == ("A boat", "", "a", "sea")


def test_folders_become_tags_where_asked(boat: Path) -> None:
    run(boat.parent, tags_from_folders=True)
    assert Image.objects.get().tags.get().name == "pictures"


def test_folders_are_no_tags_otherwise(boat: Path) -> None:
    run(boat.parent)
    assert Image.objects.get().tags.count() == 0


def test_drafts_are_kept_from_visitors(boat: Path) -> None:
    run(boat, draft=True)
    assert Image.objects.get().published is False


def test_a_long_file_name_is_no_obstacle(tmp_path: Path) -> None:
    run(picture_file(folder=tmp_path, name="ö" * 120 + ".png"))
    assert Image.objects.get().title == "Ö" + "ö" * 119

"""import_seed_lists: what it prints, where, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from gallery.models import ImportedList
from recommender.models import Run
from tests.factories import make_image
from tests.recommender.catalogue import everything_stored, stored_rows
from tests.recommender.seed.writing_pickles import files

pytestmark = pytest.mark.django_db

LISTS = {
    "a": [("a", 1.0), ("b", 0.5)],
    "b": [("b", 1.0), ("a", 0.5)],
    "x\x1b[2J": [("a", 0.5), ("b", 0.5)],
}


@pytest.fixture
def paths(tmp_path: Path) -> tuple[str, str]:
    """Two files with the lists of a, b and somebody whom the catalogue does not have."""
    for name in "ab":
        make_image(original_name=name)
    names, values = files(tmp_path, LISTS)
    return str(names), str(values)


def refusal_of(*options: str) -> tuple[int, str]:
    """Return exit code and message of a command that must fail."""
    with pytest.raises(CommandError) as raised:
        call_command("import_seed_lists", *options)
    return raised.value.returncode, str(raised.value)


def test_a_person_reads_what_was_imported_and_what_was_not(
    paths: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_seed_lists", *paths)
    assert capsys.readouterr().out.splitlines() == [
        "lists imported          2",
        "rows written            2",
        "names skipped           1",
        "entries skipped         0",
        "skipped: x�[2J: no published image was uploaded under this name",
    ]
    assert (len(stored_rows()), ImportedList.objects.first().source) == (2, "names.pkl, values.pkl")  # type: ignore[union-attr]


def test_with_json_standard_output_is_one_object(paths: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_seed_lists", *paths, "--json")
    reason = "no published image was uploaded under this name"
    skipped = [{"name": "x\x1b[2J", "reason": reason}]
    assert json.loads(capsys.readouterr().out) == {
        "lists": 2,
        "rows": 2,
        "entries_skipped": 0,
        "skipped": skipped,
        "dry_run": False,
    }


def test_a_dry_run_says_what_would_be_done_and_does_not(
    paths: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_seed_lists", *paths, "--dry-run")
    assert capsys.readouterr().out.splitlines()[:2] == ["lists would be imported 2", "rows would be written   2"]
    assert stored_rows() == []


def test_files_in_the_wrong_order_are_refused_in_a_sentence(paths: tuple[str, str]) -> None:
    before = everything_stored()
    told = "An image must be called by its file name, got a value of type float. Nothing was imported."
    assert refusal_of(*reversed(paths)) == (1, told)
    assert everything_stored() == before


def test_a_file_that_would_execute_something_is_refused_in_a_sentence(paths: tuple[str, str]) -> None:
    Path(paths[0]).write_bytes(b"\x80\x04\x8c\x05posix\x8c\x06system\x93.")
    kind = "is not a table of names or values as pandas pickles it"
    told = f"{paths[0]} {kind}: it names posix.system, which no table needs. Nothing was imported."
    assert refusal_of(*paths) == (1, told)


def test_another_run_at_work_ends_it_with_75(paths: tuple[str, str]) -> None:
    Run.objects.create(host="elsewhere", pid=77, weights="fake", fingerprint="f" * 64, k=2)
    code, told = refusal_of(*paths)
    assert (code, told.startswith("Another run is at work on elsewhere, process 77, since ")) == (75, True)


def test_a_catalogue_without_these_images_is_told_to_import_them(tmp_path: Path) -> None:
    names, values = files(tmp_path, LISTS)
    told = "No list was imported: the catalogue has none of these images; import the images first."
    assert refusal_of(str(names), str(values)) == (1, told)


def test_two_files_must_be_named() -> None:
    assert refusal_of("names.pkl") == (1, "Error: the following arguments are required: VALUES")

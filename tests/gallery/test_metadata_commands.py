"""export_metadata and import_metadata: the words of every image to a spreadsheet and back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from gallery.models import Image
from gallery.sheet import applying
from tests.factories import make_image

pytestmark = pytest.mark.django_db


def call(command: str, *args: Any, **options: Any) -> tuple[str, str]:
    printed, complaints = io.StringIO(), io.StringIO()
    call_command(command, *args, stdout=printed, stderr=complaints, **options)
    return printed.getvalue(), complaints.getvalue()


def sheet(folder: Path, text: str) -> Path:
    path = folder / "words.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_holds_what_would_have_been_printed(tmp_path: Path) -> None:
    make_image(title="Größe")
    make_image(title="=1+1")
    path = tmp_path / "words.csv"
    assert call("export_metadata", output=path) == (f"2 images written to {path}.\n", "")
    assert path.read_bytes().decode() == call("export_metadata")[0]
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,file name,SHA-256,title,")


def test_a_file_that_cannot_be_written_is_named_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refusal:
        call("export_metadata", output=tmp_path / "missing" / "words.csv")
    assert str(refusal.value) == f"{tmp_path}/missing/words.csv cannot be written: No such file or directory."


def test_without_apply_the_differences_are_shown_only(tmp_path: Path) -> None:
    image = make_image(title="Boat")
    path = sheet(tmp_path, f"id,title,tags\n{image.pk},Ship,sea\n")
    assert call("import_metadata", path)[0].splitlines() == [
        f"Line 2: image {image.pk}, title: “Boat” becomes “Ship”",
        f"Line 2: image {image.pk}, tags: “” becomes “sea”",
        "2 cells of 1 image would change. Nothing was changed: repeat with --apply.",
    ]
    assert Image.objects.get().title == "Boat"


def test_with_apply_they_are_made_and_then_there_are_none(tmp_path: Path) -> None:
    image = make_image(title="Boat", published=False)
    path = sheet(tmp_path, f"id,title,published\n{image.pk},Ship,yes\n")
    assert call("import_metadata", path, apply=True)[0].endswith("\n2 cells of 1 image changed.\n")
    image.refresh_from_db()
    assert (image.title, image.published) == ("Ship", True)
    assert call("import_metadata", path, apply=True)[0] == "1 line read: the catalogue has all of it already.\n"


def test_a_faulty_line_keeps_everything_as_it_is(tmp_path: Path) -> None:
    image = make_image(title="Boat")
    complaints = io.StringIO()
    path = sheet(tmp_path, f"id,title\n{image.pk},Ship\n7000,x\n")
    with pytest.raises(CommandError) as refusal:
        call_command("import_metadata", path, apply=True, stdout=io.StringIO(), stderr=complaints)
    assert complaints.getvalue() == "Line 3: there is no image with the id 7000.\n"
    assert str(refusal.value) == "1 line cannot be taken over. Nothing was changed."
    assert (Image.objects.get().title, refusal.value.returncode) == ("Boat", 1)


def test_an_edit_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image = make_image(title="Boat")
    real = applying.apply

    def overtaken(changes: Any) -> Any:
        Image.objects.update(title="Barge")
        return real(changes)

    monkeypatch.setattr(applying, "apply", overtaken)
    with pytest.raises(CommandError) as refusal:
        call("import_metadata", sheet(tmp_path, f"id,title\n{image.pk},Ship\n"), apply=True)
    said = f"Line 2: somebody changed the title of image {image.pk} from “Boat” to “Barge”."
    assert str(refusal.value) == f"{said} Nothing was changed: repeat to see what would be now."
    assert Image.objects.get().title == "Barge"


def test_a_file_that_is_missing_or_no_sheet_is_named_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as missing:
        call("import_metadata", tmp_path / "none.csv")
    assert str(missing.value) == f"{tmp_path}/none.csv cannot be read: No such file or directory."
    path = sheet(tmp_path, "title\n")
    with pytest.raises(CommandError) as refusal:
        call("import_metadata", path)
    reason = "Line 1: a column id or SHA-256 is required to find the images, there is neither."
    assert str(refusal.value) == f"{path}: {reason}"

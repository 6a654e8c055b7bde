"""What a sheet would change: every difference, and one sentence for each line that cannot be taken over."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

from gallery.models import Image, Tag
from gallery.sheet import differences, writing
from gallery.sheet.columns import HEADINGS
from gallery.sheet.differences import Differences, Rights
from gallery.sheet.reading import NotASheet
from tests.factories import make_image
from tests.gallery.test_sheet_cells import NAUGHTY, naughty_strings

pytestmark = pytest.mark.django_db

HASH = "a" * 64


def compare(text: str, **rights: bool) -> Differences:
    return differences.compare(text.encode(), rights=Rights(**rights))


def exported() -> str:
    return "".join(writing.lines(Image.objects.order_by("pk")))


def changed(text: str) -> list[tuple[int, str, str, str]]:
    """Return what a sheet would change: line, heading, old, new; there is nothing wrong with it."""
    found = compare(text)
    assert found.problems == []
    return [(change.line, change.heading, change.old, change.new) for change in found.changes]


@pytest.fixture
def image() -> Image:
    return make_image(
        title="Boat",
        description='At dawn,\r\n"old"',
        alt_text="A boat",
        tags=("sea", "boats, old"),
        taken_at=datetime(2026, 5, 1, 12, 30, tzinfo=UTC),
        original_name="boat.jpg",
        content_hash=HASH,
        pk=12,
    )


def test_a_sheet_has_a_heading_and_a_line_for_each_image(image: Image) -> None:
    heading, row = csv.reader(io.StringIO(exported(), newline=""))
    assert heading == ["\ufeffid", *HEADINGS[1:]]
    words = ["Boat", 'At dawn,\r\n"old"', "A boat", '"boats, old", sea', "2026-05-01 12:30:00+00:00", "yes"]
    assert row == ["12", "boat.jpg", HASH, *words]


def test_what_was_exported_changes_nothing(image: Image) -> None:
    make_image(title="=1+1", description="'=2", alt_text="@x", tags=("-tag", "+tag", "'=tag"), original_name="=x.png")
    found = compare(exported())
    assert (found.rows, found.changes, found.problems) == (2, [], [])


@pytest.mark.skipif(not NAUGHTY.is_file(), reason="../shared/data/uploads is absent")
def test_naughty_strings_come_back_as_they_went() -> None:
    texts = [text for text in naughty_strings() if "\0" not in text]
    for text in texts:
        make_image(title=text[:200] or "x", description=text[:4000], alt_text=text[:400], original_name=text[:255])
    tagged = make_image()
    tagged.tags.set(Tag.objects.named(texts))
    found = compare(exported())
    assert (len(texts) > 400, found.rows, found.changes, found.problems) == (True, len(texts) + 1, [], [])
    rows = list(csv.DictReader(io.StringIO(exported(), newline="")))
    assert [cell for row in rows for cell in row.values() if cell[:1] in tuple("=+-@\t\r")] == []


def test_every_cell_that_differs_is_a_change(image: Image) -> None:
    text = 'title,description,alternative text,tags,taken at,published,id\nShip,,A ship,"SEA, tree",2026-05-02,no,12\n'
    assert changed(text) == [
        (2, "title", "Boat", "Ship"),
        (2, "description", 'At dawn,\r\n"old"', ""),
        (2, "alternative text", "A boat", "A ship"),
        (2, "tags", '"boats, old", sea', "sea, tree"),
        (2, "taken at", "2026-05-01 12:30:00+00:00", "2026-05-02 00:00:00+00:00"),
        (2, "published", "yes", "no"),
    ]


@pytest.mark.parametrize(
    "row",
    [
        "12,,Ship",
        f",{HASH},Ship",
        f",{HASH.upper()},Ship",
        f"12,{HASH},Ship",
        f" 012 , {HASH} , Ship ",
    ],
)
def test_an_image_is_found_by_its_number_or_its_file(image: Image, row: str) -> None:
    assert changed(f"id,SHA-256,title\n{row}\n") == [(2, "title", "Boat", "Ship")]


@pytest.mark.parametrize("cell", ["Boat", " Boat ", "Boat\t"])
def test_space_around_a_text_is_no_difference(image: Image, cell: str) -> None:
    assert changed(f"id,title\n12,{cell}\n") == []


def test_lines_ended_in_another_way_and_tags_in_another_order_are_no_difference(image: Image) -> None:
    cells = '"At dawn,\n""old""","SEA, ""boats, old"""'
    assert changed(f"id,description,tags\n12,{cells}\n") == []


def test_a_number_of_a_line_counts_the_lines_within_cells(image: Image) -> None:
    other = make_image(description="x\ny\nz")
    text = f'id,description\n{other.pk},"x\ny\nz"\n\n12,\n'
    assert [line for line, *_ in changed(text)] == [6]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_programs_of_every_country_are_understood(image: Image, separator: str, mark: str) -> None:
    text = f"{mark}ID,TITLE ,,\r\n12,Ship,,\r\n,,,\r\n".replace(",", separator)
    assert changed(text) == [(2, "title", "Boat", "Ship")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("7,,,,,,,", "there is no image with the id 7"),
        (f",{'b' * 64},,,,,,", f"there is no image with the SHA-256 “{'b' * 59}…”"),
        (",,Ship,,,,,", "an id or a SHA-256 is required, both are missing"),
        ("twelve,,,,,,,", "the id must be a whole number, got “twelve”"),
        (f"{'9' * 30},,,,,,,", f"the id must be a whole number, got “{'9' * 30}”"),
        (f"12,{'b' * 64},,,,,,", "image 12 has another file than the one whose SHA-256 is given"),
        ("12,,Ship", "8 cells are required as in the heading, this line has 3"),
        ("12,,Ship,,,,yes,,9", "8 cells are required as in the heading, this line has 9"),
        ("12,,,,,,yes,", "a title is required, the cell is empty"),
        (f"12,,{'x' * 201},,,,yes,", "the title may have at most 200 characters, this one has 201"),
        (f"12,,Boat,{'x' * 4001},,,yes,", "the description may have at most 4000 characters, this one has 4001"),
        (f"12,,Boat,,{'x' * 401},,yes,", "the alternative text may have at most 400 characters, this one has 401"),
        (f"12,,Boat,,,{'x' * 65},yes,", f"a tag may have at most 64 characters, “{'x' * 59}…” has 65"),
        ("12,,Boat,,,,perhaps,", "published must be yes or no, got “perhaps”"),
        ("12,,Boat,,,,,", "published must be yes or no, got “”"),
        ("12,,Boat,,,,yes,1.5.26", "taken at must be a moment such as 2026-05-01 12:30:00+02:00, got “1.5.26”"),
        ("12,,Bo\0at,,,,yes,", "the title has a character in it that cannot be stored: “Bo\0at”"),
    ],
)
def test_a_line_that_cannot_be_taken_over_is_named_with_the_reason(image: Image, row: str, reason: str) -> None:
    found = compare(f"id,SHA-256,title,description,alternative text,tags,published,taken at\n{row}\n")
    assert (found.problems, found.changes) == ([f"Line 2: {reason}."], [])


def test_the_name_of_a_file_cannot_be_changed(image: Image) -> None:
    found = compare("id,file name\n12,ship.jpg\n")
    assert found.problems == ["Line 2: the file name of image 12 is “boat.jpg”, it cannot be changed."]


def test_an_image_may_be_there_once(image: Image) -> None:
    found = compare(f"id,SHA-256,title\n12,,Ship\n,{HASH},Barge\n")
    assert found.problems == ["Line 3: each image may be there once, image 12 is on line 2 already."]


def test_a_faulty_line_keeps_no_other_from_being_read(image: Image, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differences, "ROWS_AT_A_TIME", 2)
    found = compare("id,title\n7,x\n8,x\n9,x\n12,Ship\n")
    assert (len(found.problems), [change.line for change in found.changes], found.rows) == (3, [5], 4)


def test_quotation_marks_without_end_are_named(image: Image) -> None:
    found = compare('id,title\n12,"Ship\n')
    assert found.problems == ["Line 2: this line and what follows cannot be read (unexpected end of data)."]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", f"Line 1: a heading is required, such as {', '.join(HEADINGS)}; the line is empty."),
        (b"\n12,Ship", f"Line 1: a heading is required, such as {', '.join(HEADINGS)}; the line is empty."),
        (b"id,colour", f"Line 1: there is no column “colour”; there are {', '.join(HEADINGS)}."),
        (b"id,title,Title", "Line 1: each column may be there once, “title” is there twice."),
        (b"title,tags", "Line 1: a column id or SHA-256 is required to find the images, there is neither."),
        (b'"id', "Line 1: this is no heading of a CSV file (unexpected end of data)."),
        (
            "id,title\n1,Größe".encode("cp1252"),
            "A CSV file in UTF-8 is required, this one is not in UTF-8; save it as “CSV UTF-8”.",
        ),
        (b"PK\x03\x04", "A CSV file is required, this is a workbook or an archive; save it as “CSV UTF-8”."),
    ],
)
def test_what_is_no_sheet_is_refused_with_one_sentence(content: bytes, reason: str) -> None:
    with pytest.raises(NotASheet) as refusal:
        differences.compare(content, rights=Rights())
    assert str(refusal.value) == reason


def test_publishing_and_new_tags_take_their_rights(image: Image) -> None:
    sheet = 'id,tags,published\n12,"sea, new",yes\n'
    found = compare(sheet, publish=True, make_tags=False)
    assert found.problems == ["Line 2: there is no tag “new”, and new ones cannot be made without the right to."]
    found = compare("id,published,tags\n12,no,sea\n", publish=False, make_tags=False)
    assert found.problems == ["Line 2: published cannot be changed without the right to publish."]
    assert changed("id,published,tags\n12,yes,sea\n") == [(2, "tags", '"boats, old", sea', "sea")]


def test_the_number_of_queries_does_not_grow_with_the_lines(django_assert_num_queries: object) -> None:
    for _ in range(40):
        make_image(tags=("sea", "boat"))
    text = exported().replace("yes", "no")
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(compare(text).changes) == 40

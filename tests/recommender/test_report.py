"""What a run did, in lines for a person and in keys for a program."""

from __future__ import annotations

from typing import Any

from recommender.report import Indexed, Matches, RunReport, Unreadable


def make_report(**fields: Any) -> RunReport:
    """Return a report of a run on 1,234 images."""
    plain: dict[str, Any] = {
        "images": 1234,
        "embedded": 56,
        "unreadable": (Unreadable(name="torn.jpg", reason="image file is truncated"),),
        "lists_changed": 1000,
        "rows_written": 12000,
        "seconds": 1.23456,
        "weights": "bundled",
        "fingerprint": "0123456789abcdef" * 4,
        "k": 8,
    }
    return RunReport(**{**plain, **fields})


def test_a_person_reads_a_table_and_what_could_not_be_read() -> None:
    assert make_report().lines() == [
        "images                  1,234",
        "embedded                56",
        "unreadable              1",
        "lists changed           1,000",
        "rows written            12,000",
        "per image               8 shown",
        "weights                 bundled (0123456789ab)",
        "seconds                 1.2",
        "unreadable: torn.jpg: image file is truncated",
    ]


def test_a_person_reads_what_a_dry_run_would_do() -> None:
    assert make_report(dry_run=True, lists_changed=None, rows_written=0, unreadable=()).lines() == [
        "images                  1,234",
        "would be embedded       56",
        "unreadable              0",
        "lists would be changed  unknown until they are embedded",
        "rows would be written   0",
        "per image               8 shown",
        "weights                 bundled (0123456789ab)",
        "seconds                 1.2",
    ]


def test_a_program_reads_every_promised_key() -> None:
    assert make_report().as_json() == {
        "images": 1234,
        "embedded": 56,
        "unreadable": [{"name": "torn.jpg", "reason": "image file is truncated"}],
        "lists_changed": 1000,
        "rows_written": 12000,
        "seconds": 1.235,
        "weights": "bundled",
        "fingerprint": "0123456789abcdef" * 4,
        "k": 8,
        "dry_run": False,
        "matches": None,
        "remarks": [],
        "index": None,
    }


def test_a_person_reads_how_many_matches_were_written_and_what_was_not_matched() -> None:
    unreadable = (Unreadable(name="gone.png", reason="the original is missing"),)
    matches = Matches(written=34000, removed=1200, unreadable=unreadable, remark="The next run goes on.")
    assert make_report(matches=matches).lines()[-5:] == [
        "seconds                 1.2",
        "matches                 34,000 written, 1,200 removed",
        "unreadable: torn.jpg: image file is truncated",
        "not matched: gone.png: the original is missing",
        "The next run goes on.",
    ]


def test_a_person_reads_how_many_matches_would_be_written_as_far_as_that_is_known() -> None:
    known, unknown = (
        make_report(dry_run=True, unreadable=(), matches=Matches(written=written, removed=written)).lines()[-1]
        for written in (1000, None)
    )
    assert known == "matches                 1,000 would be written, 1,000 removed"
    assert unknown == "matches                 unknown until they are embedded"


def test_a_program_reads_the_matches_under_a_key_of_their_own() -> None:
    unreadable = (Unreadable(name="gone.png", reason="the original is missing"),)
    assert make_report(matches=Matches(written=4, removed=2, unreadable=unreadable)).as_json()["matches"] == {
        "written": 4,
        "removed": 2,
        "unreadable": [{"name": "gone.png", "reason": "the original is missing"}],
        "remark": "",
    }


def test_a_person_reads_what_entered_and_left_the_index_and_why_it_is_not_as_it_should_be() -> None:
    indexed = Indexed(added=1200, removed=3, remark="The next run tries again.")
    assert make_report(index=indexed, matches=Matches(written=4, removed=2), unreadable=()).lines()[-4:] == [
        "seconds                 1.2",
        "matches                 4 written, 2 removed",
        "index                   1,200 added, 3 removed",
        "The next run tries again.",
    ]
    assert make_report(index=Indexed()).lines()[-2:] == [
        "index                   0 added, 0 removed",
        "unreadable: torn.jpg: image file is truncated",
    ]


def test_a_program_reads_the_index_under_a_key_of_its_own() -> None:
    indexed = Indexed(added=1200, removed=3, remark="The next run tries again.")
    assert make_report(index=indexed).as_json()["index"] == {
        "added": 1200,
        "removed": 3,
        "remark": "The next run tries again.",
    }

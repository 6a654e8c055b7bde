"""What a run did, in lines for a person and in keys for a program."""

from __future__ import annotations

from typing import Any

from recommender.report import RunReport, Unreadable


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
    }

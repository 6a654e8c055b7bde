"""How much of what visitors were shown the last runs left before them: in the report, and on the desk."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from recommender.models import Run
from tests.factories import make_image, publish

pytestmark = pytest.mark.django_db


def finished_run(*, day: int, overlap: float | None) -> Run:
    """Store a run that ended at noon on a day in May."""
    ended = {"status": Run.Status.DONE, "finished_at": datetime(2026, 5, day, 12, tzinfo=UTC), "overlap": overlap}
    model = {"host": "here", "pid": 1, "weights": "bundled", "fingerprint": "f" * 64, "k": 8}
    return Run.objects.create(**ended, **model, images=1200, lists_changed=7)


@pytest.fixture
def runs() -> list[Run]:
    """A first run, before which nothing was shown, and a second."""
    publish()
    make_image()
    return [finished_run(day=1, overlap=None), finished_run(day=2, overlap=0.9344)]


def overlap_in_words(capsys: pytest.CaptureFixture[str]) -> list[str]:
    call_command("recommendation_report", verbosity=0)
    return [line.strip() for line in capsys.readouterr().out.split("Overlap with the run before\n")[1].splitlines()]


def test_a_person_reads_what_the_last_run_left_and_what_the_runs_before_did(
    runs: list[Run], capsys: pytest.CaptureFixture[str]
) -> None:
    meaning = (
        "Little overlap means another model, shorter lists or many new images; "
        "after few changes it would be a surprise."
    )
    assert overlap_in_words(capsys) == [
        f"93.4% of what was shown before the last run was shown after it. {meaning}",
        "2026-05-02 12:00   93.4%      1,200 images",
        "2026-05-01 12:00       –      1,200 images",
    ]


def test_after_the_first_run_there_is_nothing_to_compare_with(capsys: pytest.CaptureFixture[str]) -> None:
    publish()
    finished_run(day=1, overlap=None)
    sentence = "Before the last run nothing was shown, so there is nothing to compare with."
    assert overlap_in_words(capsys)[0] == sentence


def test_a_program_reads_shares_and_null_where_nothing_was_shown(
    runs: list[Run], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("recommendation_report", "--json", verbosity=0)
    report = json.loads(capsys.readouterr().out)
    assert report["overlap"] == 0.9344
    assert report["recent_runs"] == [
        {"finished_at": "2026-05-02T12:00:00+00:00", "images": 1200, "lists_changed": 7, "overlap": 0.9344},
        {"finished_at": "2026-05-01T12:00:00+00:00", "images": 1200, "lists_changed": 7, "overlap": None},
    ]


def test_runs_that_failed_are_left_out_and_of_many_the_last_ten_are_told(
    runs: list[Run], capsys: pytest.CaptureFixture[str]
) -> None:
    finished_run(day=3, overlap=0.1)
    Run.objects.filter(overlap=0.1).update(status=Run.Status.FAILED)
    for day in range(4, 13):
        finished_run(day=day, overlap=0.5)
    rows = overlap_in_words(capsys)[1:]
    assert [row[8:10] for row in rows] == ["12", "11", "10", "09", "08", "07", "06", "05", "04", "02"]


def test_the_page_has_a_table_with_a_row_a_run(runs: list[Run], tmp_path: Path) -> None:
    call_command("recommendation_report", "--html", str(tmp_path / "report.html"), verbosity=0)
    cells = (tmp_path / "report.html").read_text().split('<table class="table">')[1].split("</table>")[0].split()
    text = " ".join(cells)
    assert '<th scope="col">Still shown</th>' in text
    assert "<td>2026-05-02 12:00</td> <td>93.4%</td> <td>1,200</td>" in text
    assert "<td>2026-05-01 12:00</td> <td>–</td> <td>1,200</td>" in text


def test_the_desk_shows_it_for_every_run(runs: list[Run], admin_client: Client) -> None:
    text = admin_client.get("/admin/recommender/run/").content.decode()
    assert '<td class="field-still_shown">93.4%</td>' in text
    assert '<td class="field-still_shown">-</td>' in text
    assert "0.9344" in admin_client.get(f"/admin/recommender/run/{runs[1].pk}/change/").content.decode()

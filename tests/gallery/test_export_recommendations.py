"""export_recommendations: every list as visitors see it, for other programs."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from gallery import exporting
from tests.factories import decide, make_image, publish, recommend

pytestmark = pytest.mark.django_db


def export(**options: Any) -> str:
    printed = io.StringIO()
    call_command("export_recommendations", stdout=printed, **options)
    return printed.getvalue()


def boats() -> None:
    """Two boats of which one recommends the other, and a draft."""
    boat, ship = make_image(original_name="boat.jpg"), make_image(original_name="ship, old.jpg")
    recommend(boat, make_image(original_name="draft.jpg", published=False), ship, similarity=1.0)


def test_json_is_one_list_of_every_published_image_by_file_name() -> None:
    boats()
    row = {"rank": 1, "image": "ship, old.jpg", "similarity": pytest.approx(0.98)}
    assert json.loads(export()) == [
        {"image": "boat.jpg", "recommendations": [row]},
        {"image": "ship, old.jpg", "recommendations": []},
    ]


def test_csv_is_one_row_a_recommendation_below_a_heading() -> None:
    boats()
    rows = list(csv.reader(io.StringIO(export(format="csv"))))
    assert rows == [["image", "rank", "recommended", "similarity"], ["boat.jpg", "1", "ship, old.jpg", "0.98"]]


def test_what_is_nearly_the_same_has_rows_of_its_own() -> None:
    publish(limits=(0.5, 0.7, 0.9))
    image, one, other = (make_image(original_name=f"{name}.jpg") for name in ("image", "one", "other"))
    recommend(image, one, other, similarity=0.99)
    recommend(one, other, similarity=0.99)
    rows = json.loads(export())[0]["recommendations"]
    assert [(row["rank"], row["image"]) for row in rows] == [(1, "one.jpg"), (2, "other.jpg")]


def test_an_empty_catalogue_is_an_empty_list() -> None:
    assert json.loads(export()) == []
    assert export(format="csv") == "image,rank,recommended,similarity\n"


def test_lists_are_as_long_as_those_shown() -> None:
    publish(shown=2)
    image = make_image(original_name="boat.jpg")
    recommend(image, *[make_image() for _ in range(4)])
    assert [row["rank"] for row in json.loads(export())[0]["recommendations"]] == [1, 2]


def test_decisions_are_applied() -> None:
    image, hidden, pinned = (make_image(original_name=name) for name in ("image", "hidden", "pinned"))
    recommend(image, hidden)
    decide(image=image, other=hidden, kind="hide")
    decide(image=image, other=pinned, kind="pin")
    assert json.loads(export())[0]["recommendations"] == [{"rank": 1, "image": "pinned", "similarity": None}]


def test_more_lists_than_are_read_at_a_time_are_all_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "IMAGES_AT_A_TIME", 2)
    names = [make_image().original_name for _ in range(5)]
    assert [entry["image"] for entry in json.loads(export())] == names


@pytest.mark.parametrize("format_name", ["json", "csv"])
def test_a_file_holds_what_would_have_been_printed(tmp_path: Path, format_name: str) -> None:
    make_image(original_name="größe.jpg")
    boats()
    path = tmp_path / "lists"
    assert export(format=format_name, output=path) == f"3 lists written to {path}.\n"
    assert path.read_text(encoding="utf-8").replace("\n", "") == export(format=format_name).replace("\n", "")


def test_a_file_that_cannot_be_written_is_named_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refusal:
        export(output=tmp_path / "missing" / "lists.json")
    assert str(refusal.value) == f"{tmp_path}/missing/lists.json cannot be written: No such file or directory."
    assert refusal.value.returncode == 1

"""recommendation_report: what it prints, and what it writes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from gallery.models import Image
from recommender import meaning
from recommender.health import sources
from recommender.models import Run
from tests.factories import decide, make_image, publish, recommend

pytestmark = pytest.mark.django_db


def finished_run(**fields: Any) -> Run:
    plain = {"host": "here", "pid": 1, "weights": "bundled", "fingerprint": "f" * 64, "k": 8}
    ended = {"status": Run.Status.DONE, "finished_at": datetime(2026, 5, 1, 12, 30, tzinfo=UTC)}
    return Run.objects.create(**{**plain, **ended, "percentiles": {"1": 0.5, "99": 0.9}, **fields})


@pytest.fixture
def images() -> list[Image]:
    """Three images that recommend each other in part, and a fourth that nobody recommends."""
    images = [make_image(title=title, tags=("sea",)) for title in ("Ann", "Ben", "Cid")] + [make_image(title="Dot")]
    for image, others in zip(images, ([1, 2], [0], [0], [0]), strict=True):
        recommend(image, *(images[other] for other in others), similarity=0.95)
    publish(shown=2)
    finished_run()
    return images


def printed(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    call_command("recommendation_report", *options)
    return capsys.readouterr().out


def refusal_of(*options: str) -> tuple[int, str]:
    with pytest.raises(CommandError) as raised:
        call_command("recommendation_report", *options)
    return raised.value.returncode, str(raised.value)


def section(text: str, title: str) -> list[str]:
    """Return the lines under a title."""
    return [line.strip() for line in text.split(f"\n{title}\n")[1].split("\n\n")[0].splitlines()]


def test_a_person_reads_first_what_was_looked_at(images: list[Image], capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys).splitlines()[:5] == [
        "images                  4",
        "with a list             4",
        "recommendations         5, up to 2 per image",
        "model                   bundled (ffffffffffff)",
        "last run                2026-05-01 12:30 UTC",
    ]


def test_distributions_are_bars_with_shares(images: list[Image], capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys)
    bars = section(text, "Similarities, shown and among random pairs")
    assert bars[-1] == f"0.90  100.0%, by chance   0.0%  {'█' * 30}"
    assert section(text, "How often images are recommended, and by chance") == [
        f"0   25.0%, by chance  28.7%  {'█' * 15}",
        f"1   50.0%, by chance  35.8%  {'█' * 30}",
        "2    0.0%, by chance  22.4%",
        f"3   25.0%, by chance   9.3%  {'█' * 15}",
    ]


def test_images_recommended_most_and_never_are_named(images: list[Image], capsys: pytest.CaptureFixture[str]) -> None:
    ann, ben, cid, dot = (f"#{image.pk} {image.title}" for image in images)
    text = printed(capsys)
    assert section(text, "Recommended most often") == [
        "Hubs, which are recommended more than 10 times (5 × k): none.",
        f"3 ×  {ann}",
        f"1 ×  {ben}",
        f"1 ×  {cid}",
    ]
    assert section(text, "Never recommended") == ["1 of 4 images (25.0%).", dot]


def test_islands_and_tags_are_told(images: list[Image], capsys: pytest.CaptureFixture[str]) -> None:
    ann, ben, cid, _ = (f"#{image.pk} {image.title}" for image in images)
    text = printed(capsys)
    assert section(text, "Islands") == [
        "Sets of up to 6 images that recommend only each other: 1.",
        f"3 images  {ann}; {ben}; {cid}",
    ]
    tags = "100.0% of the recommendations of 3 tagged images share a tag; of random pairs 66.7% do."
    assert section(text, "Tags in common") == [tags]


def test_near_duplicates_are_named(images: list[Image], capsys: pytest.CaptureFixture[str]) -> None:
    ann, ben, cid, dot = (f"#{image.pk} {image.title}" for image in images)
    assert section(printed(capsys), "Nearly the same") == [
        "Recommended pairs at 0.9000 or above: 3.",
        f"0.9400  {ann}; {ben}",
        f"0.9400  {ann}; {cid}",
        f"0.9400  {ann}; {dot}",
    ]


def test_lists_are_those_that_visitors_see(images: list[Image], capsys: pytest.CaptureFixture[str]) -> None:
    decide(image=images[0], other=images[1], kind="hide", both_ways=True)
    images[2].published = False
    images[2].save()
    report = json.loads(printed(capsys, "--json"))
    assert [report[key] for key in ("images", "lists", "recommendations")] == [3, 1, 1]


def test_with_json_a_program_reads_one_object(images: list[Image], capsys: pytest.CaptureFixture[str]) -> None:
    report = json.loads(printed(capsys, "--json"))
    dot = {"id": images[3].pk, "image": images[3].original_name}
    assert report["never_recommended"] == {"count": 1, "share": 0.25, "first": [dot]}
    assert report["tags"] == {"images": 3, "share": 1.0, "by_chance": pytest.approx(2 / 3)}
    assert (report["run_finished_at"], report["fingerprint"]) == ("2026-05-01T12:30:00+00:00", "f" * 64)
    assert [report["hubs"]["above"], report["islands"]["count"], report["near_duplicates"]["count"]] == [10, 1, 3]


def test_a_title_cannot_command_a_terminal(images: list[Image], capsys: pytest.CaptureFixture[str]) -> None:
    Image.objects.filter(pk=images[3].pk).update(title="Red\x1b[31m\nalert")
    assert section(printed(capsys), "Never recommended")[1] == f"#{images[3].pk} Red [31m alert"


def test_an_empty_catalogue_has_a_report(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    publish(limits=None)
    finished_run(percentiles={})
    assert "0 of 0 images (0.0%)." in printed(capsys, "--html", str(tmp_path / "report.html"))
    report = json.loads(printed(capsys, "--json"))
    untold = ("similarities", "times_recommended", "tags", "near_duplicates")
    assert [report[key] for key in untold] == [None] * 4


def test_before_the_first_run_there_is_nothing_to_report() -> None:
    assert refusal_of() == (1, "No run has finished yet: start manage.py compute_recommendations first.")


def test_a_page_that_cannot_be_written_is_an_error(images: list[Image], tmp_path: Path) -> None:
    assert refusal_of("--html", str(tmp_path)) == (1, f"{tmp_path} cannot be written: Is a directory.")


def test_progress_goes_to_standard_error(images: list[Image], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("recommendation_report", "--json")
    assert capsys.readouterr().err == "Reading lists: 4 of 4 images\n"
    call_command("recommendation_report", "--json", verbosity=0)
    assert capsys.readouterr().err == ""


def test_an_image_deleted_while_the_report_is_made_is_called_so(images: list[Image]) -> None:
    called = sources.called({images[0].pk, 10**6})
    assert [called[pk].title for pk in (images[0].pk, 10**6)] == ["Ann", "deleted meanwhile"]


def test_queries_do_not_grow_with_the_images_of_a_portion(
    images: list[Image], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    published = meaning.last_published()
    assert published is not None
    for _ in range(2):
        with django_assert_num_queries(7):
            sources.report(published)
        recommend(make_image(tags=("sky",)), *images)

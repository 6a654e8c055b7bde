"""compute_recommendations: what it prints, where, and how it ends."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from recommender import choice, pipeline, watching
from recommender.choice import Choice
from recommender.engine.exceptions import WeightsUnavailable
from recommender.exceptions import RunSuperseded
from recommender.management.commands import compute_recommendations
from recommender.models import Run
from tests.factories import upload_image
from tests.fake_model import FakeModel
from tests.gallery.test_outage import postgresql
from tests.recommender.catalogue import damaged, everything_stored, fill, last_run, stored_list

pytestmark = pytest.mark.django_db

PROMISED = {"images", "embedded", "unreadable", "lists_changed", "rows_written", "seconds", "weights", "fingerprint"}


@pytest.fixture
def wanted(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The weights that were asked for; the fake model stands in for whatever they are."""
    asked: list[str] = []

    def choose(name: str) -> Choice:
        asked.append(name)
        return Choice(model=model, remarks=("A remark.",))

    monkeypatch.setattr(choice, "choose", choose)
    return asked


def compute(*options: str) -> None:
    call_command("compute_recommendations", *options)


def refusal_of(*options: str) -> tuple[int, str]:
    """Return exit code and message of a command that must fail."""
    with pytest.raises(CommandError) as raised:
        compute(*options)
    return raised.value.returncode, str(raised.value)


def test_with_json_standard_output_is_one_object_with_the_promised_keys(
    wanted: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    images = fill(count=3)
    with damaged(images[0]):
        compute("--json")
    printed = json.loads(capsys.readouterr().out)
    assert printed.keys() >= PROMISED
    assert (printed["images"], printed["embedded"], printed["weights"]) == (3, 2, "fake")
    assert [unreadable["name"] for unreadable in printed["unreadable"]] == [images[0].original_name]


def test_progress_and_remarks_go_to_standard_error(wanted: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    fill(count=3)
    compute("--json")
    assert capsys.readouterr().err == ("A remark.\nEmbedding: 3 of 3 images\nComparing: 3 of 3 images\n")


def test_with_verbosity_nought_there_is_no_progress(wanted: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    fill(count=3)
    compute("--json", "--verbosity", "0")
    assert capsys.readouterr().err == "A remark.\n"


def test_without_json_a_person_reads_a_table(wanted: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    fill(count=3)
    compute("--k", "2")
    assert re.sub(r"\d+\.\d", "0.0", capsys.readouterr().out).splitlines() == [
        "images                  3",
        "embedded                3",
        "unreadable              0",
        "lists changed           3",
        "rows written            6",
        "per image               2 shown",
        "weights                 fake (aaaaaaaaaaaa)",
        "seconds                 0.0",
    ]


def test_k_and_weights_come_from_the_settings_unless_given(wanted: list[str], settings: Any) -> None:
    settings.RECOMMENDATIONS_PER_IMAGE, settings.RECOMMENDER_WEIGHTS = 5, "imagenet"
    compute("--json")
    compute("--json", "--k", "3", "--weights", "some/path.pth")
    assert list(Run.objects.order_by("pk").values_list("k", flat=True)) == [5, 3]
    assert wanted == ["imagenet", "some/path.pth"]


def test_full_and_dry_run_reach_the_run(wanted: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    fill(count=3)
    for options in ([], ["--full"], ["--dry-run", "--full"], ["--dry-run"]):
        compute("--json", *options)
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["embedded"], each["dry_run"]) for each in printed] == [(3, False), (3, False), (3, True), (0, True)]


@pytest.mark.parametrize("k", ["0", "-5"])
def test_a_k_below_one_is_a_mistake_of_usage(k: str) -> None:
    assert refusal_of("--k", k) == (2, f"--k must be from 1 to 1000, got {k}.")


def test_a_bad_path_of_weights_is_an_error_and_touches_no_table() -> None:
    upload_image(colour="red")
    before = everything_stored()
    assert refusal_of("--weights", "/nowhere.pth") == (
        1,
        "/nowhere.pth is not a file; give the path of a .safetensors file or of torchvision's own .pth.",
    )
    assert everything_stored() == before


def test_a_damaged_file_of_weights_is_an_error_and_touches_no_table(tmp_path: Path) -> None:
    upload_image(colour="red")
    before = everything_stored()
    (tmp_path / "own.safetensors").write_bytes(b"garbage")
    code, message = refusal_of("--weights", str(tmp_path / "own.safetensors"))
    assert (code, "is not a safetensors file" in message, everything_stored() == before) == (1, True, True)


def test_another_run_at_work_has_an_exit_code_of_its_own(wanted: list[str]) -> None:
    Run.objects.create(host="elsewhere", pid=77, weights="fake", fingerprint="f" * 64, k=2)
    code, message = refusal_of("--json")
    assert (code, message.startswith("Another run is at work on elsewhere, process 77, since ")) == (75, True)


@pytest.mark.parametrize("error", [RunSuperseded("Taken over."), WeightsUnavailable("Taken over.")])
def test_other_reasons_to_stop_are_errors_with_their_message(
    error: Exception, wanted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **options: object) -> None:
        raise error

    monkeypatch.setattr(pipeline, "run_once", fail)
    assert refusal_of() == (1, "Taken over.")


def test_watching_does_a_run_at_once_and_after_each_change(
    wanted: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = fill(count=2)

    def change_twice(*, failed: Callable[[], bool]) -> Iterator[None]:
        yield
        assert stored_list(first) == [second.pk]
        third = upload_image(colour="gold")
        yield
        assert third.pk in stored_list(first)

    monkeypatch.setattr(watching, "changes", change_twice)
    compute("--watch", "--json")
    assert [json.loads(line)["embedded"] for line in capsys.readouterr().out.splitlines()] == [2, 1]


def raising(error: Exception) -> Callable[..., None]:
    """Return a run that fails."""

    def run(*arguments: object, **options: object) -> None:
        raise error

    return run


def test_watching_outlives_a_database_that_goes_away(
    wanted: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = list[bool]()

    def once(*, failed: Callable[[], bool]) -> Iterator[None]:
        yield
        told.append(failed())

    monkeypatch.setattr(watching, "changes", once)
    monkeypatch.setattr(pipeline, "run_once", raising(postgresql("57P01")))
    monkeypatch.setattr(compute_recommendations, "connection", SimpleNamespace(close=lambda: told.append(False)))
    compute("--watch", "--verbosity", "0")
    away = "The database is out of reach (said the server). Nothing is lost; trying again within a minute."
    assert (told, capsys.readouterr().err) == ([False, True], f"A remark.\n{away}\n")


def test_watching_ends_with_an_error_of_its_own(wanted: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "run_once", raising(postgresql("42703")))
    with pytest.raises(OperationalError, match="said the server"):
        compute("--watch", "--verbosity", "0")


def test_watching_ends_quietly_when_it_is_interrupted(
    wanted: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*, failed: Callable[[], bool]) -> Iterator[None]:
        yield
        raise KeyboardInterrupt

    monkeypatch.setattr(watching, "changes", interrupted)
    compute("--watch", "--verbosity", "0")
    assert capsys.readouterr().err == "A remark.\nStopped watching.\n"
    assert last_run().status == Run.Status.DONE


def test_help_names_the_defaults(capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    settings.RECOMMENDATIONS_PER_IMAGE = 7
    with pytest.raises(SystemExit):
        compute("--help")
    printed = " ".join(capsys.readouterr().out.split())
    assert "recommendations per image (7)" in printed
    assert "or takes the best to be had (bundled)" in printed

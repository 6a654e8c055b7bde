"""explain_similarity: what a value means here, in words and for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from recommender.meaning import explain, last_published
from recommender.models import Run
from tests.factories import publish

pytestmark = pytest.mark.django_db

MIDDLING = "higher than 50 of 100 random pairs, but not than 75 of 100"
PERCENTILES = {"1": 0.1, "5": 0.2, "25": 0.3, "50": 0.4, "75": 0.5, "90": 0.6, "99": 0.8, "99.9": 0.85}


def finished_run(**fields: Any) -> Run:
    plain = {"host": "here", "pid": 1, "weights": "bundled", "fingerprint": "f" * 64, "k": 8}
    return Run.objects.create(**{"status": Run.Status.DONE, "percentiles": PERCENTILES, **plain, **fields})


def printed(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    call_command("explain_similarity", *options)
    return capsys.readouterr().out


def refusal_of(*options: str) -> tuple[int, str]:
    with pytest.raises(CommandError) as raised:
        call_command("explain_similarity", *options)
    return raised.value.returncode, str(raised.value)


def first_line(similarity: float) -> str:
    published = last_published()
    assert published is not None
    return explain(similarity, published).lines()[0]


def test_a_person_reads_the_word_the_rank_and_all_limits(capsys: pytest.CaptureFixture[str]) -> None:
    publish()
    finished_run()
    assert printed(capsys, "0.82").splitlines() == [
        "In this catalogue 0.82 is “very alike”: higher than 99 of 100 random pairs, but not than 999 of 1,000.",
        "",
        "typical stranger        0.4000, the median of random pairs",
        "nearly the same         from 0.9000",
        "very alike              from 0.7000",
        "alike                   from 0.5000",
        "loosely alike           below 0.5000",
        "model                   bundled (ffffffffffff)",
    ]


@pytest.mark.parametrize(
    ("similarity", "said"),
    [
        (1.0, "1 is “nearly the same”: higher than 999 of 1,000 random pairs."),
        (0.6, "0.6 is “alike”: higher than 75 of 100 random pairs, but not than 90 of 100."),
        (-0.25, "-0.25 is “loosely alike”: not even higher than 1 of 100 random pairs."),
    ],
)
def test_the_rank_among_random_pairs_is_told_to_both_sides(similarity: float, said: str) -> None:
    publish()
    finished_run()
    assert first_line(similarity) == f"In this catalogue {said}"


def test_a_catalogue_too_small_for_words_still_has_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    publish(limits=None)
    finished_run()
    assert printed(capsys, "0.45").splitlines() == [
        f"In this catalogue 0.45, with too few images for words, is {MIDDLING}.",
        "",
        "typical stranger        0.4000, the median of random pairs",
        "model                   bundled (ffffffffffff)",
    ]


def test_with_json_a_program_reads_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    publish()
    finished_run()
    assert json.loads(printed(capsys, "-0.5", "--json")) == {
        "similarity": -0.5,
        "band": "loosely alike",
        "above_percentile": None,
        "below_percentile": 1.0,
        "typical_stranger": 0.4,
        "nearly_same_from": 0.9,
        "very_alike_from": 0.7,
        "alike_from": 0.5,
        "weights": "bundled",
        "fingerprint": "f" * 64,
        "random_pairs": PERCENTILES,
    }


@pytest.mark.parametrize("value", ["1.01", "-2", "nan", "inf"])
def test_a_value_that_is_no_cosine_is_a_mistake_of_usage(value: str) -> None:
    assert refusal_of(value) == (2, f"A similarity must be from -1 to 1, got {float(value):g}.")


def test_before_the_first_run_there_is_nothing_to_explain() -> None:
    assert refusal_of("0.5") == (1, "No run has finished yet: start manage.py compute_recommendations first.")


def test_a_run_that_compared_nothing_gives_no_meaning() -> None:
    publish(limits=None)
    finished_run(percentiles={})
    sentence = "The last run found fewer than two images to compare, so no similarity has a meaning yet."
    assert refusal_of("0.5") == (1, sentence)


def test_runs_that_failed_or_used_another_model_are_passed_over() -> None:
    publish()
    wanted = finished_run()
    finished_run(status=Run.Status.FAILED)
    finished_run(fingerprint="e" * 64)
    published = last_published()
    assert published is not None
    assert published.run == wanted

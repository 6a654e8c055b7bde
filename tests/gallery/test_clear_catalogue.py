"""A catalogue is cleared only by somebody who says how much there is to lose."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from gallery.models import CuratedPair, Image, Publication, Recommendation, Tag
from tests.factories import decide, make_image, publish, recommend

pytestmark = pytest.mark.django_db

TABLES = (Image, Tag, Recommendation, CuratedPair, Publication)


@pytest.fixture(autouse=True)
def catalogue() -> None:
    first, second = make_image(tags=("sea",)), make_image()
    recommend(first, second)
    decide(image=first, other=second, kind="pin")
    publish()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What somebody at a terminal answers, and afterwards what was asked."""
    said = ["2"]

    def answer(question: str) -> str:
        said.append(question)
        return said.pop(0)

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", answer)
    return said


def counts() -> list[int]:
    return [table._default_manager.count() for table in TABLES]


def clear(*arguments: str) -> str:
    out = StringIO()
    call_command("clear_catalogue", *arguments, stdout=out)
    return out.getvalue().strip()


def test_with_yes_everything_goes_and_the_files_are_left_to_the_garbage_collection() -> None:
    assert clear("--yes") == "Deleted 2 images. Their files are still there: see manage.py collect_garbage."
    assert counts() == [0, 0, 0, 0, 0]


def test_somebody_who_types_the_number_of_images_means_it(terminal: list[str]) -> None:
    clear()
    assert terminal == ["This deletes all 2 images, their words, tags, lists and decisions. Type 2 to go on: "]
    assert counts() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("answer", ["", "yes", "y", "1", "22"])
def test_any_other_answer_deletes_nothing(answer: str, terminal: list[str]) -> None:
    terminal[0] = answer
    with pytest.raises(CommandError, match=r"^Nothing was deleted\.$"):
        clear()
    assert counts() == [2, 1, 1, 1, 1]


def test_without_a_terminal_nobody_is_asked_and_nothing_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    with pytest.raises(CommandError) as raised:
        clear()
    assert str(raised.value) == "There is no terminal to ask on; give --yes if every image is to be deleted."
    assert counts() == [2, 1, 1, 1, 1]

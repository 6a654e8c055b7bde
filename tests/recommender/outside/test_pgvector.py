"""pgvector is switched on where it can be; otherwise it is said what is missing and what helps."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError

from recommender.outside import pgvector
from recommender.outside.pgvector import Unusable
from tests.recommender.outside.nearby import execute, on_postgresql

pytestmark = [pytest.mark.django_db, on_postgresql]

WITHOUT = "Pictures that programs send are compared with every image, since"


@pytest.fixture(autouse=True)
def off() -> None:
    execute("DROP EXTENSION IF EXISTS vector CASCADE")


def refusal() -> str:
    """Return why it cannot be switched on."""
    with pytest.raises(Unusable) as raised:
        pgvector.switch_on()
    return str(raised.value)


def test_it_is_switched_on_where_the_server_has_it_and_stays_on() -> None:
    assert not pgvector.knows_halves()
    pgvector.switch_on()
    assert pgvector.knows_halves()
    pgvector.switch_on()


def test_a_server_without_it_is_told_where_to_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pgvector, "NAME", "nowhere")
    assert refusal() == f"{WITHOUT} the database server has no pgvector; docs/operations.md says how to get it."


def test_a_user_without_the_right_is_told_what_a_superuser_has_to_say() -> None:
    execute("CREATE ROLE powerless")
    execute("SET LOCAL ROLE powerless")
    said = refusal()
    execute("RESET ROLE")
    assert said == (
        f"{WITHOUT} this user may not switch pgvector on in the database; let a superuser say: "
        "CREATE EXTENSION IF NOT EXISTS vector;"
    )


def test_what_goes_wrong_otherwise_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pgvector, "SWITCH_ON", "CREATE NONSENSE")
    with pytest.raises(ProgrammingError, match='syntax error at or near "NONSENSE"'):
        pgvector.switch_on()


@pytest.mark.parametrize("versions", [("0.6.2", "0.6.2"), ("0.8.5", "0.6.2"), ("0.6.2", None)])
def test_one_that_knows_no_halves_is_too_old_and_not_switched_on(
    versions: tuple[str, str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pgvector, "versions", lambda: versions)
    with monkeypatch.context() as old:
        old.setattr(pgvector, "KNOWS_HALVES", "SELECT false")
        assert refusal() == (
            f"{WITHOUT} pgvector 0.6.2 is too old, or not in the user's search_path; 0.7 is needed: install a newer "
            "one on the server and let a superuser say: ALTER EXTENSION vector UPDATE;"
        )
    assert not pgvector.knows_halves()

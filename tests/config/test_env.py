"""A variable is right, missing, or refused with one line that names it, its value and what is accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.env import Environment, InvalidVariable

DATABASES = "postgresql://USER:PASSWORD@HOST:PORT/NAME or sqlite:///PATH"
FLAGS = "one of 1, true, yes, on, 0, false, no, off"


def environment(value: str | None) -> Environment:
    return Environment({} if value is None else {"VARIABLE": value})


def test_a_text_is_returned_without_blanks_around_it() -> None:
    assert environment(" words ").text("VARIABLE", default="other") == "words"


@pytest.mark.parametrize("value", [None, "", "  "])
def test_what_is_empty_counts_as_not_set(value: str | None) -> None:
    assert environment(value).text("VARIABLE", default="other") == "other"


def test_the_process_s_own_variables_are_read_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINDRED_VARIABLE", "here")
    assert Environment().text("KINDRED_VARIABLE", default="not here") == "here"


@pytest.mark.parametrize(("value", "expected"), [(None, "en"), ("de", "de"), (" en ", "en")])
def test_a_choice_is_one_of_those_accepted(value: str | None, expected: str) -> None:
    assert environment(value).one_of("VARIABLE", default="en", accepted=["en", "de"]) == expected


def test_a_choice_of_something_else_is_refused() -> None:
    with pytest.raises(InvalidVariable, match=r"^VARIABLE is 'fr', but must be one of en, de\.$"):
        environment("fr").one_of("VARIABLE", default="en", accepted=["en", "de"])


@pytest.mark.parametrize(
    ("words", "meaning"), [(("1", "true", "YES", "On"), True), (("0", "False", "no", "off"), False)]
)
def test_a_flag_understands_words_for_yes_and_no(words: tuple[str, ...], meaning: bool) -> None:
    assert {environment(word).flag("VARIABLE", default=not meaning) for word in words} == {meaning}


@pytest.mark.parametrize("default", [True, False])
def test_a_flag_not_set_is_its_default(default: bool) -> None:
    assert environment(None).flag("VARIABLE", default=default) is default


def test_a_flag_refuses_any_other_word() -> None:
    with pytest.raises(InvalidVariable) as refusal:
        environment("maybe").flag("VARIABLE", default=True)
    assert str(refusal.value) == f"VARIABLE is 'maybe', but must be {FLAGS}."


@pytest.mark.parametrize(("value", "number"), [("3", 3), ("7", 7), (" 5 ", 5), (None, 4), ("", 4)])
def test_a_whole_number_may_be_either_limit(value: str | None, number: int) -> None:
    assert environment(value).whole_number("VARIABLE", default=4, minimum=3, maximum=7) == number


@pytest.mark.parametrize("value", ["2", "8", "abc", "4.5", "-4", "1e1"])
def test_a_whole_number_outside_the_limits_is_refused(value: str) -> None:
    with pytest.raises(InvalidVariable) as refusal:
        environment(value).whole_number("VARIABLE", default=4, minimum=3, maximum=7)
    assert str(refusal.value) == f"VARIABLE is '{value}', but must be a whole number from 3 to 7."


def test_a_number_of_thousands_of_digits_is_refused_like_any_other() -> None:
    with pytest.raises(InvalidVariable, match=r"^VARIABLE is '9+', but must be a whole number from 3 to 7\.$"):
        environment("9" * 5000).whole_number("VARIABLE", default=4, minimum=3, maximum=7)


def test_words_are_split_at_commas_without_blanks() -> None:
    assert environment("one, two,,three ,").words("VARIABLE", default=[]) == ["one", "two", "three"]


def test_words_not_set_are_their_default() -> None:
    assert environment(None).words("VARIABLE", default=["*"]) == ["*"]


def test_required_words_are_split_like_others() -> None:
    assert environment("a.org,b.org").required_words("VARIABLE", accepted="names") == ["a.org", "b.org"]


@pytest.mark.parametrize(("value", "came"), [(None, "is not set"), (" , ", "is ' , '")])
def test_required_words_that_name_nothing_are_refused(value: str | None, came: str) -> None:
    with pytest.raises(InvalidVariable) as refusal:
        environment(value).required_words("VARIABLE", accepted="host names")
    assert str(refusal.value) == f"VARIABLE {came}, but must be host names."


def test_a_secret_long_enough_is_returned() -> None:
    assert environment("12345").secret("VARIABLE", accepted="long", min_length=5) == "12345"


def test_a_secret_too_short_is_refused_without_showing_it() -> None:
    with pytest.raises(InvalidVariable) as refusal:
        environment("1234").secret("VARIABLE", accepted="long", min_length=5)
    assert str(refusal.value) == "VARIABLE is '****', but must be long."


def test_a_secret_not_set_is_refused() -> None:
    with pytest.raises(InvalidVariable) as refusal:
        environment(None).secret("VARIABLE", accepted="long", min_length=5)
    assert str(refusal.value) == "VARIABLE is not set, but must be long."


@pytest.mark.parametrize(("value", "zone"), [("Europe/Berlin", "Europe/Berlin"), (None, "UTC")])
def test_a_time_zone_is_one_this_machine_knows(value: str | None, zone: str) -> None:
    assert environment(value).time_zone("VARIABLE", default="UTC") == zone


@pytest.mark.parametrize("value", ["Berlin", "../etc/passwd", "europe/nowhere"])
def test_an_unknown_time_zone_is_refused(value: str) -> None:
    with pytest.raises(InvalidVariable) as refusal:
        environment(value).time_zone("VARIABLE", default="UTC")
    accepted = "the name of a time zone, such as Europe/Berlin"
    assert str(refusal.value) == f"VARIABLE is '{value}', but must be {accepted}."


def test_a_folder_may_not_exist_yet(tmp_path: Path) -> None:
    assert environment(f"{tmp_path}/a/b").folder("VARIABLE", default=Path("other")) == tmp_path / "a" / "b"


def test_a_folder_is_absolute_and_may_begin_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert environment("~/media").folder("VARIABLE", default=Path("other")) == tmp_path / "media"
    assert environment("media").folder("VARIABLE", default=Path("other")) == tmp_path / "media"


def test_a_folder_not_set_is_its_default(tmp_path: Path) -> None:
    assert environment(None).folder("VARIABLE", default=tmp_path) == tmp_path


@pytest.mark.parametrize("inside", ["", "/media"])
def test_a_file_is_no_folder_and_holds_none(tmp_path: Path, inside: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InvalidVariable) as refusal:
        environment(f"{tmp_path}/file{inside}").folder("VARIABLE", default=tmp_path)
    assert str(refusal.value) == f"VARIABLE is '{tmp_path}/file{inside}', but must be the path of a folder."


@pytest.mark.parametrize("value", ["~nobody-of-this-name/media", "x" * 300])
def test_a_folder_that_cannot_exist_is_refused(value: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidVariable) as refusal:
        environment(value).folder("VARIABLE", default=tmp_path)
    assert str(refusal.value) == f"VARIABLE is '{value}', but must be the path of a folder."


@pytest.mark.parametrize(
    ("value", "engine", "name"),
    [
        ("postgresql://kindred:secret@db:5432/pictures", "django.db.backends.postgresql", "pictures"),
        ("postgres:///pictures", "django.db.backends.postgresql", "pictures"),
        ("sqlite:////srv/kindred.sqlite3", "django.db.backends.sqlite3", "/srv/kindred.sqlite3"),
        (None, "django.db.backends.sqlite3", "default.sqlite3"),
    ],
)
def test_a_database_is_postgresql_or_sqlite(value: str | None, engine: str, name: str) -> None:
    database = environment(value).database("VARIABLE", default="sqlite:///default.sqlite3")
    assert (database["ENGINE"], database["NAME"]) == (engine, name)


@pytest.mark.parametrize(
    "value", ["nonsense", "redis://cache", "oracle://db/pictures", "postgresql://db:port/pictures"]
)
def test_another_address_is_no_database(value: str) -> None:
    with pytest.raises(InvalidVariable) as refusal:
        environment(value).database("VARIABLE", default="sqlite://")
    assert str(refusal.value) == f"VARIABLE is '{value}', but must be {DATABASES}."


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("mysql://me:hunter2@db/pictures", "mysql://me:***@db/pictures"),
        ("mysql://me:hunter2@hunter2@db/pictures", "mysql://me:***@db/pictures"),
        ("mysql://me:hunter2/hunter2@db/pictures", "mysql://me:***@db/pictures"),
        ("postgresql://me:[hunter2@db/pictures", "postgresql://me:***@db/pictures"),
        ("me:hunter2@db/pictures", "me:***@db/pictures"),
        ("mysql://db/pictures?password=hunter2&a=b", "mysql://db/pictures?password=***&a=b"),
    ],
)
def test_a_refused_database_does_not_show_its_password(value: str, shown: str) -> None:
    with pytest.raises(InvalidVariable) as refusal:
        environment(value).database("VARIABLE", default="sqlite://")
    assert str(refusal.value) == f"VARIABLE is '{shown}', but must be {DATABASES}."


@pytest.mark.parametrize(
    ("value", "path"),
    [(None, "admin/"), ("desk", "desk/"), ("/desk/", "desk/"), ("back-office/d_3sk/", "back-office/d_3sk/")],
)
def test_a_path_begins_addresses(value: str | None, path: str) -> None:
    assert environment(value).path("VARIABLE", default="admin/", taken={"api", "images"}) == path


@pytest.mark.parametrize(
    "value", ["/", "a b", "a//b", "<int:pk>", "desk?", "../desk", "désk", "api", "/images/desk", "a.b", "a\nb", "(a|b)"]
)
def test_what_begins_other_addresses_or_is_none_is_refused(value: str) -> None:
    with pytest.raises(InvalidVariable) as refusal:
        environment(value).path("VARIABLE", default="admin/", taken={"api", "images"})
    accepted = "letters, digits, - and _, such as back-office, and begin with none of api, images"
    assert str(refusal.value) == f"VARIABLE is {value!r}, but must be {accepted}."

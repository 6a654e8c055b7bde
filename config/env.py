"""Typed readers of environment variables: a value is right, or the start stops with one line."""

from __future__ import annotations

import os
import re
import zoneinfo
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off"}


class InvalidVariable(ImproperlyConfigured):
    """An environment variable that is missing or wrong: its name, its value and what is accepted, in one line."""

    def __init__(self, name: str, value: str | None, accepted: str) -> None:
        came = "is not set" if value is None else f"is {value!r}"
        super().__init__(f"{name} {came}, but must be {accepted}.")


class Environment:
    """Reads variables from a mapping, by default the process's own. An empty value counts as not set."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self.variables = os.environ if variables is None else variables

    def text(self, name: str, *, default: str) -> str:
        """Return the value as it is."""
        return self._value(name) or default

    def secret(self, name: str, *, accepted: str, min_length: int, default: str | None = None) -> str:
        """Return the value; refuse one that is too short, or missing without a default, without showing it."""
        value = self._value(name)
        if value is None and default is not None:
            return default
        if value is None:
            raise InvalidVariable(name, None, accepted)
        if len(value) < min_length:
            raise InvalidVariable(name, "*" * len(value), accepted)
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Return whether the value is a word for yes."""
        value = self._value(name)
        if value is None:
            return default
        if value.lower() not in TRUE_WORDS | FALSE_WORDS:
            raise InvalidVariable(name, value, "one of 1, true, yes, on, 0, false, no, off")
        return value.lower() in TRUE_WORDS

    def whole_number(self, name: str, *, default: int, minimum: int, maximum: int) -> int:
        """Return the value as a whole number within the limits, both included."""
        value = self._value(name)
        if value is None:
            return default
        try:
            number = int(value)
        except ValueError:
            number = minimum - 1
        if not minimum <= number <= maximum:
            raise InvalidVariable(name, value, f"a whole number from {minimum} to {maximum}")
        return number

    def words(self, name: str, *, default: list[str]) -> list[str]:
        """Return a comma-separated value as a list without blanks."""
        value = self._value(name)
        return default if value is None else [word.strip() for word in value.split(",") if word.strip()]

    def required_words(self, name: str, *, accepted: str) -> list[str]:
        """Return a comma-separated value as a list; refuse one that names nothing."""
        if words := self.words(name, default=[]):
            return words
        raise InvalidVariable(name, self.variables.get(name), accepted)

    def one_of(self, name: str, *, default: str, accepted: list[str]) -> str:
        """Return the value, which is one of those accepted."""
        value = self._value(name) or default
        if value not in accepted:
            raise InvalidVariable(name, value, f"one of {', '.join(accepted)}")
        return value

    def time_zone(self, name: str, *, default: str) -> str:
        """Return the name of a time zone that this machine knows."""
        value = self._value(name) or default
        if value not in zoneinfo.available_timezones():
            raise InvalidVariable(name, value, "the name of a time zone, such as Europe/Berlin")
        return value

    def folder(self, name: str, *, default: Path) -> Path:
        """Return the value as an absolute path; refuse one that is no folder and cannot become one."""
        value = self._value(name)
        try:
            path = default if value is None else Path(value).expanduser().absolute()
            usable = next(above for above in (path, *path.parents) if above.exists()).is_dir()
        except (OSError, RuntimeError):  # a name too long, or the home of a person unknown here
            usable = False
        if not usable:
            raise InvalidVariable(name, value, "the path of a folder")
        return path

    def path(self, name: str, *, default: str, taken: set[str]) -> str:
        """Return the value as the beginning of addresses, with a slash behind it; refuse one that others begin with."""
        path = (self._value(name) or default).strip("/")
        if not re.fullmatch(r"[\w-]+(/[\w-]+)*", path, re.ASCII) or path.partition("/")[0] in taken:
            others = ", ".join(sorted(taken))
            accepted = f"letters, digits, - and _, such as back-office, and begin with none of {others}"
            raise InvalidVariable(name, self._value(name), accepted)
        return f"{path}/"

    def database(self, name: str, *, default: str) -> dict[str, Any]:
        """Return the value, a database address, as Django's connection settings."""
        value = self._value(name)
        accepted = "postgresql://USER:PASSWORD@HOST:PORT/NAME or sqlite:///PATH"
        try:
            parsed = dict(dj_database_url.parse(value or default))
        except (ValueError, KeyError):
            raise InvalidVariable(name, without_password(value), accepted) from None
        if not str(parsed["ENGINE"]).endswith((".postgresql", ".sqlite3")):
            raise InvalidVariable(name, without_password(value), accepted)
        return parsed

    def _value(self, name: str) -> str | None:
        return self.variables.get(name, "").strip() or None


def without_password(address: str | None) -> str | None:
    """Return a database address with its password, if any, starred out; the address may be malformed."""
    if address is None:
        return None
    address = re.sub(r"^((?:[^:/@]*://)?[^:/@]*:).*@", r"\1***@", address)
    return re.sub(r"(password=)[^&]*", r"\1***", address)


env = Environment()

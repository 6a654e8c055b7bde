"""What must never be read in a log, and is starred out wherever it turns up. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

HIDDEN = "***"
SHORTEST = 6
"""A shorter value would be found in the middle of ordinary words."""

SECRET_VARIABLE = re.compile(r"SECRET|TOKEN|PASSW|CREDENTIAL|KEY|DATABASE_URL")
NAMES = r"[\w-]*(?:passw(?:or)?d|secret|token|sessionid|cookie|api[_-]?key|access[_-]?key|signature|credential)[\w-]*"

SPOKEN_OF = (
    re.compile(r"(?i)(\bauthorization\b[\"']?\s*[:=]\s*[\"']?)[^\"'\r\n,}]+"),
    re.compile(r"(?i)(\bbearer\s+)[\w.~+/=-]{6,}"),
    re.compile(rf"(?i)(\b{NAMES}[\"']?\s*[:=]\s*[\"']?)[^\s\"'&,;}})]+"),
    re.compile(r"(\w://)[^\s/@:]*:[^\s/@]*(?=@)"),
)
"""What a secret looks like that belongs to somebody else: a name of its kind before it, or a password in an address."""


class Redaction:
    """Stars out the secrets in the variables of this process, and what looks like a secret of somebody else's."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        values = sorted(secrets_in(variables), key=len, reverse=True)  # one may be the beginning of another
        self.known = re.compile("|".join(map(re.escape, values)) or r"(?!)")

    def __call__(self, text: str) -> str:
        """Return a text without secrets."""
        text = self.known.sub(HIDDEN, text)
        for pattern in SPOKEN_OF:
            text = pattern.sub(rf"\g<1>{HIDDEN}", text)
        return text


def secrets_in(variables: Mapping[str, str]) -> set[str]:
    """Return the values that only this process should know, the password within a database's address among them."""
    values = {value.strip() for name, value in variables.items() if SECRET_VARIABLE.search(name)}
    passwords = {password_in(value) for value in values}
    return {value for value in values | passwords | {unquote(each) for each in passwords} if len(value) >= SHORTEST}


def password_in(address: str) -> str:
    """Return the password in an address, "" where there is none or it is no address."""
    try:
        return urlsplit(address).password or ""
    except ValueError:
        return ""

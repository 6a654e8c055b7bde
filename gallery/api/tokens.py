"""Tokens are made here, once shown; and found again by what a request shows."""

from __future__ import annotations

import hashlib
import re
import secrets
import string
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.utils.crypto import constant_time_compare

from gallery.api.models import SCOPES, Token

ALPHABET = string.ascii_lowercase + string.digits
PREFIX_LENGTH, SECRET_LENGTH = 8, 40
"""40 of 36 characters are 206 bits: nobody guesses one, so a plain hash, which is quick to compare, is enough."""

SHAPE = re.compile(rf"kindred_([a-z0-9]{{{PREFIX_LENGTH}}})_[a-z0-9]{{{SECRET_LENGTH}}}")


def make(user: User, *, name: str, scopes: Iterable[str], expires_at: datetime | None = None) -> tuple[Token, str]:
    """Return a new token of a person and what the program has to show, which is nowhere to be had again."""
    token = Token(user=user, name=name, expires_at=expires_at)
    for scope in SCOPES:
        setattr(token, f"may_{scope}", scope in set(scopes))
    shown = give_secret(token)
    token.save()
    return token, shown


def give_secret(token: Token) -> str:
    """Give a token that is not saved yet its secret, and return what the program has to show."""
    token.prefix = drawn(PREFIX_LENGTH)
    shown = f"kindred_{token.prefix}_{drawn(SECRET_LENGTH)}"
    token.secret_hash = hash_of(shown)
    return shown


def find(shown: str, now: datetime) -> Token | None:
    """Return the token that a request shows, if it is one of ours and good for anything now."""
    shape = SHAPE.fullmatch(shown)
    if shape is None:
        return None
    token = Token.objects.select_related("user").filter(prefix=shape[1]).first()
    if token is None or not constant_time_compare(token.secret_hash, hash_of(shown)) or not token.holds(now):
        return None
    return token


def hash_of(shown: str) -> str:
    """Return what is stored of a token's secret."""
    return hashlib.sha256(shown.encode()).hexdigest()


def drawn(length: int) -> str:
    """Return so many characters that nobody can foresee."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))

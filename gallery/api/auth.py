"""Who asks, and what they may do: a token's rights are its scopes, as far as its owner has the permission.

A login in a browser means nothing here, so no page of another site can make a curator's browser ask for something.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from ninja.security.base import AuthBase

from gallery.api import tokens
from gallery.api.models import SCOPES, Token
from gallery.api.problems import Problem

REALM = 'Bearer realm="Kindred"'


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Whoever sent a request: the owner of a token, or anybody."""

    user: User | AnonymousUser
    scopes: frozenset[str]
    token: Token | None = None


ANYBODY = Caller(user=AnonymousUser(), scopes=frozenset())


class ApiRequest(HttpRequest):
    """A request as operations get it. `request.user` is the token's owner as well."""

    auth: Caller
    caller: Caller | None


def identify(request: HttpRequest, now: datetime) -> Caller | None:
    """Return who sent a request; None where it shows a token that is none, or is good for nothing any more."""
    shown = request.headers.get("Authorization", "")
    if not shown:
        return ANYBODY
    scheme, _, secret = shown.partition(" ")
    token = tokens.find(secret.strip(), now) if scheme.lower() == "bearer" else None
    return None if token is None else Caller(user=token.user, scopes=token.scopes, token=token)


class NeedsToken(AuthBase):
    """What an operation asks for before it begins; the core has found out already who is calling."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_name = "token"

    def __init__(self, scope: str, *, optional: bool = False) -> None:
        if scope not in SCOPES:
            raise ValueError(f"scope must be one of {', '.join(SCOPES)}, got {scope!r}")
        self.scope, self.optional = scope, optional
        super().__init__()

    def __call__(self, request: HttpRequest) -> Caller:
        """Return the caller, or raise the problem that keeps them out."""
        caller: Caller | None = getattr(request, "caller", None)
        if caller is None:
            raise unknown_token()
        if caller.token is None and not self.optional:
            raise no_token()
        if caller.token is not None and self.scope not in caller.scopes:
            raise lacks_scope(self.scope)
        return caller


def token(scope: str) -> NeedsToken:
    """Return what lets in whoever shows a token with a scope."""
    return NeedsToken(scope)


anyone = NeedsToken("read", optional=True)
"""Lets in everybody: without a token they see what visitors see."""


def allow(request: HttpRequest, permission: str) -> None:
    """Go on if the caller has a permission such as `gallery.change_image`; else raise the problem that says so."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    if caller.token is None:
        raise no_token()
    if not caller.user.has_perm(permission):
        detail = f"This takes the permission {permission}, which {caller.user.get_username()} does not have."
        raise Problem(403, "Not allowed", f"{detail} Ask an administrator for it.", permission=permission)


def may(request: HttpRequest, permission: str) -> bool:
    """Return whether the caller has a permission; nobody without a token has one."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller.token is not None and caller.user.has_perm(permission)


def no_token() -> Problem:
    """Return what somebody is told who needs a token and shows none."""
    detail = "This takes a token. Send it as: Authorization: Bearer kindred_... Tokens are made at the desk."
    return Problem(401, "Token needed", detail, headers={"WWW-Authenticate": REALM})


def unknown_token() -> Problem:
    """Return what somebody is told whose token is good for nothing; not why, which is not theirs to know."""
    detail = "This token is unknown, revoked or expired, or its owner's login is closed. Make another one at the desk."
    return Problem(401, "Token not accepted", detail, headers={"WWW-Authenticate": f'{REALM}, error="invalid_token"'})


def lacks_scope(scope: str) -> Problem:
    """Return what somebody is told whose token is for something else."""
    asks = f'{REALM}, error="insufficient_scope", scope="{scope}"'
    detail = f"This takes a token with the scope {scope}: {SCOPES[scope]}. Scopes cannot be added; make another token."
    return Problem(403, "Scope needed", detail, headers={"WWW-Authenticate": asks}, scope=scope)


def described(auth: Any) -> list[dict[str, list[str]]]:
    """Return what the schema says of who may ask."""
    needed = [each for each in auth if isinstance(each, NeedsToken)]
    return [*([{}] if any(each.optional for each in needed) else []), *({"token": [each.scope]} for each in needed)]

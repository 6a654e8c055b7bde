"""Make, list and revoke the tokens that programs show to the API."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from gallery.api import tokens
from gallery.api.models import SCOPES, Token

LATEST_DAYS = 36_500


class Command(BaseCommand):
    help = "Make, list or revoke tokens for the API. A new token is printed once and can never be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="create|list|revoke")
        create = verbs.add_parser("create", help="make a token and print it")
        create.add_argument("user", metavar="USER", help="whose permissions it is bound by")
        create.add_argument("--name", required=True, help="what it is for")
        create.add_argument("--scope", required=True, nargs="+", choices=list(SCOPES), help="what it may be used for")
        create.add_argument("--days", type=int, metavar="N", help="holds so many days; until it is revoked otherwise")
        verbs.add_parser("list", help="print every token, without its secret")
        revoke = verbs.add_parser("revoke", help="make a token good for nothing, for ever")
        revoke.add_argument("id", type=int, metavar="ID", help="its number in the list")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["verb"]:
            case "create":
                self.stdout.write(self.created(options))
            case "revoke":
                self.stdout.write(self.revoked(options["id"]))
            case _:
                self.listed()

    def created(self, options: dict[str, Any]) -> str:
        """Make a token and return it; nothing else is printed, so that a script can take it."""
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is nobody called {options['user']!r}. Give the name of a login.", returncode=2)
        if not options["name"].strip() or len(options["name"]) > 100:
            raise CommandError(f"--name must have 1 to 100 characters, got {len(options['name'])}.", returncode=2)
        until = expiry(options["days"], timezone.now())
        return tokens.make(user, name=options["name"], scopes=options["scope"], expires_at=until)[1]

    def revoked(self, number: int) -> str:
        """Revoke a token and return what there is to say."""
        token = Token.objects.select_related("user").filter(pk=number).first()
        if token is None:
            raise CommandError(f"There is no token {number}. See manage.py api_token list.")
        was_good = token.revoke()
        return f"Token {number}, “{token}” of {token.user}, {'is' if was_good else 'was already'} revoked."

    def listed(self) -> None:
        """Print a line for each token."""
        for token in Token.objects.select_related("user"):
            scopes = ",".join(scope for scope in SCOPES if scope in token.scopes)
            line = (token.pk, f"kindred_{token.prefix}_…", token.user, scopes, state(token, timezone.now()), token.name)
            self.stdout.write("  ".join(map(str, line)))


def expiry(days: int | None, now: datetime) -> datetime | None:
    """Return when a token that holds so many days expires."""
    if days is None:
        return None
    if not 1 <= days <= LATEST_DAYS:
        raise CommandError(f"--days must be from 1 to {LATEST_DAYS}, got {days}.", returncode=2)
    return now + timedelta(days=days)


def state(token: Token, now: datetime) -> str:
    """Return whether a token is good for anything, in words."""
    if token.revoked_at is not None:
        return f"revoked {token.revoked_at:%Y-%m-%d}"
    if token.expires_at is not None:
        return f"{'expired' if token.expires_at <= now else 'until'} {token.expires_at:%Y-%m-%d}"
    return "good" if token.user.is_active else "login closed"

"""Take the second factor away from somebody who has lost it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gallery.second_factor import devices


class Command(BaseCommand):
    help = "Takes the second factor away from somebody who has lost phone and recovery codes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the name that they log in with")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"The name must be that of a login, got {name!r}.")
        had = devices.forget(user)
        self.stdout.write(f"{name} has no second factor{' any more' if had else ', and had none'}.")

"""Look at the images that came in before their look was kept, so that uploads are held against them, too."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize

from gallery import lookalikes


class Command(BaseCommand):
    help = "Look at the images that came in before their look was kept, so that uploads are held against them, too."

    def handle(self, *args: Any, **options: Any) -> None:
        seen = unreadable = 0
        for image, reason in lookalikes.fill_in():
            if reason:
                unreadable += 1
                self.stderr.write(f"#{image.pk}, “{image}”: cannot be read, {reason}")
            else:
                seen += 1
        self.stdout.write(f"{seen} image{pluralize(seen)} looked at, {unreadable} cannot be read.")
        if unreadable and not seen:
            raise CommandError("No image could be read.")

"""Take the words of images from a sheet: show what would change, and change it where that is wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import pluralize

from gallery.sheet import applying, differences
from gallery.sheet.applying import Stale
from gallery.sheet.differences import Differences, Rights
from gallery.sheet.reading import NotASheet


class Command(BaseCommand):
    help = "Show what a CSV file from export_metadata would change; with --apply, change it, all of it or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="a CSV file in UTF-8")
        parser.add_argument("--apply", action="store_true", help="make the changes; without it they are only shown")

    def handle(self, *args: Any, **options: Any) -> None:
        found = self.compare(options["file"])
        for change in found.changes:
            self.stdout.write(str(change))
        for problem in found.problems:
            self.stderr.write(problem)
        if found.problems:
            count = len(found.problems)
            raise CommandError(f"{count} line{pluralize(count)} cannot be taken over. Nothing was changed.")
        if options["apply"]:
            self.apply(found)
        self.stdout.write(self.summary(found, applied=options["apply"]))

    def compare(self, path: Path) -> Differences:
        """Return what the file would change."""
        try:
            return differences.compare(path.read_bytes(), rights=Rights())
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except NotASheet as reason:
            raise CommandError(f"{path}: {reason}") from reason

    def apply(self, found: Differences) -> None:
        """Make the changes, unless somebody else was quicker."""
        try:
            applying.apply(found.changes)
        except Stale as stale:
            raise CommandError(f"{stale} Nothing was changed: repeat to see what would be now.") from stale

    def summary(self, found: Differences, *, applied: bool) -> str:
        """Return the last line."""
        if not found.changes:
            return f"{found.rows} line{pluralize(found.rows)} read: the catalogue has all of it already."
        cells = f"{len(found.changes)} cell{pluralize(len(found.changes))}"
        images = f"{found.images} image{pluralize(found.images)}"
        if applied:
            return f"{cells} of {images} changed."
        return f"{cells} of {images} would change. Nothing was changed: repeat with --apply."

"""Add a backup of the database and all files to a folder of backups."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from gallery.backup import making
from gallery.backup.making import Made
from gallery.management.backups import refusals, telling
from gallery.storage import reason_in


class Command(BaseCommand):
    help = "Add a backup of the database and all files to a folder, while the site goes on; known files are not copied."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="where backups lie; made where it is missing")
        parser.add_argument("--keep", type=int, metavar="N", help="afterwards, remove all but the newest N backups")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["keep"] is not None and options["keep"] < 1:
            raise CommandError(f"--keep must be at least 1, got {options['keep']}.", returncode=2)
        tell = telling(self.stderr.write, quiet=options["json"] or options["verbosity"] < 1)
        try:
            with refusals():
                made = making.make(
                    options["folder"],
                    now=timezone.now(),
                    keep=options["keep"],
                    progress=lambda count: tell("Copying", count),
                )
        except OSError as error:
            raise CommandError(f"No backup was made: {reason_in(error)}. What was copied serves the next.") from error
        self.stdout.write(json.dumps(as_json(made)) if options["json"] else in_words(made))
        if made.manifest.lost:
            raise CommandError("The backup lacks files that the storage does not have; see manage.py check_catalogue.")


def as_json(made: Made) -> dict[str, Any]:
    """Return a backup as other programs read it."""
    said = made.manifest
    return {
        "backup": str(made.backup),
        "rows": sum(said.rows.values()),
        "files": len(said.files),
        "copied": made.copied,
        "bytes": said.byte_size,
        "lost": [{"name": name, "reason": reason} for name, reason in said.lost.items()],
        "removed": made.removed,
    }


def in_words(made: Made) -> str:
    """Return a backup as a person reads it."""
    said = made.manifest
    size = filesizeformat(said.byte_size).replace("\xa0", " ")
    what = f"{made.backup} holds {sum(said.rows.values()):,} rows and {len(said.files):,} files, {size}"
    lost = [f"lost: {name}: {reason}" for name, reason in said.lost.items()]
    removed = [f"{made.removed:,} older backups were removed."] if made.removed else []
    return "\n".join([f"{what}; {made.copied:,} of the files were copied now.", *lost, *removed])

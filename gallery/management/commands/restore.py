"""Put a backup in place of the database and bring back its files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gallery.backup import restoring
from gallery.management.backups import refusals, telling
from gallery.storage import reason_in


class Command(BaseCommand):
    help = "Put a backup in place of the database and bring back its files; it is checked before anything changes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", type=Path, metavar="BACKUP", help="a backup, or a folder of them: its newest")
        parser.add_argument("--replace", action="store_true", help="replace a catalogue that is not empty")
        parser.add_argument("--dry-run", action="store_true", help="check the backup and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with refusals():
                restored = restoring.restore(
                    options["backup"],
                    replace=options["replace"],
                    dry_run=options["dry_run"],
                    progress=telling(self.stderr.write, quiet=options["verbosity"] < 1),
                )
        except OSError as error:
            raise CommandError(f"Nothing was restored: {reason_in(error)}. The rows are as they were.") from error
        said = restored.manifest
        what = f"{sum(said.rows.values()):,} rows and {len(said.files):,} files of {restored.backup.name}"
        if options["dry_run"]:
            self.stdout.write(f"{what} are whole and could be restored. Nothing was changed.")
            return
        self.stdout.write(f"Restored {what}. Everybody has to log in anew.")
        call_command("check_catalogue", fast=True, stdout=self.stdout)

"""Put a backup in place of the database and bring back its files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gallery.backup import restoring
from gallery.backup.exceptions import AnotherAtWork, BackupFailed
from gallery.storage import reason_in

ANOTHER_AT_WORK = 75
FILES_A_LINE = 1_000


class Command(BaseCommand):
    help = "Put a backup in place of the database and bring back its files; it is checked before anything changes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", type=Path, metavar="BACKUP", help="a backup, or a folder of them: its newest")
        parser.add_argument("--replace", action="store_true", help="replace a catalogue that is not empty")
        parser.add_argument("--dry-run", action="store_true", help="check the backup and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        self.quiet = options["verbosity"] < 1
        try:
            restored = restoring.restore(
                options["backup"],
                replace=options["replace"],
                dry_run=options["dry_run"],
                progress=self.tell_now_and_then,
            )
        except AnotherAtWork as error:
            raise CommandError(str(error), returncode=ANOTHER_AT_WORK) from error
        except BackupFailed as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"Nothing was restored: {reason_in(error)}. The rows are as they were.") from error
        said = restored.manifest
        what = f"{sum(said.rows.values()):,} rows and {len(said.files):,} files of {restored.backup.name}"
        if options["dry_run"]:
            self.stdout.write(f"{what} are whole and could be restored. Nothing was changed.")
            return
        self.stdout.write(f"Restored {what}. Everybody has to log in anew.")
        call_command("check_catalogue", fast=True, stdout=self.stdout)

    def tell_now_and_then(self, what: str, count: int) -> None:
        """Say how many files were looked at."""
        if count % FILES_A_LINE == 0 and not self.quiet:
            self.stderr.write(f"{what}: {count:,} files")

"""Write every image with its recommendations, for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gallery import exporting

WRITERS = {"json": exporting.write_json, "csv": exporting.write_csv}


class Command(BaseCommand):
    help = "Write every published image with its recommendations, as visitors see them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=sorted(WRITERS), default="json", help="(%(default)s)")
        parser.add_argument("--output", type=Path, metavar="FILE", help="a file to write; standard output without it")

    def handle(self, *args: Any, **options: Any) -> None:
        write = WRITERS[options["format"]]
        if options["output"] is None:
            self.stdout.ending = ""  # the writers end their own lines
            write(self.stdout)  # type: ignore[arg-type]
            return
        try:
            with options["output"].open("w", encoding="utf-8", newline="") as stream:
                count = write(stream)
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{count} lists written to {options['output']}.")

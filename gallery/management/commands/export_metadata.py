"""Write the words of every image as a sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gallery.models import Image
from gallery.sheet import writing


class Command(BaseCommand):
    help = "Write titles, descriptions, alternative texts, tags and dates of every image as CSV, for a spreadsheet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, metavar="FILE", help="a file to write; standard output without it")

    def handle(self, *args: Any, **options: Any) -> None:
        lines = writing.lines(Image.objects.order_by("pk"))
        if options["output"] is None:
            self.stdout.ending = ""  # the lines end themselves
            for line in lines:
                self.stdout.write(line)
            return
        try:
            with options["output"].open("w", encoding="utf-8", newline="") as stream:
                count = sum(1 for line in lines if stream.write(line)) - 1
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{count} images written to {options['output']}.")

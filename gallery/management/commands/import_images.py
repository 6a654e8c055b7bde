"""Take files, folders and zip archives into the catalogue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from gallery import importing
from gallery.importing import Batch, Caption, ImportReport, InvalidCaptions, Verdict
from gallery.lookalikes import named


class Command(BaseCommand):
    help = "Take pictures from files, folders and zip archives into the catalogue; what is refused is named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, a folder or a zip archive")
        parser.add_argument("--captions", type=Path, metavar="FILE", help='a JSON list of {"name", "caption"}')
        parser.add_argument(
            "--tags-from-folders", action="store_true", help="tag each image with the folders it lies in"
        )
        parser.add_argument(
            "--no-metadata", action="store_true", help="take no title, description or keywords from the files"
        )
        parser.add_argument("--draft", action="store_true", help="do not show the images to visitors yet")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        batch = Batch(
            captions=self.captions(options["captions"]),
            tags_from_folders=options["tags_from_folders"],
            published=not options["draft"],
            with_metadata=not options["no_metadata"],
        )
        report = ImportReport()
        candidates = importing.find_candidates(options["paths"], ignore=options["captions"])
        for verdict in importing.import_candidates(candidates, batch):
            report.verdicts.append(verdict)
            if not options["json"]:
                self.say(verdict, verbose=options["verbosity"] > 1)
        self.stdout.write(json.dumps(report.as_json()) if options["json"] else report.summary())
        if not (report.imported or report.duplicates):
            raise CommandError("Nothing could be imported.")

    def captions(self, path: Path | None) -> dict[str, Caption]:
        """Return the captions by file name; none where no file is given."""
        try:
            return importing.read_captions(path) if path else {}
        except InvalidCaptions as error:
            raise CommandError(str(error)) from error

    def say(self, verdict: Verdict, *, verbose: bool) -> None:
        """Print a line on what became of one file."""
        if verdict.image is None:
            self.stderr.write(f"{verdict.name}: refused, {verdict.reason}")
        elif verdict.duplicate:
            self.stdout.write(f"{verdict.name}: {verdict.reason}")
        elif verbose:
            self.stdout.write(f"{verdict.name}: imported as #{verdict.image.pk}")
        if verdict.image and verdict.looks_like:
            self.stdout.write(f"{verdict.name}: #{verdict.image.pk} looks almost like {named(verdict.looks_like)}")

"""Report on the health of the lists."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommender import meaning, progress
from recommender.health import data, page, sources, text


class Command(BaseCommand):
    help = "Report on the lists that visitors see: hubs, images never recommended, islands, tags, near-duplicates."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--html", type=Path, metavar="FILE", help="also write one page with drawings and pictures")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        published = meaning.last_published()
        if published is None:
            raise CommandError(meaning.NO_RUN_YET)
        told = progress.for_stream(sys.stderr) if options["verbosity"] > 0 else progress.silent
        report = sources.report(published, progress=told)
        if options["html"] is not None:
            write(options["html"], page.page(report))
        as_json = options["json"]
        self.stdout.write(json.dumps(data.as_json(report)) if as_json else "\n".join(text.lines(report)))
        if options["html"] is not None and not as_json:
            self.stdout.write(f"\nThe page is in {options['html']}.")


def write(path: Path, text: str) -> None:
    """Write a page, or say plainly why not."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error

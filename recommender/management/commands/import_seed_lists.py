"""Take lists that another program computed into the catalogue, until the next run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommender.exceptions import AnotherRunAtWork
from recommender.seed.exceptions import InvalidLists
from recommender.seed.importing import Matched, import_lists
from recommender.seed.lists import read_lists

ANOTHER_RUN_AT_WORK = 75


class Command(BaseCommand):
    help = (
        "Take lists from two pickled pandas tables, one of names and one of values; nothing in the files is executed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", type=Path, metavar="NAMES", help="file names of the most similar, a row an image")
        parser.add_argument("values", type=Path, metavar="VALUES", help="their similarities, rows in the same order")
        parser.add_argument("--dry-run", action="store_true", help="write nothing and say what would be imported")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        matched = self.imported(options)
        self.stdout.write(json.dumps(matched.as_json()) if options["json"] else "\n".join(matched.lines()))
        if not matched.lists:
            raise CommandError("No list was imported: the catalogue has none of these images; import the images first.")

    def imported(self, options: dict[str, Any]) -> Matched:
        """Do the import, or say plainly why not."""
        names, values = options["names"], options["values"]
        try:
            lists = read_lists(names, values)
            return import_lists(lists, source=f"{names.name}, {values.name}", dry_run=options["dry_run"])
        except InvalidLists as error:
            raise CommandError(f"{error} Nothing was imported.") from error
        except AnotherRunAtWork as error:
            raise CommandError(str(error), returncode=ANOTHER_RUN_AT_WORK) from error

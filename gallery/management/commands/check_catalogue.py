"""Find out whether the catalogue is whole, and say what mends it where it is not."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import pluralize

from gallery.soundness import files, findings, rows  # noqa: F401 - the checks register themselves


class Command(BaseCommand):
    help = "Find rows without files, files without rows, lists that are not whole and counts that are off."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--fast", action="store_true", help="open no file: only whether each is there, and its size"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        found = []
        for finding in findings.find(fast=options["fast"]):
            found.append(finding)
            if not options["json"]:
                self.stdout.write(finding.sentence)
        if options["json"]:
            self.stdout.write(json.dumps({"findings": [finding.as_json() for finding in found]}))
        if found:
            raise CommandError(f"The catalogue is not whole: {len(found):,} finding{pluralize(len(found))}.")
        if not options["json"]:
            self.stdout.write("The catalogue is whole.")

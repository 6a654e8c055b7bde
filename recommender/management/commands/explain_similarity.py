"""Say what a similarity means in this catalogue."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommender import meaning


class Command(BaseCommand):
    help = "Say what a similarity means in this catalogue: its word, and where it lies among random pairs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("similarity", type=float, help="a cosine, from -1 to 1")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        similarity = options["similarity"]
        if not -1 <= similarity <= 1:
            raise CommandError(f"A similarity must be from -1 to 1, got {similarity:g}.", returncode=2)
        published = meaning.last_published()
        if published is None:
            raise CommandError(meaning.NO_RUN_YET)
        if not published.run.percentiles:
            raise CommandError(meaning.NOTHING_COMPARED)
        meant = meaning.explain(similarity, published)
        self.stdout.write(json.dumps(meant.as_json()) if options["json"] else "\n".join(meant.lines()))

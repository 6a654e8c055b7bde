"""Find the files that no image names any more, and delete them where that is wanted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from gallery import garbage
from gallery.garbage import Garbage
from gallery.storage import StorageFailed


class Command(BaseCommand):
    help = "Find files in storage that no image names: of replaced or deleted images, or of uploads that died."

    def add_arguments(self, parser: CommandParser) -> None:
        hours = garbage.GRACE // timedelta(hours=1)
        parser.add_argument("--delete", action="store_true", help="delete them; without it they are only counted")
        parser.add_argument(
            "--grace-hours", type=int, default=hours, metavar="N", help="leave files younger than this (%(default)s)"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["grace_hours"] < 1:
            raise CommandError(f"--grace-hours must be at least 1, got {options['grace_hours']}.", returncode=2)
        files, total = Counter[str](), 0
        try:
            for found in self.collected(timedelta(hours=options["grace_hours"]), delete=options["delete"]):
                files[found.room.name] += 1
                total += found.byte_size
                if options["verbosity"] > 1 and not options["json"]:
                    self.stdout.write(f"{found.room.name}/{found.name}")
        except StorageFailed as failure:
            what = f"{files.total():,} files were {'deleted' if options['delete'] else 'found'} before"
            raise CommandError(f"The storage failed: {failure}; {what}. Try again once it is in reach.") from failure
        self.report(files, total, deleted=options["delete"], as_json=options["json"])

    def collected(self, grace: timedelta, *, delete: bool) -> Iterator[Garbage]:
        """Yield what is garbage, once it is deleted where that is wanted."""
        before = timezone.now() - grace
        for found in garbage.find(before=before):
            if not delete or garbage.delete(found, before=before):
                yield found

    def report(self, files: Counter[str], total: int, *, deleted: bool, as_json: bool) -> None:
        """Print how much there was, and what became of it."""
        counted = {name: files[name] for name in ("originals", "renditions")}
        if as_json:
            self.stdout.write(json.dumps({**counted, "bytes": total, "deleted": deleted}))
            return
        if not files:
            self.stdout.write("Every file belongs to an image, or may still get one.")
            return
        amount = f"{counted['originals']:,} originals and {counted['renditions']:,} renditions, {filesizeformat(total)}"
        words = (
            f"Deleted {amount}." if deleted else f"No image names {amount}. Nothing was deleted: repeat with --delete."
        )
        self.stdout.write(words.replace("\xa0", " "))

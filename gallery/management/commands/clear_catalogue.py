"""Delete every image, with all that was said and decided about it."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from gallery.models import Image, Publication, Tag


class Command(BaseCommand):
    help = "Delete every image, its words, tags, lists and decisions. Files stay until collect_garbage."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        images = Image.objects.count()
        if not (options["yes"] or self.confirmed(images)):
            raise CommandError("Nothing was deleted.")
        with transaction.atomic():
            Image.objects.all().delete()
            Tag.objects.all().delete()
            Publication.objects.all().delete()
        self.stdout.write(f"Deleted {images:,} images. Their files are still there: see manage.py collect_garbage.")

    def confirmed(self, images: int) -> bool:
        """Have somebody type the number of images; nobody can where there is no terminal."""
        if not sys.stdin.isatty():
            raise CommandError("There is no terminal to ask on; give --yes if every image is to be deleted.")
        question = f"This deletes all {images} images, their words, tags, lists and decisions. Type {images} to go on: "
        return input(question).strip() == str(images)

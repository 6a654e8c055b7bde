"""Keep the words that the search looks at in step with texts that were changed by other means than Kindred's."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.template.defaultfilters import pluralize

from gallery.models import Image, Tag
from gallery.search.columns import fold_again


class Command(BaseCommand):
    help = "Let the search find texts that were changed by other means than Kindred's, such as SQL."

    def handle(self, *args: Any, **options: Any) -> None:
        images, tags = (fold_again(model._base_manager.all()) for model in (Image, Tag))
        counts = f"{images} image{pluralize(images)} and {tags} tag{pluralize(tags)}"
        self.stdout.write(f"The words of {counts} were out of date; now they are not.")

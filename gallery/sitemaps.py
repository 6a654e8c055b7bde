"""What search engines are told: every published image, with its picture."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import Max

from gallery.models import Image
from gallery.querysets import ImageQuerySet


class ImageSitemap(Sitemap[Image]):
    """The pages of the published images, in files of at most 10,000: the protocol allows 50,000 and 50 MB."""

    limit = 10_000

    def items(self) -> ImageQuerySet:
        return Image.objects.published().order_by("pk").only("slug", "content_hash", "width", "updated_at")

    def lastmod(self, item: Image) -> datetime:
        return item.updated_at

    def get_latest_lastmod(self) -> datetime | None:
        """Return when an image changed last, without looking at each as Django would."""
        latest: datetime | None = Image.objects.published().aggregate(latest=Max("updated_at"))["latest"]
        return latest


SITEMAPS = {"images": ImageSitemap}

"""What an address of the wall asks for. The address of an image says with the same words which list one came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from gallery.models import Image
from gallery.querysets import ORDERS, ImageQuerySet
from gallery.search.terms import LONGEST_TEXT, Search, parse

NEWEST = "newest"
DIGITS = 9  # of a page's number; Python refuses to read a number of thousands of digits


@dataclass(frozen=True, kw_only=True)
class WallQuery:
    """A list of images, and a page of it. The default is the first page of all, newest first."""

    text: str = ""
    tag: str = ""
    order: str = NEWEST
    page: int = 1

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """Read the query from an address; what it does not say, or says wrongly, is the default."""
        order, page = request.GET.get("sort", ""), request.GET.get("page", "")
        return cls(
            text=request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_TEXT].strip(),
            tag=request.GET.get("tag", "").replace("\0", "")[:64],
            order=order if order in ORDERS else NEWEST,
            page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) <= DIGITS else 1,
        )

    @property
    def search(self) -> Search:
        """What the text asks for."""
        return parse(self.text)

    def images(self) -> ImageQuerySet:
        """Return the images of the list, in no order."""
        return Image.objects.published().tagged(self.tag).matching(self.text)

    def said(self, page: int) -> str:
        """Return what an address has to say of this list and a page of it: nothing of what is the default."""
        words = {
            "q": self.text,
            "tag": self.tag,
            "sort": "" if self.order == NEWEST else self.order,
            "page": "" if page == 1 else str(page),
        }
        said = urlencode({name: word for name, word in words.items() if word})
        return f"?{said}" if said else ""

    def address(self, page: int) -> str:
        """Return the one address of a page of this list."""
        return f"{reverse('gallery:wall')}{self.said(page)}"

"""Page numbers as a visitor sees them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator

EDGE, BEFORE, AFTER = 2, 1, 2
DIGITS = 20


class WallPaginator(Paginator[Any]):
    """Django's Paginator, for which any page number in an address leads to a page."""

    def get_page(self, number: Any) -> Page[Any]:
        """Return the page; page 1 for what is no number or too small, the last one for what is too large."""
        number = str(number)[:DIGITS]  # Python refuses to read a number of thousands of digits
        try:
            return self.page(number)
        except PageNotAnInteger:
            return self.page(1)
        except EmptyPage:
            return self.page(1 if int(number) < 1 else self.num_pages)


def page_window(current: int, last: int) -> list[int | None]:
    """Return the page numbers to show, two at each edge, one before and two after the current; None is a gap.

    >>> page_window(7, 20)
    [1, 2, None, 6, 7, 8, 9, None, 19, 20]
    """
    shown = [
        number
        for number in range(1, last + 1)
        if number <= EDGE or number > last - EDGE or current - BEFORE <= number <= current + AFTER
    ]
    window: list[int | None] = []
    for previous, number in zip([0, *shown], shown, strict=False):
        if number - previous > 1:
            window.append(None)
        window.append(number)
    return window

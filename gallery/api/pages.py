"""Pages of lists: their addresses, and what all of them say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.core.paginator import Page as Found
from django.http import HttpRequest

from gallery.api.problems import Problem


def address(request: HttpRequest, **said: object) -> str:
    """Return the address that was asked, but for some words of its query; None leaves one out."""
    asked = request.GET.copy()
    for name, word in said.items():
        asked.pop(name, None)
        if word is not None:
            asked[name] = str(word)
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")


def found_page(paginator: Paginator[Any], number: int) -> Found[Any]:
    """Return a page; raise a problem where there are not so many."""
    try:
        return paginator.page(number)
    except EmptyPage:
        detail = f"The last page is {paginator.num_pages}, this would be {number}. Follow `next` until it is null."
        raise Problem(404, "No such page", detail) from None


def as_page(request: HttpRequest, page: Found[Any], items: Sequence[Any]) -> dict[str, Any]:
    """Return what is told of a page."""
    return {
        "items": items,
        "count": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "next": address(request, page=page.next_page_number()) if page.has_next() else None,
        "previous": address(request, page=page.previous_page_number()) if page.has_previous() else None,
    }

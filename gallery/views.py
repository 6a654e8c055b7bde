"""What visitors open: fetch, paginate, render. Nothing here computes a similarity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from gallery import renditions
from gallery.conditional import CatalogueRequest, conditional, conditional_with_tags
from gallery.models import Image
from gallery.pagination import page_window
from gallery.querysets import ORDERS
from gallery.recommendations import list_for, related_by_tags
from gallery.storage import renditions as rendition_storage
from gallery.wall import open_wall

NEWEST = "newest"
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, kw_only=True)
class WallQuery:
    """What an address of the wall asks for."""

    text: str
    tag: str
    order: str

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """Read the query from an address; what it does not say, or says wrongly, is the default."""
        order = request.GET.get("sort", "")
        return cls(
            text=request.GET.get("q", "").replace("\0", "").strip()[:200],
            tag=request.GET.get("tag", "").replace("\0", "")[:64],
            order=order if order in ORDERS else NEWEST,
        )

    def address(self, page: int) -> str:
        """Return the one address of a page of this query: what is the default is not said."""
        said = {
            "q": self.text,
            "tag": self.tag,
            "sort": "" if self.order == NEWEST else self.order,
            "page": "" if page == 1 else str(page),
        }
        asked = urlencode({name: value for name, value in said.items() if value})
        return f"{reverse('gallery:wall')}?{asked}" if asked else reverse("gallery:wall")


@require_safe
@conditional_with_tags
def wall(request: CatalogueRequest) -> HttpResponse:
    """Show one page of the published images."""
    query = WallQuery.of(request)
    opened = open_wall(request, text=query.text, tag=query.tag, order=query.order)
    page = opened.page
    context = {
        "page": page,
        "window": page_window(page.number, page.paginator.num_pages),
        "query": query,
        "orders": list(ORDERS),
        "tags": opened.tags,
        "canonical": query.address(page.number),
    }
    return render(request, "gallery/wall.html", context)


@require_safe
@conditional
def image(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show one published image and what is like it; an outdated slug leads to the present one."""
    shown = get_object_or_404(Image.objects.published().prefetch_related("tags"), pk=pk)
    if slug != shown.slug:
        return redirect(shown, permanent=True)
    alike = list_for(shown)
    related = related_by_tags(shown) if alike.waiting else []
    return render(request, "gallery/image.html", {"image": shown, "alike": alike, "related": related})


@require_safe
def rendition(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a rendition from the local folder; its name is its content, so it may be kept for ever."""
    if not renditions.are_served_here() or not renditions.is_name(name):
        raise Http404
    try:
        file = rendition_storage().open(name)
    except FileNotFoundError:
        raise Http404 from None
    headers = {"Cache-Control": FOREVER, "X-Content-Type-Options": "nosniff"}
    return FileResponse(file, content_type="image/webp", headers=headers)


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer that the process is up; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBadRequest:
    """Say in one sentence why a request was not taken; the page shows nothing of the request, which nobody trusts."""
    context = {
        "too_many_files": isinstance(exception, TooManyFilesSent),
        "most_files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
    }
    return HttpResponseBadRequest(render_to_string("400.html", context))

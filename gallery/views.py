"""What visitors open: fetch, paginate, render. Nothing here computes a similarity."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from gallery import renditions
from gallery.conditional import CatalogueRequest, conditional, conditional_with_tags
from gallery.models import Tag
from gallery.pagination import page_window
from gallery.querysets import ORDERS
from gallery.reading import read
from gallery.recommendations import list_of
from gallery.steps import page_of
from gallery.storage import renditions as rendition_storage
from gallery.wall import open_wall
from gallery.wall_query import WallQuery
from gallery.ways import ways_from

FOREVER = "public, max-age=31536000, immutable"


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
        "tags_like": Tag.objects.like(query.search).exclude(slug=query.tag)[:8],  # looked up where nothing is found
        "canonical": query.address(page.number),
        "state": query.said(page.number),
    }
    return render(request, "gallery/wall.html", context)


@require_safe
@conditional
def image(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show one published image and what is like it; an outdated slug leads to the present one."""
    query = WallQuery.of(request)
    known = read(pk, query)
    shown = known.images.get(pk)
    if shown is None:
        raise Http404
    if slug != shown.slug:
        asked = request.GET.urlencode()
        return redirect(f"{shown.get_absolute_url()}{'?' if asked else ''}{asked}", permanent=True)
    alike = list_of(known)
    context = {
        "image": shown,
        "tags": known.tags,
        "alike": alike,
        "related": known.named("related") if alike.waiting else [],
        "ways": ways_from(known, query),
    }
    return render(request, "gallery/image.html", context)


@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the page of the wall that holds an image now, whatever was uploaded since the visitor left it."""
    query = WallQuery.of(request)
    return redirect(f"{query.address(page_of(query, pk))}#image-{pk}")


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
        "too_large": isinstance(exception, RequestDataTooBig),
        "most_files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
    }
    return HttpResponseBadRequest(render_to_string("400.html", context))

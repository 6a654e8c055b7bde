"""The page of a pair: why two images are alike, and a visitor's word that they are not."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_cookie

from gallery import deciding, doubting
from gallery.why import why_alike

THANKS = "doubted"


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_cookie
@cache_control(private=True, no_cache=True)
def pair(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Show two images and why they are alike. Its form belongs to one visitor, so no cache keeps it for others."""
    why = why_alike(pk, other)
    if why is None:
        raise Http404
    if request.method == "POST":
        if why.similarity is not None:  # in no list any more: there is nothing left to say
            return take(request, pk, other)
        return redirect(request.path)
    return render(request, "gallery/pair.html", {"why": why, "thanks": THANKS in request.GET})


def take(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Store a visitor's doubt and thank for it; one said before today is thanked for as well."""
    now = timezone.now()
    try:
        doubting.doubt(pk, other, visitor=doubting.visitor_of(request, now), now=now)
    except doubting.TooMany as limit:
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(limit.seconds)
        return response
    except deciding.ImageGone:
        raise Http404 from None
    return redirect(f"{request.path}?{THANKS}=1#doubt")

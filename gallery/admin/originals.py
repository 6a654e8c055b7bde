"""An original on its way to a curator, or a page that says why it does not come."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from gallery import storage
from gallery.models import Image

MISSING = "is missing in the storage. If you have the file, send it again on the image's page."


def answer(request: HttpRequest, image: Image, site: AdminSite) -> HttpResponseBase:
    """Send the file as it was uploaded."""
    try:
        file = storage.originals().open(image.original.name or "")
    except (FileNotFoundError, IsADirectoryError):  # a row may name no file at all
        return excuse(request, image, site, status=404, reason=MISSING)
    except OSError as error:
        reason = f"was not handed out by the storage: {storage.reason_in(error)}. Try again later."
        return excuse(request, image, site, status=503, reason=reason)
    return FileResponse(file, as_attachment=True, filename=image.original_name)


def excuse(request: HttpRequest, image: Image, site: AdminSite, *, status: int, reason: str) -> HttpResponse:
    """Say why there is no file; the status keeps a browser from saving this page under the picture's name."""
    context = {**site.each_context(request), "title": "The original cannot be sent", "image": image, "reason": reason}
    return render(request, "gallery/desk/no_original.html", context, status=status)

"""Pages travel compressed; what is compressed already, as pictures are, does not pass through it again."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = ("text/", "application/json", "application/atom+xml", "application/xml", "application/manifest+json")


class TextCompression(GZipMiddleware):
    """Django's gzip for texts, with its random padding, so that lengths tell nothing of a page's secrets."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress a text for a browser that takes gzip."""
        if not response.headers.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)

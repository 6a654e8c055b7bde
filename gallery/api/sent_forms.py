"""Forms that come with other methods than POST, which Django leaves unread."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from gallery.api.problems import Problem

FORM = "multipart/form-data"


def load_form(request: HttpRequest) -> None:
    """Read the form of a request, whatever its method; raise a problem where it is none."""
    if request.content_type != FORM or request.method not in {"POST", "PUT", "PATCH"}:
        return
    method, request.method = request.method, "POST"
    try:
        request._load_post_and_files()  # Django's own way, for POST only
    except MultiPartParserError as reason:
        raise Problem(400, "Form not understood", f"The form could not be read: {reason}") from reason
    finally:
        request.method = method

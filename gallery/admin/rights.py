"""Who may do what on the desk, beyond Django's own permissions."""

from __future__ import annotations

from django.http import HttpRequest


def may_publish(request: HttpRequest) -> bool:
    """Return whether a user may decide what visitors see."""
    return request.user.has_perm("gallery.publish_image")


def may_decide(request: HttpRequest) -> bool:
    """Return whether a user may decide on pairs of images: what is shown together, and what is the same picture."""
    return request.user.has_perm("gallery.change_curatedpair")

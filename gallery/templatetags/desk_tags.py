"""What the desk's pages ask for and no view of theirs hands over."""

from __future__ import annotations

from django import template

from gallery.models import Doubt

register = template.Library()


@register.simple_tag
def pairs_doubted() -> int:
    """Return how many pairs wait because visitors doubt them."""
    return Doubt.objects.listed().waiting().values("first", "second").distinct().count()

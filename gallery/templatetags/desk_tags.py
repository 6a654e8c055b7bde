"""What the desk's pages ask for and no view of theirs hands over."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.urls import reverse

from gallery.models import Doubt

register = template.Library()


@register.simple_tag
def pairs_doubted() -> int:
    """Return how many pairs wait because visitors doubt them."""
    return Doubt.objects.listed().waiting().values("first", "second").distinct().count()


@register.simple_tag
def told_desk_address(view: str) -> str:
    """Return the address of a page of the desk, or nothing where a site keeps it to those who know it."""
    return reverse(f"admin:{view}") if settings.ADMIN_IS_TOLD else ""


@register.simple_tag
def second_factor_address() -> str:
    """Return where somebody sets up a second factor, or nothing where the site wants none."""
    return reverse("second_factor:set_up") if settings.ADMIN_TOTP != "off" else ""

"""What a template asks of an image and cannot say itself: proportions as a class, sizes, likeness in words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Context
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, pgettext, pgettext_lazy

from gallery import feeds, renditions, structured
from gallery.bundles import BUNDLES, BundledStorage
from gallery.models import Image, Tag
from gallery.recommendations import Shown

register = template.Library()

RATIO_STEP = 1.03  # half a step is what a tile may lose at its edges: 1.5%
RATIO_STEPS = 54  # either side of the square: from 1:5 to 5:1
STAGE_CAPS = (80, 160, 320, 640, 960, 1280, 1920, 2560)
ENLARGED_AT_MOST = 1.5
LOADED_BY = {
    ".css": '<link rel="stylesheet" href="{}">',
    ".js": '<script type="module" src="{}"></script>',
}
ORDER_LABELS: dict[str, str | Promise] = {
    "newest": gettext_lazy("Newest"),
    "oldest": gettext_lazy("Oldest"),
    "title": pgettext_lazy("order of images", "Title"),
}


def ratio_of(step: int) -> float:
    """Return the proportion, width by height, that a step stands for."""
    return round(RATIO_STEP**step, 3)


@register.filter
def ratio_class(image: Image) -> str:
    """Return the class of ratios.css nearest to the image's proportions; a strip beyond them is shown whole."""
    step = round(math.log(image.width / image.height, RATIO_STEP))
    within = max(-RATIO_STEPS, min(RATIO_STEPS, step))
    name = f"r-{ratio_of(within) * 1000:.0f}"
    return name if step == within else f"{name} r-beyond"


@register.filter
def cap_class(image: Image) -> str:
    """Return the class that keeps a small image from being enlarged until it blurs; nothing for a large one."""
    wanted = image.width * ENLARGED_AT_MOST
    cap = next((cap for cap in STAGE_CAPS if cap >= wanted), None)
    return f"cap-{cap}" if cap else ""


@register.filter
def rendition(image: Image, at_least: int) -> str:
    """Return the address of the smallest rendition at least so many pixels wide, or of the widest."""
    return image.rendition_url(at_least)


@register.filter
def rendition_width(image: Image, at_least: int) -> int:
    """Return how wide the rendition of that name is."""
    return renditions.width_for(image.width, at_least)


@register.filter
def rendition_height(image: Image, at_least: int) -> int:
    """Return how high the rendition of that name is."""
    return renditions.height_for(image.width, image.height, rendition_width(image, at_least))


@register.filter
def in_xml(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return feeds.in_xml(text)


@register.simple_tag(takes_context=True)
def absolute(context: Context, address: str) -> str:
    """Return an address as another site or program needs it: with the scheme and the host."""
    return str(context["request"].build_absolute_uri(address))


@register.simple_tag(takes_context=True)
def about_image(context: Context, image: Image) -> SafeString:
    """Return what search engines read of an image with the page's tags, as JSON-LD."""
    facts: dict[str, Any] = structured.image_object(
        image, context["tags"], absolute=context["request"].build_absolute_uri
    )
    return structured.script(facts)


@register.simple_tag
def bundle(name: str) -> SafeString:
    """Return the elements that load a bundle of styles or scripts: one in public, one a part while it is worked on."""
    names = [name] if isinstance(staticfiles_storage, BundledStorage) else BUNDLES[name]
    return format_html_join("\n", LOADED_BY[PurePath(name).suffix], ((static(each),) for each in names))


@register.filter
def wall_sizes(image: Image) -> str:
    """Return how wide a tile of the wall is, near enough to choose a rendition before the layout is known."""
    ratio = image.width / image.height
    phone = min(92, max(20, round(42 * ratio)))
    return f"(max-width: 599px) {phone}vw, (max-width: 1599px) {round(270 * ratio)}px, {round(350 * ratio)}px"


@register.filter
def stage_sizes(image: Image) -> str:
    """Return how wide the picture of an image page is: the screen, or what the screen's height allows."""
    return f"min(100vw, {max(1, round(76 * image.width / image.height))}vh)"


@register.filter
def pair_sizes(image: Image) -> str:
    """Return how wide one picture of a pair is: about half the screen, or what the screen's height allows."""
    return f"(max-width: 599px) 92vw, min(50vw, {max(1, round(60 * image.width / image.height))}vh)"


@register.filter
def and_list(words: Iterable[str]) -> str:
    """Return words as a sentence lists them."""
    *before, last = map(str, words)
    if not before:
        return last
    return gettext("%(words)s and %(last)s") % {"words": pgettext("within a list", ", ").join(before), "last": last}


@register.filter
def likeness(shown: Shown) -> str:
    """Return why an image is recommended: the similarity, its band, and whether the curators chose it."""
    value = "" if shown.similarity is None else number_format(round(shown.similarity, 2), 2)
    band = gettext(shown.band) if shown.band else ""  # an empty text would come back as the catalogue's header
    chosen = gettext("chosen by the curators") if shown.pinned else ""
    return " · ".join(part for part in (value, band, chosen) if part)


@register.filter
def order_label(order: str) -> str:
    """Return what an order of the wall is called."""
    return str(ORDER_LABELS[order])


@register.filter
def unless(value: object, default: object) -> object:
    """Return the value, or nothing where it is the default and an address need not say it."""
    return None if value == default else value


@register.filter
def name_of(slug: str, tags: Iterable[Tag]) -> str:
    """Return the name of the tag with this slug, or the slug where no listed tag has it."""
    return next((tag.name for tag in tags if tag.slug == slug), slug)

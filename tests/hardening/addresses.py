"""Every address of the site, as its map of addresses has them, and what stands for each part of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

PART = re.compile(r"<(?:\w+:)?(\w+)>")
GROUP = re.compile(r"\(\?P<(\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)")
ANYTHING = "1"
QUERIES = {"admin:autocomplete": {"app_label": "gallery", "model_name": "image", "field_name": "tags", "term": "boat"}}


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address with its parts open, the name of its view, and the view."""

    route: str
    name: str
    view: Any

    @property
    def parts(self) -> list[str]:
        """The names of the parts that differ."""
        return PART.findall(self.route)

    def filled(self, values: dict[str, str]) -> str:
        """Return the address with these values for its parts."""
        return "/" + PART.sub(lambda part: values.get(part[1], ANYTHING), self.route)

    def samples(self) -> dict[str, str]:
        """Return values that lead to something, as far as there is something."""
        model = model_of(self.name)
        rows = {name: model._default_manager.first() for name in self.parts} if model else {}
        found = {name: str(row.pk) for name, row in rows.items() if row}
        return {"slug": "image", "name": "none.webp", "app_label": "gallery"} | images_of(self.parts) | found

    def opened(self, **query: str) -> str:
        """Return the address of something that is there, with a query that leads to it, and more."""
        said = (QUERIES.get(self.name, {}) | query).items()
        return self.filled(self.samples()) + "?" + "&".join(f"{name}={value}" for name, value in said)


def every_address() -> list[Address]:
    """Return all addresses of the site."""
    return [*walk(get_resolver().url_patterns, "", "")]


def walk(patterns: list[Any], before: str, names: str) -> Iterator[Address]:
    """Yield the addresses below a part of the map."""
    for pattern in patterns:
        route = before + route_of(pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{names}{pattern.namespace}:" if pattern.namespace else names
            yield from walk(pattern.url_patterns, route, inner)
        else:
            yield Address(route=route, name=names + (pattern.name or ""), view=pattern.callback)


def route_of(pattern: URLPattern | URLResolver) -> str:
    """Return what a pattern adds to an address; a group of a regular expression is a part like any other."""
    if isinstance(pattern.pattern, RoutePattern):
        return str(pattern.pattern)
    return GROUP.sub(r"<\1>", str(pattern.pattern)).removeprefix("^").removesuffix("$")


def model_of(name: str) -> Any:
    """Return the model whose page at the desk has this name, if it has one."""
    found = re.match(r"admin:([a-z]+)_([a-z]+)_\w+$", name)
    return apps.all_models.get(found[1], {}).get(found[2]) if found else None


def images_of(parts: list[str]) -> dict[str, str]:
    """Return the numbers of images for the parts that are one."""
    from gallery.models import Image

    numbers = [str(pk) for pk in Image.objects.order_by("pk").values_list("pk", flat=True)[:2]]
    return dict(zip(("pk", "other"), numbers, strict=False)) if "pk" in parts else {}

"""The HTTP API, put together: the catalogue's operations and the recommender's."""

from __future__ import annotations

from django.urls import URLPattern, path

from gallery.api import alike, decisions, documentation, images, tags
from gallery.api.interface import Interface
from recommender import api as recommender

VERSION = "1.0.0"

api = Interface(
    title="Kindred",
    version=VERSION,
    description="A picture catalogue that knows what looks alike, for programs.",
)
api.add_router("", images.router)
api.add_router("", alike.router)
api.add_router("", tags.router)
api.add_router("", decisions.router)
api.add_router("", recommender.router)

urlpatterns: list[URLPattern] = [
    path("", documentation.page(api), name="docs"),
    path("openapi.json", documentation.schema(api), name="schema"),
    *api.addresses(),
]

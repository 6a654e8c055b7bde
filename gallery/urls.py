"""The addresses of the gallery."""

from __future__ import annotations

from django.urls import path

from gallery import languages, views
from gallery.conditional import conditional
from gallery.feeds import NewestImages
from gallery.pair_page import pair

app_name = "gallery"

urlpatterns = [
    path("", views.wall, name="wall"),
    path("images/<int:pk>/", views.image, name="image-short"),
    path("images/<int:pk>/<str:slug>/", views.image, name="image"),
    path("images/<int:pk>/like/<int:other>/", pair, name="pair"),
    path("place/<int:pk>/", views.place, name="place"),
    path("feed/", conditional(NewestImages()), name="feed"),
    path("language/<str:code>/", languages.choose, name="language"),
    path("media/renditions/<path:name>", views.rendition, name="rendition"),
    path("healthz", views.alive, name="alive"),
]

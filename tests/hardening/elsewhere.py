"""The addresses of a site whose desk is somewhere that nobody is told."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from config import urls

HIDDEN = "back-office/desk/"

handler400, handler500 = urls.handler400, urls.handler500
urlpatterns = [
    path(HIDDEN, include("gallery.second_factor.urls")),
    path(HIDDEN, admin.site.urls),
    *(each for each in urls.urlpatterns if str(each.pattern) != "admin/"),
]

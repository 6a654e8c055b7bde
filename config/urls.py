"""Every address of the site."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.contrib.sitemaps import views as sitemaps
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import TemplateView

import config.api
from config.metrics import metrics
from config.readiness import ready
from gallery.conditional import conditional
from gallery.sitemaps import SITEMAPS

IN_PARTS = {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}
ONE_PART = {"sitemaps": SITEMAPS, "template_name": "gallery/sitemap.xml"}

handler400 = "gallery.views.bad_request"
handler500 = "gallery.outage.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path(settings.ADMIN_PATH, include("gallery.second_factor.urls")),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("api/", include((config.api.urlpatterns, "api"))),
    path("sitemap.xml", conditional(sitemaps.index), IN_PARTS, name="sitemap-index"),
    path("sitemap-<slug:section>.xml", conditional(sitemaps.sitemap), ONE_PART, name="sitemap"),
    path("robots.txt", TemplateView.as_view(template_name="robots.txt", content_type="text/plain"), name="robots"),
    path("readyz", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
    path("", include("gallery.urls")),
]

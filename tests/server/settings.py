"""A public site whose static files nobody had to collect, with views of its own to be held up and to fail."""

from __future__ import annotations

from config.settings.prod import *
from config.settings.prod import MEDIA_ROOT, STORAGES

ROOT_URLCONF = "tests.server.urls"
STATIC_ROOT = MEDIA_ROOT / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

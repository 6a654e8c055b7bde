"""The API's app: its tables are its own, so that the catalogue's migrations know nothing of them."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens, limits and answers remembered for repeated requests."""

    name = "gallery.api"
    label = "api"
    verbose_name = "API"
    default_auto_field = "django.db.models.BigAutoField"

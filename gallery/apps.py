"""The catalogue's app."""

from __future__ import annotations

from django.apps import AppConfig


class GalleryConfig(AppConfig):
    """Images, their recommendations as visitors see them, and the curator's desk."""

    name = "gallery"
    verbose_name = "Gallery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gallery import checks  # noqa: F401 - registers the checks

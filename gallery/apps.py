"""The catalogue's app."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class GalleryConfig(AppConfig):
    """Images, their recommendations as visitors see them, and the curator's desk."""

    name = "gallery"
    verbose_name = "Gallery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gallery import checks, deployment, triggers  # noqa: F401 - the checks register themselves

        post_migrate.connect(triggers.install, sender=self)

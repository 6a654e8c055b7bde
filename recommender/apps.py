"""The recommender's app."""

from __future__ import annotations

from django.apps import AppConfig


class RecommenderConfig(AppConfig):
    """Embeds images, finds the exact nearest ones and publishes the lists."""

    name = "recommender"
    verbose_name = "Recommender"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gallery.api.last_run import tell_by
        from recommender import checks  # noqa: F401 - they register themselves
        from recommender.telling import last_run

        tell_by(last_run)

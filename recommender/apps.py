"""The recommender's app."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig

from gallery.soundness.findings import Finding, Look, of_rows


class RecommenderConfig(AppConfig):
    """Embeds images, finds the exact nearest ones and publishes the lists."""

    name = "recommender"
    verbose_name = "Recommender"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gallery.api.last_run import tell_by
        from gallery.backup import restoring
        from recommender import checks  # noqa: F401 - they register themselves
        from recommender.telling import last_run

        tell_by(last_run)
        of_rows(check_what_runs_wrote)
        restoring.OBSTACLES.append(run_at_work)


def check_what_runs_wrote(look: Look) -> Iterator[Finding]:
    """Yield what is wrong with lists and vectors; numbers are loaded only where somebody asks."""
    from recommender import soundness

    return soundness.check(look)


def run_at_work() -> str:
    """Return why nothing may be restored now, if so: a run would write what it computed into other rows."""
    from recommender import runs

    return runs.at_work()

"""What migrations do to groups of people."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db.migrations import RunPython

CURATORS, EDITORS = "Curators", "Editors in chief"


def granting(app: str, rights: dict[str, list[str]]) -> RunPython:
    """Return the operation that gives groups, made where they are missing, permissions of an app by codename.

    Backwards nothing is taken: who is in a group, and what else it may do, is the administrators' affair.
    """

    def grant(apps: Any, schema_editor: Any) -> None:
        make_permissions(apps, app)
        permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label=app)
        for name, codenames in rights.items():
            group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
            group.permissions.add(*permissions.filter(codename__in=codenames))

    return RunPython(grant, RunPython.noop)


def make_permissions(apps: Any, app: str) -> None:
    """Make an app's permissions now; Django itself does so only after the last migration."""
    config = apps.get_app_config(app)
    config.models_module = True  # an app as it was in the past has none, and would be passed over
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None

"""Backups made and looked into by tests."""

from __future__ import annotations

import gzip
import json
from io import StringIO
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from gallery.backup import folder, making, manifest
from gallery.backup.making import Made


def make(backups: Path, *, keep: int | None = None) -> Made:
    """Add a backup."""
    return making.make(backups, now=timezone.now(), keep=keep, progress=lambda count: None)


def restore(path: Path, *arguments: str) -> str:
    """Restore a backup and return what was said."""
    out = StringIO()
    call_command("restore", str(path), *arguments, stdout=out)
    return out.getvalue().strip()


def lines_of(backup: Path) -> list[str]:
    """Return the lines of a backup's database."""
    with gzip.open(backup / folder.DATABASE, "rt", encoding="utf-8") as lines:
        return list(lines)


def alter_manifest(backup: Path, *, sealed: bool, **said: Any) -> None:
    """Have a manifest say something else, under the right hash or under the old one."""
    path = backup / folder.MANIFEST
    now = {**json.loads(path.read_text()), **said}
    before = now.pop("sha256")
    path.write_text(json.dumps({"sha256": manifest.seal(now) if sealed else before, **now}))


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, less what triggers count and who is logged in."""
    models = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    told = {model._meta.label_lower: model for model in models if model._meta.label_lower != "gallery.change"}
    return {name: list(model._base_manager.order_by("pk").values()) for name, model in told.items()}


def files_in(root: Path) -> dict[str, bytes]:
    """Return the content of every file below a folder."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}

"""Where originals and renditions lie. A name comes from the content, so the same name means the same bytes."""

from __future__ import annotations

import os
import secrets
from datetime import datetime
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages


class LocalStorage(FileSystemStorage):
    """A folder in which a file appears whole or not at all, and an existing file is left alone."""

    def save(self, name: str | None, content: File[bytes], max_length: int | None = None) -> str:  # type: ignore[override]
        """Write the content under exactly this name; where it exists already, it holds the same bytes."""
        if name is None:
            raise ValueError("a name is required: it comes from the content's hash")
        target = Path(self.path(name))
        try:
            os.utime(target)  # wanted again from now on: whoever collects garbage must not find it old
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, content)
        return name

    def delete_if_old(self, name: str, *, before: datetime) -> bool:
        """Delete a file that nobody has saved since, and return whether it is gone.

        It is moved aside first: whoever saves it from then on writes it anew, and whoever did before has touched it.
        """
        target = Path(self.path(name))
        aside = target.with_name(f".{target.name.lstrip('.')}.{secrets.token_hex(4)}")
        try:
            target.rename(aside)
        except FileNotFoundError:
            return False
        if aside.stat().st_mtime < before.timestamp():
            aside.unlink()
            return True
        aside.rename(target)
        return False


def write_whole(target: Path, content: File[bytes]) -> None:
    """Write a file beside its place and move it there, so that a reader or a crash never meets half of it."""
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with unfinished.open("wb") as file:
            for chunk in content.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def originals() -> Storage:
    """Return the private storage of the files as they were uploaded."""
    return storages["originals"]


def renditions() -> Storage:
    """Return the public storage of what pages show."""
    return storages["renditions"]

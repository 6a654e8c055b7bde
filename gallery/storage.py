"""Where originals and renditions lie. A name comes from the content, so the same name means the same bytes."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages


class StorageFailed(OSError):
    """A storage that did not do what it was asked, this time: "it cannot be reached", or what else the reason is.

    A file that is not there is a FileNotFoundError instead: asking again does not help.
    """


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A file as its storage lists it."""

    name: str
    saved_at: datetime
    byte_size: int


@runtime_checkable
class ListsItself(Protocol):
    """A storage that tells of all its files at once, which a bucket does a thousand times faster than one by one."""

    def listed(self) -> Iterator[Stored]:
        """Yield every file."""


class LocalStorage(FileSystemStorage):
    """A folder in which a file appears whole or not at all, and an existing file is left alone."""

    def save(self, name: str | None, content: File[bytes], max_length: int | None = None) -> str:  # type: ignore[override]
        """Write the content under exactly this name; where it exists already, it holds the same bytes."""
        if name is None:
            raise ValueError("a name is required: it comes from the content's hash")
        with failures_in_words():
            touch_or_write(Path(self.path(name)), content)
        return name

    def overwrite(self, name: str, content: File[bytes]) -> None:
        """Write the content in place of what has this name; at any instant one of the two is there, whole."""
        with failures_in_words():
            write_whole(Path(self.path(name)), content)

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


@contextmanager
def failures_in_words() -> Iterator[None]:
    """Let what the system refuses, such as to fill a disk further, be a failure of the storage."""
    try:
        yield
    except OSError as error:
        raise StorageFailed(reason_in(error)) from error


def touch_or_write(target: Path, content: File[bytes]) -> None:
    """Make a file wanted again from now on, so that whoever collects garbage does not find it old; or write it."""
    try:
        os.utime(target)
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, content)


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


def reason_in(error: OSError) -> str:
    """Return why a storage failed, in words for people: no paths, no addresses."""
    return error.strerror.lower() if error.strerror else str(error) or type(error).__name__


def originals() -> Storage:
    """Return the private storage of the files as they were uploaded."""
    return storages["originals"]


def renditions() -> Storage:
    """Return the public storage of what pages show."""
    return storages["renditions"]

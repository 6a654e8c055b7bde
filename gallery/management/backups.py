"""What the commands that make and restore backups share: a line now and then, and refusals with their exit codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

from gallery.backup.exceptions import AnotherAtWork, BackupFailed

ANOTHER_AT_WORK = 75
FILES_A_LINE = 1_000


def telling(write: Callable[[str], object], *, quiet: bool) -> Callable[[str, int], None]:
    """Return what says how many files something was done to, a line a thousand; nothing where that is unwanted."""

    def tell(what: str, count: int) -> None:
        if count % FILES_A_LINE == 0 and not quiet:
            write(f"{what}: {count:,} files")

    return tell


@contextmanager
def refusals() -> Iterator[None]:
    """Let what cannot be backed up or restored end the command with its reason, and with 75 where it may be later."""
    try:
        yield
    except AnotherAtWork as error:
        raise CommandError(str(error), returncode=ANOTHER_AT_WORK) from error
    except BackupFailed as error:
        raise CommandError(str(error)) from error

"""Kills restorations at instants that matter and at random ones, and looks at what is left. A program of its own.

    python -m tests.gallery.backup.killing FOLDER

There are two catalogues with one image in common. Whichever is there, `manage.py restore` puts the other in its place
and is killed; what it left is looked at, and the restoration is repeated. Prints one JSON object: how many were killed
at files, amid rows and around the commit, and how many of all left the old rows and how many the new.
"""

from __future__ import annotations

import io
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.effort import EFFORT
from tests.forking import fork, in_child, own_database

FILE_EVENTS = {"open", "os.mkdir", "os.remove", "os.rename", "os.utime"}
"""What Python audits of a process's dealings with files, each just before it is done."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A catalogue: every row, every file, and a backup of both."""

    rows: dict[str, list[dict[str, Any]]]
    files: dict[str, bytes]
    backup: Path


def prepare(folder: Path) -> tuple[Kept, Kept]:
    """Make one catalogue and then the other, which stays; return both."""
    from tests.factories import publish, upload_image

    shared = upload_image(colour="red", title="École")
    publish()
    return keep(shared, "navy", folder / "one"), keep(shared, "gold", folder / "other")


def keep(shared: Any, colour: str, backups: Path) -> Kept:
    """Have one more image beside the shared one, with a tag and in a list, in place of the former one."""
    from gallery.models import Image, Recommendation, Tag
    from tests.factories import recommend, upload_image
    from tests.gallery.backup.keeping import everything, files_in, make

    Recommendation.objects.all().delete()
    Image.objects.exclude(pk=shared.pk).delete()
    Tag.objects.all().delete()
    image = upload_image(colour=colour)
    image.tags.create(name=colour)
    recommend(shared, image)
    made = make(backups)
    return Kept(rows=everything(), files=files_in(backups / "files"), backup=made.backup)


def lose_and_encode_anew(old: Kept, new: Kept) -> None:
    """Lose the files that only the new catalogue has, and let copies that both have be those of another encoder."""
    from tests.factories import picture_bytes

    for path in new.files.keys() - old.files.keys():
        (media() / path).unlink(missing_ok=True)
    for path in new.files.keys() & old.files.keys():
        if path.startswith("renditions/"):
            (media() / path).write_bytes(picture_bytes(colour="red", kind="WEBP", quality=1))


def media() -> Path:
    """Return the folder of both storages."""
    from django.conf import settings

    return Path(settings.MEDIA_ROOT)


def restore(kept: Kept) -> None:
    """Do what an operator does."""
    from django.core.management import execute_from_command_line

    with redirect_stdout(io.StringIO()):
        execute_from_command_line(["manage.py", "restore", str(kept.backup), "--replace"])


def restore_telling(new: Kept, at_instant: Callable[[str], object]) -> None:
    """Restore, telling of each instant: just before a file is touched, and before and after a statement and a commit.

    For the rest of the process: whoever listens to what it does cannot stop listening.
    """
    from tests.recommender.instants import telling

    inside = str(media())

    def audited(event: str, arguments: tuple[Any, ...]) -> None:
        if event in FILE_EVENTS and str(arguments[0]).startswith(inside):
            at_instant("file")

    sys.addaudithook(audited)
    with telling(lambda _: at_instant(kind_of_statement())):
        restore(new)


def kind_of_statement() -> str:
    """Return whether we are amid the rows that are put in place, at their commit, or outside of both."""
    from django.db import connection

    if connection.in_atomic_block:
        return "row"
    return "look" if connection.get_autocommit() else "commit"


def instants_of(old: Kept, new: Kept) -> list[str]:
    """Return the kind of each instant of a restoration that is not killed."""
    told: list[str] = []
    lose_and_encode_anew(old, new)
    restore_telling(new, told.append)
    return told


def chosen(instants: list[str]) -> list[int]:
    """Return the instants to kill at: of files, of the commit, and some amid the rows, by effort."""
    numbers = {kind: [n for n, told in enumerate(instants, start=1) if told == kind] for kind in set(instants)}
    before_the_look = [n for n in numbers["file"] if n < numbers["commit"][0]]
    every = max(1, len(numbers["row"]) // EFFORT.restorations)
    return sorted([*before_the_look, *numbers["row"][::every], *numbers["commit"]])


def killed_at(new: Kept, *, instant: int) -> int:
    """Let a restoration kill itself at its n-th instant, and return how the process ended."""
    reached: list[str] = []

    def at_instant(kind: str) -> None:
        reached.append(kind)
        if len(reached) == instant:
            os.kill(os.getpid(), signal.SIGKILL)

    return os.waitpid(fork(lambda: restore_telling(new, at_instant)), 0)[1]


def killed_after(new: Kept, *, seconds: float) -> int:
    """Kill a restoration from outside after so many seconds, and return how the process ended."""
    pid = fork(lambda: restore_telling(new, lambda kind: None))
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]


def look_and_repeat(old: Kept, new: Kept) -> str:
    """Return which rows a killed restoration left; complain where they or their files are not whole, then or later."""
    from django.core.management import call_command

    from tests.gallery.backup.keeping import everything, files_in

    seen = everything()
    assert seen in (old.rows, new.rows), "neither the old rows nor the new"
    call_command("check_catalogue", stdout=sys.stderr)  # opens every file that the rows name
    restore(new)
    assert everything() == new.rows, "repeated, it did not restore the rows"
    assert files_in(media()).items() >= new.files.items(), "repeated, it did not restore the files"
    return "old" if seen == old.rows else "new"


def kill_everywhere(folder: Path) -> dict[str, int]:
    """Kill restorations of one catalogue and of the other in turn, and return how many left which rows."""
    new, old = in_child(lambda: prepare(folder))
    began_at = time.monotonic()
    instants = in_child(lambda: instants_of(old, new))
    seconds = time.monotonic() - began_at
    assert in_child(lambda: instants_of(new, old)) == instants, "the two restorations do not have the same instants"
    chance = random.Random(len(instants))  # noqa: S311 - moments, not secrets
    at, after = chosen(instants), [chance.uniform(0, seconds) for _ in range(EFFORT.random_kills)]
    left: list[str] = []
    for kill in [*(partial(killed_at, instant=n) for n in at), *(partial(killed_after, seconds=s) for s in after)]:
        in_child(partial(lose_and_encode_anew, old, new))
        ended = kill(new)
        assert ended == signal.SIGKILL or len(left) >= len(at)
        left.append(in_child(partial(look_and_repeat, old, new)))
        old, new = new, old
    kinds = [instants[n - 1] for n in at]
    told = {f"{kind}s": kinds.count(kind) for kind in ("file", "row", "commit")}
    return {**told, "killed": len(left), "old": left.count("old"), "new": left.count("new")}


def main(folder: Path) -> None:
    """Make a database of its own, kill restorations into it, and print what was left."""
    with own_database(folder):
        from django.core.management import call_command

        call_command("check", stdout=sys.stderr)  # loads here, once, what each command would load anew
        print(json.dumps(kill_everywhere(folder)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

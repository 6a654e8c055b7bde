"""Work in processes that may be killed: forked from a program that holds no connection and no threads."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django


def in_child(work: Callable[[], Any]) -> Any:
    """Return what the work returns in a process of its own."""
    reading, writing = os.pipe()
    pid = fork(lambda: write_all(writing, pickle.dumps(work())))
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    if os.waitpid(pid, 0)[1] != 0:
        raise RuntimeError("a process that should have ended well did not; its complaint is above")
    return pickle.loads(answer)  # noqa: S301 - from ourselves


def fork(work: Callable[[], object]) -> int:
    """Start the work in a process of its own and return its number."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - whatever happened is shown, and the process ends here
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


def write_all(pipe: int, content: bytes) -> None:
    """Write everything into a pipe."""
    with os.fdopen(pipe, "wb") as stream:
        stream.write(content)


@contextmanager
def own_database(folder: Path) -> Iterator[None]:
    """Start Django in this program, with a database that is made now, goes afterwards, and has no connection yet."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings.test", "OPENBLAS_NUM_THREADS": "1"}
    django.setup()
    from django.db import connection

    sqlite = connection.vendor == "sqlite"
    connection.settings_dict["TEST"]["NAME"] = (
        str(folder / "killing.sqlite3") if sqlite else f"test_killing_{os.getpid()}"
    )
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)

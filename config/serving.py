"""Starts gunicorn on the site: `python -m config.serving`, and behind it what gunicorn shall be told besides.

gunicorn takes WEB_CONCURRENCY for a number as it is imported, before config/gunicorn.py can say what is wrong with it.
So whatever that reads is judged first; then gunicorn takes the place of this process.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from config.env import InvalidVariable

GUNICORN = ("-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi")


def main(arguments: Sequence[str]) -> None:
    """Become gunicorn, or end with one line on the variable that is wrong."""
    try:
        from config.settings.web import WEB_CONCURRENCY
    except InvalidVariable as error:
        raise SystemExit(str(error)) from None
    environment = {**os.environ, "WEB_CONCURRENCY": str(WEB_CONCURRENCY)}  # an empty one is no number to gunicorn
    os.execve(sys.executable, [sys.executable, *GUNICORN, *arguments], environment)  # noqa: S606 - no shell, no strangers


if __name__ == "__main__":
    main(sys.argv[1:])

#!/usr/bin/env python
"""Run Kindred's management commands."""

from __future__ import annotations

import os
import sys

from config.env import InvalidVariable


def main() -> None:
    """Run the command named on the command line; a wrong environment variable ends it with one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except InvalidVariable as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()

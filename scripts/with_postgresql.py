"""Run a command with DATABASE_URL pointing at a PostgreSQL of its own, which goes away afterwards.

python -m scripts.with_postgresql pytest
"""

from __future__ import annotations

import os
import subprocess
import sys

from scripts.servers import postgresql


def main(command: list[str]) -> int:
    """Start a server, run the command, stop the server and return the command's exit code."""
    with postgresql() as server:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": server.get_uri()}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

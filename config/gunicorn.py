"""How gunicorn serves the site: `gunicorn -c config/gunicorn.py config.wsgi`. GUNICORN_CMD_ARGS overrules it.

It listens at 0.0.0.0:$PORT where PORT is set, else at 127.0.0.1:8000: that is gunicorn's own default.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from typing import Any

from config.env import InvalidVariable
from config.logs import json_lines

try:
    from config.settings.web import METRICS_TOKEN, TRUSTED_PROXIES, WEB_CONCURRENCY, WEB_THREADS
except InvalidVariable as error:
    raise SystemExit(str(error)) from None

SWITCH_SECONDS = 0.0005
"""A page that comes back from the database waits so long for each thread that is computing; in Python's own 5 ms."""

IN_MEMORY = "/dev/shm"  # noqa: S108 - gunicorn makes a file of its own there

workers = WEB_CONCURRENCY
worker_class = "config.worker.ClosingWorker"
threads = WEB_THREADS  # an upload keeps one as long as its picture is decoded; a page must not wait for that
preload_app = True  # workers share what the master has loaded
# A worker's signs of life go through a file, and a busy disk would make it look dead.
worker_tmp_dir = IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None
control_socket_disable = True  # two sites of one user would share it

timeout = 30
graceful_timeout = 25  # platforms kill what is still there 30 seconds after SIGTERM
keepalive = 0  # a connection that stays is one worker's, which may then have most visitors while another has none

limit_request_line = 8190
limit_request_fields = 100
limit_request_field_size = 8190

# Whoever connects is a proxy of ours where there is one, and a stranger where there is none.
forwarded_allow_ips = "*" if TRUSTED_PROXIES else ""
forwarder_headers = ""  # a proxy may pass on a visitor's SCRIPT_NAME, and nobody moves this site to another address

logger_class = "config.access.AccessLog"
logconfig_dict = json_lines()

# Workers count in files of their own, and any of them can tell the sum; the names are those of config/measuring.py.
if METRICS_TOKEN and "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="kindred-metrics-")


def pre_fork(server: Any, worker: Any) -> None:
    """Give a new worker the first free place, so that files are few, however many workers come and go."""
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(place for place in range(len(taken) + 1) if place not in taken)


def post_fork(server: Any, worker: Any) -> None:
    """Tell a worker its place, and let its threads take turns more often."""
    os.environ["WEB_WORKER_PLACE"] = str(worker.place)
    sys.setswitchinterval(SWITCH_SECONDS)


def on_exit(server: Any) -> None:
    """Remove the counts with the server."""
    shutil.rmtree(os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""), ignore_errors=True)

"""gunicorn's log of requests, as records of ours: a line for each answer, once it is sent."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from gunicorn.glogging import Logger

from config.request_ids import REQUEST_ID, USER_ID


class AccessLog(Logger):  # type: ignore[misc]  # it comes without types
    """Says what was asked, what was answered, how long it took, and to whom if that is known. No query, no address."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """Write the line of one answer."""
        asked = {
            "method": environ["REQUEST_METHOD"],
            "path": unquote(re.split("[?#]", environ["RAW_URI"])[0]),
            "status": int(str(resp.status).split()[0]),
        }
        measured = {"milliseconds": round(request_time.total_seconds() * 1000, 1), "bytes": resp.sent or 0}
        named = {"request_id": environ.get(REQUEST_ID), "user": environ.get(USER_ID)}
        self.access_log.info("%s %s %s", *asked.values(), extra={"fields": named | asked | measured})

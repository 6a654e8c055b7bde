"""Whether the site on this machine is up, for whoever starts containers: `python -m config.healthy`."""

from __future__ import annotations

import http.client
import os
import sys
from collections.abc import Mapping

SECONDS = 5


def is_up(variables: Mapping[str, str]) -> bool:
    """Return whether the process at PORT answers in the name of one of the site's hosts."""
    host = variables.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".").replace("*", "") or "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", int(variables.get("PORT", "8000")), timeout=SECONDS)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_up(os.environ) else 1)

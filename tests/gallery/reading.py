"""What a test reads from a page, whatever the page looks like."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gallery.models import Image


def linked_images(response: Any, *, besides: Image | None = None) -> list[int]:
    """Return the ids of the images whose pages a page links to, in order, each once; a page's own is left out.

    So are those that merely stand beside it in a list.
    """
    links = re.findall(r'href="/images/(\d+)/[^"]*"(?! rel="(?:prev|next)")', response.content.decode())
    found = [int(pk) for pk in links]
    return [pk for pk in dict.fromkeys(found) if besides is None or pk != besides.pk]


def queries_of(client: Client, address: str) -> int:
    """Return how many queries a page takes."""
    return queries_by(lambda: client.get(address), status=200)


def queries_by(act: Callable[[], Any], *, status: int = 0) -> int:
    """Return how many queries something takes, whose answer must have this status where one is given."""
    with CaptureQueriesContext(connection) as queries:
        answer = act()
    assert not status or answer.status_code == status
    return len(queries)

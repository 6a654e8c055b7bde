"""What requests carry, read with care: nothing passes that a database cannot store."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser
from ninja.types import DictStrAny

from gallery.api.problems import Problem
from gallery.uploads import UNSTORABLE


class CarefulParser(Parser):
    """Reads JSON and forms, and refuses texts with NUL characters or halves of surrogate pairs."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """Return the body as data; raise a problem where it is no JSON."""
        try:
            data: DictStrAny = json.loads(request.body)
        except (ValueError, RecursionError) as reason:
            raise Problem(400, "Not JSON", f"The body must be JSON; it could not be read: {reason}") from reason
        refuse_unstorable(data)
        return data

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> DictStrAny:
        """Return the values of a query or a form."""
        refuse_unstorable(dict(data.lists()))
        return super().parse_querydict(data, list_fields, request)


def refuse_unstorable(data: Any) -> None:
    """Raise a problem where a text anywhere in this has characters that no database takes."""
    if isinstance(data, str):
        if UNSTORABLE.search(data):
            detail = "Texts may have neither NUL characters nor halves of surrogate pairs. Leave them out."
            raise Problem(400, "Text not accepted", detail)
    elif isinstance(data, dict):
        for name, value in data.items():
            refuse_unstorable(name)
            refuse_unstorable(value)
    elif isinstance(data, list):
        for value in data:
            refuse_unstorable(value)

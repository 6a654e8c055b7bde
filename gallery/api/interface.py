"""Django Ninja as this project uses it: careful reading, problem details, one door for every request."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, re_path
from ninja import NinjaAPI
from ninja.operation import Operation

from gallery.api.description import Description
from gallery.api.problems import answer_with_problems
from gallery.api.reading import CarefulParser
from gallery.api.serving import nothing_here, served


class Interface(NinjaAPI):
    """An API all of whose operations are served in the same way."""

    def __init__(self, **options: Any) -> None:
        super().__init__(parser=CarefulParser(), docs_url=None, openapi_url=None, **options)
        answer_with_problems(self)

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of the function, which is what a client made from the schema calls it."""
        return operation.view_func.__name__

    def described(self, at: str) -> Description:
        """Return what OpenAPI says of the operations, which are mounted at this address."""
        return Description(self, at)

    def addresses(self) -> list[URLPattern]:
        """Return the addresses of the operations; whatever else is asked for is not there."""
        operations = [each for router in self._get_bound_routers() for each in router.urls_paths(router.prefix)]
        views = [URLPattern(each.pattern, served(each.callback), each.default_args, each.name) for each in operations]
        return [*views, re_path(r"^(?P<rest>.+)$", served(nothing_here))]

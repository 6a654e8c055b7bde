"""The API as OpenAPI describes it: what every operation has in common is added here, and not written with each."""

from __future__ import annotations

from typing import Any

from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from gallery.api.auth import NeedsToken
from gallery.api.idempotency import HEADER, UNSAFE
from gallery.api.problems import PROBLEM_JSON, ProblemDetails

PROBLEM = f"#/components/schemas/{ProblemDetails.__name__}"
ALWAYS = {
    400: "The request could not be read, or holds what cannot be stored.",
    401: "A token is needed, or the one shown is not good for anything.",
    403: "The token lacks the scope, or its owner the permission.",
    422: "Some values are not as they have to be; errors names each.",
    429: "Too many requests; Retry-After says how many seconds to wait.",
    503: "The database is away for a moment; Retry-After says how many seconds to wait.",
}
WHERE_IT_CHANGES = {
    409: "The same request is at work.",
    413: "The body is too large.",
}
COMMON = dict(sorted((ALWAYS | WHERE_IT_CHANGES).items()))
ONCE = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": "Of your making, such as a UUID. The same request under the same key is done once, and within 24"
    " hours answered as it was the first time.",
}
BEARER = {"type": "http", "scheme": "bearer", "description": "A token, made at the desk. It begins with kindred_."}


class Description(OpenAPISchema):
    """OpenAPI 3.1 with the problems, scopes and headers that all operations share."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self["components"]["securitySchemes"] = {"token": BEARER}
        self["components"]["schemas"][ProblemDetails.__name__] = ProblemDetails.model_json_schema()
        if not self["servers"]:
            del self["servers"]

    def operation_parameters(self, operation: Operation) -> list[dict[str, Any]]:
        """Return the parameters of an operation, and the key of those that change something."""
        own: list[dict[str, Any]] = super().operation_parameters(operation)
        return [*own, ONCE] if changes_something(operation) else own

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        """Return what is said of an operation; its name becomes a sentence's beginning where no summary is given."""
        details: dict[str, Any] = super().operation_details(operation)
        if details["summary"] == operation.view_func.__name__.title().replace("_", " "):
            details["summary"] = operation.view_func.__name__.replace("_", " ").capitalize()
        return details

    def operation_security(self, operation: Operation) -> list[dict[str, Any]]:
        """Return which tokens an operation takes; an empty entry says that it does without as well."""
        needed = [each for each in operation.auth_callbacks if isinstance(each, NeedsToken)]
        with_token: list[dict[str, Any]] = [{"token": [each.scope]} for each in needed]
        return [{}, *with_token] if any(each.optional for each in needed) else with_token

    def responses(self, operation: Operation) -> dict[int, dict[str, Any]]:
        """Return the answers of an operation, with the problems that any operation may answer."""
        own: dict[int, dict[str, Any]] = super().responses(operation)
        always = COMMON if changes_something(operation) else ALWAYS
        meant = {status: words for status, words in always.items() if status not in own}
        problems = {status: own.get(status, {}) for status in own if is_problem(own[status])}
        described = {status: {"description": words} for status, words in meant.items()} | problems
        for answer in described.values():
            answer["content"] = {PROBLEM_JSON: {"schema": {"$ref": PROBLEM}}}
        return dict(sorted((own | described).items()))


def changes_something(operation: Operation) -> bool:
    """Return whether an operation is one that should not be done twice."""
    return bool(UNSAFE & set(operation.methods))


def is_problem(answer: dict[str, Any]) -> bool:
    """Return whether an operation documents this answer as a problem."""
    return any(media["schema"].get("$ref") == PROBLEM for media in answer.get("content", {}).values())

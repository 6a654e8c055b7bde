"""What went wrong, as programs read it: RFC 9457's problem details, whatever raised it."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.log import log_response
from django.utils.text import slugify
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import ConfigDict

from gallery.outage import RETRY_SECONDS, is_out_of_reach

PROBLEM_JSON = "application/problem+json"
NOTHING = "There is nothing here that you may see. Look at the list for what there is."


class Problem(Exception):
    """What keeps an operation from doing what it was asked: raised anywhere, answered as problem details."""

    def __init__(
        self, status: int, title: str, detail: str, *, headers: Mapping[str, str] | None = None, **extensions: Any
    ) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail = status, title, detail
        self.headers = dict(headers or {})
        self.extensions = extensions


class ProblemDetails(Schema):
    """Problem details as in RFC 9457; some problems have more members."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str


def responses(answers: Mapping[int, Any], *, problems: tuple[int, ...] = ()) -> dict[int, Any]:
    """Return what an operation documents as its `response`: its answers, and the problems that it raises itself.

    What any operation may answer, such as 401 or 429, is added to the schema by `description`.
    """
    return {**answers, **dict.fromkeys(problems, ProblemDetails)}


def answer_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Return the answer that says what is wrong."""
    content = {
        "type": f"{reverse('api:docs')}#{slugify(problem.title)}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.path,
        **problem.extensions,
    }
    return JsonResponse(content, status=problem.status, content_type=PROBLEM_JSON, headers=problem.headers)


def problem_of(exception: Exception | type[Exception]) -> Problem | None:
    """Return what an exception means to whoever asked; None where it is a fault of ours."""
    match exception:
        case Problem():
            return exception
        case ValidationError():
            return not_valid(exception.errors)
        case Http404():
            return Problem(404, "Not found", NOTHING)
        case PermissionDenied():
            return Problem(403, "Not allowed", str(exception) or "You may not do this.")
        case RequestDataTooBig():
            return Problem(
                413,
                "Too large",
                f"A body, files left out, may have at most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE} bytes.",
            )
        case SuspiciousOperation() | BadRequest() | MultiPartParserError() | UnreadablePostError():
            return Problem(400, "Not understood", f"The request could not be read: {exception}")
        case OperationalError() | InterfaceError() if is_out_of_reach(exception):
            detail = f"The database is away for a moment. Ask again in {RETRY_SECONDS} seconds."
            return Problem(503, "Away for a moment", detail, headers={"Retry-After": str(RETRY_SECONDS)})
        case HttpError(__cause__=Problem() as cause):  # Django Ninja wraps what its parser raises
            return cause
        case HttpError():
            return Problem(exception.status_code, HTTPStatus(exception.status_code).phrase, str(exception))
    return None


def not_valid(errors: list[dict[str, Any]]) -> Problem:
    """Return what names each value that is not as it has to be."""
    named = [{"where": place_of(error["loc"]), "message": str(error["msg"])} for error in errors]
    detail = "; ".join(f"{error['where']}: {error['message']}" for error in named[:5])
    return Problem(422, "Not valid", f"Some values are not as they have to be. {detail}", errors=named)


def place_of(location: tuple[Any, ...]) -> str:
    """Return where a value stands, such as `body.tags.2`, without the name that the operation has for its body."""
    place, *inner = map(str, location)
    return ".".join([place, *(inner[1:] if place == "body" and len(inner) > 1 else inner)])


def handle(request: HttpRequest, exception: Exception | type[Exception]) -> HttpResponse:
    """Answer whatever an operation raised; what nobody expected goes to the log and not to the outside."""
    problem = problem_of(exception)
    if problem is not None:
        return answer_problem(request, problem)
    detail = "It is not your doing, and it has been written to the log. Please try again in a moment."
    response = answer_problem(request, Problem(500, "Something broke on our side", detail))
    log_response("%s failed", request.path, response=response, request=request, exception=exception)  # type: ignore[arg-type]
    return response


def as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return an answer as problem details where it says otherwise that something is wrong, such as Django's 405."""
    if response.status_code < 400 or response.headers.get("Content-Type", "").startswith(PROBLEM_JSON):
        return response
    allowed = response.headers.get("Allow", "")
    phrase = HTTPStatus(response.status_code).phrase
    detail = f"Here only {allowed} can be done, not {request.method}." if allowed else f"{phrase}."
    headers = {"Allow": allowed} if allowed else {}
    return answer_problem(request, Problem(response.status_code, phrase, detail, headers=headers))


def answer_with_problems(api: NinjaAPI) -> None:
    """Let an API answer every exception as problem details."""
    for kind in (Exception, Problem, Http404, HttpError, ValidationError):
        api.add_exception_handler(kind, handle)

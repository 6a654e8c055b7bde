"""The schema as a page shows it: operations in groups, with fields and types in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from gallery.api.description import COMMON

Json = dict[str, Any]
TYPES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "null": "null"}
FORMATS = {"date-time": "date and time, ISO 8601", "binary": "file", "uri": "address"}
LONGEST_LIST = 12
"""Of values that are named one by one."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """A parameter, or a field of a body or an answer."""

    name: str
    type: str
    required: bool
    text: str = ""
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an operation may answer."""

    status: str
    text: str
    fields: list[Field]


@dataclass(frozen=True, kw_only=True)
class Described:
    """One operation."""

    name: str
    method: str
    path: str
    summary: str
    paragraphs: list[str]
    rights: str
    parameters: list[Field]
    media: str
    body: list[Field]
    answers: list[Answer]


def groups(schema: Json) -> dict[str, list[Described]]:
    """Return the operations of a schema by group, in the order of the schema."""
    found: dict[str, list[Described]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            for group in operation.get("tags") or ["Operations"]:
                found.setdefault(group, []).append(described(method, path, operation, schema))
    return found


def described(method: str, path: str, operation: Json, schema: Json) -> Described:
    """Return what the page says of an operation."""
    media, body = body_of(operation, schema)
    return Described(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        paragraphs=operation.get("description", "").split("\n\n"),
        rights=rights_of(operation),
        parameters=[parameter(each, schema) for each in operation.get("parameters", []) if each["in"] != "header"],
        media=media,
        body=body,
        answers=[
            answer(str(code), each, schema) for code, each in operation["responses"].items() if is_own(code, each)
        ],
    )


def is_own(status: str | int, described: Json) -> bool:
    """Return whether an answer is one of the operation itself, and not what any may answer."""
    return bool(described["description"] != COMMON.get(int(status)))


def rights_of(operation: Json) -> str:
    """Return who may ask for an operation."""
    ways = operation.get("security") or [{}]
    scopes = [f"a token with the scope {scope}" for way in ways for each in way.values() for scope in each]
    return " or ".join([*(["anybody"] if {} in ways else []), *scopes])


def parameter(described: Json, schema: Json) -> Field:
    """Return a parameter of a path, a query or a header."""
    return Field(
        name=described["name"],
        type=in_words(described["schema"], schema),
        required=described.get("required", False),
        text=described.get("description", ""),
        where=described["in"],
    )


def body_of(operation: Json, schema: Json) -> tuple[str, list[Field]]:
    """Return how a body is written, and its fields."""
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        return media, list(fields(content["schema"], schema))
    return "", []


def answer(status: str | int, described: Json, schema: Json) -> Answer:
    """Return what an answer says; the fields of problems are the same everywhere, and said once."""
    content = described.get("content", {}).get("application/json", {}).get("schema", {})
    given = [replace(field, required=False) for field in fields(content, schema)]  # nobody has to give them
    return Answer(status=str(status), text=described["description"], fields=given)


def fields(described: Json, schema: Json) -> Iterator[Field]:
    """Yield the fields of an object; whatever else it is, is one field without a name."""
    resolved = at(described, schema)
    required = resolved.get("required", [])
    for name, each in resolved.get("properties", {}).items():
        text = each.get("description", "") or at(each, schema).get("description", "")
        yield Field(name=name, type=in_words(each, schema), required=name in required, text=text)
    if resolved and "properties" not in resolved:
        yield Field(name="", type=in_words(resolved, schema), required=True)


def at(described: Json, schema: Json) -> Json:
    """Return what a description refers to, or itself."""
    reference = described.get("$ref", "").rpartition("/")[2]
    found: Json = schema["components"]["schemas"].get(reference, {}) if reference else described
    return found


def in_words(described: Json, schema: Json) -> str:
    """Return a type in words."""
    if "$ref" in described:
        found = at(described, schema)
        return in_words(found, schema) if "properties" not in found else described["$ref"].rpartition("/")[2]
    if variants := described.get("anyOf") or described.get("oneOf") or described.get("allOf"):
        return " or ".join(dict.fromkeys(in_words(each, schema) for each in variants))
    if values := described.get("enum", [described["const"]] if "const" in described else []):
        return "one of " + ", ".join(map(str, values[:LONGEST_LIST]))
    if described.get("type") == "array":
        return f"list of: {in_words(described.get('items', {}), schema)}"
    plain = FORMATS.get(described.get("format", "")) or TYPES.get(described.get("type", ""), "object")
    return plain + limits_of(described)


def limits_of(described: Json) -> str:
    """Return from where to where a value may go, in words."""
    least, most = described.get("minimum"), described.get("maximum")
    characters = described.get("maxLength")
    if characters is not None:
        return f", up to {characters} characters"
    if least is not None and most is not None and most < 2**53:
        return f", {least} to {most}"
    return f", from {least}" if least is not None else ""

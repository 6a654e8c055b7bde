"""Whatever a request holds, and whatever comes after what: no fault of ours, and no answer that the schema lacks."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck
from hypothesis import strategies as st
from pytest_django import Settings
from schemathesis.config import SchemathesisConfig

from config.wsgi import application
from tests.effort import EFFORT
from tests.factories import picture_bytes
from tests.gallery.api.calling import person, token_of
from tests.gallery.api.expectations import Scene

pytestmark = pytest.mark.django_db

REFUSED = ["2xx", "3xx", "400", "401", "403", "404", "409", "412", "429"]
"""What a request may be answered that is as the schema says. NUL is no part of a schema, nor is what others changed."""

BEYOND_THE_SCHEMA = ["add_image", "replace_file", "list_images", "change_images", "decide_on_image", "find_similar"]
"""Files that are no pictures, one image named twice, and the like: rules that a schema has no words for."""

IN_TEXT = ["add_image"]
"""Forms know nothing but text, so what is sent as another type is a text, and fine."""

CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {"positive_data_acceptance": {"expected-statuses": REFUSED}},
        "operations": [
            {
                "include-operation-id": BEYOND_THE_SCHEMA,
                "checks": {"positive_data_acceptance": {"expected-statuses": [*REFUSED, "422"]}},
            },
            {"include-operation-id": IN_TEXT, "checks": {"negative_data_rejection": {"enabled": False}}},
        ],
    }
)
PICTURES = [picture_bytes(colour=colour) for colour in ("red", "navy", "teal")]
schemathesis.openapi.format("binary", st.sampled_from([*PICTURES, b"no picture", b""]))

SCHEMA = schemathesis.openapi.from_wsgi("/api/openapi.json", application, config=CONFIG)
IDENTITY = {"Accept-Encoding": "identity"}
UNHURRIED = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture]


@SCHEMA.auth(refresh_interval=None)
class Superuser:
    """Shows the token of somebody who may do everything; a check takes it away and looks whether that is seen."""

    shown = ""

    @classmethod
    def headers(cls, case: Any) -> dict[str, str]:
        """Return what goes with a request. Some were made up before the token; some are to show none, or nonsense."""
        shows = str((case.headers or {}).get("Authorization", "")).startswith("Bearer")
        return {**IDENTITY, "Authorization": f"Bearer {cls.shown}"} if shows else IDENTITY

    def get(self, case: Any, context: Any) -> str:
        return Superuser.shown

    def set(self, case: Any, data: str, context: Any) -> None:
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


@pytest.fixture
def catalogue(db: None, settings: Settings) -> Iterator[Scene]:
    """A small catalogue; the connection of the test's transaction stays open between requests."""
    settings.API_RATE_TOKEN = settings.API_RATE_ANONYMOUS = 1_000_000
    settings.API_SIMILAR = True
    Superuser.shown = token_of(person(superuser=True))[1]
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with Scene.made() as scene:
        yield scene
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@contextlib.contextmanager
def taken_back() -> Iterator[None]:
    """Take back in the end whatever was done."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def meet(case: Any, scene: Scene) -> None:
    """Let the least numbers of an address be those of what is there, which nobody would guess."""
    there = {"image_id": [scene.image.pk, scene.other.pk, scene.draft.pk], "tag_id": [scene.tag.pk]}
    for name, value in (case.path_parameters or {}).items():
        if str(value) in ("1", "2", "3")[: len(there[name])]:
            case.path_parameters[name] = there[name][int(value) - 1]


@SCHEMA.parametrize()
@hypothesis.settings(max_examples=EFFORT.requests, suppress_health_check=UNHURRIED)
def test_any_request_is_answered_as_the_schema_says(case: Any, catalogue: Scene) -> None:
    meet(case, catalogue)
    with taken_back():
        case.call_and_validate(headers=Superuser.headers(case))


class Journey(SCHEMA.as_state_machine()):  # type: ignore[misc]
    """Requests that go on with what others answered, in a catalogue that all of them change."""

    def setup(self) -> None:
        self.meanwhile = contextlib.ExitStack()
        self.meanwhile.enter_context(taken_back())

    def teardown(self) -> None:
        self.meanwhile.close()

    def get_call_kwargs(self, case: Any) -> dict[str, Any]:
        return {"headers": IDENTITY}

    def validate_response(self, response: Any, case: Any, **more: Any) -> None:
        """Look at an answer, unless it is that two requests happened to have the same key."""
        if b"Key used for another request" not in response.content:
            super().validate_response(response, case, **more)


@pytest.mark.usefixtures("catalogue")
def test_requests_after_one_another_are_answered_as_the_schema_says() -> None:
    Journey.run(
        settings=hypothesis.settings(
            max_examples=EFFORT.journeys, stateful_step_count=8, suppress_health_check=UNHURRIED
        )
    )

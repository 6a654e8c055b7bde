"""The same request twice is done once, and answered as it was the first time."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from gallery.api import idempotency
from gallery.api.forgetting import forget
from gallery.api.idempotency import AT_WORK_FOR, KEPT_FOR
from gallery.api.models import KeptAnswer
from tests.gallery.api import small
from tests.gallery.api.calling import person, problem, program, send, showing, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.gallery.api.small")]

THINGS = "/api/things"


@pytest.fixture
def writer() -> Client:
    return program("add_image", "delete_image")


def make(client: Client, key: str, name: str = "boat", **headers: str) -> Any:
    return send(client, THINGS, {"name": name}, key=key, **headers)


def test_the_same_request_under_the_same_key_is_done_once(writer: Client) -> None:
    first, second = make(writer, "k"), make(writer, "k")
    assert (first.status_code, first.json()["name"]) == (201, "boat 1")
    assert (second.status_code, second.content, small.done) == (201, first.content, ["boat"])
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.headers["Content-Type"] == first.headers["Content-Type"]


def test_without_a_key_and_under_another_key_it_is_done_again(writer: Client) -> None:
    names = [make(writer, key).json()["name"] for key in ("", "", "k", "l")]
    assert names == ["boat 1", "boat 2", "boat 3", "boat 4"]


def test_a_key_belongs_to_its_token(writer: Client) -> None:
    other = program("add_image")
    names = [make(client, "k").json()["name"] for client in (writer, other, writer, other)]
    assert names == ["boat 1", "boat 2", "boat 1", "boat 2"]


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [("POST", THINGS, {"name": "tree"}), ("POST", f"{THINGS}?a=1", {"name": "boat"}), ("DELETE", f"{THINGS}/1", None)],
)
def test_a_key_is_not_taken_for_another_request(method: str, address: str, body: Any, writer: Client) -> None:
    make(writer, "k")
    said = problem(send(writer, address, body, method=method, key="k"))
    assert (said["status"], said["title"]) == (422, "Key used for another request")
    assert said["detail"] == "This Idempotency-Key came with another request before. Take a new key for a new request."
    assert small.done == ["boat"]


def test_an_empty_answer_is_given_again_as_well(writer: Client) -> None:
    answers = [send(writer, f"{THINGS}/1", method="DELETE", key="k") for _ in range(2)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2
    assert small.done == [1]


def upload(client: Client, content: bytes = b"one", *, title: str = "", name: str = "a.png") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post("/api/files", {"file": file, "title": title}, headers={"Idempotency-Key": "k"})


def test_a_form_counts_by_what_it_holds(writer: Client) -> None:
    first = upload(writer)
    again = writer.generic(
        "POST", "/api/files", encoded(b"one"), "multipart/form-data; boundary=Another", headers={"Idempotency-Key": "k"}
    )
    assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")
    assert small.done == [b"one"]


def encoded(content: bytes) -> bytes:
    """Return the form that `upload` sends with another boundary, and with its fields in another order."""
    title = b'--Another\r\nContent-Disposition: form-data; name="title"\r\n\r\n\r\n'
    head = (
        b'--Another\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
    )
    return title + head + content + b"\r\n--Another--\r\n"


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "text/plain", ""])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_body_counts_whatever_a_request_says_of_it(method: str, kind: str, rf: RequestFactory) -> None:
    requests = [rf.generic(method, THINGS, body, content_type=kind) for body in ('{"a": 1}', '{"a": 2}')]
    assert idempotency.hash_of(requests[0]) != idempotency.hash_of(requests[1])


@pytest.mark.parametrize("changed", [{"content": b"two"}, {"title": "x"}, {"name": "b.png"}])
def test_a_form_that_holds_something_else_is_another_request(changed: dict[str, Any], writer: Client) -> None:
    upload(writer)
    assert problem(upload(writer, **changed))["status"] == 422


def test_a_refusal_is_given_again(writer: Client) -> None:
    answers = [send(writer, "/api/broken?how=problem", key="k") for _ in range(2)]
    assert (answers[0].content, small.done) == (answers[1].content, ["problem"])
    assert problem(answers[1])["image_id"] == 7


def test_a_fault_of_ours_is_not_given_again(writer: Client) -> None:
    assert [send(writer, "/api/broken", key="k").status_code for _ in range(2)] == [500, 500]
    assert (len(small.done), KeptAnswer.objects.count()) == (2, 0)


def test_what_was_forbidden_may_be_allowed_tomorrow() -> None:
    user = person()
    client = showing(token_of(user)[1])
    assert make(client, "k").status_code == 403
    user.is_superuser = True
    user.save()
    assert make(client, "k").status_code == 201


def test_what_was_changed_meanwhile_may_be_read_again_and_changed_then(writer: Client) -> None:
    answers = [send(writer, f"/api/broken?how={how}", key="k").status_code for how in ("stale", "stale")]
    assert (answers, small.done) == ([412, 412], ["stale", "stale"])


def test_a_token_that_was_revoked_gets_no_answer_again() -> None:
    token, shown = token_of(person("add_image"))
    make(showing(shown), "k")
    token.revoke()
    assert problem(make(showing(shown), "k"))["status"] == 401


def test_reading_and_whoever_has_no_token_need_no_key(writer: Client) -> None:
    writer.get(THINGS, headers={"Idempotency-Key": "k"})
    assert make(Client(), "k").status_code == 401
    assert KeptAnswer.objects.count() == 0


@pytest.mark.parametrize("key", [" ", "a b", "é", "x" * 256, "a\x00"])
def test_a_key_that_is_none_is_refused(key: str, writer: Client) -> None:
    said = problem(make(writer, key))
    assert (said["status"], said["title"], small.done) == (400, "Key not accepted", [])


def begun(before: datetime.timedelta) -> None:
    """Let what is kept have begun so long ago."""
    KeptAnswer.objects.update(began_at=timezone.now() - before)


def test_an_answer_is_kept_for_a_day_and_then_forgotten(writer: Client) -> None:
    make(writer, "k")
    begun(KEPT_FOR - datetime.timedelta(minutes=1))
    assert make(writer, "k").json()["name"] == "boat 1"
    begun(KEPT_FOR)
    assert make(writer, "k").json()["name"] == "boat 2"
    begun(KEPT_FOR)
    forget(timezone.now())
    assert KeptAnswer.objects.count() == 0


def test_a_request_that_died_with_its_process_may_be_done_anew_in_the_end(writer: Client) -> None:
    make(writer, "k")
    KeptAnswer.objects.update(status=None)
    said = problem(make(writer, "k"))
    assert (said["status"], said["title"]) == (409, "Still at work")
    begun(AT_WORK_FOR)
    assert make(writer, "k").json()["name"] == "boat 2"
    assert make(writer, "k").json()["name"] == "boat 2"


def test_of_two_who_find_a_dead_request_one_takes_it_over(writer: Client) -> None:
    make(writer, "k")
    KeptAnswer.objects.update(status=None)
    begun(AT_WORK_FOR)
    both = KeptAnswer.objects.get(), KeptAnswer.objects.get()
    assert [idempotency.taken_over(kept, timezone.now()) for kept in both] == [True, False]


def test_whoever_was_taken_for_dead_does_not_overwrite_the_answer(writer: Client) -> None:
    make(writer, "k")
    kept = KeptAnswer.objects.get()
    KeptAnswer.objects.update(status=None)
    begun(AT_WORK_FOR)
    make(writer, "k", name="boat")
    idempotency.keep(kept, Client().get(THINGS))
    assert KeptAnswer.objects.get().status == 201


# --- at the same moment -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_while_a_request_is_at_work_the_same_one_waits_for_its_answer() -> None:
    client = program("add_image")
    with ThreadPoolExecutor(1) as thread:
        slow = thread.submit(answered, client, "/api/slow")
        assert small.at_work.wait(timeout=20)
        meanwhile = send(client, "/api/slow", key="k")
        small.go_on.set()
        first = slow.result(timeout=20)
    assert (problem(meanwhile)["title"], meanwhile.headers["Retry-After"]) == ("Still at work", "1")
    assert send(client, "/api/slow", key="k").content == first.content
    assert small.done == ["slow"]


@pytest.mark.django_db(transaction=True)
def test_of_equal_requests_at_the_same_moment_one_is_done() -> None:
    client = program("add_image")
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: answered(client, THINGS, {"name": "boat"}), range(12)))
    assert small.done == ["boat"]
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert {answer.content for answer in answers if answer.status_code == 201} == {make(client, "k").content}


def answered(client: Client, address: str, body: Any = None) -> Any:
    """Send a request from a thread of its own."""
    try:
        return send(client, address, body, key="k")
    finally:
        connection.close()

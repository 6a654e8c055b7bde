"""Slow, huge and unmeasured bodies, and forged lines for the log, at a real server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hardening.server import Served, answered, request, serving

FORM = "Content-Type: multipart/form-data; boundary=x"
HUGE = 4 * 1024**3
UPLOAD = "/admin/gallery/image/upload/"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as served:
        yield served


def test_a_stranger_s_files_for_the_desk_are_turned_away_before_they_come(server: Served) -> None:
    status, said = server.answer(request(UPLOAD, FORM, f"Content-Length: {HUGE}"))
    assert status == 302
    assert f"Location: /admin/login/?next={UPLOAD}" in said


@pytest.mark.parametrize("path", ["/admin/login/", "/images/1/like/2/", "/nowhere/", "/", "/language/de/"])
def test_what_is_too_large_for_a_stranger_is_refused_before_it_comes(server: Served, path: str) -> None:
    status, said = server.answer(request(path, FORM, f"Content-Length: {HUGE}"))
    assert status == 413
    assert "More was sent than this site reads here, so none of it was taken. Go back and send less." in said


@pytest.mark.parametrize("path", [UPLOAD, "/admin/login/", "/nowhere/"])
def test_a_body_without_a_length_is_refused(server: Served, path: str) -> None:
    status, said = server.answer(request(path, FORM, "Transfer-Encoding: chunked"))
    assert status == 411
    assert "The request did not say how long it is, so it was not read. Send it with a Content-Length." in said


@pytest.mark.parametrize(
    "headers",
    [
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Content-Length: -1",),
        ("Content-Length: 1e9",),
        ("Transfer-Encoding: chunked, identity",),
        ("Content-Length: " + "9" * 5000,),
    ],
)
def test_a_length_that_makes_no_sense_is_refused(server: Served, headers: tuple[str, ...]) -> None:
    status, _ = server.answer(request(UPLOAD, FORM, *headers) + b"0\r\n\r\n")
    assert status in {400, 411, 413, 501}


def test_who_sends_slowly_does_not_hold_a_thread_that_turns_them_away(server: Served) -> None:
    with server.connected() as one, server.connected() as two, server.connected() as three:
        for connection in (one, two, three):  # one more than the server has threads
            connection.sendall(request(UPLOAD, FORM, f"Content-Length: {HUGE}") + b"--x")
        assert [answered(connection)[0] for connection in (one, two, three)] == [302] * 3
    assert server.answer(request("/healthz", method="GET"))[0] == 200


@pytest.mark.parametrize(
    "path", ["/nowhere%0AERROR%20forged", "/nowhere%0D%0AERROR%20forged", "/%1b[31mERROR%20forged"]
)
def test_an_address_forges_no_line_of_the_log(server: Served, path: str) -> None:
    assert server.answer(request(path, method="GET"))[0] == 404
    assert forged_lines(server) == []


@pytest.mark.parametrize("header", ["User-Agent", "Referer", "X-Forwarded-For", "X-Request-ID"])
def test_a_header_forges_no_line_of_the_log(server: Served, header: str) -> None:
    server.answer(request("/nowhere/", f"{header}: a\nERROR forged", method="GET"))
    server.answer(request("/nowhere/", f"{header}: a\x1b[31mERROR forged\x85ERROR forged", method="GET"))
    server.answer(request("/nowhere/", "Host: evil\tERROR forged", method="GET"))
    assert forged_lines(server) == []


def forged_lines(server: Served) -> list[str]:
    """Return the lines of the log that begin as a forger wanted, and those with signs that move a terminal."""
    lines = server.log.read_text(errors="replace").splitlines()
    assert lines
    return [line for line in lines if line.startswith("ERROR forged") or "\x1b" in line]

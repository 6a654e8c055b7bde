"""What a visitor writes into headers that only a proxy should write changes nothing."""

from __future__ import annotations

import socket

import pytest

from tests.server.serving import Site


def raw(site: Site, *lines: str) -> str:
    """Return the answer to a request that is written as it stands."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        connection.sendall(
            "\r\n".join(["GET / HTTP/1.1", "Host: 127.0.0.1", *lines, "Connection: close", "", ""]).encode()
        )
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


@pytest.mark.parametrize("header", ["SCRIPT_NAME: /elsewhere", "Script-Name: /elsewhere", "PATH_INFO: /elsewhere/"])
def test_nobody_moves_the_site_to_another_address(header: str, site: Site) -> None:
    answer = raw(site, header)
    assert answer.startswith("HTTP/1.1 200 ")
    assert "elsewhere" not in answer


def test_a_header_that_only_looks_like_a_proxy_s_is_dropped(site: Site) -> None:
    assert "not-our-own-proxy" in raw(site, "X-Request-ID: not-our-own-proxy")
    assert "not-our-own-proxy" not in raw(site, "X_Request_ID: not-our-own-proxy")

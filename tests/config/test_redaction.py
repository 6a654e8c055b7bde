"""Secrets are starred out: those of this process wherever they are, those of others by what stands before them."""

from __future__ import annotations

import pytest

from config.redaction import Redaction

VARIABLES = {
    "SECRET_KEY": "correct-horse-battery",
    "DATABASE_URL": "postgresql://kindred:p%40ssword-of-db@db:5432/kindred",
    "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalr/EXAMPLE+KEY",
    "METRICS_TOKEN": "a-token-for-the-metrics",
    "PATH": "/usr/bin",
    "KEYMAP": "us",
}


@pytest.mark.parametrize(
    "secret",
    [
        "correct-horse-battery",
        "p%40ssword-of-db",
        "p@ssword-of-db",
        "postgresql://kindred:p%40ssword-of-db@db:5432/kindred",
        "AKIAEXAMPLE",
        "wJalr/EXAMPLE+KEY",
        "a-token-for-the-metrics",
    ],
)
def test_what_only_this_process_knows_is_starred_out_wherever_it_stands(secret: str) -> None:
    assert Redaction(VARIABLES)(f"it said<{secret}>and went") == "it said<***>and went"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Authorization: Basic YW5uYTpib2F0", "Authorization: ***"),
        ("{'Authorization': 'Bearer abcdef123', 'Host': 'a'}", "{'Authorization': '***', 'Host': 'a'}"),
        ("sent Bearer abcdef123456", "sent Bearer ***"),
        ("Cookie: sessionid=abc123; csrftoken=def456; language=de", "Cookie: ***; csrftoken=***; language=de"),
        ("/login?next=/&password=boat&page=2", "/login?next=/&password=***&page=2"),
        ("{'new_password1': 'boat', 'user': 'anna'}", "{'new_password1': '***', 'user': 'anna'}"),
        ("?X-Amz-Signature=0f0f&X-Amz-Credential=AKIA/2026&w=1", "?X-Amz-Signature=***&X-Amz-Credential=***&w=1"),
        ("to postgresql://anna:boat@db/kindred failed", "to postgresql://***@db/kindred failed"),
    ],
)
def test_what_is_called_a_secret_is_starred_out(said: str, left: str) -> None:
    assert Redaction({})(said) == left


@pytest.mark.parametrize(
    "said",
    ["Not found: /images/5/boat/", "CSRF token missing.", "a bearer of news", "https://kindred.example:8000/?page=2"],
)
def test_everything_else_is_left(said: str) -> None:
    assert Redaction(VARIABLES)(said) == said

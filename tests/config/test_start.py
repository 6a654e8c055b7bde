"""A wrong variable ends the start with one line, whichever door the process came in by."""

from __future__ import annotations

import pytest

from tests.config.processes import DEVELOPMENT, PRODUCTION, python

NO_KEY = "SECRET_KEY is not set, but must be a random text of at least 50 characters.\n"


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("GALLERY_PAGE_SIZE", "abc", "a whole number from 1 to 200"),
        ("RECOMMENDATIONS_PER_IMAGE", "101", "a whole number from 1 to 100"),
        ("UPLOAD_MAX_MEGABYTES", "0", "a whole number from 1 to 200"),
        ("UPLOAD_MAX_MEGAPIXELS", "many", "a whole number from 1 to 170"),
        ("UPLOAD_MAX_SIDE", "16384", "a whole number from 1 to 16383"),
        ("UPLOAD_MAX_SECONDS", "601", "a whole number from 1 to 600"),
        ("TRUSTED_PROXIES", "-1", "a whole number from 0 to 10"),
        ("TIME_ZONE", "Mars", "the name of a time zone, such as Europe/Berlin"),
    ],
)
def test_a_command_prints_one_line_on_a_wrong_variable(name: str, value: str, accepted: str) -> None:
    ended = python("manage.py", "check", **DEVELOPMENT, **{name: value})
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"{name} is '{value}', but must be {accepted}.\n"


def test_the_web_process_prints_one_line_on_a_missing_secret() -> None:
    ended = python("-c", "import config.wsgi")
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", NO_KEY)


def test_a_production_command_prints_one_line_on_a_missing_secret() -> None:
    ended = python("manage.py", "check", "--settings=config.settings.prod")
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", NO_KEY)


def test_production_wants_its_host_names() -> None:
    ended = python("-c", "import config.wsgi", SECRET_KEY=PRODUCTION["SECRET_KEY"])
    assert ended.stderr == "ALLOWED_HOSTS is not set, but must be the site's host names, with commas between.\n"


def test_the_web_process_starts_with_the_right_variables() -> None:
    ended = python("-c", "from config.wsgi import application; print(type(application).__name__)", **PRODUCTION)
    assert (ended.returncode, ended.stdout) == (0, "WSGIHandler\n")


def test_the_limits_of_uploads_are_those_of_the_environment() -> None:
    code = "import django; django.setup(); from gallery import uploads; print(uploads.ACCEPTED, uploads.LIMITS)"
    limits = {"UPLOAD_MAX_MEGABYTES": "3", "UPLOAD_MAX_MEGAPIXELS": "4", "UPLOAD_MAX_SIDE": "5"}
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "UPLOAD_MAX_SECONDS": "6"}
    ended = python("-c", code, **DEVELOPMENT, **limits, **settings)
    numbers = "max_bytes=3145728, max_pixels=4000000, max_side=5, cpu_seconds=6, wall_seconds=18"
    assert ended.stdout == f"JPEG, PNG, WebP, GIF or AVIF, up to 3 MiB Limits({numbers})\n"

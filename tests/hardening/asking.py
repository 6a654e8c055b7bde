"""A site as production starts it, asked for some pages: python -m tests.hardening.asking PATH...

It prints what was answered as JSON. `login` instead of a path logs a curator in with the form.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from tests.config.processes import PRODUCTION, python

HOST = "kindred.example"


def production(*paths: str, **variables: str) -> list[dict[str, Any]]:
    """Start a site with these variables and return its answers."""
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.prod"}
    done = python("-m", "tests.hardening.asking", *paths, **PRODUCTION, **settings, **variables)
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def main(paths: list[str]) -> None:
    """Ask and print."""
    import django
    from django.conf import settings
    from django.test import Client

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    django.setup()
    secure = os.environ.get("SECURE_SSL") != "0"
    browser = Client(headers={"host": HOST, "x-forwarded-proto": "https" if secure else "http"})
    print(json.dumps([described(log_in(browser) if path == "login" else browser.get(path)) for path in paths]))


def log_in(browser: Any) -> Any:
    """Log a curator in, in a database made for it."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.urls import reverse

    for app in ("auth", "sessions", "axes"):
        call_command("migrate", app, verbosity=0)
    User.objects.create_user("anna", password="boat", is_staff=True)
    return browser.post(reverse("admin:login"), {"username": "anna", "password": "boat"})


def described(response: Any) -> dict[str, Any]:
    """Return an answer as JSON has it."""
    cookies = {
        name: {key: value for key, value in cookie.items() if value} for name, cookie in response.cookies.items()
    }
    return {
        "status": response.status_code,
        "headers": {name.lower(): value for name, value in response.headers.items()},
        "cookies": cookies,
        "page": response.content.decode(),
    }


if __name__ == "__main__":
    main(sys.argv[1:])

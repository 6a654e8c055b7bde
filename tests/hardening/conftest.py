"""A catalogue in which every page has something to show."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from gallery.models import Image
from tests.factories import decide, judge, make_image, publish, recommend

# What only settings, headers and tokens of forms decide is tried on one database.
WITHOUT_DATABASE = ["address_of_the_desk", "cookies", "dependencies", "hosts", "redirects", "server", "tokens_of_forms"]
collect_ignore_glob = [f"test_{name}.py" for name in WITHOUT_DATABASE] if connection.vendor == "postgresql" else []


@pytest.fixture
def catalogue(db: Any) -> list[Image]:
    images = [make_image(title=f"Boat {number}", tags=("boats",)) for number in range(4)]
    recommend(images[0], *images[1:], similarity=0.95)
    recommend(images[1], images[0], similarity=0.95)
    publish()
    decide(image=images[0], other=images[2], kind="hide")
    judge(images[0], images[3], "different")
    return images


@pytest.fixture
def everybody(db: Any) -> dict[str, Client]:
    """Three browsers: a stranger's, a curator's without any right, and that of somebody who may do everything."""
    people = {
        "reader": User.objects.create_user("reader", is_staff=True),
        "superuser": User.objects.create_superuser("chief"),
    }
    browsers = {"stranger": Client(raise_request_exception=False)}
    for name, user in people.items():
        browsers[name] = Client(raise_request_exception=False)
        browsers[name].force_login(user)
    return browsers

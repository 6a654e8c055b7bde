"""A process that serves pages carries neither torch nor torchvision, so a small host can be a web server."""

from __future__ import annotations

import ast
import contextlib
import os
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

SERVE_EVERYTHING = """
import sys
import django
django.setup()
from django.core.management import call_command
from django.test import Client
from django.urls import URLResolver, get_resolver

def callbacks(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from callbacks(pattern.url_patterns)
        else:
            yield pattern.callback

call_command("migrate", verbosity=0)
assert sum(1 for callback in callbacks(get_resolver().url_patterns) if callable(callback)) > 20
for address in ("/", "/admin/login/", "/healthz", "/api/", "/api/openapi.json", "/api/images"):
    assert Client().get(address).status_code == 200, address
assert Client().get("/images/1/").status_code == 404
print({name.partition(".")[0] for name in sys.modules})
"""

TORCH = {"torch", "torchvision"}
TAKEN_ALONG = {"setuptools", "jinja2", "markupsafe"}
"""What Python and Django load where it is installed, and do without where it is not."""


def modules_after(code: str) -> set[str]:
    """Return which packages a process has loaded once it has served pages."""
    variables = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", "DATABASE_URL": "sqlite://:memory:"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded: set[str] = ast.literal_eval(done.stdout)
    return loaded


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    return modules_after(SERVE_EVERYTHING)


def test_setting_up_resolving_every_address_and_serving_pages_loads_no_torch(loaded: set[str]) -> None:
    assert loaded & TORCH == set()


def test_the_check_would_see_torch() -> None:
    with_torch = SERVE_EVERYTHING.replace("import django\n", "import django\nimport recommender.engine.resnet\n", 1)
    assert modules_after(with_torch) >= TORCH


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def needed_by(*names: str) -> set[str]:
    """Return the packages and, for each, those it needs itself; what only an extra of it needs is left out."""
    found: set[str] = set()
    waiting = [canonical(name) for name in names]
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            with contextlib.suppress(PackageNotFoundError):  # one that only another system needs
                wanted = [each for each in requires(name) or [] if "extra ==" not in each]
                waiting += [canonical(re.split(r"[^\w.-]", each)[0]) for each in wanted]
    return found


def test_what_serves_pages_needs_nothing_but_the_packages_of_requirements_web(loaded: set[str]) -> None:
    pinned = re.findall(r"^([\w.-]+)==", (ROOT / "requirements-web.txt").read_text(), flags=re.MULTILINE)
    needed, homes = needed_by(*pinned), packages_distributions()
    come_from = {canonical(name) for module in loaded for name in homes.get(module, ())}
    assert come_from - needed - TAKEN_ALONG == set()
    assert needed & (TORCH | {"safetensors"}) == set()


ASK_WHAT_IS_LIKE_A_PICTURE = """
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from gallery.api import tokens
_, shown = tokens.make(User.objects.create_user("ada"), name="test", scopes=("read",))
sent = {"file": SimpleUploadedFile("picture.png", b"")}
answer = Client(headers={"Authorization": f"Bearer {shown}"}).post("/api/similar", sent)
assert answer.status_code == 501, answer.content
"""


def test_a_picture_that_a_program_sends_loads_no_torch_unless_that_is_wanted() -> None:
    lines = SERVE_EVERYTHING.rstrip().split("\n")
    assert modules_after("\n".join([*lines[:-1], ASK_WHAT_IS_LIKE_A_PICTURE, lines[-1]])) & TORCH == set()

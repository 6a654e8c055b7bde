"""A process that serves pages carries neither torch nor torchvision, so a small host can be a web server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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
for address in ("/", "/admin/login/", "/healthz"):
    assert Client().get(address).status_code == 200, address
assert Client().get("/images/1/").status_code == 404
print(sorted({name.partition(".")[0] for name in sys.modules} & {"torch", "torchvision"}))
"""


def run(code: str) -> str:
    variables = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", "DATABASE_URL": "sqlite://:memory:"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_setting_up_resolving_every_address_and_serving_pages_loads_no_torch() -> None:
    assert run(SERVE_EVERYTHING) == "[]"


def test_the_check_would_see_torch() -> None:
    seen = run(SERVE_EVERYTHING.replace("import django\n", "import django\nimport recommender.engine.resnet\n", 1))
    assert seen == "['torch', 'torchvision']"

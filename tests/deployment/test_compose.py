"""compose.yaml: the services fit together, wait for each other, and know no secret by heart."""

from __future__ import annotations

import re
from typing import Any

import yaml
from django.core.management import get_commands

from tests.deployment.reading import ROOT, section
from tests.documentation.test_readme import variables_read

TEXT = (ROOT / "compose.yaml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
OWN = {name: service for name, service in SERVICES.items() if "build" in service}


def test_there_are_a_database_a_site_and_a_worker_and_one_that_migrates_first() -> None:
    assert set(SERVICES) == {"database", "release", "web", "worker"}
    assert set(OWN) == {"release", "web", "worker"}


def test_nobody_starts_before_what_it_needs() -> None:
    waits = {name: service.get("depends_on", {}) for name, service in SERVICES.items()}
    migrated = {"release": {"condition": "service_completed_successfully"}}
    assert waits == {
        "database": {},
        "release": {"database": {"condition": "service_healthy"}},
        "web": migrated,
        "worker": migrated,
    }
    assert "pg_isready" in SERVICES["database"]["healthcheck"]["test"]
    assert "healthcheck" not in SERVICES["web"]  # the image's own


def test_the_site_has_no_torch_and_the_worker_has() -> None:
    assert SERVICES["web"]["build"]["args"] == {"REQUIREMENTS": "requirements-web.txt"}
    assert SERVICES["worker"]["build"] == "."
    assert SERVICES["web"]["image"] != SERVICES["worker"]["image"]


def test_pages_come_first_on_a_busy_machine() -> None:
    shares = {name: service.get("cpu_shares", 1024) for name, service in SERVICES.items()}
    assert shares == {"database": 1024, "release": 1024, "web": 1024, "worker": 204}


def test_commands_exist() -> None:
    named = [service["command"] for service in OWN.values() if "command" in service]
    assert [command[:2] for command in named] == [["python", "manage.py"]] * 2
    assert {command[2] for command in named} - set(get_commands()) == set()


def test_variables_are_those_that_are_read_and_secrets_come_from_outside() -> None:
    assert set(OWN["web"]["environment"]) - variables_read() == set()
    secrets = {name: said for name, said in OWN["web"]["environment"].items() if re.search("KEY|TOKEN|URL", name)}
    assert all("${" in said for said in secrets.values())
    asked_for = set(re.findall(r"\$\{(\w+):\?", TEXT))
    assert asked_for - set(re.findall(r"\b(\w+)=", section("In containers"))) == set()


def test_every_volume_is_declared_and_used() -> None:
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def test_a_service_has_longer_to_stop_than_the_site_takes() -> None:
    assert {service["stop_grace_period"] for service in OWN.values()} == {"30s"}

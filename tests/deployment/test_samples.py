"""The samples of docs/operations.md: units of systemd, nginx, the Procfile and app.json."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from tests.deployment.reading import ROOT, blocks
from tests.documentation.test_readme import variables_read

STAYS = "A site that stays"
UNITS = blocks(STAYS, "ini")
(NGINX,) = blocks(STAYS, "nginx")
ENDS_IN = 30


@pytest.mark.parametrize("unit", UNITS, ids=["web", "worker"])
def test_a_unit_runs_what_is_there_as_nobody_in_particular(unit: str, tmp_path: Path) -> None:
    assert "User=kindred\n" in unit
    started = re.findall(r"^ExecStart(?:Pre)?=/srv/kindred/app/(\S+) (?:manage\.py (\w+))?", unit, flags=re.MULTILINE)
    assert [path for path, _ in started if not (ROOT / path).exists()] == []
    assert {command for _, command in started if command} - set(get_commands()) == set()
    assert int(re.findall(r"TimeoutStopSec=(\d+)", unit)[0]) == ENDS_IN


def test_pages_come_first_on_a_busy_machine() -> None:
    weights = [int(unit.partition("CPUWeight=")[2].partition("\n")[0] or 100) for unit in UNITS]
    assert weights == [100, 20]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
@pytest.mark.parametrize("unit", UNITS, ids=["web", "worker"])
def test_systemd_takes_a_unit(unit: str, tmp_path: Path) -> None:
    path = tmp_path / "kindred-sample.service"
    path.write_text(unit.replace("/srv/kindred/app", str(ROOT)).replace("User=kindred\n", "User=root\n"))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True)
    assert "kindred-sample" not in done.stdout + done.stderr


def test_nginx_s_blocks_are_whole_and_tell_the_site_what_it_trusts() -> None:
    lines = [line.partition("#")[0].strip() for line in NGINX.splitlines()]
    assert sum(line.endswith("{") for line in lines) == lines.count("}") == 6
    assert [line for line in lines if line and line[-1] not in "{};"] == []
    told = set(re.findall(r"proxy_set_header (\S+)", NGINX))
    assert told == {"Connection", "Host", "X-Forwarded-Proto", "X-Forwarded-For", "X-Request-ID"}


def test_nginx_serves_as_for_ever_what_is_named_by_its_content_only() -> None:
    (pattern,) = re.findall(r'location ~ "(\^/static[^"]+)"', NGINX)
    assert re.search(pattern, "/static/css/gallery.0123456789ab.css")
    assert not re.search(pattern, "/static/css/gallery.css")


@pytest.mark.skipif(not shutil.which("nginx"), reason="there is no nginx here")
def test_nginx_takes_the_sample(tmp_path: Path) -> None:
    without_files = re.sub(r"ssl_certificate(_key)? .*;|listen .*;", "", NGINX)
    path = tmp_path / "nginx.conf"
    path.write_text(f"error_log stderr; pid {tmp_path}/pid; events {{}} http {{ {without_files} }}")
    done = subprocess.run(["nginx", "-t", "-c", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_prometheus_is_told_where_the_numbers_are_and_to_send_the_token() -> None:
    (sample,) = blocks("Watching over it", "yaml")
    (job,) = yaml.safe_load(sample)["scrape_configs"]
    assert job["static_configs"] == [{"targets": ["127.0.0.1:8000"]}]
    assert set(job["authorization"]) == {"credentials_file"}  # its type is Bearer unless it says otherwise


def test_the_environment_of_the_units_is_what_the_settings_read() -> None:
    named = set(re.findall(r"^([A-Z_]+)=", "".join(blocks(STAYS, "sh")), flags=re.MULTILINE))
    assert named - variables_read() == {"DJANGO_SETTINGS_MODULE"}
    assert named >= {"DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "TRUSTED_PROXIES"}


def test_the_procfile_starts_what_is_there() -> None:
    processes = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    assert processes["web"] == "gunicorn -c config/gunicorn.py config.wsgi"
    commands = [re.findall(r"manage\.py (\w+)", processes[name])[0] for name in ("release", "worker")]
    assert commands == ["migrate", "compute_recommendations"]
    assert set(json.loads((ROOT / "app.json").read_text())["formation"]) == {"web", "worker"}


def test_app_json_names_variables_that_are_read() -> None:
    named = set(json.loads((ROOT / "app.json").read_text())["env"])
    assert named - variables_read() == {"DJANGO_SETTINGS_MODULE"}

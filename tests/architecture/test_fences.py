"""Who may know whom, and how large a room may grow."""

from __future__ import annotations

import ast
import functools
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import budgets

ROOT = Path(__file__).resolve().parent.parent.parent
measured = functools.cache(budgets.measure_all)
VAGUE_NAMES = {"utils", "helpers", "common", "core", "services", "misc"}


def python_files(*rooms: str) -> list[Path]:
    return [path for room in rooms for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]


def imports_anywhere(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    named = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return named | {
        f"{node.module}.{alias.name}" for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names
    }


def imports_at_module_level(path: Path) -> set[str]:
    nodes = ast.parse(path.read_text()).body
    named = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return named | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def test_the_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_only_the_engines_resnet_names_torch() -> None:
    naming = {
        str(path.relative_to(ROOT))
        for path in python_files("config", "gallery", "recommender", "demo")
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Import) and any(alias.name.startswith("torch") for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("torch"))
    }
    assert naming == {"recommender/engine/resnet.py"}


def test_the_engine_knows_nothing_of_the_rest_of_the_recommender() -> None:
    outside = {
        f"{path.name}: {name}"
        for path in python_files("recommender/engine")
        for name in imports_anywhere(path)
        if name.startswith("recommender") and not name.startswith("recommender.engine")
    }
    assert outside == set()


def test_nothing_imports_the_engines_resnet_at_module_level() -> None:
    importing = [
        path
        for path in python_files("config", "gallery", "recommender")
        if "recommender.engine.resnet" in imports_at_module_level(path)
    ]
    assert importing == []


def test_no_module_has_a_vague_name() -> None:
    rooms = ("config", "gallery", "recommender", "demo", "scripts", "tests")
    assert [path for path in python_files(*rooms) if {path.stem, path.parent.name} & VAGUE_NAMES] == []


def test_nothing_is_past_its_cap(capsys: pytest.CaptureFixture[str]) -> None:
    assert [line for line in budgets.report(measured()) if line.startswith("PAST CAP")] == []


def test_nine_functions_in_ten_are_under_25_lines() -> None:
    functions = [each for each in measured() if each.kind in {"function", "view", "handle"}]
    assert sum(each.lines < 25 for each in functions) >= 0.9 * len(functions)


@pytest.mark.parametrize(("lines", "past_aim", "past_cap"), [(25, False, False), (26, True, False), (41, True, True)])
def test_a_function_is_held_against_aim_and_cap(*, lines: int, past_aim: bool, past_cap: bool) -> None:
    measured = budgets.Measured(kind="function", name="f", lines=lines)
    assert (measured.past_aim, measured.past_cap) == (past_aim, past_cap)


def test_everything_that_people_read_from_templates_is_free_of_inline_code() -> None:
    offenders = [
        f"{path.name}: {word}"
        for path in (ROOT / "templates").rglob("*.html")
        for word in (" style=", "<style", " onclick=", " onload=", "javascript:", "<script>")
        if word in path.read_text().lower()
    ]
    assert offenders == []

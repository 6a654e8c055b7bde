"""Sizes of functions, files, templates, styles and scripts: what is past an aim is shown, what is past a cap fails.

python -m scripts.budgets
"""

from __future__ import annotations

import ast
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("config", "gallery", "recommender", "demo", "scripts", "benchmarks", "tests")


@dataclass(frozen=True, kw_only=True)
class Budget:
    """An aim that tells when something wants splitting, and a cap that nothing passes. In lines."""

    aim: int
    cap: int


BUDGETS = {
    "function": Budget(aim=25, cap=40),
    "view": Budget(aim=20, cap=30),
    "handle": Budget(aim=25, cap=40),
    "test": Budget(aim=10, cap=30),
    "file": Budget(aim=250, cap=350),
    "template": Budget(aim=60, cap=100),
    "css": Budget(aim=150, cap=220),
    "js": Budget(aim=80, cap=120),
}


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One thing and its lines."""

    kind: str
    name: str
    lines: int

    @property
    def past_aim(self) -> bool:
        return self.lines > BUDGETS[self.kind].aim

    @property
    def past_cap(self) -> bool:
        return self.lines > BUDGETS[self.kind].cap


def measure_all(root: Path = ROOT) -> list[Measured]:
    """Return every measured thing of the project."""
    return [*measure_python(root), *measure_files(root)]


def measure_python(root: Path) -> Iterator[Measured]:
    """Yield every Python file and every function in it; migrations are written by a machine."""
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            source, name = path.read_text(), str(path.relative_to(root))
            yield Measured(kind="file", name=name, lines=source.count("\n"))
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield Measured(kind=kind_of(node, path), name=f"{name}:{node.name}", lines=body_lines(node))


def kind_of(node: ast.FunctionDef | ast.AsyncFunctionDef, path: Path) -> str:
    """Return which budget a function has."""
    if node.name.startswith("test_"):
        return "test"
    if node.name == "handle":
        return "handle"
    return "view" if path.name == "views.py" else "function"


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines from the first to the last statement, the docstring left out."""
    statements = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (statements[-1].end_lineno or 0) - statements[0].lineno + 1 if statements else 0


def measure_files(root: Path) -> Iterator[Measured]:
    """Yield every template, style sheet and script."""
    for kind, folder, pattern in (
        ("template", "templates", "*.html"),
        ("css", "static/css", "*.css"),
        ("js", "static/js", "*.js"),
    ):
        for path in sorted((root / folder).rglob(pattern)):
            yield Measured(kind=kind, name=str(path.relative_to(root)), lines=path.read_text().count("\n"))


def report(measured: list[Measured]) -> list[str]:
    """Return the report's lines: the distribution of functions, then what is past its aim or cap."""
    functions = [each.lines for each in measured if each.kind in {"function", "view", "handle"}]
    tenth = statistics.quantiles(functions, n=10)[-1]
    lines = [f"functions: {len(functions)}, median {statistics.median(functions):g} lines, nine in ten under {tenth:g}"]
    for each in measured:
        if each.past_aim:
            budget = BUDGETS[each.kind]
            mark = "PAST CAP" if each.past_cap else "past aim"
            lines.append(f"{mark}: {each.kind} {each.name} has {each.lines} lines (aim {budget.aim}, cap {budget.cap})")
    return lines


if __name__ == "__main__":
    everything = measure_all()
    print("\n".join(report(everything)))
    sys.exit(any(each.past_cap for each in everything))

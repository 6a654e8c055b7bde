"""Visitors' pages name no left and no right, so that they turn round with the direction of a language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STYLES = sorted((Path(__file__).resolve().parent.parent.parent / "static/css").glob("*.css"))
SIDES = re.compile(
    r"(?:^|[\s;{])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-)?(?:left|right)(?:-\w+)?\s*:"
    r"|border-(?:top|bottom)-(?:left|right)-radius\s*:"
    r"|(?:text-align|float|clear|caption-side)\s*:\s*(?:left|right)\b"
)
FOUR = re.compile(r"(?:^|[\s;{])(margin|padding|inset|border-width|scroll-margin)\s*:\s*([^;]+);")


def parts(values: str) -> list[str]:
    """Return the values of a shorthand; what stands in brackets is one value."""
    return re.findall(r"(?:[^\s(]|\((?:[^()]|\([^()]*\))*\))+", values)


def one_sided(style: str) -> list[str]:
    """Return what a style sheet says of the left or the right alone; a square that is turned is the same both ways."""
    text = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    shorthands = [found[0].strip() for found in FOUR.finditer(text) if len(parts(found[2])) == 4]
    uneven = [said for said in shorthands if len(set(parts(said.split(":", 1)[1].rstrip(";"))[1::2])) > 1]
    return [found[0].strip() for found in SIDES.finditer(text)] + uneven


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_style_sheet_names_no_side(path: Path) -> None:
    rules = [rule for rule in path.read_text().split("}") if "rotate:" not in rule]
    assert one_sided("}".join(rules)) == []


@pytest.mark.parametrize(
    "said",
    [
        "margin-left: 1px;",
        "padding-right: 0;",
        "left: 0;",
        "border-left-color: red;",
        "border-top-left-radius: 1px;",
        "text-align: right;",
        "float: left;",
        "inset: 0 1px auto auto;",
        "padding: 0 calc(1px + (2px * 3)) 0 2px;",
    ],
)
def test_a_side_is_found(said: str) -> None:
    assert one_sided(f".a {{ {said} }}") != []


@pytest.mark.parametrize(
    "said",
    [
        "margin-inline-start: 1px;",
        "text-align: start;",
        "padding: 0 1px 2px 1px;",
        "inset: auto 0 0;",
        "/* left: 0; */",
    ],
)
def test_what_turns_round_is_no_fault(said: str) -> None:
    assert one_sided(f".a {{ {said} }}") == []

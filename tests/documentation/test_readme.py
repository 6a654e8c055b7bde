"""What the README and docs/ name exists, and what exists is named."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parent.parent.parent
README = (ROOT / "README.md").read_text()
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
OWN_COMMANDS = sorted(name for name, app in get_commands().items() if app in {"gallery", "gallery.api", "recommender"})
READERS = (
    r"env\.(?:text|secret|flag|one_of|whole_number|words|required_words|folder|path|database|time_zone)\(\s*\"(\w+)\""
)


def variables_read() -> set[str]:
    """The environment variables that the settings read."""
    return {name for path in (ROOT / "config").rglob("*.py") for name in re.findall(READERS, path.read_text())}


def own_options(command: str) -> set[str]:
    """The options that a command adds to Django's own."""
    parser = load_command_class(get_commands()[command], command).create_parser("manage.py", command)
    common = {"--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color"}
    actions = [action for each in with_verbs(parser) for action in each._actions]
    strings = {string for action in actions for string in action.option_strings if string.startswith("--")}
    return strings - common - {"--skip-checks", "--help"}


def with_verbs(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """A command's parser, and those of its verbs."""
    verbs = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return [parser, *(each for action in verbs for each in action.choices.values())]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_manage_py_that_is_named_exists(page: Path) -> None:
    named = set(re.findall(r"manage\.py (\w+)", page.read_text()))
    assert named - set(get_commands()) == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_verb_of_make_that_is_named_exists(page: Path) -> None:
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", page.read_text(), flags=re.MULTILINE))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert named - targets == set()


@pytest.mark.parametrize("command", OWN_COMMANDS)
def test_every_command_and_each_of_its_options_is_in_the_readme(command: str) -> None:
    missing = {option for option in own_options(command) if not re.search(rf"`{option}\b", README)}
    assert (command in README, missing) == (True, set())


def test_every_option_in_the_readmes_tables_exists() -> None:
    named = set(re.findall(r"^\| `(--[a-z-]+)", README, flags=re.MULTILINE))
    existing = {option for command in OWN_COMMANDS for option in own_options(command)}
    assert named - existing == set()


def test_the_readmes_variables_are_those_that_the_settings_read() -> None:
    table = README.split("## Settings")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == variables_read()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_and_picture_that_is_named_exists(page: Path) -> None:
    text = page.read_text()
    named = re.findall(r"`((?:docs|training|scripts|tests|recommender|gallery|config)/[\w./-]+)`", text)
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text)
    missing = [name for name in named if not (ROOT / name).exists()]
    assert missing + [name for name in pictures if not (page.parent / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_variable_set_in_a_shell_block_is_read_somewhere(page: Path) -> None:
    named = set(re.findall(r"^(?:export )?([A-Z][A-Z_]+)=", page.read_text(), flags=re.MULTILINE))
    assert named - variables_read() - {"DJANGO_SETTINGS_MODULE"} == set()

"""Run every benchmark, or those that are named, print what was measured, and write it into docs/benchmarks.md.

python -m benchmarks [--no-page] [NAME ...]    names are those of the modules that compare, see NAMES
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Sequence

from benchmarks import measuring
from benchmarks.measuring import Comparison

ONCE = ("cluster", "million_vectors")
"""What takes long, or needs more to be installed, and runs only where it is named."""

NAMES = (
    "neighbours",
    "approximate",
    "decoding",
    "embedding",
    "end_to_end",
    "writing",
    "storage",
    "incremental",
    "whole_run",
    "wall",
    "lab",
    "service",
    "outside",
)
ALL = (*NAMES, *ONCE)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the page after each benchmark: what is interrupted loses one only."""
    said = parsed(arguments)
    for name in said.names or NAMES:
        section = measuring.section(name, measured(name))
        print(f"## {section}\n")
        if said.page:
            text = measuring.PAGE.read_text(encoding="utf-8") if measuring.PAGE.exists() else ""
            measuring.PAGE.write_text(measuring.page(text, {name: section}, ALL), encoding="utf-8")


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return what is asked for. A name that does not exist ends the program with the ones there are."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "names",
        nargs="*",
        metavar="name",
        help=f"one of {', '.join(ALL)}; without one all but {', '.join(ONCE)}",
    )
    parser.add_argument("--no-page", dest="page", action="store_false", help="leave docs/benchmarks.md as it is")
    said = parser.parse_args(arguments)
    for name in said.names:
        if name not in ALL:
            parser.error(f"a name must be one of {', '.join(ALL)}, got {name}")
    return said


def measured(name: str) -> list[Comparison]:
    """Return one benchmark's comparisons; its peers are imported only here, so that others can be absent."""
    comparisons: list[Comparison] = importlib.import_module(f"benchmarks.{name}").compare()
    return comparisons


if __name__ == "__main__":
    main()

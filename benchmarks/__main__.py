"""Run every benchmark and write docs/benchmarks.md, or run those that are named and only print.

python -m benchmarks [neighbours] [decoding] [embedding] [end_to_end] [writing] [incremental] [whole_run]
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Sequence

from benchmarks import measuring
from benchmarks.measuring import Comparison

NAMES = ("neighbours", "decoding", "embedding", "end_to_end", "writing", "incremental", "whole_run")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print; write the page only where everything was measured."""
    names = chosen(arguments)
    comparisons = [comparison for name in names or NAMES for comparison in measured(name)]
    if names:
        print(measuring.table(comparisons), measuring.missed(comparisons), sep="\n")
        return
    text = measuring.page(comparisons)
    measuring.PAGE.write_text(text, encoding="utf-8")
    print(text)


def chosen(arguments: Sequence[str] | None) -> list[str]:
    """Return the benchmarks that are named; none means all. Another name ends the program with the ones there are."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of {', '.join(NAMES)}; all where none is named")
    names: list[str] = parser.parse_args(arguments).names
    for name in names:
        if name not in NAMES:
            parser.error(f"a name must be one of {', '.join(NAMES)}, got {name}")
    return names


def measured(name: str) -> list[Comparison]:
    """Return one benchmark's comparisons; its peers are imported only here, so that others can be absent."""
    comparisons: list[Comparison] = importlib.import_module(f"benchmarks.{name}").compare()
    return comparisons


if __name__ == "__main__":
    main()

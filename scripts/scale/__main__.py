"""Work out the tables of docs/scale.md anew from docs/benchmarks.md.

python -m scripts.scale [--check]    with --check nothing is written, and 1 is returned where the page says otherwise
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.scale import page
from scripts.scale.constants import constants
from scripts.scale.measured import MissingRow, read

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


def main(arguments: Sequence[str] | None = None, *, docs: Path = DOCS) -> int:
    """Write the page, or check it; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.scale", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, and fail where the page says otherwise")
    said = parser.parse_args(arguments)
    place = docs / "scale.md"
    before = place.read_text(encoding="utf-8")
    try:
        after = page.written(before, constants(read((docs / "benchmarks.md").read_text(encoding="utf-8"))))
    except (MissingRow, page.UnknownPlace) as error:
        print(error, file=sys.stderr)
        return 1
    if not said.check:
        place.write_text(after, encoding="utf-8")
    elif before != after:
        print("docs/scale.md is not what docs/benchmarks.md gives: run python -m scripts.scale", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

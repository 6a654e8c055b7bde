"""Draw the sample catalogue: `python -m demo.draw OUT_DIR`."""

import argparse
from pathlib import Path

from demo.catalogue import MOST_PER_FAMILY, draw_catalogue


def main() -> None:
    """Read the command line, draw, and say what was drawn."""
    parser = argparse.ArgumentParser(
        prog="python -m demo.draw", description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="OUT_DIR", help="where to write the folders and captions.json")
    parser.add_argument("--seed", type=int, default=1, help="the same seed draws the same files")
    parser.add_argument("--per-family", type=int, default=12, help=f"pictures to a family, up to {MOST_PER_FAMILY}")
    parser.add_argument(
        "--long-side", type=int, default=1760, help="the longest side of the largest picture, in pixels"
    )
    options = parser.parse_args()
    try:
        drawn = draw_catalogue(
            options.folder, seed=options.seed, per_family=options.per_family, long_side=options.long_side
        )
    except ValueError as error:
        parser.error(str(error))
    print(f"{drawn.images} images of {drawn.families} families in {drawn.folder}, {drawn.bytes / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

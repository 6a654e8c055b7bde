"""Run every benchmark and write docs/benchmarks.md."""

from __future__ import annotations

from benchmarks import embedding, measuring, neighbours


def main() -> None:
    """Measure, print and write."""
    comparisons = [*neighbours.compare(), *embedding.compare()]
    text = measuring.page(comparisons)
    measuring.PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

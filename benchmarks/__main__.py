"""Run every benchmark and write docs/benchmarks.md."""

from __future__ import annotations

from benchmarks import decoding, embedding, end_to_end, measuring, neighbours, writing


def main() -> None:
    """Measure, print and write."""
    comparisons = [
        *neighbours.compare(),
        *decoding.compare(),
        *embedding.compare(),
        *end_to_end.compare(),
        *writing.compare_everywhere(),
    ]
    text = measuring.page(comparisons)
    measuring.PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

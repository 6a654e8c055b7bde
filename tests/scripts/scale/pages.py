"""A page of benchmarks whose figures are easy to reckon with, on a machine of two cores."""

from __future__ import annotations

from benchmarks import measuring
from benchmarks.measuring import Comparison

VECTORS, MILLION = "100,000 made-up vectors, k = 10", "1,000,000 images"
NEARBY = "40 ms where no page nearby was opened since images came or went"


def row(task: str, size: str, ours: float, peer: str, theirs: float, unit: str = "s", remark: str = "") -> Comparison:
    """Return a row of the page."""
    return Comparison(task=task, size=size, ours=ours, peer=peer, theirs=theirs, unit=unit, remark=remark)


def index(peer: str, seconds: float, share: float, *, vectors: str = VECTORS) -> Comparison:
    """Return the row of an approximate index that was built in five seconds."""
    remark = f"recall {share:.3f}; built in 5.0 s, 1,000 queries a second; 2,000 bytes a vector"
    return row("all lists", vectors, 20, peer, seconds, remark=remark)


def written(database: str) -> list[Comparison]:
    """Return what was measured of writing lists."""
    all_of_them, some = {"SQLite": (6, 2), "PostgreSQL": (10, 3)}[database]
    return [
        row(f"writing lists to {database}", "1,000,000 rows", all_of_them, "bulk_create", 40),
        row(f"writing lists to {database}, one in 100 differs", "1,000,000 rows", some, "both", 40),
    ]


def stored(database: str) -> list[Comparison]:
    """Return what was measured of bytes in a database."""
    kinds = "an image, with its words and tags", "a vector", "a ranking", "a row of a list"
    taken = {"SQLite": (700, 1400, 500, 50), "PostgreSQL": (1200, 1500, 600, 150)}[database]
    size = "50,000 images"
    return [
        row(f"{kind} ({database})", size, ours, "alone", 1, "bytes") for kind, ours in zip(kinds, taken, strict=True)
    ]


SECTIONS = {
    "Neighbours": [
        row("neighbours", "40,000 vectors, k = 10", 5, "FAISS knn", 8),
        row("neighbours", VECTORS, 20, "the bare product", 50),
    ],
    "Approximate": [
        index("FAISS IVF-Flat, 8 of 1,265 lists", 10, 0.8),
        index("FAISS IVF-Flat, 32 of 1,265 lists", 20, 0.96),
        index("FAISS IVF-Flat, 128 of 1,265 lists", 40, 0.999),
        index("FAISS IVF-Flat, 8 of 400 lists", 1, 0.99, vectors="9,600 parts of 600 photographs, k = 10"),
        index("FAISS HNSW, 32 links, beam of 32", 60, 0.7),
        index("FAISS HNSW, 32 links, beam of 128", 90, 0.9),
    ],
    "Decoding": [row("decoding, one core", "6 JPEGs of 12 megapixels", 0.3, "a preset", 1)],
    "Embedding": [row("embedding", "32 images of 224 x 224", 0.64, "eager", 1)],
    "End to end": [row("files to vectors", "24 JPEGs of 12 megapixels", 0.72, "imagededup CNN", 5)],
    "Writing": [*written("SQLite"), *written("PostgreSQL")],
    "Storage": [
        *stored("SQLite"),
        *stored("PostgreSQL"),
        row("small copies, a megapixel", "150 photographs", 200, "their files", 400, "KB"),
    ],
    "Wall": [
        row("a request for page 1, the middle or the last (PostgreSQL)", MILLION, 10, "1,000 images", 9, "ms"),
        row("middle page, newest (PostgreSQL)", MILLION, 4, "page 1", 3, "ms", NEARBY),
        row("commonest tag, first page, counted (PostgreSQL)", MILLION, 0.4, "Django's Paginator", 1),
        row("search, first page, counted (PostgreSQL)", MILLION, 1.2, "Django's Paginator", 1),
    ],
    "Lab": [row("bytes of the wall, phone, slow 4G", "24 JPEGs", 0.95, "the originals", 20, "MB")],
}

OF_A_MILLION = [
    row("neighbours, exact", "1,000,000 vectors, k = 10", 1000, "an hour", 3600),
    row("their memory at most", "1,000,000 vectors, k = 10", 6, "8 GiB", 8, "GiB"),
]


def page(*, without: str = "", with_a_million: bool = False) -> str:
    """Return such a page, without the rows of one task, and with those that take an hour if they are wanted."""
    sections = SECTIONS | ({"Million vectors": OF_A_MILLION} if with_a_million else {})
    parts = [part(name, [each for each in rows if each.task != without]) for name, rows in sections.items()]
    return "\n\n## ".join([measuring.HEAD, *parts]) + "\n"


def part(heading: str, rows: list[Comparison]) -> str:
    """Return a section, measured on two cores."""
    about = "2026-11-26, 2 cores, x86_64, Linux, Python 3.11.7; numpy 2.4.6."
    return f"{heading}\n\n{about}\n\n{measuring.table(rows)}".rstrip()

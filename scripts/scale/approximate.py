"""The tables of docs/scale.md on where exact neighbours end and approximate ones begin."""

from __future__ import annotations

from scripts.scale import arithmetic, estimates, spelling
from scripts.scale.assumptions import NIGHT
from scripts.scale.constants import Constants, Index, quickest
from scripts.scale.estimates import SHOWN, Estimates, Figure, each, part
from scripts.scale.tables import HOUR, size, table, time

WEEK = 7 * 24 * HOUR
SMALL_MACHINE = 8 * 2.0**30
FEWEST, MOST = 1e3, 1e12
LISTS, GRAPH = "FAISS IVF-Flat", "FAISS HNSW"


def pays(c: Constants) -> str:
    """Return up to how many images exact neighbours are to be had."""
    e, graph, lists = Estimates(c), quickest(c.indexes, GRAPH), quickest(c.indexes, LISTS)
    exact = part(e.comparing, c.cores)
    limits = [
        *(
            (f"compared exactly in {name} by one machine of {c.cores} cores", within(seconds, c))
            for name, seconds in (("an hour", HOUR), (f"a night of {NIGHT.told}", NIGHT.value), ("a week", WEEK))
        ),
        ("compared in 8 GiB of memory", SMALL_MACHINE / arithmetic.bytes_compared(1, SHOWN)),
        (
            "comparing costs as much as decoding and embedding",
            arithmetic.images_where_comparing_costs_as_much(an_image=c.a_file, a_pair=c.a_pair),
        ),
        (f"{graph.name} is as quick as comparing exactly", crossing(exact, estimates.by_the_logarithm(graph))),
        (f"{lists.name} is, if that many will do", crossing(exact, estimates.by_the_root(lists))),
    ]
    return spelling.table(["up to, or from", "images"], [[name, spelling.number(images)] for name, images in limits])


def within(seconds: float, c: Constants) -> float:
    """Return how many images one machine compares exactly in so much time."""
    return arithmetic.images_compared(seconds * c.cores, a_pair=c.a_pair)


def crossing(exact: Figure, other: Figure) -> float:
    """Return from how many images on something else takes less time than comparing exactly, by halving."""
    low, high = FEWEST, MOST
    while high / low > 1.001:
        middle = (low * high) ** 0.5
        low, high = (low, middle) if other(middle) < exact(middle) else (middle, high)
    return high


def recall(c: Constants) -> str:
    """Return what was measured of approximate indexes."""
    head = ["vectors", "index", "recall at 10", "built", "built and all searched", "exact lists of all"]
    return spelling.table([*head, "searches a second", "bytes a vector"], [told(index) for index in c.indexes])


def told(index: Index) -> list[str]:
    """Return a line on an index."""
    times = [spelling.time(seconds) for seconds in (index.built, index.seconds, index.exact)]
    return [index.vectors, index.name, f"{index.recall:.3f}", *times, f"{index.queries:,.0f}", f"{index.bytes:,.0f}"]


def instead(c: Constants) -> str:
    """Return what the quickest indexes that are good enough would take."""
    lists, graph = quickest(c.indexes, LISTS), quickest(c.indexes, GRAPH)
    return table(
        size(f"{lists.name}, recall {lists.recall:.3f}: in memory", each(lists.bytes)),
        time("all lists, if the same number of lists is probed", estimates.by_the_root(lists)),
        time("all lists, if the same share of lists is probed", estimates.by_the_square(lists)),
        size(f"{graph.name}, recall {graph.recall:.3f}: in memory", each(graph.bytes)),
        time("all lists, if steps grow as the logarithm", estimates.by_the_logarithm(graph)),
        size("pgvector HNSW: table and index at least", each(2 * arithmetic.VECTOR)),
        time("for comparison: exactly", part(Estimates(c).comparing, c.cores)),
    )

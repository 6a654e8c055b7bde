"""The wall with a million images: its last page against its first, against Django's Paginator, and under load.

python -m benchmarks.wall [--images N] [--json]    in the database that DATABASE_URL names
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import django

from benchmarks import measuring, serving
from benchmarks.measuring import REPEATS, Comparison
from benchmarks.writing import on_each_database

if TYPE_CHECKING:
    from gallery.querysets import ImageQuerySet

IMAGES, FEW = 1_000_000, 1_000
SIZE = 24
AT_ONCE = 20
"""A page takes milliseconds: so many are opened between two looks at the clock."""

AT_MOST_TWICE, THIRTY_TIMES, AS_WITH_FEW = 0.5, 30.0, 0.9
WORD = "lighthouse"
PEER = "Django's Paginator"


def compare(images: int = IMAGES) -> list[Comparison]:
    """Return the comparisons on SQLite and on PostgreSQL."""
    return on_each_database("benchmarks.wall", "--images", str(images))


def compare_here(images: int = IMAGES) -> list[Comparison]:
    """Return the comparisons on the database that DATABASE_URL names."""
    from benchmarks import million

    set_up()
    compared: list[Comparison] = []
    with scratch("few"):
        few = address()
        million.fill(FEW)
        with scratch("many"):
            started = time.perf_counter()
            million.fill(images)
            print(f"{images:,} images in {time.perf_counter() - started:.0f} s", file=sys.stderr)
            for order in ("newest", "title"):
                compared += pages_of(order, images)
            compared += filters(images)
            compared += [unchanged(images)]
            compared += under_load(few, address(), images)
    return compared


# --- where --------------------------------------------------------------------------------------------------------


def set_up() -> None:
    """Set Django up, for the settings of tests."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    django.setup()


@contextmanager
def scratch(called: str) -> Iterator[None]:
    """Have a database that goes away, a file in the case of SQLite, and go back to the one before."""
    from django.db import connection

    with tempfile.TemporaryDirectory(prefix="kindred-wall-") as folder:
        before = connection.settings_dict["NAME"]
        name = Path(folder) / f"{called}.sqlite3" if connection.vendor == "sqlite" else f"wall_{called}"
        connection.settings_dict["TEST"]["NAME"] = name
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)


def address() -> str:
    """Return what DATABASE_URL is for the database at hand."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


# --- rows -----------------------------------------------------------------------------------------------------------


def pages_of(order: str, images: int) -> list[Comparison]:
    """Compare pages of all images in an order: how many there are, and the rows of one page."""
    last, asked = -(-images // SIZE), published().sorted_by(order)
    middle = last // 2 + 1
    first_seconds, last_seconds, middle_seconds, their_seconds = take_turns(
        (AT_ONCE, lambda: our_rows(asked, 1)),
        (AT_ONCE, lambda: our_rows(asked, last)),
        (AT_ONCE, lambda: our_rows(asked, middle)),
        (1, lambda: their_rows(asked, last)),
    )
    same(our_rows(asked, last), their_rows(asked, last))
    same(our_rows(asked, middle), their_rows(asked, middle))
    ours = partial(comparison, size=f"{images:,} images")
    at_first = once(lambda: our_rows(asked, middle, forget=True))
    return [
        ours(f"last page, {order}", last_seconds, "page 1", first_seconds, aim=AT_MOST_TWICE),
        ours(f"middle page, {order}", middle_seconds, "page 1", first_seconds, remark=in_milliseconds(at_first)),
        ours(f"last page, {order}", last_seconds, f"{PEER}'s last", their_seconds, aim=THIRTY_TIMES),
    ]


def filters(images: int) -> list[Comparison]:
    """Compare what a tag and a search find, first when nothing is known of it and then again."""
    from gallery.models import Tag

    found = {
        "commonest tag": published().tagged("tag-0", key=Tag.objects.get(slug="tag-0").pk),
        "search": published().matching(WORD),
    }
    return [each for what, asked in found.items() for each in filtered(what, asked.sorted_by("newest"), images)]


def filtered(what: str, asked: ImageQuerySet, images: int) -> list[Comparison]:
    """Compare the first and the last page of some images."""
    count = asked.count()
    last = max(1, -(-count // SIZE))
    seconds = take_turns(
        (1, lambda: our_rows(asked, 1, forget=True)),
        (1, lambda: our_rows(asked, last, forget=True)),
        (1, lambda: our_rows(asked, 1)),
        (1, lambda: our_rows(asked, last)),
        (1, lambda: their_rows(asked, 1)),
        (1, lambda: their_rows(asked, last)),
    )
    same(our_rows(asked, last), their_rows(asked, last))
    *ours, their_first, their_last = seconds
    pages = ("first page, counted", "last page, counted", "first page, count known", "last page, count known")
    return [
        comparison(
            f"{what}, {page}", mine, PEER, theirs, size=f"{images:,} images", remark=f"{count:,} are found, exactly"
        )
        for page, mine, theirs in zip(pages, ours, [their_first, their_last] * 2, strict=True)
    ]


def published() -> ImageQuerySet:
    """Return what visitors may see."""
    from gallery.models import Image

    return Image.objects.published()


def our_rows(asked: ImageQuerySet, page: int, *, forget: bool = False) -> list[int]:
    """Return a page's images as the wall finds them, the number of images included."""
    from gallery.milestones import KNOWN
    from gallery.pagination import LongPaginator
    from gallery.versions import catalogue

    now = catalogue()
    if forget:
        KNOWN.clear()
    listing, milestones = KNOWN.in_order("benchmark", now.version, str(asked.query))
    if listing.found is None:
        everything = str(asked.query) == str(published().order_by(*asked.query.order_by).query)
        listing.found = now.count if everything else asked.count()
    return [image.pk for image in LongPaginator(asked, SIZE, found=listing.found, milestones=milestones).page(page)]


def their_rows(asked: ImageQuerySet, page: int) -> list[int]:
    """Return a page's images as Django finds them."""
    from django.core.paginator import Paginator

    return [image.pk for image in Paginator(asked.for_wall(), SIZE).page(page)]


def same(ours: list[int], theirs: list[int]) -> None:
    """Raise AssertionError unless both found the same images in the same order."""
    if not ours or ours != theirs:
        raise AssertionError("A page does not hold the images it should.")


# --- answers --------------------------------------------------------------------------------------------------------


def unchanged(images: int) -> Comparison:
    """Compare the answer to a browser that has the page with the page."""
    from django.test import Client

    client = Client()
    headers = {"If-None-Match": client.get("/")["ETag"]}
    known, anew = take_turns((AT_ONCE, lambda: client.get("/", headers=headers)), (AT_ONCE, lambda: client.get("/")))
    if client.get("/", headers=headers).status_code != 304:
        raise AssertionError("The page should be unchanged.")
    return comparison("answer 304", known, "the page itself", anew, size=f"{images:,} images")


def under_load(few: str, many: str, images: int) -> list[Comparison]:
    """Compare requests a second with many images and with few, over the first, a middle and the last page."""
    if not serving.can_ask():
        print("wrk is not installed: requests a second are left out.", file=sys.stderr)
        return []
    rates: list[list[float]] = [[], []]
    with serving.served(few) as site_of_few, serving.served(many) as site_of_many:
        sites = ((site_of_many, images), (site_of_few, FEW))
        for turn in range(REPEATS + 1):
            for place, (site, count) in enumerate(sites):
                asked = serving.rate(site, addresses(count))
                rates[place] += [asked] if turn else []  # the first one warms up
    ours, theirs = (statistics.median(each) for each in rates)
    said = f"{ours:.0f} and {theirs:.0f} requests a second; gunicorn, {serving.WORKERS} workers, wrk"
    task = "a request for page 1, the middle or the last"
    peer, size = f"{FEW:,} images", f"{images:,} images"
    return [comparison(task, 1 / ours, peer, 1 / theirs, size=size, aim=AS_WITH_FEW, remark=said)]


def addresses(images: int) -> list[str]:
    """Return where the first, the middle and the last page of so many images are."""
    last = -(-images // SIZE)
    return ["/", f"/?page={last // 2 + 1}", f"/?page={last}"]


# --- seconds --------------------------------------------------------------------------------------------------------


def take_turns(*contenders: tuple[int, Callable[[], object]]) -> list[float]:
    """Return the median seconds of each, which is done so many times in a row."""
    repeated = [partial(repeat, times, act) for times, act in contenders]
    medians = measuring.take_turns(*repeated)
    return [median / times for median, (times, _) in zip(medians, contenders, strict=True)]


def repeat(times: int, act: Callable[[], object]) -> None:
    """Do something so many times."""
    for _ in range(times):
        act()


def once(act: Callable[[], object]) -> float:
    """Return the median seconds of something that is done once."""
    return take_turns((1, act))[0]


def in_milliseconds(seconds: float) -> str:
    """Return how long the first of a version takes."""
    return f"{seconds * 1000:.0f} ms where no page nearby was opened since images came or went"


def comparison(
    task: str, ours: float, peer: str, theirs: float, *, size: str, aim: float | None = None, remark: str = ""
) -> Comparison:
    """Return a comparison on this database."""
    from django.db import connection

    return Comparison(
        task=f"{task} ({connection.display_name})",
        size=size,
        ours=ours,
        peer=peer,
        theirs=theirs,
        aim=aim,
        remark=remark,
    )


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=IMAGES)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    compared = compare_here(options.images)
    print(json.dumps([asdict(each) for each in compared]) if options.json else measuring.table(compared))


if __name__ == "__main__":
    main()

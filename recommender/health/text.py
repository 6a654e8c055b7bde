"""The report on the lists as lines for a person."""

from __future__ import annotations

import textwrap
from typing import Any

from recommender.health import examination
from recommender.health.examination import Agreement, Found, Health, Pair
from recommender.health.histograms import Histogram
from recommender.health.sources import Report
from recommender.models import Run

BAR_LENGTH = 30
LITTLE_OVERLAP = (
    "Little overlap means another model, shorter lists or many new images; after few changes it would be a surprise."
)


def lines(report: Report) -> list[str]:
    """Return the report as lines for a person."""
    examined = report.health
    return [
        *about(report),
        *titled("Similarities, shown and among random pairs", bars(examined.similarities, decimals=2)),
        *titled("How often images are recommended, and by chance", bars(examined.times_recommended, decimals=0)),
        *titled("Recommended most often", most_recommended(report)),
        *titled("Never recommended", found(report, examined.never_recommended)),
        *titled("Without a list", found(report, examined.without_list)),
        *titled("Islands", islands(report)),
        *titled("Tags in common", [agreement(examined.agreement)] if examined.agreement else []),
        *titled("Nearly the same", near_duplicates(report, examined.near_duplicates)),
        *titled("Overlap with the run before", overlaps(report)),
    ]


def titled(title: str, body: list[str]) -> list[str]:
    """Return a section with its title, or nothing where there is nothing to tell."""
    return ["", title, *(f"  {line}" for line in body)] if body else []


def facts(report: Report) -> dict[str, str]:
    """Return what the report is about."""
    examined, finished_at = report.health, report.published.run.finished_at
    return {
        "images": f"{examined.images:,}",
        "with a list": f"{examined.lists:,}",
        "recommendations": f"{examined.recommendations:,}, up to {examined.shown} per image",
        "model": printable(report.published.model),
        "last run": f"{finished_at:%Y-%m-%d %H:%M} UTC" if finished_at else "",
    }


def about(report: Report) -> list[str]:
    """Return the facts as a table."""
    return [f"{name:<24}{value}" for name, value in facts(report).items()]


def bars(histogram: Histogram | None, *, decimals: int) -> list[str]:
    """Return a distribution as a bar a bin, each with its share and the share by chance."""
    if histogram is None:
        return []
    width = max(len(f"{edge:.{decimals}f}") for edge in histogram.edges)
    longest = max(histogram.shares) or 1
    return [
        f"{low:{width}.{decimals}f} {share:7.1%}, by chance {chance:6.1%}  {bar(share / longest)}".rstrip()
        for low, share, chance in zip(histogram.edges[:-1], histogram.shares, histogram.by_chance, strict=True)
    ]


def bar(length: float) -> str:
    """Return a bar of a length from 0 to 1."""
    return "█" * round(BAR_LENGTH * length)


def hubs(examined: Health) -> str:
    """Return what a hub is and how many there are."""
    rule = f"recommended more than {examined.hub_above:,} times ({examination.HUB_FACTOR} × k)"
    return f"Hubs, which are {rule}: {number(examined.hubs)}."


def most_recommended(report: Report) -> list[str]:
    """Return the hubs' sentence and the images at the top."""
    return [
        hubs(report.health),
        *(f"{times:>6,} ×  {name(report, pk)}" for pk, times in report.health.most_recommended if times),
    ]


def found(report: Report, images: Found) -> list[str]:
    """Return how many images there are of a sort, and the first of them."""
    return [
        how_many(report.health, images),
        *(name(report, pk) for pk in images.first),
        *more(images.count, images.first),
    ]


def how_many(examined: Health, images: Found) -> str:
    """Return a number of images with its share of all."""
    return f"{images.count:,} of {examined.images:,} images ({images.count / max(examined.images, 1):.1%})."


def what_islands_are(examined: Health) -> str:
    """Return what an island is and how many there are."""
    rule = f"Sets of up to {examined.island_limit:,} images that recommend only each other"
    return f"{rule}: {number(len(examined.islands))}."


def islands(report: Report) -> list[str]:
    """Return the smallest islands, a line each."""
    told = report.health.islands[: examination.FIRST_ISLANDS]
    names = [[name(report, pk) for pk in island[:3]] for island in told]
    rows = [
        f"{len(island):>6,} images  {'; '.join([*first, '…'] if len(island) > 3 else first)}"
        for island, first in zip(told, names, strict=True)
    ]
    return [what_islands_are(report.health), *rows, *more(len(report.health.islands), told)]


def agreement(agreed: Agreement) -> str:
    """Return the agreement with tags as a sentence."""
    return (
        f"{agreed.share:.1%} of the recommendations of {counted(agreed.images, 'tagged image')} share a tag; "
        f"of random pairs {agreed.by_chance:.1%} do."
    )


def what_near_duplicates_are(pairs: tuple[Pair, ...], nearly_same_from: float | None) -> str:
    """Return from where on images are nearly the same, and how many pairs are."""
    return f"Recommended pairs at {nearly_same_from:.4f} or above: {number(len(pairs))}."


def near_duplicates(report: Report, pairs: tuple[Pair, ...] | None) -> list[str]:
    """Return the pairs that are nearly the same; nothing where the catalogue is too small to say."""
    if pairs is None:
        return []
    first = pairs[: examination.FIRST_PAIRS]
    rows = [f"{pair.similarity:.4f}  {name(report, pair.first)}; {name(report, pair.second)}" for pair in first]
    sentence = what_near_duplicates_are(pairs, report.published.publication.nearly_same_from)
    return [sentence, *rows, *more(len(pairs), first)]


def overlap(run: Run) -> str:
    """Return how much the last run left before visitors, and what that means."""
    if run.overlap is None:
        return "Before the last run nothing was shown, so there is nothing to compare with."
    return f"{run.overlap:.1%} of what was shown before the last run was shown after it. {LITTLE_OVERLAP}"


def overlaps(report: Report) -> list[str]:
    """Return the sentence on the last run, and the recent runs with what each left before visitors."""
    rows = [f"{at}  {share:>6}  {images:>9,} images" for at, share, images in recent_runs(report)]
    return [overlap(report.published.run), *rows]


def recent_runs(report: Report) -> list[tuple[str, str, int]]:
    """Return when each of the recent runs ended, how much it left before visitors, and how many images there were."""
    return [
        (f"{run.finished_at:%Y-%m-%d %H:%M}", "–" if run.overlap is None else f"{run.overlap:.1%}", run.images)
        for run in report.recent_runs
    ]


def name(report: Report, pk: int) -> str:
    """Return what an image is called on a terminal: its number and its title."""
    return f"#{pk} {textwrap.shorten(printable(report.images[pk].title), 60, placeholder='…')}"


def printable(text: str) -> str:
    """Return a text without what would command a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


def number(count: int) -> str:
    """Return a number, with a word for nought."""
    return f"{count:,}" if count else "none"


def counted(count: int, word: str) -> str:
    """Return a number with its word.

    >>> counted(1, "image"), counted(2_000, "image")
    ('1 image', '2,000 images')
    """
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def more(count: int, told: tuple[Any, ...]) -> list[str]:
    """Return a line that says how many were left out, if any were."""
    return [f"and {count - len(told):,} more"] if count > len(told) else []

"""The report on the lists as one page that needs nothing else: styles, drawings and pictures are in the file."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gallery import renditions, storage
from gallery.bands import band_of
from gallery.models import Image
from recommender.health import examination, text
from recommender.health.examination import Found, Link
from recommender.health.plots import drawing
from recommender.health.sources import Report

STYLES = (
    Path(__file__).resolve().parent.parent.parent / "static" / "css" / "tokens.css",
    Path(__file__).with_name("page.css"),
)
MOST_IN_A_ROW = 12


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A picture with its title and a remark; the picture is a data: URI, or empty where its small copy is missing."""

    title: str
    picture: str
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """Pictures that belong together, under a heading or beside the one they belong to."""

    heading: str = ""
    first: Tile | None = None
    tiles: list[Tile]


@dataclass(frozen=True, kw_only=True)
class Section:
    """A chapter of the page: what was found as a sentence, with a drawing, with pictures or with a table.

    The first row of a table is its head.
    """

    title: str
    sentence: str
    plot: SafeString | None = None
    rows: list[Row] = field(default_factory=list)
    rows_abreast: bool = False
    table: list[tuple[str, ...]] = field(default_factory=list)
    more: str = ""


def page(report: Report) -> str:
    """Return the report as an HTML page."""
    context: dict[str, Any] = {
        "styles": styles(),
        "facts": text.facts(report),
        "sections": [section for section in sections(report) if section is not None],
    }
    return render_to_string("recommender/report.html", context)


def styles() -> SafeString:
    """Return the page's styles. They are the project's own files, in which nothing needs escaping."""
    return format_html("<style>\n{}</style>", SafeString("\n".join(path.read_text("utf-8") for path in STYLES)))


def sections(report: Report) -> list[Section | None]:
    """Return the chapters in order; those with nothing to tell of this catalogue are None."""
    examined = report.health
    return [
        similarities(report),
        times_recommended(report),
        most_recommended(report),
        found(report, "Never recommended", examined.never_recommended),
        found(report, "Without a list", examined.without_list) if examined.without_list.count else None,
        islands(report),
        near_duplicates(report),
        overlap(report),
        sample(report),
    ]


def similarities(report: Report) -> Section | None:
    """Return how similarities are spread, and whether tags agree."""
    histogram, agreed = report.health.similarities, report.health.agreement
    if histogram is None:
        return None
    limits = {word: limit for word, limit in report.published.limits.items() if limit is not None}
    words = "; ".join(f"{word} from {limit:.2f}" for word, limit in limits.items())
    sentence = "Bars are what visitors are shown, the line is random pairs of this catalogue."
    return Section(
        title="Similarities",
        sentence=f"{sentence} Upright lines: {words}." if words else sentence,
        plot=drawing(histogram, label="How similarities are spread", marks=list(limits.values())),
        more=text.agreement(agreed) if agreed else "",
    )


def times_recommended(report: Report) -> Section | None:
    """Return how often images are recommended."""
    histogram = report.health.times_recommended
    if histogram is None:
        return None
    return Section(
        title="How often images are recommended",
        sentence="Bars are the share of images by the number of lists they are in, the line is what chance would give.",
        plot=drawing(histogram, label="How often images are recommended", marks=[report.health.hub_above]),
    )


def most_recommended(report: Report) -> Section:
    """Return the images that are recommended most often."""
    top = [(pk, times) for pk, times in report.health.most_recommended if times]
    shown = [tile(report.images[pk], text.counted(times, "time")) for pk, times in top]
    rows = [Row(tiles=shown)] if shown else []
    return Section(title="Recommended most often", sentence=text.hubs(report.health), rows=rows)


def found(report: Report, title: str, images: Found) -> Section:
    """Return the first images of a sort."""
    return Section(
        title=title,
        sentence=text.how_many(report.health, images),
        rows=[Row(tiles=tiles(report, images.first))] if images.count else [],
        more=" ".join(text.more(images.count, images.first)),
    )


def islands(report: Report) -> Section:
    """Return the smallest islands, a row each."""
    told = report.health.islands[: examination.FIRST_ISLANDS]
    rows = [
        Row(heading=text.counted(len(island), "image"), tiles=tiles(report, island[: examination.FIRST_NAMED]))
        for island in told
    ]
    return Section(
        title="Islands",
        sentence=text.what_islands_are(report.health),
        rows=rows,
        more=" ".join(text.more(len(report.health.islands), told)),
    )


def near_duplicates(report: Report) -> Section | None:
    """Return the most similar pairs, a row each."""
    pairs = report.health.near_duplicates
    if pairs is None:
        return None
    told = pairs[: examination.FIRST_PAIRS]
    return Section(
        title="Nearly the same",
        sentence=text.what_near_duplicates_are(pairs, report.published.publication.nearly_same_from),
        rows=[Row(heading=f"{pair.similarity:.4f}", tiles=tiles(report, (pair.first, pair.second))) for pair in told],
        rows_abreast=True,
        more=" ".join(text.more(len(pairs), told)),
    )


def overlap(report: Report) -> Section:
    """Return how much of what was shown the last runs left before visitors."""
    rows = [(at, share, f"{images:,}") for at, share, images in text.recent_runs(report)]
    return Section(
        title="Overlap with the run before",
        sentence=text.overlap(report.published.run),
        table=[("Run ended (UTC)", "Still shown", "Images"), *rows],
    )


def sample(report: Report) -> Section:
    """Return a few images, each with its list beside it."""
    rows = [
        Row(first=tile(report.images[pk]), tiles=[recommended(report, link) for link in links[:MOST_IN_A_ROW]])
        for pk, links in report.health.sample
    ]
    beside = f"the first {MOST_IN_A_ROW} of its list" if report.health.shown > MOST_IN_A_ROW else "its list"
    return Section(title="A sample", sentence=f"Images chosen at random, each with {beside}.", rows=rows)


def recommended(report: Report, link: Link) -> Tile:
    """Return a recommended image with its similarity and band."""
    pk, similarity = link
    if similarity is None:
        return tile(report.images[pk], "chosen by the curators")
    band = band_of(similarity, report.published.publication)
    return tile(report.images[pk], " · ".join(part for part in (f"{similarity:.2f}", band) if part))


def tiles(report: Report, ids: Iterable[int]) -> list[Tile]:
    """Return images without a remark."""
    return [tile(report.images[pk]) for pk in ids]


def tile(image: Image, remark: str = "") -> Tile:
    """Return an image as it is shown on the page."""
    return Tile(title=image.title, picture=picture(image), remark=remark)


def picture(image: Image) -> str:
    """Return the smallest rendition as a data: URI; nothing where it is missing, which must not cost the report."""
    name = renditions.name_for(image.content_hash, renditions.widths_for(image.width)[0])
    try:
        with storage.renditions().open(name) as file:
            return f"data:image/webp;base64,{base64.b64encode(file.read()).decode()}"
    except OSError:
        return ""

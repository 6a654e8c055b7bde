"""A distribution as a drawing: SVG without scripts or styles of its own; its colours are the page's classes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from recommender.health.histograms import Histogram

WIDTH, HEIGHT = 720, 320
LEFT, RIGHT, TOP, BOTTOM = 76, 12, 16, 52
MOST_LABELS = 6
GAP = 1.5


def drawing(histogram: Histogram, *, label: str, marks: Sequence[float] = ()) -> SafeString:
    """Return shares as bars, what chance would give as a line of steps, and marks as upright lines."""
    scale = Scale(histogram)
    return format_html(
        '<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}{}</svg>',
        WIDTH,
        HEIGHT,
        label,
        heights(scale),
        bars(histogram, scale),
        upright(marks, scale),
        steps(histogram, scale),
        edges(histogram, scale),
    )


class Scale:
    """Where values and shares lie in the drawing."""

    def __init__(self, histogram: Histogram) -> None:
        self.low, self.high = histogram.edges[0], histogram.edges[-1]
        highest = max(*histogram.shares, *histogram.by_chance)
        self.top = max(1, math.ceil(highest * 10)) / 10

    def across(self, value: float) -> float:
        """Return the place of a value from the left."""
        return round(LEFT + (value - self.low) / (self.high - self.low) * (WIDTH - LEFT - RIGHT), 1)

    def down(self, share: float) -> float:
        """Return the place of a share from the top."""
        return round(HEIGHT - BOTTOM - share / self.top * (HEIGHT - TOP - BOTTOM), 1)


def heights(scale: Scale) -> SafeString:
    """Return three level lines with their shares."""
    shares = (0.0, scale.top / 2, scale.top)
    rows = ((LEFT, WIDTH - RIGHT, scale.down(share), LEFT - 10, f"{share:.0%}") for share in shares)
    return format_html_join(
        "",
        '<path class="plot__level" d="M{0} {2}H{1}"/><text class="plot__side" x="{3}" y="{2}" dy="0.35em">{4}</text>',
        rows,
    )


def bars(histogram: Histogram, scale: Scale) -> SafeString:
    """Return a bar a bin; a browser shows its numbers when it is pointed at."""
    rows = (
        (
            scale.across(low) + GAP,
            scale.down(share),
            round(scale.across(high) - scale.across(low) - 2 * GAP, 1),
            round(scale.down(0) - scale.down(share), 1),
            f"{low:g} to {high:g}: {share:.1%}, by chance {chance:.1%}",
        )
        for low, high, share, chance in bins(histogram)
    )
    return format_html_join(
        "", '<rect class="plot__bar" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>', rows
    )


def bins(histogram: Histogram) -> list[tuple[float, float, float, float]]:
    """Return lower edge, upper edge, share and share by chance of every bin."""
    return list(zip(histogram.edges[:-1], histogram.edges[1:], histogram.shares, histogram.by_chance, strict=True))


def steps(histogram: Histogram, scale: Scale) -> SafeString:
    """Return what chance would give, as one line."""
    way = "".join(f"V{scale.down(chance)}H{scale.across(high)}" for _, high, _, chance in bins(histogram))
    return format_html('<path class="plot__chance" d="M{} {}{}V{}"/>', LEFT, scale.down(0), way, scale.down(0))


def upright(marks: Sequence[float], scale: Scale) -> SafeString:
    """Return a line from top to bottom for every mark within the drawing."""
    rows = ((scale.across(mark), TOP, HEIGHT - BOTTOM) for mark in marks if scale.low <= mark <= scale.high)
    return format_html_join("", '<path class="plot__mark" d="M{} {}V{}"/>', rows)


def edges(histogram: Histogram, scale: Scale) -> SafeString:
    """Return the values under the drawing, six at most."""
    step = math.ceil(len(histogram.edges) / MOST_LABELS)
    rows = ((scale.across(edge), HEIGHT - BOTTOM + 12, f"{edge:g}") for edge in histogram.edges[::step])
    return format_html_join("", '<text class="plot__foot" x="{}" y="{}" dy="0.8em">{}</text>', rows)

"""What a test measures on a page in a browser: where things lie, how large they are, and what moved."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

# Controls as a finger meets them: those in running text, and those that only a keyboard reaches, are exempt.
CONTROLS = """
() => {
  const controls = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), summary")];
  const shown = controls.filter((control) => control.checkVisibility({ visibilityProperty: true }));
  return shown.filter((control) => !control.closest(".skip, p.notice__text, .alike__none")).map((control) => {
    const target = control.closest("label") ?? control; // a label's words are hit as well
    const { left, top, width, height } = target.getBoundingClientRect();
    const text = control.textContent.trim().replace(/\\s+/g, " ") || control.outerHTML;
    return { name: text.slice(0, 60), left: left + scrollX, top: top + scrollY, width, height };
  });
}
"""
# Texts that lie on top of each other: boxes of blocks of text that neither holds the other.
TEXTS = """
() => {
  const texts = [...document.querySelectorAll("h1, h2, p, dt, dd, label, summary, .kin__title, .kin__likeness")];
  return texts.filter((text) => text.checkVisibility() && !text.closest(".visually-hidden, dialog")).map((text) => {
    const { left, top, width, height } = text.getBoundingClientRect();
    return { name: text.textContent.trim().slice(0, 60), left: left + scrollX, top: top + scrollY, width, height };
  });
}
"""
Box = dict[str, Any]


def controls(page: Page) -> list[Box]:
    """Return the visible controls of a page, each with its name and its box."""
    found: list[Box] = page.evaluate(CONTROLS)
    return found


def texts(page: Page) -> list[Box]:
    """Return the visible blocks of text of a page, each with its beginning and its box."""
    found: list[Box] = page.evaluate(TEXTS)
    return found


def overlapping(boxes: list[Box]) -> list[tuple[str, str]]:
    """Return the pairs of boxes that lie on each other by more than a pixel; of boxes in boxes nothing is said."""
    pairs = [(one, other) for place, one in enumerate(boxes) for other in boxes[place + 1 :]]
    return [(one["name"], other["name"]) for one, other in pairs if overlap(one, other) and not within(one, other)]


def overlap(one: Box, other: Box) -> bool:
    """Return whether two boxes share more than a pixel each way."""
    return all(
        min(one[start] + one[size], other[start] + other[size]) - max(one[start], other[start]) > 1
        for start, size in (("left", "width"), ("top", "height"))
    )


def within(one: Box, other: Box) -> bool:
    """Return whether one of two boxes holds the other."""
    return any(
        all(
            outer[start] - 1 <= inner[start] and inner[start] + inner[size] <= outer[start] + outer[size] + 1
            for start, size in (("left", "width"), ("top", "height"))
        )
        for outer, inner in ((one, other), (other, one))
    )


def overhang(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

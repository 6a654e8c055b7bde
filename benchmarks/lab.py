"""Visitors' pages in a real Chromium, served as in production: what a screen loads, and when it shows its picture.

The network and the processor of a phone are slowed down as Lighthouse does. There are no photographs of 12 megapixels
at hand: the originals are photographs of the clothing data, enlarged from 400 pixels.
"""

from __future__ import annotations

import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import serving
from benchmarks.decoding import PHOTOGRAPHS, enlarged, photographs
from benchmarks.measuring import Comparison

COUNT, VISITS = 24, 3
MEGABYTE = 1_000_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
LARGEST_SHARE = 0.05
"""Of the originals' bytes, that a wall of them may load."""

GOOD_SECONDS = 2.5
"""Until the largest picture or text is painted, on a page that web.dev calls good."""

OBSERVE = """
window.lab = { painted: 0, shift: 0 };
new PerformanceObserver((list) => {
  for (const { startTime } of list.getEntries()) lab.painted = startTime / 1000;
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const { value } of list.getEntries()) lab.shift += value;
}).observe({ type: "layout-shift", buffered: true });
"""
READ = """
() => ({ ...lab, firstByte: performance.getEntriesByType("navigation")[0].responseStart / 1000 })
"""
SCROLL = """
async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
    scrollTo(0, y);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
"""


@dataclass(frozen=True, kw_only=True)
class Screen:
    """A window, and what lies between it and the site: seconds a request, bits a second, how slow the processor is."""

    name: str
    width: int
    height: int
    density: int
    latency: float
    bits: float
    slowdown: int


SCREENS = (
    Screen(name="desktop", width=1440, height=900, density=1, latency=0.04, bits=10_485_760, slowdown=1),
    # Lighthouse's slow 4G: round trips of 150 ms and 1.6 Mbit/s, as its throttling by the browser's own tools sets them
    Screen(name="phone, slow 4G", width=390, height=844, density=3, latency=0.5625, bits=1_509_949, slowdown=4),
)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What came of opening a page: seconds, bytes before and after scrolling to the end, requests, layout shift."""

    first_byte: float
    painted: float
    shift: float
    requests: int
    received: int
    received_in_all: int


def compare() -> list[Comparison]:
    """Return the figures of the wall and of an image's page; none where photographs or a browser are absent."""
    chosen, executable = photographs(COUNT), next(filter(None, map(shutil.which, BROWSERS)), None)
    if not chosen or executable is None:
        missing = PHOTOGRAPHS if not chosen else "a Chromium"
        print(f"the lab is left out: {missing} is absent", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory(prefix="kindred-lab-") as folder, sync_playwright() as playwright:
        originals = write_originals(Path(folder) / "originals", chosen)
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        with served(Path(folder)) as site:
            found = [row for screen in SCREENS for row in figures(browser, site, screen, originals)]
        browser.close()
    return found


def write_originals(folder: Path, chosen: list[Path]) -> int:
    """Write the photographs, enlarged to 12 megapixels, into a folder; return their bytes."""
    folder.mkdir()
    return sum((folder / f"{number:02}.jpg").write_bytes(enlarged(each)) for number, each in enumerate(chosen))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Fill a catalogue with the originals and yield the address at which gunicorn serves it, as the Procfile says."""
    environment = production(folder)
    for command in (
        ["migrate", "--verbosity=0"],
        ["collectstatic", "--noinput", "--verbosity=0"],
        ["import_images", str(folder / "originals")],
        ["compute_recommendations", "--weights=bundled"],
    ):
        subprocess.run([sys.executable, "manage.py", *command], env=environment, stdout=sys.stderr, check=True)
    with serving.served(environment["DATABASE_URL"], environment, ["--preload", "--threads", "4"]) as site:
        yield site


def production(folder: Path) -> dict[str, str]:
    """Return the environment of a production site, behind no TLS, with its files in a folder."""
    no_bucket = {name: "" for name in os.environ if name.startswith("AWS_")}
    return {**os.environ, **no_bucket} | {
        "DJANGO_SETTINGS_MODULE": "config.settings.prod",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_SSL": "0",
        "SECURE_HSTS_SECONDS": "0",
        "DATABASE_URL": f"sqlite:///{folder / 'lab.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
    }


def figures(browser: Browser, site: str, screen: Screen, originals: int) -> list[Comparison]:
    """Return the comparisons of one screen: bytes with the originals', seconds with those of a good page."""
    wall = median([visit(browser, site, screen) for _ in range(VISITS)])
    image = median([visit(browser, site, screen, follow=True) for _ in range(VISITS)])
    size = f"{COUNT} JPEGs of 12 megapixels"
    return [
        weight(f"wall, {screen.name}", f"{size}, not scrolled", wall.received, originals, wall),
        weight(f"wall, {screen.name}", f"{size}, to the end", wall.received_in_all, originals, wall),
        delay(f"wall, {screen.name}", wall),
        delay(f"page of an image, {screen.name}", image),
    ]


def weight(task: str, size: str, received: int, originals: int, seen: Visit) -> Comparison:
    """Return how the bytes of a page compare with those of the originals it shows."""
    return Comparison(
        task=f"bytes of the {task}",
        size=size,
        ours=received / MEGABYTE,
        peer="the originals",
        theirs=originals / MEGABYTE,
        remark=f"{received / originals:.1%} of them; layout shift {seen.shift:.3g}",
        aim=1 / LARGEST_SHARE,
        unit="MB",
    )


def delay(task: str, seen: Visit) -> Comparison:
    """Return how the time until a page shows its largest element compares with that of a good page."""
    return Comparison(
        task=f"largest paint, {task}",
        size=f"{seen.requests} requests, {seen.received / 1000:.0f} KB",
        ours=seen.painted,
        peer="a good page, says web.dev",
        theirs=GOOD_SECONDS,
        remark=f"first byte after {seen.first_byte:.2f} s; layout shift {seen.shift:.3g}",
        aim=1,
    )


def median(visits: list[Visit]) -> Visit:
    """Return the visit whose largest element was painted neither first nor last, with the largest shift of all."""
    middle = statistics.median_low(each.painted for each in visits)
    chosen = next(each for each in visits if each.painted == middle)
    return Visit(**{**vars(chosen), "shift": max(each.shift for each in visits)})


def visit(browser: Browser, site: str, screen: Screen, *, follow: bool = False) -> Visit:
    """Open the wall, or the page of the first image on it, with nothing in the browser's cache."""
    path = first_image(browser, site) if follow else "/"
    window = {"width": screen.width, "height": screen.height}
    context = browser.new_context(viewport=window, device_scale_factor=screen.density)  # type: ignore[arg-type]
    context.add_init_script(OBSERVE)
    page = context.new_page()
    received = slowed(page, screen)
    page.goto(site + path, wait_until="networkidle", timeout=120_000)
    read: dict[str, Any] = page.evaluate(READ)
    first_bytes, requests = sum(received), len(received)
    page.evaluate(SCROLL)
    page.wait_for_load_state("networkidle", timeout=120_000)
    page.wait_for_timeout(1000)
    shift = page.evaluate("lab.shift")
    context.close()
    return Visit(
        first_byte=read["firstByte"],
        painted=read["painted"],
        shift=shift,
        requests=requests,
        received=first_bytes,
        received_in_all=sum(received),
    )


def first_image(browser: Browser, site: str) -> str:
    """Return the path of the first image on the wall."""
    page = browser.new_page()
    page.goto(site)
    path = page.locator("[data-wall] a").first.get_attribute("href")
    page.context.close()
    return path or ""


def slowed(page: Page, screen: Screen) -> list[int]:
    """Slow a page's network and processor down; return the list in which it notes the bytes of each answer."""
    received = list[int]()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", lambda event: received.append(round(event["encodedDataLength"])))
    throughput = screen.bits / 8
    conditions = {"latency": 1000 * screen.latency, "downloadThroughput": throughput, "uploadThroughput": throughput}
    devtools.send("Network.emulateNetworkConditions", {"offline": False, **conditions})
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": screen.slowdown})
    return received

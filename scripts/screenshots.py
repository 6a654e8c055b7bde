"""Take the README's screenshots from a served sample catalogue.

make demo                               # in one terminal
python -m scripts.screenshots           # in another
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
QUALITY = 82


def main() -> int:
    """Take every screenshot and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="http://localhost:8000", help="where the gallery is served")
    address = parser.parse_args().address
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("A Chromium is required to take screenshots, and none was found; install one.", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        take(browser, address, "wall.jpg", width=1440, height=960)
        take(browser, address, "image.jpg", width=1440, height=1960, scheme="dark", follow=True)
        take(browser, address, "phone.jpg", width=390, height=844)
        browser.close()
    return 0


def take(
    browser: Browser, address: str, name: str, *, width: int, height: int, scheme: str = "light", follow: bool = False
) -> None:
    """Write one screenshot, of the wall or of the first image on it."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(address)
    if follow:
        page.locator("[data-wall] a").first.click()
        page.wait_for_url("**/images/**")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / name, type="jpeg", quality=QUALITY)
    page.close()


if __name__ == "__main__":
    sys.exit(main())

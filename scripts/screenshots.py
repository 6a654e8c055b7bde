"""Take the README's screenshots, of the sample catalogue in a scratch database, or of a gallery that is served already.

python -m scripts.screenshots [--address http://localhost:8000]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from scripts.servers import free_port, wait_for

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
QUALITY = 82
PATIENCE_SECONDS = 900
"""For drawing, taking in and comparing the sample pictures."""


def main() -> int:
    """Take every screenshot and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--address", help="where a gallery is served; without it the sample catalogue is made and served"
    )
    address = parser.parse_args().address
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("A Chromium is required to take screenshots, and none was found; install one.", file=sys.stderr)
        return 1
    if address:
        take_all(chromium, address)
        return 0
    with sample_catalogue() as served_at:
        take_all(chromium, served_at)
    return 0


@contextmanager
def sample_catalogue() -> Iterator[str]:
    """Make and serve the sample catalogue in a folder that goes away, and yield its address."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="kindred-screenshots-") as folder:
        here = {"DATABASE_URL": f"sqlite:///{folder}/kindred.sqlite3", "MEDIA_ROOT": f"{folder}/media"}
        environment = os.environ | here | {"RECOMMENDER_WEIGHTS": "bundled"}
        demo = subprocess.Popen([sys.executable, "-m", "scripts.demo", "--port", str(port)], env=environment)
        try:
            wait_for(port, demo, seconds=PATIENCE_SECONDS)
            yield f"http://127.0.0.1:{port}"
        except TimeoutError as error:
            raise SystemExit(f"The sample catalogue is not served, {error}; see above.") from error
        finally:
            demo.terminate()
            demo.wait()


def take_all(chromium: str, address: str) -> None:
    """Write every screenshot."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        take(browser, address, "wall.jpg", width=1440, height=960)
        take(browser, address, "image.jpg", width=1440, height=1960, scheme="dark", follow=True)
        take(browser, address, "phone.jpg", width=390, height=844)
        browser.close()


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

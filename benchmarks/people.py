"""People at a site: visitors who wander from picture to picture, and curators who upload and delete."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests

from benchmarks.whole_run import drawn

LOOKING = (0.1, 0.7)
"""Seconds that a visitor looks at a page, at least and at most."""

TIDYING = 1.0
"""Seconds between two uploads of a curator."""

TILES = re.compile(r'class="tile__link" href="([^"]+)"')
KIN = re.compile(r'class="kin__link" href="([^"]+)"')
NUMBER = re.compile(r"/images/(\d+)/")
LOCKED = re.compile(r"locked|deadlock|could not serialize", re.IGNORECASE)
PATIENCE = 30


@dataclass
class Seen:
    """What people met with: seconds of each answer, and whatever was not as it should be."""

    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    uploaded: int = 0

    def at(self, share: float) -> float:
        """Return the seconds within which a share of the answers came."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(share * len(self.seconds)))]


def visit(site: str, seen: Seen, enough: Callable[[], bool], chance: random.Random, *, images: int) -> None:
    """Wander until there were enough requests: the wall, a picture on it, what is like it, and the wall again.

    Pictures that came after the first `images` may be gone again, and may have no list yet.
    """
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=PATIENCE)
    ways = ["/"]
    while not enough():
        path = chance.choice(ways).replace("&amp;", "&")
        image = NUMBER.match(path)
        new = image is not None and int(image[1]) > images
        started = time.perf_counter()
        try:
            page = read(connection, path, may_be_gone=new)
        except (OSError, http.client.HTTPException) as error:
            seen.wrong.append(f"{path}: {error!r}")
            connection.close()
            continue
        seen.seconds.append(time.perf_counter() - started)
        ways = (KIN if image else TILES).findall(page)
        if not ways and not new:
            seen.wrong.append(f"{path}: nothing leads on")
        if not ways or (image and chance.random() < 0.25):
            ways = [f"/?page={chance.randint(1, 200)}"]
        time.sleep(chance.uniform(*LOOKING))
    connection.close()


def read(connection: http.client.HTTPConnection, path: str, *, may_be_gone: bool) -> str:
    """Return a page; raise HTTPException if it is none."""
    connection.request("GET", path)
    answer = connection.getresponse()
    page = answer.read().decode()
    if answer.status != 200 and not (may_be_gone and answer.status == 404):
        raise http.client.HTTPException(f"status {answer.status}")
    return page


def curate(site: str, name: str, seen: Seen, enough: Callable[[], bool], *, first: int) -> None:
    """Upload pictures by the desk's page and delete each second one, until the visitors have seen enough."""
    desk = logged_in(site, name)
    number = first
    while not enough():
        image = uploaded(desk, site, number, seen)
        if image and number % 2:
            expect(seen, "deletion", sent(desk, f"{site}/admin/gallery/image/{image}/delete/", {"post": "yes"}))
        number += 1
        time.sleep(TIDYING)


def logged_in(site: str, name: str) -> requests.Session:
    """Return a session at the desk. The password is the name."""
    desk = requests.Session()
    desk.get(f"{site}/admin/login/", timeout=PATIENCE)
    sent(desk, f"{site}/admin/login/", {"username": name, "password": name, "next": "/admin/"}).raise_for_status()
    if "sessionid" not in " ".join(desk.cookies.keys()):
        raise AssertionError(f"{name} could not log in at {site}.")
    return desk


def sent(desk: requests.Session, address: str, fields: dict[str, str], **more: object) -> requests.Response:
    """Send a form of the desk."""
    headers = {"X-CSRFToken": token_of(desk), "Accept": "application/json, text/html", "Referer": address}
    return desk.post(address, data=fields, headers=headers, timeout=PATIENCE, **more)  # type: ignore[arg-type]


def token_of(desk: requests.Session) -> str:
    """Return the token that the desk wants to see again, whatever its cookie is called."""
    return next(cookie.value or "" for cookie in desk.cookies if "csrf" in cookie.name)


def uploaded(desk: requests.Session, site: str, number: int, seen: Seen) -> int | None:
    """Upload a picture, another for each number, and return the image's number."""
    content = drawn(number)
    answer = desk_upload(desk, site, number, content)
    if not expect(seen, "upload", answer) or answer.json()["verdict"] != "imported":
        seen.wrong.append(f"upload: {answer.text[:200]}")
        return None
    seen.uploaded += 1
    return int(answer.json()["image"]["id"])


def desk_upload(desk: requests.Session, site: str, number: int, content: bytes) -> requests.Response:
    """Send a picture as the desk's script does: alone, asking for JSON."""
    headers = {"X-CSRFToken": token_of(desk), "Accept": "application/json"}
    fields = {"published": "on", "tags": "", "size": str(len(content))}
    address = f"{site}/admin/gallery/image/upload/"
    return desk.post(
        address, data=fields, files={"file": (f"{number}.jpg", content)}, headers=headers, timeout=PATIENCE
    )


def expect(seen: Seen, what: str, answer: requests.Response) -> bool:
    """Note an answer that is none, or one that speaks of locks."""
    fine = answer.status_code == 200 and not LOCKED.search(answer.text[:2000])
    if not fine:
        seen.wrong.append(f"{what}: status {answer.status_code}, {answer.text[:200]}")
    return fine


def together(*people: Callable[[], None]) -> None:
    """Let all of them act at the same time, and return when the last one is done."""
    threads = [threading.Thread(target=person) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

"""A file larger than accepted is counted while it comes, and fills neither memory nor disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client

from gallery import uploads
from gallery.models import Image
from tests.factories import picture_bytes
from tests.gallery.desk import ADD, file, form

MIB = 1024**2
BOUNDARY = "kindred"
CHUNK = 64 * 1024


class Body:
    """A request's body that is never in memory as a whole."""

    def __init__(self, *sizes: int) -> None:
        self.parts = self.pieces(sizes)
        self.rest = b""
        self.byte_size = sum(map(len, self.pieces(sizes)))

    def pieces(self, sizes: tuple[int, ...]) -> Iterator[bytes]:
        for number, size in enumerate(sizes):
            disposition = f'Content-Disposition: form-data; name="file{number}"; filename="large.png"'
            yield f"--{BOUNDARY}\r\n{disposition}\r\nContent-Type: image/png\r\n\r\n".encode()
            yield from (bytes(MIB) for _ in range(size // MIB))
            yield b"\r\n"
        yield f"--{BOUNDARY}--\r\n".encode()

    def read(self, size: int) -> bytes:
        while len(self.rest) < size and (more := next(self.parts, b"")):
            self.rest += more
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken

    readline = read


def received(*sizes: int) -> dict[str, UploadedFile]:
    """Return the files that Django makes of a request."""
    body = Body(*sizes)
    environment = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
        "CONTENT_LENGTH": str(body.byte_size),
        "wsgi.input": body,
    }
    request = WSGIRequest(environment)
    return {name: kept for name, kept in request.FILES.items() if isinstance(kept, UploadedFile)}


@pytest.fixture(autouse=True)
def limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 3 * MIB)


def test_of_a_file_too_large_little_more_than_the_limit_is_kept() -> None:
    (kept,) = received(50 * MIB).values()
    assert isinstance(kept, TemporaryUploadedFile)
    on_disk = Path(kept.temporary_file_path()).stat().st_size
    assert (on_disk, 3 * MIB < on_disk <= 3 * MIB + CHUNK) == (kept.size, True)
    kept.close()


def test_each_file_of_a_request_is_counted_for_itself() -> None:
    files = received(9 * MIB, 2 * MIB, 3 * MIB)
    sizes = [kept.size or 0 for kept in files.values()]
    assert (sizes[0] > 3 * MIB, sizes[1:]) == (True, [2 * MIB, 3 * MIB])
    for kept in files.values():
        kept.close()


@pytest.mark.django_db
@pytest.mark.parametrize("size", [3 * MIB + 1, 30 * MIB])
def test_the_curator_reads_the_limit(admin_client: Client, size: int) -> None:
    page = admin_client.post(ADD, form(file=file("boat.png", bytes(size)))).content.decode()
    assert "boat.png: a file may have at most 3 MiB, this one has more." in page
    assert Image.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("trailing", [0, MIB, 3 * MIB])
def test_a_file_within_the_limit_comes_whole(admin_client: Client, trailing: int) -> None:
    picture = picture_bytes(kind="JPEG")
    content = picture + bytes(max(0, trailing - len(picture)))
    admin_client.post(ADD, form(file=file("boat.jpg", content)))
    image: Any = Image.objects.get()
    assert image.byte_size == len(content)
    with image.original.open() as stored:
        assert stored.read() == content

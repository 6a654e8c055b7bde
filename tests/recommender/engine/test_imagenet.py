"""ImageNet's weights come from torch's own folder or from the network, whole or not at all."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from recommender.engine import imagenet, weights
from recommender.engine.exceptions import InvalidWeights, WeightsUnavailable

CONTENT = b"what a server has" * 100_000
HASH = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """torch's folder, empty; the weights are those whose hash is HASH."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setattr(imagenet, "FILE_NAME", f"resnet18-{HASH[:8]}.pth")
    return tmp_path / "hub" / "checkpoints"


@contextmanager
def server(content: bytes, *, promised: int | None = None) -> Iterator[str]:
    """Serve some bytes on this machine, perhaps fewer than promised; yield the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/weights.pth":
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(promised or len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as serving:
        thread = Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{serving.server_address[1]}/weights.pth"
        finally:
            serving.shutdown()
            thread.join()


@contextmanager
def babbler() -> Iterator[str]:
    """Answer one request with something that is no HTTP; yield the address."""

    def babble() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(1000)
            connection.sendall(b"Please log in to this network\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=babble)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        thread.join()


def files_below(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def message_of_unavailability(address: str) -> str:
    with pytest.raises(WeightsUnavailable) as raised:
        imagenet.find(address=address)
    return str(raised.value)


def expected_message(folder: Path, reason: str) -> str:
    return (
        f"The ImageNet weights are not at {folder / imagenet.FILE_NAME} and cannot be downloaded now ({reason}): give "
        "the path of a file with --weights PATH, use --weights bundled, or run again later."
    )


def test_the_folder_follows_torch_home_then_the_cache_folder_then_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORCH_HOME", "/torch")
    monkeypatch.setenv("XDG_CACHE_HOME", "/cache")
    monkeypatch.setenv("HOME", "/home/someone")
    found = [imagenet.cache_folder()]
    for name in ("TORCH_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name)
        found.append(imagenet.cache_folder())
    assert [str(path.parent.parent) for path in found] == ["/torch", "/cache/torch", "/home/someone/.cache/torch"]


def test_weights_on_disk_are_taken_without_asking_anyone(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / imagenet.FILE_NAME).write_bytes(CONTENT)
    found = imagenet.find(address="http://127.0.0.1:1/")
    assert (found.name, found.sha256, found.preprocessing) == ("imagenet", HASH, weights.IMAGENET_PREPROCESSING)


def test_damaged_weights_on_disk_are_refused(folder: Path) -> None:
    folder.mkdir(parents=True)
    path = folder / imagenet.FILE_NAME
    path.write_bytes(b"damaged")
    with pytest.raises(InvalidWeights) as raised:
        imagenet.find(address="http://127.0.0.1:1/")
    found = hashlib.sha256(b"damaged").hexdigest()
    assert str(raised.value) == (
        f"{path} is damaged or another file: expected SHA-256 {HASH[:8]}, found {found}; fetch it again."
    )


def test_what_is_downloaded_lands_whole_under_its_name(folder: Path) -> None:
    with server(CONTENT) as address:
        found = imagenet.find(address=address)
    assert found.path.read_bytes() == CONTENT
    assert files_below(folder) == [imagenet.FILE_NAME]


@pytest.mark.parametrize("content", [CONTENT[:-1], b"", b"x" * len(CONTENT)], ids=["cut off", "empty", "other"])
def test_a_download_with_another_hash_leaves_nothing_behind(content: bytes, folder: Path) -> None:
    with server(content) as address, pytest.raises(InvalidWeights, match=f"expected SHA-256 {HASH[:8]}, found "):
        imagenet.find(address=address)
    assert files_below(folder) == []


def test_a_download_that_stops_in_the_middle_leaves_nothing_behind(folder: Path) -> None:
    with server(CONTENT[:1000], promised=len(CONTENT)) as address, pytest.raises(InvalidWeights):
        imagenet.find(address=address)
    assert files_below(folder) == []


def test_a_download_without_end_is_broken_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imagenet, "LARGEST_FILE", 1_500_000)
    with server(CONTENT) as address, pytest.raises(InvalidWeights) as raised:
        imagenet.find(address=address)
    assert str(raised.value) == f"{address} sends more than 1,500,000 bytes."
    assert files_below(folder) == []


def test_a_server_that_does_not_know_the_file_is_told_with_the_remedies(folder: Path) -> None:
    with server(CONTENT) as address:
        message = message_of_unavailability(f"{address}.old")
    assert message == expected_message(folder, "Not Found")


def test_a_network_that_is_not_there_is_told_with_the_remedies(folder: Path) -> None:
    assert message_of_unavailability("http://127.0.0.1:1/") == expected_message(
        folder, "[Errno 111] Connection refused"
    )


def test_an_answer_that_is_no_answer_is_told_with_the_remedies(folder: Path) -> None:
    with babbler() as address:
        message = message_of_unavailability(address)
    assert message == expected_message(folder, "Please log in to this network")


def test_a_folder_that_cannot_be_made_is_told_with_the_remedies(tmp_path: Path) -> None:
    (tmp_path / "hub").write_text("a file where the folder should be")
    assert "cannot be downloaded now ([Errno 20] Not a directory: " in message_of_unavailability("http://127.0.0.1:1/")

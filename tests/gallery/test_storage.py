"""A file appears whole or not at all, and one that is there is left alone."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from gallery.storage import LocalStorage, StorageFailed


class BrokenOff(ContentFile):  # type: ignore[type-arg]
    """A content whose source breaks off in the middle."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"half"
        raise OSError("the disk is full")


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(location=tmp_path, base_url="/files/")


def files_in(storage: LocalStorage) -> list[str]:
    root = Path(storage.path(""))
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_a_file_is_written_under_exactly_its_name(storage: LocalStorage) -> None:
    assert storage.save("ab/name.webp", ContentFile(b"bytes")) == "ab/name.webp"
    assert (files_in(storage), Path(storage.path("ab/name.webp")).read_bytes()) == (["ab/name.webp"], b"bytes")


def test_a_file_that_is_there_is_left_alone(storage: LocalStorage) -> None:
    storage.save("name", ContentFile(b"first"))
    assert storage.save("name", ContentFile(b"second")) == "name"
    assert (files_in(storage), Path(storage.path("name")).read_bytes()) == (["name"], b"first")


def test_a_file_is_overwritten_where_somebody_says_so(storage: LocalStorage) -> None:
    storage.save("ab/name", ContentFile(b"first"))
    storage.overwrite("ab/name", ContentFile(b"second"))
    assert (files_in(storage), Path(storage.path("ab/name")).read_bytes()) == (["ab/name"], b"second")


def test_what_is_overwritten_is_there_until_the_other_is_whole(storage: LocalStorage) -> None:
    storage.save("name", ContentFile(b"first"))
    with pytest.raises(StorageFailed, match=r"^the disk is full$"):
        storage.overwrite("name", BrokenOff(b""))
    assert (files_in(storage), Path(storage.path("name")).read_bytes()) == (["name"], b"first")


def test_half_a_file_is_never_left_behind(storage: LocalStorage) -> None:
    with pytest.raises(OSError, match="the disk is full"):
        storage.save("name", BrokenOff(b""))
    assert files_in(storage) == []


def test_a_full_disk_is_a_failure_of_the_storage_in_its_own_words(
    storage: LocalStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/srv/kindred/media")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFailed, match=r"^no space left on device$"):
        storage.save("name", ContentFile(b"bytes"))
    assert files_in(storage) == []


def test_a_reader_never_meets_half_a_file(storage: LocalStorage) -> None:
    seen = []

    class Watched(ContentFile):  # type: ignore[type-arg]
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield b"half"
            seen.append(storage.exists("name"))

    storage.save("name", Watched(b""))
    assert (seen, storage.exists("name")) == ([False], True)


def test_a_name_is_required(storage: LocalStorage) -> None:
    with pytest.raises(ValueError, match=r"^a name is required: it comes from the content's hash$"):
        storage.save(None, ContentFile(b"bytes"))

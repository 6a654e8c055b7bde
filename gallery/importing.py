"""Many files at once into the catalogue: from files, folders and zip archives, with captions and tags."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePath
from typing import Any

from gallery import uploads
from gallery.lookalikes import lookalikes_of
from gallery.metadata import Words
from gallery.models import Image, Tag
from gallery.uploads import AlreadyInCatalogue, Refused, Upload

WORKERS = 2
SKIPPED_FOLDERS = {"__MACOSX"}


class InvalidCaptions(Exception):
    """A captions file that is not a list of objects with a name and a caption."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A file that may become an image. `read` returns its bytes or raises Refused; `folders` are those it lies in."""

    name: str
    folders: tuple[str, ...]
    read: Callable[[], bytes]


@dataclass(frozen=True, kw_only=True)
class Caption:
    """What a captions file says of one image; all but the caption may be missing."""

    caption: str = ""
    alt: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What holds for all files of an import. Without `may_add_tags` a file's keywords make no new tags."""

    captions: Mapping[str, Caption] = field(default_factory=dict)
    common_tags: tuple[str, ...] = ()
    tags_from_folders: bool = False
    published: bool = True
    with_metadata: bool = True
    may_add_tags: bool = True


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What became of one file: an image, a duplicate of one, or a refusal; and which images it almost looks like."""

    name: str
    image: Image | None = None
    duplicate: bool = False
    reason: str = ""
    looks_like: tuple[Image, ...] = ()


@dataclass(kw_only=True)
class ImportReport:
    """Every verdict of an import."""

    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def imported(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.image and not verdict.duplicate]

    @property
    def duplicates(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.duplicate]

    @property
    def refused(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.image is None]

    def summary(self) -> str:
        """Return the report as one line for a person."""
        numbers = f"{len(self.imported)} imported, {len(self.duplicates)} already in the catalogue"
        return f"{numbers}, {len(self.refused)} refused."

    def as_json(self) -> dict[str, Any]:
        """Return the report as other programs read it."""
        return {
            "imported": len(self.imported),
            "duplicates": len(self.duplicates),
            "refused": [{"name": verdict.name, "reason": verdict.reason} for verdict in self.refused],
            "duplicate_of": [{"name": v.name, "image": v.image.pk} for v in self.duplicates if v.image],
            "looks_like": [{"name": v.name, "image": image.pk} for v in self.verdicts for image in v.looks_like],
        }


def find_candidates(paths: Iterable[Path], *, ignore: Path | None = None) -> Iterator[Candidate]:
    """Yield every file of the given files, folders and zip archives, in order of name; hidden files are passed over."""
    for path in paths:
        if path.is_dir():
            yield from candidates_in_folder(path, ignore=ignore)
        elif is_archive(path):
            yield from candidates_in_zip(path)
        else:
            yield Candidate(name=path.name, folders=(path.absolute().parent.name,), read=partial(read_file, path))


def candidates_in_folder(folder: Path, *, ignore: Path | None) -> Iterator[Candidate]:
    """Yield the files below a folder."""
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_file() and not is_hidden(inner) and not (ignore and path.samefile(ignore)):
            folders = inner.parent.parts or (folder.absolute().name,)
            yield Candidate(name=path.name, folders=folders, read=partial(read_file, path))


def candidates_in_zip(archive: Path) -> Iterator[Candidate]:
    """Yield the files in a zip archive; nothing is unpacked to disk."""
    try:
        opened = zipfile.ZipFile(archive)
    except (OSError, zipfile.BadZipFile) as error:
        reason = f"the archive cannot be read: {uploads.reason_in(error)}"
        yield Candidate(name=archive.name, folders=(), read=partial(refuse, reason))
        return
    with opened:
        for member in sorted(opened.infolist(), key=lambda member: member.filename):
            inner = PurePath(member.filename)
            if not member.is_dir() and not is_hidden(inner):
                folders = inner.parent.parts or (archive.stem,)
                yield Candidate(name=inner.name, folders=folders, read=partial(read_member, opened, member))


def is_archive(path: Path) -> bool:
    """Return whether a file begins as a zip archive does; a picture with an archive behind it is a picture."""
    try:
        with path.open("rb") as file:
            return file.read(4) in {b"PK\x03\x04", b"PK\x05\x06"}
    except OSError:
        return False


def refuse(reason: str) -> bytes:
    """Refuse what cannot even be looked into."""
    raise Refused(reason)


def is_hidden(path: PurePath) -> bool:
    """Return whether a file or a folder above it is hidden or of the operating system's own."""
    return any(part.startswith(".") or part in SKIPPED_FOLDERS for part in path.parts)


def read_file(path: Path) -> bytes:
    """Return a file's bytes, one more than accepted at most."""
    try:
        with path.open("rb") as file:
            return file.read(uploads.MAX_BYTES + 1)
    except OSError as error:
        raise Refused(f"the file cannot be opened: {(error.strerror or str(error)).lower()}") from error


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return the bytes of an archive's member, one more than accepted at most, whatever its header promises."""
    try:
        with archive.open(member) as file:
            return file.read(uploads.MAX_BYTES + 1)
    except Exception as error:  # a decompressor may raise anything on damaged data
        raise Refused(f"the archive's member cannot be read: {uploads.reason_in(error)}") from error


def read_captions(path: Path) -> dict[str, Caption]:
    """Return the captions of a JSON list of {"name", "caption"} (and "alt", "description", "tags"), by file name."""
    required = 'a JSON list of objects with "name" and "caption"'
    try:
        entries = json.loads(path.read_text(encoding="utf-8-sig"))
        return {entry["name"]: caption_from(entry) for entry in entries}
    except OSError as error:
        raise InvalidCaptions(f"{path} cannot be read ({error.strerror}); give {required}.") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InvalidCaptions(f"{path} is not {required} ({type(error).__name__}: {error}).") from error


def caption_from(entry: dict[str, Any]) -> Caption:
    """Return one entry of a captions file."""
    texts = {key: uploads.clean_text(str(entry.get(key) or "")) for key in ("caption", "alt", "description")}
    tags = entry.get("tags") or ()
    return Caption(**texts, tags=tuple(str(tag) for tag in ([tags] if isinstance(tags, str) else tags)))


def import_candidates(candidates: Iterable[Candidate], batch: Batch) -> Iterator[Verdict]:
    """Take candidates into the catalogue and yield a verdict on each, in their order.

    Threads decode and write files while this one reads files and writes rows; at most a few pictures are in memory.
    """
    with ThreadPoolExecutor(WORKERS) as pool:
        under_way: deque[tuple[Candidate, Future[Upload]]] = deque()
        for candidate in candidates:
            under_way.append((candidate, start(pool, candidate)))
            if len(under_way) > WORKERS:
                yield finish(*under_way.popleft(), batch)
        while under_way:
            yield finish(*under_way.popleft(), batch)


def start(pool: ThreadPoolExecutor, candidate: Candidate) -> Future[Upload]:
    """Read a candidate and hand it to a thread, unless its bytes are refused or known already."""
    try:
        content = candidate.read()
        uploads.refuse_duplicate(hashlib.sha256(content).hexdigest())
    except (Refused, AlreadyInCatalogue) as answer:
        answered: Future[Upload] = Future()
        answered.set_exception(answer)
        return answered
    return pool.submit(prepare, content, candidate.name)


def prepare(content: bytes, name: str) -> Upload:
    """Examine a file and store it with its renditions."""
    upload = uploads.examine(content, name)
    uploads.store_files(upload)
    return upload


def finish(candidate: Candidate, prepared: Future[Upload], batch: Batch) -> Verdict:
    """Make the row of a prepared candidate and say what became of it."""
    caption = batch.captions.get(candidate.name, Caption())
    name = uploads.clean_name(candidate.name)
    try:
        upload = prepared.result() if batch.with_metadata else replace(prepared.result(), words=Words())
        image = uploads.add(
            upload,
            title=caption.caption,
            alt_text=caption.alt,
            description=caption.description,
            tags=tags_for(candidate, caption, upload.words.keywords, batch),
            published=batch.published,
        )
    except Refused as refusal:
        return Verdict(name=name, reason=str(refusal))
    except AlreadyInCatalogue as known:
        return Verdict(name=name, image=known.image, duplicate=True, reason=str(known))
    return Verdict(name=name, image=image, looks_like=lookalikes_of(image))


def tags_for(candidate: Candidate, caption: Caption, keywords: tuple[str, ...], batch: Batch) -> list[str]:
    """Return the batch's tags, the folders' where they are wanted, and the caption's or else the file's own."""
    folders = candidate.folders if batch.tags_from_folders else ()
    if not batch.may_add_tags:
        keywords = tuple(tag.name for tag in Tag.objects.already_named(keywords))
    return [*batch.common_tags, *folders, *(caption.tags or keywords)]

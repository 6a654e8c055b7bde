"""Files against rows, a folder of each storage at a time: both are in order of content, so little is in memory.

What changes while we look is asked for once more before it is called wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.utils import timezone
from PIL import Image as Picture

from gallery import garbage, renditions
from gallery.garbage import Room
from gallery.models import Image
from gallery.soundness.findings import Finding, Look, of_files
from gallery.storage import StorageFailed, Stored, reason_in

CHUNK_BYTES = 1024**2
FOLDERS = [f"{number:02x}" for number in range(256)]
NEXT_DIGIT = dict(zip("0123456789abcdef", "123456789abcdefg", strict=True))

BRING_BACK = "bring it back with manage.py restore, or replace the file at the desk by the picture itself"
UNREACHED = "The storage of the {room} failed: {reason}; look again once it is in reach."


@of_files
def check(look: Look) -> Iterator[Finding]:
    """Yield what is wrong with files."""
    for room in garbage.rooms():
        try:
            yield from check_room(room, look)
        except StorageFailed as failure:
            yield Finding(kind="storage failed", sentence=UNREACHED.format(room=room.name, reason=failure))


def check_room(room: Room, look: Look) -> Iterator[Finding]:
    """Yield what is wrong with the files of a storage."""
    seen = set()
    for folder, listed in groupby(garbage.listed(room.storage), key=folder_of):
        files = {file.name: file for file in listed}
        seen.add(folder)
        yield from check_folder(room, images_between(folder, folder), files, look)
    for is_seen, folders in groupby(FOLDERS, key=seen.__contains__):
        if not is_seen:  # nothing lies there, so nothing ought to
            stretch = list(folders)
            yield from check_folder(room, images_between(stretch[0], stretch[-1]), {}, look)


def folder_of(file: Stored) -> str:
    """Return the folder that a file lies in."""
    return file.name.rpartition("/")[0]


def check_folder(room: Room, images: Iterable[Image], files: dict[str, Stored], look: Look) -> Iterator[Finding]:
    """Yield what is wrong with the files of a folder, and with the images whose files ought to lie there."""
    wanted = set()
    for image in images:
        for name in names_in(room, image):
            wanted.add(name)
            yield from check_file(room, image, name, files.get(name), look)
    yield from strays(room, [file for name, file in files.items() if name not in wanted])


def images_between(first: str, last: str) -> Iterable[Image]:
    """Return the images whose files lie in these folders and in those between; none where one is not ours."""
    if last not in FOLDERS:
        return ()
    behind = last[0] + NEXT_DIGIT[last[1]]
    rows = Image.objects.filter(content_hash__gte=first, content_hash__lt=behind).order_by("pk")
    return rows.only("title", "content_hash", "original", "width", "byte_size").iterator(chunk_size=2_000)


def names_in(room: Room, image: Image) -> list[str]:
    """Return what an image's files in a storage are called."""
    if room.name == "originals":
        return [str(image.original.name)]
    return [renditions.name_for(image.content_hash, width) for width in renditions.widths_for(image.width)]


def check_file(room: Room, image: Image, name: str, file: Stored | None, look: Look) -> Iterator[Finding]:
    """Yield what is wrong with a file of an image, if anything."""
    found = room.pattern.fullmatch(name)
    if found is None or found["content_hash"] != image.content_hash:
        mend = "bring the row back with manage.py restore, or replace the file at the desk by the picture itself"
        yield finding(room, image, "misnamed", f"is called {name}, which is not its content's name; {mend}")
    elif file is None:
        if is_gone(room, image, name):
            yield finding(room, image, "missing", f"{name} is missing; {BRING_BACK}")
    elif fault := fault_of(room, image, file, look):
        yield finding(room, image, "altered", f"{name} {fault}; {BRING_BACK}")


def finding(room: Room, image: Image, what: str, words: str) -> Finding:
    """Return a finding on a file of an image."""
    one = room.name.removesuffix("s")
    said = f"The {one} of #{image.pk} “{image.title}”"
    return Finding(kind=f"{one} {what}", image=image.pk, sentence=f"{said} {words}.")


def is_gone(room: Room, image: Image, name: str) -> bool:
    """Return whether a file that was not listed is missing still, and an image still wants it."""
    return not room.storage.exists(name) and Image.objects.filter(content_hash=image.content_hash).exists()


def fault_of(room: Room, image: Image, file: Stored, look: Look) -> str:
    """Return what is wrong with the content of a file, nothing if all is well."""
    if room.name == "originals" and file.byte_size != image.byte_size:
        return f"must have {image.byte_size:,} bytes, got {file.byte_size:,}"
    if look.fast:
        return ""
    try:
        return wrong_original(room, file) if room.name == "originals" else wrong_rendition(room, file)
    except FileNotFoundError:  # it went since it was listed
        return "is missing" if is_gone(room, image, file.name) else ""
    except StorageFailed:
        raise
    except OSError as error:
        return f"cannot be read: {reason_in(error)}"


def wrong_original(room: Room, file: Stored) -> str:
    """Return what is wrong with an original: its name says which content it has."""
    digest = hashlib.sha256()
    with room.storage.open(file.name) as opened:
        for chunk in opened.chunks(CHUNK_BYTES):
            digest.update(chunk)
    return "" if digest.hexdigest() in file.name else "is not the file that was uploaded"


def wrong_rendition(room: Room, file: Stored) -> str:
    """Return what is wrong with a rendition: nobody kept its hash, so it is decoded."""
    width = int(file.name.rpartition("-")[2].removesuffix(".webp"))
    with room.storage.open(file.name) as opened:
        try:
            with Picture.open(opened, formats=["WEBP"]) as picture:
                if picture.width != width:
                    return f"must be {width} pixels wide, got {picture.width}"
                picture.load()
        except Exception:  # noqa: BLE001 - a decoder may raise anything on damaged data
            return "is not a whole picture"
    return ""


def strays(room: Room, files: list[Stored]) -> Iterator[Finding]:
    """Yield the files that no image names; one that an upload may have stored just now is left in peace."""
    before = timezone.now() - garbage.GRACE
    unwanted = garbage.unwanted(room, [file.name for file in files if file.saved_at < before])
    for file in files:
        path = f"{room.name}/{file.name}"
        if file.name in unwanted:
            yield Finding(kind="stray file", sentence=f"No image names {path}; run manage.py collect_garbage --delete.")
        elif not room.pattern.fullmatch(file.name) and not garbage.UNFINISHED.fullmatch(file.name):
            yield Finding(
                kind="strange file",
                sentence=f"{path} is not the catalogue's, and no command touches it; move it elsewhere.",
            )

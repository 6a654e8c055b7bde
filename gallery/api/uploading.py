"""Files as programs send them: they pass the gate that every upload passes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from gallery import importing, uploads
from gallery.api import journal
from gallery.api.auth import allow, may
from gallery.api.changing import locked_as_known, refuse_new_tags
from gallery.api.problems import Problem
from gallery.api.seeing import no_such_image
from gallery.api.wanted import WordsOfUpload
from gallery.gate.limits import MIB
from gallery.models import Image, Tag
from gallery.storage import StorageFailed
from gallery.uploads import AlreadyInCatalogue, Refused, Upload

FORM_WITH_FILE = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
                "required": ["file"],
            }
        }
    },
}


def add(request: HttpRequest, file: UploadedFile, words: WordsOfUpload) -> Image:
    """Take a file into the catalogue; a draft, if it comes from somebody who may not publish."""
    if words.published:
        allow(request, "gallery.publish_image")
    if words.tags:
        refuse_new_tags(request, words.tags)
    upload = examined(file)
    published = may(request, "gallery.publish_image") if words.published is None else words.published
    try:
        with transaction.atomic():
            image = uploads.add(
                upload,
                title=words.title,
                alt_text=words.alt_text,
                description=words.description,
                tags=tags_for(request, words, upload),
                published=published,
            )
            journal.note_added(request, image)
    except AlreadyInCatalogue as known:
        raise in_the_catalogue(known) from known
    return image


def tags_for(request: HttpRequest, words: WordsOfUpload, upload: Upload) -> Sequence[str]:
    """Return the tags that were given, or those of the file; of these no new ones from somebody who may not add any."""
    if words.tags is not None:
        return words.tags
    if may(request, "gallery.add_tag"):
        return upload.words.keywords
    return [tag.name for tag in Tag.objects.already_named(upload.words.keywords)]


def replace(request: HttpRequest, pk: int, file: UploadedFile) -> Image:
    """Give an image another file. What visitors see is replaced by somebody only who may publish."""
    published = Image.objects.filter(pk=pk).values_list("published", flat=True).first()
    if published is None:
        raise no_such_image(pk)
    refuse_replacing(request, published)
    upload = examined(file, replacing=pk)
    try:
        with transaction.atomic():
            image = locked_as_known(request, pk)
            refuse_replacing(request, image.published)
            if image.content_hash != upload.content_hash:
                uploads.describe(image, upload)
                image.save()
                journal.note_changed(request, [image], ["file"])
    except IntegrityError:  # another request stored the same bytes in the meantime
        refuse_duplicate(upload.content_hash, replacing=pk)
        raise
    return image


def sent_file(request: HttpRequest) -> UploadedFile:
    """Return the file that came with a form; raise a problem where none did."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        detail = "A file is required: send a form (multipart/form-data) with the file as `file`."
        raise Problem(422, "Not valid", detail, errors=[{"where": "file.file", "message": "A file is required."}])
    return file


def refuse_replacing(request: HttpRequest, published: bool) -> None:  # noqa: FBT001
    """Raise a problem where visitors see an image, and the caller may not decide what they see."""
    if published:
        allow(request, "gallery.publish_image")


def examined(file: UploadedFile, *, replacing: int | None = None) -> Upload:
    """Return what a file holds, its copies stored; raise a problem with the gate's sentence."""
    content = file.read(uploads.MAX_BYTES + 1)
    name = uploads.clean_name(file.name or "")
    if len(content) > uploads.MAX_BYTES:
        most = uploads.MAX_BYTES // MIB
        raise Problem(413, "Too large", f"{name}: a file may have at most {most} MiB, this one has more.")
    refuse_duplicate(hashlib.sha256(content).hexdigest(), replacing=replacing)
    try:
        return importing.prepare(content, file.name or "")
    except Refused as refusal:
        ours = isinstance(refusal.__cause__, StorageFailed)
        status, title = (503, "Storage out of reach") if ours else (422, "File refused")
        raise Problem(status, title, f"{name}: {refusal}.") from refusal


def refuse_duplicate(content_hash: str, *, replacing: int | None) -> None:
    """Raise a problem where another image has these bytes."""
    try:
        uploads.refuse_duplicate(content_hash, replacing=Image(pk=replacing) if replacing else None)
    except AlreadyInCatalogue as known:
        raise in_the_catalogue(known) from known


def in_the_catalogue(known: AlreadyInCatalogue) -> Problem:
    """Return what is said of a file whose very bytes are there already."""
    return Problem(409, "Already in the catalogue", f"This file is {known}.", image_id=known.image.pk)

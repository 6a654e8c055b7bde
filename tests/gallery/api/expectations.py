"""What the authorisation matrix expects of each operation, and a request that it would take."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from gallery.models import CuratedPair, Image, PairEvent, Tag
from tests.factories import make_image, picture_bytes, publish, recommend
from tests.gallery.api.calling import send


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A small catalogue, in which a test sees whether anything changed."""

    image: Image
    other: Image
    draft: Image
    tag: Tag
    before: Any

    @classmethod
    @contextlib.contextmanager
    def made(cls) -> Iterator[Scene]:
        """Make the catalogue."""
        image, other = make_image(title="One", tags=("boats",)), make_image(title="Two")
        draft = make_image(title="Draft", published=False)
        recommend(image, other)
        publish()
        yield cls(image=image, other=other, draft=draft, tag=Tag.objects.get(), before=state())

    def unchanged(self) -> bool:
        """Return whether everything is as it was."""
        return bool(self.before == state())


def state() -> list[Any]:
    """Return what requests could change."""
    columns = ("pk", "title", "description", "alt_text", "published", "content_hash", "updated_at", "tags")
    images = sorted(Image.objects.values_list(*columns), key=str)
    return [images, *(list(table.objects.order_by("pk").values_list()) for table in (Tag, CuratedPair, PairEvent))]


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Who gets in, and what is sent: `body` as JSON, or `form` with files."""

    scope: str
    anybody: bool = False
    permissions: tuple[str, ...] = ()
    body: Callable[[Scene], Any] | None = None
    form: Callable[[Scene], dict[str, Any]] | None = None
    path: Callable[[Scene], dict[str, Any]] = lambda scene: {}
    answers: tuple[int, ...] = (200, 201, 204)

    def send(self, client: Client, method: str, path: str, scene: Scene) -> Any:
        """Send the request; parts of the path that nothing is said of are the image's number."""
        parts = self.path(scene)
        address = re.sub(r"{(\w+)}", lambda part: str(parts.get(part[1], scene.image.pk)), path)
        if self.form is not None:
            content = encode_multipart(BOUNDARY, self.form(scene))
            return client.generic(method, address, content, content_type=MULTIPART_CONTENT)
        return send(client, address, self.body(scene) if self.body else None, method=method)


def tag_of(scene: Scene) -> dict[str, Any]:
    """Return the part of an address that names the tag."""
    return {"tag_id": scene.tag.pk}


def file(scene: Scene) -> dict[str, Any]:
    """Return a form with a picture that is new."""
    return {"file": SimpleUploadedFile("new.png", picture_bytes(colour="orchid"))}


EXPECTED = {
    "list_images": Expected(scope="read", anybody=True),
    "read_image": Expected(scope="read", anybody=True),
    "list_similar": Expected(scope="read", anybody=True),
    "list_tags": Expected(scope="read", anybody=True),
    "add_image": Expected(scope="write", permissions=("gallery.add_image",), form=file),
    "change_image": Expected(scope="write", permissions=("gallery.change_image",), body=lambda _: {"title": "Other"}),
    "change_images": Expected(
        scope="write",
        permissions=("gallery.change_image",),
        body=lambda scene: [{"id": scene.image.pk, "changes": {"title": "Other"}}],
    ),
    "replace_file": Expected(scope="write", permissions=("gallery.change_image", "gallery.publish_image"), form=file),
    "delete_image": Expected(scope="delete", permissions=("gallery.delete_image",)),
    "rename_tag": Expected(
        scope="write", permissions=("gallery.change_tag",), path=tag_of, body=lambda _: {"name": "ships"}
    ),
    "delete_tag": Expected(scope="delete", permissions=("gallery.delete_tag",), path=tag_of),
    "list_runs": Expected(scope="read", permissions=("recommender.view_run",)),
    "read_latest_run": Expected(scope="read", permissions=("recommender.view_run",), answers=(404,)),
    "find_similar": Expected(scope="read", form=file, answers=(501,)),
    "list_decisions": Expected(scope="read", permissions=("gallery.view_curatedpair",)),
    "list_history": Expected(scope="read", permissions=("gallery.view_pairevent",)),
    "decide_on_image": Expected(
        scope="write",
        permissions=("gallery.change_image", "gallery.change_curatedpair"),
        body=lambda scene: {"other": scene.other.pk, "decision": "pin"},
    ),
}

"""Which styles and scripts visitors' pages take together. A public site sends each bundle as one file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLES = (
    *("tokens", "base", "icons", "header", "scheme", "notice", "motion"),
    *("browse", "ratios", "wall", "pages"),
    *("stage", "path", "alike", "folded", "viewer", "viewer-controls", "view-button"),
    *("pair", "reasons"),
)
WALL = ("grounds", "chosen", "place", "steps")
VIEWER = ("opening", "slides", "caption", "keys", "fingers", "swiping", "zooming", "wheel", "returning")
"""The last one asks the others to open as soon as it runs."""

IMAGE = ("grounds", *(f"viewer/{name}" for name in VIEWER), "walk", "steps")
PAIR = ("grounds", "steps")

BUNDLES = {
    "css/gallery.css": tuple(f"css/{name}.css" for name in STYLES),
    "js/wall.js": tuple(f"js/{name}.js" for name in WALL),
    "js/image.js": tuple(f"js/{name}.js" for name in IMAGE),
    "js/pair.js": tuple(f"js/{name}.js" for name in PAIR),
}


class BundledStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    """WhiteNoise's storage, in which every bundle becomes a file before names are made of contents."""

    def post_process(self, paths: dict[str, tuple[Storage, str]], dry_run: bool = False, **options: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Write the bundles beside the collected files, and treat them as if they had been collected."""
        if not dry_run:
            for name, parts in BUNDLES.items():
                self.delete(name)
                self.save(name, ContentFile(joined(parts, paths)))
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)


def joined(parts: Iterable[str], paths: dict[str, tuple[Storage, str]]) -> bytes:
    """Return the contents of files one after another; each script keeps its names to itself, as a module does."""
    return b"\n".join(kept_apart(part, content_of(*paths[part])) for part in parts)


def content_of(storage: Storage, name: str) -> bytes:
    """Return what a file holds."""
    with storage.open(name) as file:
        content: bytes = file.read()
    return content


def kept_apart(name: str, content: bytes) -> bytes:
    """Return a script in a block of its own, and styles as they are."""
    return b"{\n" + content + b"\n}" if PurePath(name).suffix == ".js" else content

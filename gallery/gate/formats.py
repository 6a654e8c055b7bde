"""The accepted formats by Pillow's names, with the extension of an original's name in storage."""

from __future__ import annotations

from importlib.util import find_spec

HEIF_IS_INSTALLED = find_spec("pillow_heif") is not None

EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}
if HEIF_IS_INSTALLED:
    EXTENSIONS["HEIF"] = "heic"

WORDS = {"WEBP": "WebP", "HEIF": "HEIC"}


def in_words() -> str:
    """Return the accepted formats as people call them: "JPEG, PNG or GIF"."""
    *others, last = (WORDS.get(name, name) for name in EXTENSIONS)
    return f"{', '.join(others)} or {last}"

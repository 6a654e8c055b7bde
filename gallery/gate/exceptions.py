"""What the gate answers instead of a picture."""

from __future__ import annotations


class Refused(Exception):
    """A file that cannot enter the catalogue; the message is one sentence for the person who offered it."""


def reason_in(error: BaseException) -> str:
    """Return a decoder's complaint as one line."""
    return " ".join(str(error).split())[:200] or type(error).__name__

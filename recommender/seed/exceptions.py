"""What can be wrong with files of lists."""

from __future__ import annotations


class InvalidLists(Exception):
    """A file, or two of them together, that hold no lists; the message is one sentence."""

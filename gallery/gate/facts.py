"""What the gate finds out about a file. Facts travel from the child as JSON, copies as bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a file says and shows, in values that JSON can carry."""

    format: str
    width: int
    height: int
    dominant_colour: str
    words: dict[str, Any]
    """What the file says of itself, as `metadata.Words` tells JSON."""
    perceptual_hash: int | None


@dataclass(frozen=True, kw_only=True)
class Examined:
    """A file that was decoded whole and found good: its facts, and its copies' bytes by width."""

    facts: Facts
    copies: dict[int, bytes]

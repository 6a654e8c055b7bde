"""What parent and child say to each other: a head of JSON and a body of bytes, with both lengths before them.

Nothing in it can be executed, whatever a decoder gone wild writes.
"""

from __future__ import annotations

import io
import json
import struct
from typing import Any

LENGTHS = struct.Struct(">II")
MAX_HEAD = 4 * 1024**2
MAX_BODY = 512 * 1024**2


class Garbled(Exception):
    """What came is no frame, or ended in the middle of one."""


def write(stream: io.RawIOBase, head: dict[str, Any], *body: bytes) -> None:
    """Write a frame."""
    text = json.dumps(head).encode()
    for part in (LENGTHS.pack(len(text), sum(map(len, body))), text, *body):
        rest = memoryview(part)
        while rest:
            rest = rest[stream.write(rest) or 0 :]


def read(stream: io.RawIOBase) -> tuple[dict[str, Any], memoryview] | None:
    """Return a frame's head and body, or None where the other side has closed; raise Garbled for anything else."""
    lengths = read_exactly(stream, LENGTHS.size)
    if not lengths:
        return None
    if len(lengths) < LENGTHS.size:
        raise Garbled
    head_bytes, body_bytes = LENGTHS.unpack(lengths)
    if head_bytes > MAX_HEAD or body_bytes > MAX_BODY:
        raise Garbled
    text, body = read_exactly(stream, head_bytes), read_exactly(stream, body_bytes)
    if len(text) < head_bytes or len(body) < body_bytes:
        raise Garbled
    try:
        head = json.loads(bytes(text))
    except (ValueError, RecursionError) as error:
        raise Garbled from error
    if not isinstance(head, dict):
        raise Garbled
    return head, body


def read_exactly(stream: io.RawIOBase, count: int) -> memoryview:
    """Return as many bytes, or fewer where the stream ends before."""
    buffer = memoryview(bytearray(count))
    got = 0
    while got < count and (more := stream.readinto(buffer[got:])):
        got += more
    return buffer[:got]

"""Files that make trouble, made by a seed: bombs, cuts, flipped bits, mutated chunks, files of two kinds at once."""

from __future__ import annotations

import functools
import io
import itertools
import random
import struct
import zlib
from collections.abc import Callable, Iterator

from PIL import Image as Picture

PNG_START = b"\x89PNG\r\n\x1a\n"
KINDS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MOVING = ("PNG", "WEBP", "GIF")  # Pillow's encoder of AVIF dies of some animations
OPTIONS = {"AVIF": {"speed": 10}, "WEBP": {"method": 0}}
LIES = (0, 1, 2, 7, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)

Maker = Callable[[random.Random], bytes]


def troublemakers(count: int, *, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """Yield files with a name that says how each was made. The same seed gives the same files."""
    makers: list[Maker] = [cut, flipped, mutated, mutated, patched, bomb, of_two_kinds]
    for number in range(count):
        maker = makers[number % len(makers)]
        yield f"{maker.__name__}-{seed}-{number}", maker(random.Random(f"{seed} {number}"))  # noqa: S311


@functools.cache
def whole(kind: str, variant: int) -> bytes:
    """Return a small picture of a kind: grainy, plain, transparent, turned, animated, progressive."""
    rng = random.Random(variant)  # noqa: S311
    mode = ("RGB", "RGBA", "L", "P", "CMYK")[variant % 5]
    allowed = {"JPEG": ("RGB", "L", "CMYK"), "WEBP": ("RGB", "RGBA"), "AVIF": ("RGB", "RGBA"), "GIF": ("RGB", "L", "P")}
    mode = mode if mode in allowed.get(kind, ("RGB", "RGBA", "L", "P")) else "RGB"
    size = (rng.randrange(1, 60), rng.randrange(1, 40))
    grain = Picture.frombytes("RGB", size, rng.randbytes(size[0] * size[1] * 3)).convert(mode)
    exif = Picture.Exif()
    exif[274] = rng.randrange(1, 9)
    more = {"save_all": True, "append_images": [grain.rotate(90)]} if variant % 3 == 0 and kind in MOVING else {}
    options = {"progressive": True} if kind == "JPEG" and variant % 2 else OPTIONS.get(kind, {})
    buffer = io.BytesIO()
    grain.save(buffer, kind, exif=exif, comment=b"a comment", **more, **options)
    return buffer.getvalue()


def any_whole(rng: random.Random) -> tuple[str, bytes]:
    """Return one of the whole pictures and its kind."""
    kind = rng.choice(KINDS)
    return kind, whole(kind, rng.randrange(12))


def cut(rng: random.Random) -> bytes:
    """Cut a picture off: in its header, anywhere, just before its end, or where a chunk begins."""
    kind, content = any_whole(rng)
    places = [rng.randrange(40), rng.randrange(len(content)), len(content) - rng.randrange(1, 9)]
    return content[: max(0, rng.choice([*places, *starts(kind, content)]))]


def flipped(rng: random.Random) -> bytes:
    """Flip one to eight bits of a picture."""
    content = bytearray(any_whole(rng)[1])
    for _ in range(rng.randrange(1, 9)):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    return bytes(content)


def patched(rng: random.Random) -> bytes:
    """Write a number that decoders stumble over somewhere into the first part of a picture."""
    content = bytearray(any_whole(rng)[1])
    place, lie = rng.randrange(min(len(content), 200)), rng.choice(LIES)
    number = lie.to_bytes(4, rng.choice(["big", "little"]))[-rng.choice([1, 2, 4]) :]
    content[place : place + len(number)] = number
    return bytes(content)


def mutated(rng: random.Random) -> bytes:
    """Drop, double, swap, shorten or shuffle a chunk of a picture; a PNG's checksums are made right again."""
    kind, content = any_whole(rng)
    parts = chunks(kind, content)
    one, other = rng.randrange(len(parts)), rng.randrange(len(parts))
    deed = rng.randrange(5)
    if deed == 0:
        del parts[one]
    elif deed == 1:
        parts.insert(other, parts[one])
    elif deed == 2:
        parts[one], parts[other] = parts[other], parts[one]
    elif deed == 3:
        parts[one] = parts[one][: rng.randrange(len(parts[one]) + 1)]
    else:
        inside = bytearray(parts[one])
        inside[8:-4] = rng.randbytes(len(inside[8:-4]))
        parts[one] = bytes(inside)
    return b"".join(map(with_checksum, parts) if kind == "PNG" and rng.random() < 0.8 else parts)


def with_checksum(part: bytes) -> bytes:
    """Return a PNG's chunk with the length and the checksum it ought to have; its start as it is."""
    return part if part == PNG_START or len(part) < 12 else png_chunk(part[4:8], part[8:-4])


def starts(kind: str, content: bytes) -> list[int]:
    """Return where the chunks of a file begin."""
    if kind == "PNG":
        return list(walk(content, 8, lambda at: 12 + int.from_bytes(content[at : at + 4], "big")))
    if kind == "WEBP":
        return list(walk(content, 12, lambda at: 8 + -(-int.from_bytes(content[at + 4 : at + 8], "little") // 2) * 2))
    if kind == "AVIF":
        return list(walk(content, 0, lambda at: max(8, int.from_bytes(content[at : at + 4], "big"))))
    mark = b"\xff" if kind == "JPEG" else b"\x00"
    return [at for at in range(1, len(content)) if content[at : at + 1] == mark][:60]


def walk(content: bytes, at: int, length: Callable[[int], int]) -> Iterator[int]:
    """Yield the places one comes to by going on by the length found at each."""
    while at < len(content):
        yield at
        at += length(at)


def chunks(kind: str, content: bytes) -> list[bytes]:
    """Return a file in its parts."""
    places = [0, *starts(kind, content), len(content)]
    return [content[one:other] for one, other in itertools.pairwise(places) if other > one]


def png_chunk(name: bytes, content: bytes) -> bytes:
    """Return a chunk with its length and checksum."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, *extra: bytes, pixels: bytes = b"") -> bytes:
    """Return a PNG of grey pixels, whatever its header promises."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [
        (b"IHDR", header),
        *((each[:4], each[4:]) for each in extra),
        (b"IDAT", zlib.compress(pixels)),
        (b"IEND", b""),
    ]
    return PNG_START + b"".join(png_chunk(name, content) for name, content in parts)


def bomb(rng: random.Random) -> bytes:
    """Return a small file that promises or unpacks to far more."""
    side = rng.choice([900, 16_383, 16_384, 65_535])
    packed = zlib.compress(bytes(rng.choice([2, 20]) * 1024**2))
    frame = b"!\xf9\x04\0\1\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0"
    bombs = [
        lambda: png(side, side, pixels=bytes(100)),
        lambda: png(2**31 - 1, rng.choice([1, 2**31 - 1])),
        lambda: png(3, 3, b"iCCPbomb\0\0" + packed, pixels=bytes(12)),
        lambda: png(3, 3, b"zTXtbomb\0\0" + packed, pixels=bytes(12)),
        lambda: png(3, 3, b"iTXtbomb\0\1\0\0\0" + packed, pixels=bytes(12)),
        lambda: png(3, 3, pixels=bytes(8 * 1024**2)),
        lambda: b"GIF89a" + struct.pack("<HH", side, side) + b"\x80\0\0" + bytes(6) + frame + b";",
        lambda: b"GIF89a\1\0\1\0\x80\0\0" + bytes(6) + frame * 9000 + b";",
        lambda: webp_that_declares(min(side, 2**24), side),
    ]
    return rng.choice(bombs)()


def webp_that_declares(width: int, height: int) -> bytes:
    """Return a WebP whose canvas is of any size, and its one frame small."""
    inner = whole("WEBP", 1)[12:]
    canvas = (
        b"VP8X" + struct.pack("<II", 10, 0) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    )
    return b"RIFF" + struct.pack("<I", 4 + len(canvas) + len(inner)) + b"WEBP" + canvas + inner


def of_two_kinds(rng: random.Random) -> bytes:
    """Return a file that another program takes for something else."""
    script = b"*/=1;alert(document.cookie);/*"
    html = b"<html><script>alert(1)</script>"
    archive = b"PK\3\4" + rng.randbytes(30) + b"PK\5\6" + bytes(18)
    variant = rng.randrange(12)
    return rng.choice(
        [
            whole("JPEG", variant) + archive,
            b"GIF89a/*" + whole("GIF", variant)[8:] + script,
            whole("GIF", variant) + script,
            png(3, 3, b"tEXtComment\0" + html, pixels=bytes(12)),
            whole("PNG", variant) + html,
            b"%PDF-1.7\n" + whole("JPEG", variant),
            archive + whole("PNG", variant),
            whole("WEBP", variant) + html,
            html + whole("AVIF", variant),
            b"<svg xmlns='http://www.w3.org/2000/svg'>" + whole("PNG", variant),
        ]
    )

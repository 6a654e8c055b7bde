"""Where weights come from, and whether a file is what it claims to be. Nothing here loads torch or runs a pickle."""

from __future__ import annotations

import hashlib
import json
import math
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from recommender.engine import decoding
from recommender.engine.architecture import Shape, resnet18_shapes
from recommender.engine.encoder import Encoder, Preprocessing
from recommender.engine.exceptions import EncoderUnavailable, InvalidWeights

ARCHITECTURE = "torchvision resnet18 without fc, output of avgpool"
IMAGENET_PREPROCESSING = Preprocessing(resize=256, crop=224)
BUNDLED_FILE = Path(__file__).resolve().parent.parent / "weights" / "resnet18-bundled.safetensors"
HASH_IN_NAME = re.compile(r"-([0-9a-f]{8,64})$")
LARGEST_HEADER = 10 * 1024**2


@dataclass(frozen=True)
class Weights:
    """A weights file that was found whole: a model that can be loaded."""

    name: str
    path: Path
    sha256: str
    preprocessing: Preprocessing

    @cached_property
    def fingerprint(self) -> str:
        """64 hexadecimal digits over the network, the weights, the preprocessing and the way files are decoded."""
        parts = [ARCHITECTURE, self.sha256, self.preprocessing.as_json(), decoding.VERSION]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def load(self) -> Encoder:
        """Return ResNet18 with these weights; loads torch, and raises EncoderUnavailable where that is missing."""
        try:
            from recommender.engine.resnet import ResNet18
        except ModuleNotFoundError as error:
            needed = f"Embedding pictures needs {error.name}, which is not installed here"
            raise EncoderUnavailable(
                f"{needed}; install requirements.txt, or do this where it is installed."
            ) from error
        return ResNet18(self)


def bundled() -> Weights:
    """Return the weights that come with the project."""
    return inspect("bundled", BUNDLED_FILE)


def inspect(name: str, path: Path) -> Weights:
    """Return the weights in a file, or raise InvalidWeights with path, what is expected and what was found."""
    if not path.is_file():
        raise InvalidWeights(
            f"{path} is not a file; give the path of a .safetensors file or of torchvision's own .pth."
        )
    if path.suffix not in {".safetensors", ".pth"}:
        raise InvalidWeights(
            f"{path} must be a .safetensors file or torchvision's own .pth, got {path.suffix or 'none'}."
        )
    found = file_hash(path)
    verify_hash(path, expected_hash(path), found)
    preprocessing = read_preprocessing(path, found) if path.suffix == ".safetensors" else IMAGENET_PREPROCESSING
    return Weights(name=name, path=path, sha256=found, preprocessing=preprocessing)


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def expected_hash(path: Path) -> str | None:
    """Return the SHA-256, or its beginning, that a file must have: from `NAME.sha256` beside it or from its name."""
    beside = path.with_suffix(".sha256")
    if beside.is_file():
        words = beside.read_text(errors="replace").split()
        if not words:
            raise InvalidWeights(f"{beside} must begin with the SHA-256 of {path.name}, got nothing.")
        return words[0].lower()
    in_name = HASH_IN_NAME.search(path.stem)
    return in_name[1] if in_name else None


def verify_hash(path: Path, expected: str | None, found: str) -> None:
    """Refuse a file with another hash than expected, and a pickle of which no hash is known."""
    if expected is None and path.suffix == ".pth":
        raise InvalidWeights(
            f"{path} is a pickle of which no hash is known (found SHA-256 {found}); name it NAME-HASH.pth as "
            f"torchvision does, put its hash into {path.with_suffix('.sha256').name} beside it, or "
            "convert it to safetensors."
        )
    if expected is not None and not found.startswith(expected):
        raise InvalidWeights(
            f"{path} is damaged or another file: expected SHA-256 {expected}, found {found}; fetch it again."
        )


def read_preprocessing(path: Path, found: str) -> Preprocessing:
    """Return the preprocessing that a safetensors file names in its metadata; torchvision's where it names none."""
    header = read_header(path, found)
    metadata = header.pop("__metadata__")
    verify_tensors(path, header, found)
    try:
        return preprocessing_from(metadata)
    except (KeyError, ValueError) as error:
        raise InvalidWeights(
            f"{path} (SHA-256 {found}) must name resize, crop, mean and std in its metadata, all or none: {error}."
        ) from error


def preprocessing_from(metadata: dict[str, str]) -> Preprocessing:
    """Return the preprocessing in a safetensors file's metadata."""
    if not metadata.keys() & {"resize", "crop", "mean", "std"}:
        return IMAGENET_PREPROCESSING
    mean, std = (tuple(float(value) for value in metadata[key].split()) for key in ("mean", "std"))
    resize, crop = int(metadata["resize"]), int(metadata["crop"])
    if not (len(mean) == len(std) == 3 and 32 <= crop <= resize <= 1024 and min(std) > 0) or not all(
        map(math.isfinite, mean + std)
    ):
        raise ValueError(f"resize {resize}, crop {crop}, mean {mean} and std {std} do not fit")
    return Preprocessing(resize=resize, crop=crop, mean=mean, std=std)


def read_header(path: Path, found: str) -> dict[str, Any]:
    """Return the header of a safetensors file, shapes as tuples, metadata there; refuse one that is cut off.

    The format: eight bytes with the header's length, the header in JSON, then the tensors; see the safetensors
    documentation, "Format".
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header_bytes = file.read(min(length, LARGEST_HEADER))
    try:
        header: dict[str, Any] = json.loads(header_bytes)
        entries = [entry for name, entry in header.items() if name != "__metadata__"]
        expected_size = 8 + length + max((int(entry["data_offsets"][1]) for entry in entries), default=0)
        for entry in entries:
            entry["shape"] = tuple(map(int, entry["shape"]))
        header["__metadata__"] = dict(header.get("__metadata__", {}))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise InvalidWeights(f"{path} (found SHA-256 {found}) is not a safetensors file: {error}.") from error
    if size != expected_size:
        raise InvalidWeights(
            f"{path} (found SHA-256 {found}) is cut off: expected {expected_size:,} bytes, found {size:,}; "
            "fetch it again."
        )
    return header


def verify_tensors(path: Path, header: dict[str, Any], found: str) -> None:
    """Refuse tensors that are not those of ResNet18 without its classifier; `fc` may be there and is passed over."""
    expected = resnet18_shapes()
    shapes: dict[str, Shape] = {name: entry["shape"] for name, entry in header.items() if not name.startswith("fc.")}
    wrong = sorted(name for name in expected.keys() | shapes.keys() if expected.get(name) != shapes.get(name))
    if wrong:
        raise InvalidWeights(
            f"{path} (found SHA-256 {found}) is not a ResNet18: {len(wrong)} of its tensors are missing, unknown or of "
            f"another shape, first {wrong[0]} (expected {expected.get(wrong[0])}, found {shapes.get(wrong[0])})."
        )

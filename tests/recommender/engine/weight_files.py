"""Weights files: whole, foreign, and broken in one way each."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from recommender.engine.architecture import resnet18_shapes

METADATA = {"resize": "128", "crop": "112", "mean": "0.5 0.5 0.5", "std": "0.2 0.2 0.2"}


def resnet18_file(path: Path, *, value: float = 0.0, metadata: dict[str, str] | None = None) -> Path:
    """Write a ResNet18 all of whose values are the same."""
    tensors = {name: np.full(shape, value, np.float16) for name, shape in resnet18_shapes().items()}
    save_file(tensors, path, metadata=METADATA if metadata is None else metadata)
    return path


def foreign_file(path: Path) -> Path:
    """Write the safetensors of some other network."""
    save_file({"embedding": np.ones((4, 4), np.float32)}, path)
    return path


def file_with_header(path: Path, header: Any, *, tensor_bytes: int = 0) -> Path:
    """Write a safetensors file with a header of one's own."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + bytes(tensor_bytes))
    return path


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def named_by_hash(path: Path) -> Path:
    """Rename a file as torchvision does, with the beginning of its hash."""
    return path.rename(path.with_name(f"{path.stem}-{hash_of(path)[:8]}{path.suffix}"))

"""torchvision's own ImageNet weights: where they lie, and how they come there."""

from __future__ import annotations

import http.client
import os
import secrets
import urllib.error
import urllib.request
from pathlib import Path

from recommender.engine import weights
from recommender.engine.exceptions import InvalidWeights, WeightsUnavailable
from recommender.engine.weights import Weights

FILE_NAME = "resnet18-f37072fd.pth"
ADDRESS = f"https://download.pytorch.org/models/{FILE_NAME}"
"""What torchvision's `ResNet18_Weights.IMAGENET1K_V1.url` says; written down so that finding weights loads no torch."""

TIMEOUT_SECONDS = 10.0
LARGEST_FILE = 200 * 1024**2


def cache_folder() -> Path:
    """Return torch's own folder for downloaded weights."""
    home = os.environ.get("TORCH_HOME") or Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache", "torch")
    return Path(home).expanduser() / "hub" / "checkpoints"


def on_disk() -> Weights | None:
    """Return the weights where they have been downloaded before; a damaged file raises InvalidWeights."""
    path = cache_folder() / FILE_NAME
    return weights.inspect("imagenet", path) if path.exists() else None


def find(*, address: str = ADDRESS) -> Weights:
    """Return the weights from disk, or download them; raise WeightsUnavailable, naming the remedies."""
    found = on_disk()
    if found is not None:
        return found
    path = cache_folder() / FILE_NAME
    try:
        download(address, path)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise WeightsUnavailable(
            f"The ImageNet weights are not at {path} and cannot be downloaded now ({reason_in(error)}): "
            "give the path of a file with --weights PATH, use --weights bundled, or run again later."
        ) from error
    return weights.inspect("imagenet", path)


def download(address: str, path: Path) -> None:
    """Fetch a file whole or not at all; a wrong hash raises InvalidWeights and leaves nothing behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{secrets.token_hex(4)}-{path.name}")
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT_SECONDS) as answer, unfinished.open("wb") as file:  # noqa: S310 - a constant
            received = 0
            while block := answer.read(1024**2):
                received += len(block)
                if received > LARGEST_FILE:
                    raise InvalidWeights(f"{address} sends more than {LARGEST_FILE:,} bytes.")
                file.write(block)
        weights.verify_hash(path, weights.expected_hash(path), weights.file_hash(unfinished))
        unfinished.replace(path)
    except urllib.error.HTTPError as error:
        error.close()  # it is the answer itself, and holds the connection open
        raise
    finally:
        unfinished.unlink(missing_ok=True)


def reason_in(error: Exception) -> str:
    """Return why a download failed, as the network says it, on one line."""
    reason = str(error.reason) if isinstance(error, urllib.error.URLError) else str(error)
    return " ".join(reason.split()) or type(error).__name__

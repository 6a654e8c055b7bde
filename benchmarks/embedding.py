"""Embedding decoded images: Kindred's encoder against torchvision as documented, and against ONNX Runtime."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from benchmarks.measuring import Comparison, take_turns
from recommender.engine import weights
from recommender.engine.encoder import Features, Pixels
from recommender.engine.resnet import ResNet18, load_into
from recommender.engine.weights import IMAGENET_PREPROCESSING, Weights

COUNT = 32
AIMS = {"ONNX Runtime": 0.9}
WHY = "ONNX Runtime keeps values, too, in blocks that fit its convolutions; torch arranges them anew for every layer."


def compare() -> list[Comparison]:
    """Return the comparisons on a batch of images of 224 pixels; every contender gets 8-bit pixels, not normalised."""
    bundled = weights.bundled()
    at_224 = Weights(bundled.name, bundled.path, bundled.sha256, IMAGENET_PREPROCESSING)
    encoder, plain = ResNet18(at_224), AsDocumented(at_224)
    pixels = np.random.default_rng(0).integers(0, 256, (COUNT, 224, 224, 3), dtype=np.uint8)
    peers = {"torchvision, eager": plain.encode, "ONNX Runtime": as_onnx(plain)}
    contenders = (encoder.encode, *peers.values())
    ours, *theirs = take_turns(*(partial(contender, pixels) for contender in contenders))
    features = encoder.encode(pixels)
    return [
        Comparison(
            task="embedding",
            size=f"{COUNT} images of 224 x 224",
            ours=ours,
            peer=name,
            theirs=seconds,
            remark=f"{COUNT / ours:.0f} images a second; features within {np.abs(features - peer(pixels)).max():.0e}",
            aim=AIMS.get(name),
            why=WHY,
        )
        for (name, peer), seconds in zip(peers.items(), theirs, strict=True)
    ]


class AsDocumented(torch.nn.Module):
    """torchvision's network without its classifier, images as they come, gradients off."""

    def __init__(self, chosen: Weights) -> None:
        from torchvision.models import resnet18  # after the engine has made it importable

        super().__init__()
        self.network = resnet18()
        self.network.fc = torch.nn.Identity()
        load_into(self.network, chosen)
        self.mean = torch.tensor(chosen.preprocessing.mean).view(1, 3, 1, 1)
        self.std = torch.tensor(chosen.preprocessing.std).view(1, 3, 1, 1)
        self.eval()

    def forward(self, batch: torch.Tensor) -> torch.Tensor:
        """Return the features of 8-bit images (n, 224, 224, 3), shape (n, 512)."""
        scaled = batch.permute(0, 3, 1, 2).float().div(255)
        features: torch.Tensor = self.network((scaled - self.mean) / self.std)
        return features

    def encode(self, pixels: Pixels) -> Features:
        """Return the features of images (n, 224, 224, 3), shape (n, 512)."""
        with torch.no_grad():
            features: Features = self(torch.from_numpy(pixels)).numpy()
        return features


def as_onnx(plain: AsDocumented) -> Callable[[Pixels], Features]:
    """Return the same network in ONNX Runtime, with its own optimisations and as many threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "resnet18.onnx"
        example = torch.zeros(COUNT, 224, 224, 3, dtype=torch.uint8)
        torch.onnx.export(plain, (example,), path, input_names=["pixels"], dynamo=True, verbose=False)
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def encode(pixels: Pixels) -> Features:
        features: Features = session.run(None, {"pixels": pixels})[0]
        return features

    return encode

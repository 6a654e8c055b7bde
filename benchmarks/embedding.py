"""Embedding decoded images: Kindred's encoder against torchvision's ResNet18 used as its documentation shows."""

from __future__ import annotations

import numpy as np
import torch

from benchmarks.measuring import Comparison, take_turns
from recommender.engine import weights
from recommender.engine.encoder import Features, Pixels
from recommender.engine.resnet import ResNet18, load_into
from recommender.engine.weights import IMAGENET_PREPROCESSING, Weights

COUNT = 32


def compare() -> list[Comparison]:
    """Return the comparison on a batch of images of 224 pixels."""
    bundled = weights.bundled()
    at_224 = Weights(bundled.name, bundled.path, bundled.sha256, IMAGENET_PREPROCESSING)
    encoder = ResNet18(at_224)
    pixels = np.random.default_rng(0).integers(0, 256, (COUNT, 224, 224, 3), dtype=np.uint8)
    plain = AsDocumented(at_224)
    ours, theirs = take_turns(lambda: encoder.encode(pixels), lambda: plain.encode(pixels))
    apart = float(np.abs(encoder.encode(pixels) - plain.encode(pixels)).max())
    remark = f"{COUNT / ours:.0f} images a second; features differ by {apart:.1e} at most"
    size = f"{COUNT} images of 224 x 224"
    return [Comparison(task="embedding", size=size, ours=ours, peer="torchvision, eager", theirs=theirs, remark=remark)]


class AsDocumented:
    """torchvision's network without its classifier, images as they come, gradients off."""

    def __init__(self, bundled: Weights) -> None:
        from torchvision.models import resnet18  # after the engine has made it importable

        self.network = resnet18()
        self.network.fc = torch.nn.Identity()
        load_into(self.network, bundled)
        self.network.eval()
        self.mean, self.std = (
            torch.tensor(values).view(1, 3, 1, 1) for values in (bundled.preprocessing.mean, bundled.preprocessing.std)
        )

    def encode(self, pixels: Pixels) -> Features:
        """Return the features of images (n, 224, 224, 3), shape (n, 512)."""
        with torch.no_grad():
            batch = torch.from_numpy(pixels).permute(0, 3, 1, 2).float().div(255)
            features: Features = self.network((batch - self.mean) / self.std).numpy()
        return features

"""Files of 12 megapixels to vectors, all with the same ResNet18: Kindred against imagededup and img2vec_pytorch.

Neither peer may download anything: imagededup is given the network, img2vec_pytorch finds it where torch keeps
downloads. Both work as their own documentation shows, on all cores that torch takes.
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest import mock

import numpy as np
import torch
from PIL import Image

from benchmarks.decoding import PHOTOGRAPHS, enlarged, photographs
from benchmarks.embedding import AsDocumented
from benchmarks.measuring import Comparison, take_turns
from recommender import conf
from recommender.engine import weights
from recommender.engine.decoding import decode
from recommender.engine.encoder import Features, Pixels
from recommender.engine.resnet import ResNet18, load_into
from recommender.engine.weights import IMAGENET_PREPROCESSING, Weights

COUNT = 24
BATCH_IMAGES = 8  # so that batches follow one another, as they do with 32 in a catalogue
AIMS = {"imagededup CNN": 4, "img2vec_pytorch": 6}
WHY = "decoding is three tenths of Kindred's time; the rest is the network itself, which the peer runs too."

Embedder = Callable[[Path], Features]
"""From a folder of files to the features of each, (n, 512), in order of name."""


def compare() -> list[Comparison]:
    """Return the comparisons at torchvision's own preprocessing; none where the photographs are absent."""
    chosen = photographs(COUNT)
    if not chosen:
        print(f"end to end is left out: {PHOTOGRAPHS} is absent", file=sys.stderr)
        return []
    at_224 = replace(weights.bundled(), preprocessing=IMAGENET_PREPROCESSING)
    with tempfile.TemporaryDirectory() as folder:
        for number, photograph in enumerate(chosen):
            (Path(folder) / f"{number:02}.jpg").write_bytes(enlarged(photograph))
        return timed(Path(folder), at_224)


def timed(folder: Path, model: Weights) -> list[Comparison]:
    """Return the comparisons on the files in a folder."""
    peers = {"imagededup CNN": imagededups(model), "img2vec_pytorch": img2vecs(model)}
    embedder = kindreds(model)
    mine, *theirs = take_turns(*(partial(each, folder) for each in (embedder, *peers.values())))
    features = embedder(folder)
    return [
        Comparison(
            task="files to vectors",
            size=f"{COUNT} JPEGs of 12 megapixels",
            ours=mine,
            peer=name,
            theirs=seconds,
            remark=f"{COUNT / mine:.0f} files a second; mean cosine with the peer {cosine(features, peer(folder)):.3f}",
            aim=AIMS[name],
            why=WHY,
        )
        for (name, peer), seconds in zip(peers.items(), theirs, strict=True)
    ]


def cosine(left: Features, right: Features) -> float:
    """Return the mean cosine of rows at the same place."""
    lengths = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    return float(np.mean((left * right).sum(axis=1) / lengths))


def kindreds(model: Weights) -> Embedder:
    """Return Kindred's way: threads decode the next batch while the model works on this one."""
    encoder = ResNet18(model)

    def pixels_of(path: Path) -> Pixels:
        with path.open("rb") as file:
            return decode(file, model.preprocessing)

    def embed(folder: Path) -> Features:
        with ThreadPoolExecutor(conf.DECODING_THREADS) as pool:
            under_way = [pool.submit(pixels_of, path) for path in sorted(folder.iterdir())]
            chunks = (under_way[start : start + BATCH_IMAGES] for start in range(0, len(under_way), BATCH_IMAGES))
            return np.concatenate([encoder.encode(np.stack([each.result() for each in chunk])) for chunk in chunks])

    return embed


def imagededups(model: Weights) -> Embedder:
    """Return imagededup's way, at its defaults but for the network, which is given as its CustomModel."""
    from torchvision import transforms  # after the engine has made it importable

    methods, models = (importlib.import_module(f"imagededup.{name}") for name in ("methods", "utils.models"))
    logging.getLogger("imagededup.methods.cnn").disabled = True  # it tells every step
    wanted = model.preprocessing
    transform = transforms.Compose(
        [
            transforms.Resize(wanted.resize),
            transforms.CenterCrop(wanted.crop),
            transforms.ToTensor(),
            transforms.Normalize(mean=wanted.mean, std=wanted.std),
        ]
    )
    network = AsDocumented(model).network.eval()
    cnn = methods.CNN(model_config=models.CustomModel(name="resnet18", model=network, transform=transform))

    def embed(folder: Path) -> Features:
        found = cnn.encode_images(image_dir=folder)
        return np.stack([found[name] for name in sorted(found)])

    return embed


def img2vecs(model: Weights) -> Embedder:
    """Return img2vec_pytorch's way: pictures opened with Pillow and handed over one by one, as its README does."""
    with downloaded(model):
        img2vec = importlib.import_module("img2vec_pytorch").Img2Vec(model="resnet18")

    def embed(folder: Path) -> Features:
        return np.stack([img2vec.get_vec(Image.open(path)) for path in sorted(folder.iterdir())])

    return embed


@contextmanager
def downloaded(model: Weights) -> Iterator[None]:
    """Let torch find a ResNet18 with the given weights where it keeps what it has downloaded."""
    from torchvision.models import ResNet18_Weights, resnet18

    network = resnet18()
    network.fc, classifier = torch.nn.Identity(), network.fc
    load_into(network, model)
    network.fc = classifier
    with tempfile.TemporaryDirectory() as home, mock.patch.dict(os.environ, TORCH_HOME=home):
        kept = Path(torch.hub.get_dir()) / "checkpoints" / Path(ResNet18_Weights.DEFAULT.url).name
        kept.parent.mkdir(parents=True)
        torch.save(network.state_dict(), kept)
        yield

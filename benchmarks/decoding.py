"""Decoding large photographs, one core: Kindred's decoder against torchvision's own preset, and what the haste costs.

There are no photographs of 12 megapixels at hand: those of the clothing data are enlarged from 400 pixels. So the
overlap is that of large pictures without fine detail, sharp at the size that a model sees.
"""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.measuring import Comparison, take_turns
from recommender.engine import weights
from recommender.engine.decoding import decode
from recommender.engine.encoder import Features, Pixels, Preprocessing
from recommender.engine.neighbours import top_k
from recommender.engine.resnet import ResNet18
from recommender.engine.vectors import to_unit
from recommender.engine.weights import IMAGENET_PREPROCESSING, Weights

PHOTOGRAPHS = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "clothing"
PIXELS, QUALITY = 12_000_000, 92
TIMED, COMPARED, K, BATCH_IMAGES = 6, 150, 10, 32


def compare() -> list[Comparison]:
    """Return the comparisons at the preprocessings of both known weights; none where the photographs are absent."""
    chosen = photographs(COMPARED)
    if not chosen:
        print(f"decoding is left out: {PHOTOGRAPHS} is absent", file=sys.stderr)
        return []
    files = [enlarged(photograph) for photograph in chosen[:TIMED]]
    bundled = weights.bundled()
    both = [replace(bundled, preprocessing=each) for each in (IMAGENET_PREPROCESSING, bundled.preprocessing)]
    return [one_comparison(files, model, share) for model, share in zip(both, overlaps(chosen, both), strict=True)]


def one_comparison(files: list[bytes], model: Weights, share: float) -> Comparison:
    """Return the times to decode the files as a model wants them, with the overlap as a remark."""
    wanted = model.preprocessing
    contenders = (partial(ours, wanted), torchvisions(wanted))
    mine, theirs = take_turns(*(partial(decode_all, files, contender) for contender in contenders))
    return Comparison(
        task="decoding, one core",
        size=f"{len(files)} JPEGs of 12 megapixels to {wanted.resize}/{wanted.crop}",
        ours=mine,
        peer="torchvision's preset",
        theirs=theirs,
        remark=f"{share:.3f} of the ten nearest the same, {COMPARED} photographs enlarged from 400 pixels",
        aim=3,
    )


def photographs(count: int) -> list[Path]:
    """Return so many photographs, the same ones every time; none where the folder is absent."""
    found = sorted(PHOTOGRAPHS.glob("*/*.jpg"))
    return random.Random(0).sample(found, count) if found else []  # noqa: S311 - a sample, not a secret


def enlarged(photograph: Path) -> bytes:
    """Return a photograph as a JPEG of 12 megapixels."""
    with Image.open(photograph) as picture:
        factor = (PIXELS / (picture.width * picture.height)) ** 0.5
        size = (round(picture.width * factor), round(picture.height * factor))
        large = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    file = io.BytesIO()
    large.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def ours(wanted: Preprocessing, content: bytes) -> Pixels:
    """Return a file's pixels, (crop, crop, 3), as Kindred decodes them."""
    return decode(io.BytesIO(content), wanted)


def torchvisions(wanted: Preprocessing) -> Callable[[bytes], Pixels]:
    """Return a function from a file to its pixels, (crop, crop, 3), as torchvision's preset gives them."""
    from torchvision import transforms  # after the engine has made it importable

    steps = [transforms.Resize(wanted.resize), transforms.CenterCrop(wanted.crop), transforms.PILToTensor()]
    preset = transforms.Compose(steps)

    def pixels_of(content: bytes) -> Pixels:
        pixels: Pixels = preset(Image.open(io.BytesIO(content)).convert("RGB")).permute(1, 2, 0).numpy()
        return pixels

    return pixels_of


def decode_all(files: list[bytes], decoder: Callable[[bytes], Pixels]) -> list[Pixels]:
    """Return every file's pixels, one after the other."""
    return [decoder(content) for content in files]


def overlaps(chosen: list[Path], models: Sequence[Weights]) -> list[float]:
    """Return for each model the mean share of the reference's ten nearest that are among ours."""
    decoders = [decoder for model in models for decoder in pair_of_decoders(model.preprocessing)]
    pixels: list[list[Pixels]] = [[] for _ in decoders]
    for photograph in chosen:
        content = enlarged(photograph)  # one at a time: together they would fill half a gigabyte
        for kept, decoder in zip(pixels, decoders, strict=True):
            kept.append(decoder(content))
    return [overlap(model, *pixels[2 * place : 2 * place + 2]) for place, model in enumerate(models)]


def pair_of_decoders(wanted: Preprocessing) -> tuple[Callable[[bytes], Pixels], Callable[[bytes], Pixels]]:
    """Return the reference's decoder and ours."""
    return torchvisions(wanted), partial(ours, wanted)


def overlap(model: Weights, reference: list[Pixels], reduced: list[Pixels]) -> float:
    """Return the mean share of the ten nearest by the reference's pixels that are among the ten nearest by ours."""
    encoder = ResNet18(model)
    exact, other = (top_k(to_unit(features_of(encoder, pixels)), K).positions for pixels in (reference, reduced))
    return float(np.mean([len(set(a) & set(b)) / K for a, b in zip(exact.tolist(), other.tolist(), strict=True)]))


def features_of(encoder: ResNet18, pixels: list[Pixels]) -> Features:
    """Return the features of images of (crop, crop, 3) pixels, shape (n, 512)."""
    batches = [np.stack(pixels[start : start + BATCH_IMAGES]) for start in range(0, len(pixels), BATCH_IMAGES)]
    return np.concatenate([encoder.encode(batch) for batch in batches])

"""The shapes of ResNet18's tensors, so that a weights file can be judged before torch is loaded.

Names and shapes are torchvision's (`torchvision.models.resnet18` with `fc` replaced by identity); the network is that
of He et al. 2015, arXiv 1512.03385, table 1.
"""

from __future__ import annotations

from collections.abc import Iterator

STAGES = ((1, 64), (2, 128), (3, 256), (4, 512))
BLOCKS_PER_STAGE = 2

Shape = tuple[int, ...]


def resnet18_shapes() -> dict[str, Shape]:
    """Return the shape of every tensor of ResNet18 without its classifier, by name: 120 of them."""
    return dict(tensors())


def tensors() -> Iterator[tuple[str, Shape]]:
    """Yield name and shape of the stem's tensors and of every block's."""
    yield "conv1.weight", (64, 3, 7, 7)
    yield from batch_norm("bn1", 64)
    before = 64
    for stage, channels in STAGES:
        for block in range(BLOCKS_PER_STAGE):
            prefix = f"layer{stage}.{block}"
            yield f"{prefix}.conv1.weight", (channels, before, 3, 3)
            yield from batch_norm(f"{prefix}.bn1", channels)
            yield f"{prefix}.conv2.weight", (channels, channels, 3, 3)
            yield from batch_norm(f"{prefix}.bn2", channels)
            if before != channels:
                yield f"{prefix}.downsample.0.weight", (channels, before, 1, 1)
                yield from batch_norm(f"{prefix}.downsample.1", channels)
            before = channels


def batch_norm(prefix: str, channels: int) -> Iterator[tuple[str, Shape]]:
    """Yield name and shape of a batch normalisation's tensors."""
    for part in ("weight", "bias", "running_mean", "running_var"):
        yield f"{prefix}.{part}", (channels,)
    yield f"{prefix}.num_batches_tracked", ()

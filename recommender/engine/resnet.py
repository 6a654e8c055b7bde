"""torchvision's ResNet18 without its classifier: 512 values an image. The only module that imports torch."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np
import torch
from torch.nn.utils.fusion import fuse_conv_bn_eval

from recommender.engine import halves, screening
from recommender.engine.candidates import Candidates, Singles
from recommender.engine.encoder import Features, Grids, Pixels
from recommender.engine.exceptions import InvalidWeights
from recommender.engine.halves import Bits
from recommender.engine.keeping import Keeper
from recommender.engine.missing_operators import compiled_library, declare_missing_operators
from recommender.engine.screening import Quicker, Screen
from recommender.engine.threads import cores, threads
from recommender.engine.weights import Weights
from recommender.engine.without_compiler import without_compiler

declare_missing_operators(torch, compiled_library())

with without_compiler():
    from torchvision.models.resnet import BasicBlock, ResNet, resnet18

# Single precision in full, of which bounds on errors speak; with the 11 bits of TF32 every fifth list is another.
torch.set_float32_matmul_precision("highest")
torch.backends.cudnn.allow_tf32 = False
if torch.get_num_threads() > cores():  # torch sees a machine's cores, not what a container is given of them
    torch.set_num_threads(cores())

MOST_AT_ONCE = 8
"""Images that one thread takes through the network together: few enough that a layer's values stay in the cache."""

STREAMED_FROM = 160
"""Pixels a side from which on this pays; smaller images are quicker when all threads share them."""

MOST_SIMILARITIES = 2**28
"""On a GPU at one time: a gigabyte of them, and about as much again to find the largest."""


class ResNet18:
    """An encoder with the given weights, on a GPU where torch sees one.

    Source of the network: He et al. 2015, arXiv 1512.03385; of the layout: torchvision. Raises InvalidWeights where
    the file's tensors are not ResNet18's.
    """

    def __init__(self, weights: Weights) -> None:
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.mean = self._per_channel(weights.preprocessing.mean)
        self.std = self._per_channel(weights.preprocessing.std)
        network = resnet18()
        network.fc = torch.nn.Identity()
        load_into(network, weights)
        fold_batch_norms(network.eval())
        if self.device.type == "cpu":
            clip_where_it_is_computed(network)
        self.network = network.to(self.device, memory_format=torch.channels_last)
        self.layers = torch.nn.Sequential(*list(self.network.children())[:-2])  # all before the mean over the grid
        self.streams = torch.get_num_threads() if self.device.type == "cpu" else 1

    def encode(self, pixels: Pixels) -> Features:
        """Return the features of images (n, crop, crop, 3), shape (n, 512)."""
        return self.by_streams(self.features, pixels)

    def grids(self, pixels: Pixels) -> Grids:
        """Return the last layer's values of images (n, crop, crop, 3), shape (n, side, side, 512), side crop / 32.

        Rounded up: 7 for 224 pixels, 4 for 112. The mean over both sides is what `encode` returns, to the precision of
        single floats.
        """
        return self.by_streams(self.features_by_cell, pixels)

    def by_streams(self, compute: Callable[[Pixels], Features], pixels: Pixels) -> Features:
        """Return what is computed of images.

        On a CPU a few large images at a time go through the network, each few in a thread of their own. Threads that
        share one image wait for each other after every layer, and the more so the more is going on beside them.
        """
        if self.device.type != "cpu" or len(pixels) == 1 or pixels.shape[1] < STREAMED_FROM:
            return compute(pixels)
        if self.streams == 1:
            return np.concatenate([compute(part) for part in parts(pixels, self.streams)])
        try:
            with threads(self.streams) as pool:
                features = list(pool.map(partial(by_one_thread, compute), parts(pixels, self.streams)))
        finally:
            torch.set_num_threads(self.streams)  # what the threads said was also heard by threads yet to come
        return np.concatenate(features)

    def features(self, pixels: Pixels) -> Features:
        """Return the features of images that go through the network together."""
        with torch.inference_mode():
            return on_the_cpu(self.network(self.normalised(pixels)))

    def features_by_cell(self, pixels: Pixels) -> Grids:
        """Return the features by cell of images that go through the network together."""
        with torch.inference_mode():
            return on_the_cpu(self.layers(self.normalised(pixels)).permute(0, 2, 3, 1))

    def normalised(self, pixels: Pixels) -> torch.Tensor:
        """Return images as the network wants them."""
        batch = torch.from_numpy(np.ascontiguousarray(pixels)).to(self.device)
        scaled = batch.permute(0, 3, 1, 2).float().div_(255).sub_(self.mean).div_(self.std)
        return scaled.contiguous(memory_format=torch.channels_last)

    @property
    def screen(self) -> Screen:
        """What compares vectors quickest here: the GPU, or the CPU in 16-bit products where it has units for them."""
        if self.device.type != "cpu":
            return partial(screen_on_if_it_fits, self.device)
        return quickest_on_the_cpu()

    def _per_channel(self, values: tuple[float, float, float]) -> torch.Tensor:
        return torch.tensor(values, device=self.device).view(1, 3, 1, 1)


def by_one_thread(compute: Callable[[Pixels], Features], pixels: Pixels) -> Features:
    """Return what is computed by the calling thread alone; it must be a thread made for this."""
    torch.set_num_threads(1)
    return compute(pixels)


def on_the_cpu(values: torch.Tensor) -> Features:
    """Return a tensor of any device as an array."""
    array: Features = values.float().cpu().numpy()
    return array


def parts(pixels: Pixels, streams: int) -> list[Pixels]:
    """Return the images, in their order, in parts of at most MOST_AT_ONCE, and so small that each stream has one."""
    size = max(1, min(MOST_AT_ONCE, math.ceil(len(pixels) / streams)))
    return [pixels[start : start + size] for start in range(0, max(1, len(pixels)), size)]


def fold_batch_norms(network: ResNet) -> None:
    """Give each convolution the batch normalisation behind it: fewer passes over the values, the same features.

    Source: torch.nn.utils.fusion. The network must be in evaluation mode.
    """
    for module in (network, *(block for block in network.modules() if isinstance(block, BasicBlock))):
        module.conv1, module.bn1 = fuse_conv_bn_eval(module.conv1, module.bn1), torch.nn.Identity()
        if isinstance(module, BasicBlock):
            module.conv2, module.bn2 = fuse_conv_bn_eval(module.conv2, module.bn2), torch.nn.Identity()
            if module.downsample is not None:
                module.downsample = fuse_conv_bn_eval(*module.downsample)


class Clipped(torch.nn.Module):
    """A convolution whose values below zero become zero in the pass that computes them."""

    def __init__(self, convolution: torch.nn.Conv2d) -> None:
        super().__init__()
        self.convolution = convolution

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the convolved values, clipped."""
        return convolved(values, self.convolution, then="relu")


class ClippedBlock(torch.nn.Module):
    """torchvision's block, whose second convolution adds what goes past it, and clips, in the same pass."""

    def __init__(self, block: BasicBlock) -> None:
        super().__init__()
        self.first, self.second, self.past = block.conv1, block.conv2, block.downsample

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the block's values, written over those that come in, or over what became of them on the way past."""
        inner = convolved(values, self.first, then="relu")
        past = values if self.past is None else convolved(values, self.past)
        return convolved(inner, self.second, then="relu", onto=past)


def convolved(
    values: torch.Tensor, convolution: torch.nn.Conv2d, *, then: str = "none", onto: torch.Tensor | None = None
) -> torch.Tensor:
    """Return values convolved by oneDNN, which adds them to others and does what comes then in the same pass."""
    geometry = convolution.padding, convolution.stride, convolution.dilation, convolution.groups
    folded = packed(convolution, values), convolution.bias, *geometry
    done: torch.Tensor
    if onto is None:
        done = torch.ops.mkldnn._convolution_pointwise(values, *folded, then, [], "")
    else:
        done = torch.ops.mkldnn._convolution_pointwise_.binary(onto, values, *folded, "add", 1.0, then, [], "")
    return done


def packed(convolution: torch.nn.Conv2d, values: torch.Tensor) -> torch.Tensor:
    """Return the weights in the blocks that oneDNN wants for such values, which they stay in from the first time on.

    Two threads may both come first: whichever is last, the weights are the same.
    """
    weight = convolution.weight
    if not weight.is_mkldnn:
        geometry = convolution.padding, convolution.stride, convolution.dilation, convolution.groups
        shape = [MOST_AT_ONCE, *values.shape[1:]]
        weight = torch.ops.mkldnn._reorder_convolution_weight(weight, *geometry, shape)
        convolution.weight = torch.nn.Parameter(weight, requires_grad=False)
    return weight


def clip_where_it_is_computed(network: ResNet) -> None:
    """Add and clip in the pass of the convolution before: fewer passes over the values, the same features.

    Of a network with folded batch norms, and where torch has oneDNN; elsewhere it stays as it is.
    """
    if not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]
        return
    network.conv1, network.relu = Clipped(network.conv1), torch.nn.Identity()
    for layer in (network.layer1, network.layer2, network.layer3, network.layer4):
        for place, block in enumerate(layer):
            layer[place] = ClippedBlock(block)


def load_into(network: torch.nn.Module, weights: Weights) -> None:
    """Load a verified file's tensors, except a classifier's; every other tensor must fit."""
    try:
        state = read_state(weights)
        network.load_state_dict({name: value for name, value in state.items() if not name.startswith("fc.")})
    except Exception as error:
        reason = " ".join(str(error).split())[:300]
        raise InvalidWeights(f"{weights.path} (SHA-256 {weights.sha256}) is not a ResNet18: {reason}") from error


def read_state(weights: Weights) -> dict[str, Any]:
    """Return a file's tensors. A .pth was matched with its hash before, and even so only tensors are unpickled."""
    if weights.path.suffix == ".safetensors":
        from safetensors.torch import load_file

        return dict(load_file(weights.path))
    return dict(torch.load(weights.path, map_location="cpu", weights_only=True))


def quickest_on_the_cpu() -> Screen:
    """Return the screening in 16-bit products where the processor has units for them, else the one in numpy."""
    return screen_in_halves if halves.pay(multiply_halves) else screening.screen


def quicker_on_the_cpu() -> Quicker | None:
    """Return the 16-bit products alone, where the processor has units for them; the caller's threads are torch's."""
    return partial(halves.in_halves, multiply=multiply_halves) if halves.pay(multiply_halves) else None


def multiply_halves(first: Bits, second: Bits, out: Bits) -> None:
    """Do what `halves.Multiply` says: torch adds in single precision and rounds once."""
    torch.get_num_threads()  # being asked, it takes over what was set; this thread would use every core otherwise
    left, right, products = (torch.from_numpy(each).view(torch.bfloat16) for each in (first, second, out))
    torch.mm(left, right.T, out=products)


def screen_in_halves(
    unit: Singles,
    k: int,
    *,
    progress: Callable[[int, int], None] | None = None,
    keeper: Keeper | None = None,
) -> Candidates:
    """Return what `screening.screen` returns, with products in 16 bits; each thread multiplies alone."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return halves.screen(unit, k, multiply=multiply_halves, progress=progress, keeper=keeper)
    finally:
        torch.set_num_threads(before)


def screen_on_if_it_fits(
    device: torch.device,
    unit: Singles,
    k: int,
    *,
    progress: Callable[[int, int], None] | None = None,
    keeper: Keeper | None = None,
) -> Candidates:
    """Return what `screen_on` returns, or the CPU where the vectors, 2 KB each, do not fit into the device's memory."""
    with suppress(torch.OutOfMemoryError):
        return screen_on(device, unit, k, progress=progress, keeper=keeper)
    return quickest_on_the_cpu()(unit, k, progress=progress, keeper=keeper)


def screen_on(
    device: torch.device,
    unit: Singles,
    k: int,
    *,
    progress: Callable[[int, int], None] | None = None,
    keeper: Keeper | None = None,
) -> Candidates:
    """Return what `screening.screen` returns, some rows against all others at a time on a device; nothing is kept.

    The bound on the error holds in whatever order the device adds, as long as it computes in full single precision.
    """
    count, dimensions = unit.shape
    candidates = Candidates(count, k, margin=2 * screening.error_bound(dimensions))
    others = torch.from_numpy(unit).to(device)
    step = max(1, MOST_SIMILARITIES // count)
    for start in range(0, count, step):
        values = others[start : start + step] @ others.T
        values.diagonal(start).fill_(-torch.inf)  # each row's own place
        limits = values.topk(k, dim=1).values[:, -1:] - float(candidates.margin)
        reached = values >= limits
        crowded = reached.sum(dim=1) > candidates.columns.shape[1]
        candidates.crowded[start : start + step] = crowded.cpu().numpy()
        rows, columns = torch.nonzero(reached & ~crowded[:, None], as_tuple=True)
        found = (rows + start, columns, values[rows, columns])
        candidates.offer(*(part.cpu().numpy() for part in found))
        if progress is not None:
            progress(min(start + step, count), count)
    return candidates

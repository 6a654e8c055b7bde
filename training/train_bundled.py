"""Distil a ResNet18 that can be shipped, on two CPU cores or a GPU.

The student is torchvision's ResNet18 without its classifier (512 values). Three teachers:

- a trunk: ImageNet ResNet18 from the stem to layer3; the student's feature maps after layers 1, 2 and 3 imitate its
  maps on the same augmented crop (hints: Romero et al. 2015, arXiv 1412.6550);
- whole images: any strong embedding, computed once; the student's features, projected, point where the teacher's point,
  and the cosines within a batch are the teacher's (relations: Park et al. 2019, arXiv 1904.05068);
- labels: folder names, for a last, smaller term.

Input in DATA_DIR, made once so that training decodes nothing: `images.npy` uint8 (n, 112, 112, 3) centre-cropped
squares, `teacher.npy` float16 (n, d) whole-image features, `labels.npy` n strings. After every epoch the student is
written as safetensors in float16, with the state for resuming beside it.

    python -m training.train_bundled DATA_DIR OUT.safetensors --trunk resnet18-f37072fd.pth --epochs 4 --resolution 80
"""

from __future__ import annotations

import argparse
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor, nn

from recommender.engine.missing_operators import compiled_library, declare_missing_operators

declare_missing_operators(torch, compiled_library())

from torchvision.models import ResNet, resnet18  # noqa: E402 - after the operators are there

METADATA = {
    "architecture": "torchvision resnet18 without fc",
    "dtype": "float16",
    "resize": "128",
    "crop": "112",
    "mean": "0.485 0.456 0.406",
    "std": "0.229 0.224 0.225",
}
"""How the student wants its images once it is trained; measured best for squares of 112 pixels seen at 80."""

IMAGENET_MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
IMAGENET_STD = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)


def trunk_maps(net: ResNet, x: Tensor) -> list[Tensor]:
    """Return the maps after layer1, layer2 and layer3."""
    x = net.maxpool(net.relu(net.bn1(net.conv1(x))))
    maps = []
    for layer in (net.layer1, net.layer2, net.layer3):
        x = layer(x)
        maps.append(x)
    return maps


def augment(batch: NDArray[np.uint8], resolution: int, rng: np.random.Generator) -> Tensor:
    """Return a uint8 batch (n, s, s, 3) as normalised floats (n, 3, r, r), cropped, flipped and tinted at random."""
    side = batch.shape[1]
    x = torch.from_numpy(batch).permute(0, 3, 1, 2).float().div_(255)
    crop = int(side * math.sqrt(rng.uniform(0.45, 1.0)))
    top, left = rng.integers(0, side - crop + 1, size=2)
    x = x[:, :, top : top + crop, left : left + crop]
    x = F.interpolate(x, (resolution, resolution), mode="bilinear", antialias=crop > resolution, align_corners=False)
    flipped = torch.from_numpy(rng.random(len(batch)) < 0.5)
    x[flipped] = x[flipped].flip(3)
    gain = 1 + 0.2 * (torch.rand(len(batch), 1, 1, 1) - 0.5)
    tint = 0.15 * (torch.rand(len(batch), 3, 1, 1) - 0.5)
    return ((x * gain + tint).clamp_(0, 1) - IMAGENET_MEAN) / IMAGENET_STD


def hint_loss(student_maps: list[Tensor], teacher_maps: list[Tensor]) -> Tensor:
    """Return the summed relative squared error of the maps, the last counted twice."""
    errors = [F.mse_loss(s, t) / t.square().mean() for s, t in zip(student_maps, teacher_maps, strict=True)]
    return errors[0] + errors[1] + 2 * errors[2]


def relation_loss(features: Tensor, teacher: Tensor) -> Tensor:
    """Return the squared error between the two matrices of cosines. `teacher` has unit rows."""
    unit = F.normalize(features, dim=1)
    return F.mse_loss(unit @ unit.T, teacher @ teacher.T)


@dataclass(kw_only=True)
class Data:
    """What training reads: squares (n, s, s, 3) uint8, unit teacher features (n, d), label numbers (n,) and names."""

    images: NDArray[np.uint8]
    teacher: Tensor
    labels: Tensor
    names: list[str]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the three arrays of a folder; the squares stay on disk."""
        names, numbers = np.unique(np.load(folder / "labels.npy"), return_inverse=True)
        teacher = torch.from_numpy(np.load(folder / "teacher.npy").astype(np.float32))
        return cls(
            images=np.load(folder / "images.npy", mmap_mode="r"),
            teacher=F.normalize(teacher, dim=1),
            labels=torch.from_numpy(numbers),
            names=names.tolist(),
        )


class Training:
    """The student with its projections, optimiser and schedule, resumed where an earlier call stopped."""

    def __init__(self, data: Data, out: Path, *, trunk: Path, epochs: int, resolution: int, batch_size: int) -> None:
        self.data, self.out, self.resolution, self.batch_size, self.epochs = data, out, resolution, batch_size, epochs
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.guide = self._place(guide_from(trunk)).eval()
        self.student = new_network()
        width = self.student.fc.in_features
        self.student.fc = nn.Identity()
        project, classify = nn.Linear(width, data.teacher.shape[1]), nn.Linear(width, len(data.names))
        parts = {"student": self.student, "project": project, "classify": classify}
        self.parts = self._place(nn.ModuleDict(parts))
        self.steps = len(data.images) // batch_size
        self.optimizer = torch.optim.AdamW(self.parts.parameters(), lr=1e-3, weight_decay=0.02)
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer, 2.5e-3, total_steps=self.steps * epochs, pct_start=0.12
        )
        self.checkpoint = out.with_suffix(".resume.pt")
        self.first_epoch = self._resume() if self.checkpoint.exists() else 0

    def run(self, rng: np.random.Generator) -> None:
        """Train the epochs that are left, writing the student after each."""
        for epoch in range(self.first_epoch, self.epochs):
            self.parts.train()
            order, started = rng.permutation(len(self.data.images)), time.monotonic()
            for step in range(self.steps):
                losses = self.step(np.sort(order[step * self.batch_size : (step + 1) * self.batch_size]), rng)
                if step % 100 == 0:
                    rate = (step + 1) * self.batch_size / (time.monotonic() - started)
                    told = " ".join(f"{name} {value.item():.4f}" for name, value in losses.items())
                    print(f"epoch {epoch} step {step}/{self.steps} {told} {rate:.0f} images/s", flush=True)
            self.save(epoch)

    def step(self, ids: NDArray[np.int64], rng: np.random.Generator) -> dict[str, Tensor]:
        """Take one step on these images and return the losses by name."""
        x = augment(self.data.images[ids], self.resolution, rng).to(self.device)
        losses = self.losses(x.contiguous(memory_format=torch.channels_last), ids)
        self.optimizer.zero_grad(set_to_none=True)
        total = 2 * losses["hint"] + 3 * losses["direction"] + 8 * losses["relation"] + 0.4 * losses["label"]
        total.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        self.schedule.step()
        return losses

    def losses(self, x: Tensor, ids: NDArray[np.int64]) -> dict[str, Tensor]:
        """Return how far the student is from each teacher on a batch (n, 3, r, r)."""
        with torch.no_grad():
            guide_maps = trunk_maps(self.guide, x)
        maps = trunk_maps(self.student, x)
        features = self.student.layer4(maps[-1]).mean((2, 3))
        target, labels = self.data.teacher[ids].to(self.device), self.data.labels[ids].to(self.device)
        return {
            "hint": hint_loss(maps, guide_maps),
            "direction": (1 - F.cosine_similarity(self.parts["project"](features), target)).mean(),
            "relation": relation_loss(features, target),
            "label": F.cross_entropy(self.parts["classify"](features), labels, label_smoothing=0.1),
        }

    def save(self, epoch: int) -> None:
        """Write the student in float16, saying in its metadata how it wants its images, and the state for resuming."""
        state = self.student.state_dict()
        half = {name: value.half() if value.is_floating_point() else value for name, value in state.items()}
        save_file({name: value.contiguous().cpu() for name, value in half.items()}, self.out, metadata=METADATA)
        state = {name: getattr(self, name).state_dict() for name in ("parts", "optimizer", "schedule")}
        torch.save({**state, "epoch": epoch}, self.checkpoint)

    def _resume(self) -> int:
        state = torch.load(self.checkpoint, weights_only=True, map_location=self.device)
        for name in ("parts", "optimizer", "schedule"):
            getattr(self, name).load_state_dict(state[name])
        return int(state["epoch"]) + 1

    def _place(self, module: nn.Module) -> Any:
        return module.to(self.device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]


def new_network() -> ResNet:
    """Return a ResNet18 that knows nothing yet."""
    return resnet18()


def guide_from(trunk: Path) -> ResNet:
    """Return the ResNet18 whose feature maps the student imitates."""
    guide = new_network()
    guide.load_state_dict(torch.load(trunk, weights_only=True), strict=False)
    return guide


def main(arguments: list[str] | None = None) -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--trunk", type=Path, required=True, help="ImageNet ResNet18 state dict, used up to layer3")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--resolution", type=int, default=80)
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    torch.manual_seed(options.seed)
    training = Training(
        Data.read(options.data),
        options.out,
        trunk=options.trunk,
        epochs=options.epochs,
        resolution=options.resolution,
        batch_size=options.batch_size,
    )
    training.run(np.random.default_rng(options.seed))


if __name__ == "__main__":
    main()

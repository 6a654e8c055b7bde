"""Which weights a run uses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from recommender.engine import imagenet, weights
from recommender.engine.encoder import Model
from recommender.engine.exceptions import EngineError, InvalidWeights
from recommender.engine.weights import Weights
from recommender.models import Embedding, Run


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The chosen model, and what an operator should know of the choice."""

    model: Model
    remarks: tuple[str, ...] = ()


def choose(wanted: str) -> Choice:
    """Return the weights of a name (auto, imagenet, bundled) or a path; raise EngineError where they cannot be had."""
    if wanted == "auto":
        return choose_automatically(used_before())
    return Choice(model=named(wanted))


def named(wanted: str) -> Weights:
    """Return the weights of a name or path."""
    if wanted == "imagenet":
        return imagenet.find()
    if wanted == "bundled":
        return weights.bundled()
    return from_file(wanted)


def from_file(wanted: str) -> Weights:
    """Return the weights of a path. A pickle new to us is loaded at once: only torch can tell if it is a ResNet18."""
    try:
        path = Path(wanted).expanduser().absolute()  # so that the name means the same from another folder
    except RuntimeError as error:
        raise InvalidWeights(f"{wanted} is not a path that exists here: {error}") from error
    found = weights.inspect(str(path), path)
    if path.suffix == ".pth" and not Embedding.objects.filter(fingerprint=found.fingerprint).exists():
        found.load()
    return found


def used_before() -> str | None:
    """Return the weights of the last run that ended well."""
    return Run.objects.filter(status=Run.Status.DONE).values_list("weights", flat=True).first()


def choose_automatically(before: str | None) -> Choice:
    """Stay with the weights used before, or take ImageNet's; where they cannot be had, take the bundled ones."""
    try:
        return Choice(model=named(before or "imagenet"))
    except EngineError as error:
        return Choice(model=weights.bundled(), remarks=(str(error), "Using the bundled weights instead."))

"""Loading a judged file: torchvision's own kind gives its values; whatever else hides in it is refused, never run."""

from __future__ import annotations

import importlib
import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from recommender.engine import weights
from recommender.engine.exceptions import InvalidWeights
from recommender.engine.weights import Weights
from tests.recommender.engine.test_weights_refused import WritesAFile
from tests.recommender.engine.weight_files import named_by_hash, resnet18_file


def pickled(path: Path, content: Any) -> Weights:
    """Return the judged weights of a file that torch saved, named with its own hash."""
    import torch

    torch.save(content, path)
    return weights.inspect("mine", named_by_hash(path))


def assert_refused(found: Weights) -> None:
    with pytest.raises(InvalidWeights) as raised:
        found.load()
    assert str(raised.value).startswith(f"{found.path} (SHA-256 {found.sha256}) is not a ResNet18: ")


def test_torchvisions_own_file_is_loaded(tmp_path: Path) -> None:
    encoder_module = importlib.import_module("recommender.engine.resnet")  # makes torchvision importable
    from torchvision.models import resnet18

    state = resnet18().state_dict()
    encoder = pickled(tmp_path / "resnet18.pth", state).load()
    assert isinstance(encoder, encoder_module.ResNet18)
    folded = encoder.network.get_parameter("conv1.convolution.weight")  # a new network's is divided by root(1 + 1e-5)
    assert folded.allclose(state["conv1.weight"], rtol=1e-4, atol=0)


def test_a_pickle_of_another_network_is_refused(tmp_path: Path) -> None:
    import torch

    assert_refused(pickled(tmp_path / "other.pth", {"conv1.weight": torch.zeros(64, 3, 7, 7)}))


@pytest.mark.parametrize("content", [[1, 2], 5, {1: 2}, "text", {}], ids=str)
def test_a_pickle_of_something_else_is_refused(content: Any, tmp_path: Path) -> None:
    assert_refused(pickled(tmp_path / "other.pth", content))


@pytest.mark.parametrize("content", [b"", b"garbage", b"PK\x03\x04 no archive"])
def test_a_pickle_that_is_none_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other.pth"
    path.write_bytes(content)
    assert_refused(weights.inspect("mine", named_by_hash(path)))


def test_a_pickle_that_would_write_a_file_is_refused_and_not_run(tmp_path: Path) -> None:
    path = tmp_path / "evil.pth"
    path.write_bytes(pickle.dumps(WritesAFile(tmp_path / "was run")))
    assert_refused(weights.inspect("mine", named_by_hash(path)))
    assert not (tmp_path / "was run").exists()


def test_safetensors_whose_parts_overlap_are_refused(tmp_path: Path) -> None:
    content = resnet18_file(tmp_path / "whole.safetensors").read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    header["bn1.bias"]["data_offsets"] = header["bn1.weight"]["data_offsets"]
    text = json.dumps(header).encode()
    path = tmp_path / "overlapping.safetensors"
    path.write_bytes(len(text).to_bytes(8, "little") + text + content[8 + length :])
    assert_refused(weights.inspect("mine", path))

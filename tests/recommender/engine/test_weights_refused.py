"""A weights file that is not what it claims to be is refused with its path, what is expected and what was found."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path
from typing import Any

import pytest

from recommender.engine import weights
from recommender.engine.exceptions import InvalidWeights
from tests.recommender.engine.weight_files import (
    METADATA,
    file_with_header,
    foreign_file,
    hash_of,
    named_by_hash,
    resnet18_file,
)


class WritesAFile:
    """A pickle of this writes a file when it is run."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def refusal_of(path: Path) -> str:
    with pytest.raises(InvalidWeights) as raised:
        weights.inspect("mine", path)
    return str(raised.value)


def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.safetensors"
    assert refusal_of(path) == (
        f"{path} is not a file; give the path of a .safetensors file or of torchvision's own .pth."
    )


@pytest.mark.parametrize(("name", "found"), [("weights.onnx", ".onnx"), ("weights", "none")])
def test_another_kind_of_file_is_refused(name: str, found: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.touch()
    assert refusal_of(path) == f"{path} must be a .safetensors file or torchvision's own .pth, got {found}."


def test_a_file_cut_off_is_refused_with_both_sizes(tmp_path: Path) -> None:
    path = resnet18_file(tmp_path / "own.safetensors")
    whole = path.read_bytes()
    path.write_bytes(whole[:-1000])
    assert refusal_of(path) == (
        f"{path} (found SHA-256 {hash_of(path)}) is cut off: "
        f"expected {len(whole):,} bytes, found {len(whole) - 1000:,}; fetch it again."
    )


@pytest.mark.parametrize("content", [b"", b"1234567", b"not a safetensors file at all, but long enough"])
def test_garbage_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "own.safetensors"
    path.write_bytes(content)
    assert refusal_of(path).startswith(f"{path} (found SHA-256 {hash_of(path)}) is not a safetensors file: ")


@pytest.mark.parametrize(
    "header",
    [
        [],
        5,
        {"a": 1},
        {"a": {}},
        {"a": {"data_offsets": []}},
        {"a": {"data_offsets": [0, "b"], "shape": []}},
        {"a": {"data_offsets": [0, 0]}},
        {"a": {"data_offsets": [0, 0], "shape": 7}},
        {"__metadata__": 5},
        b"[" * 100_000,
    ],
    ids=lambda header: str(header)[:40],
)
def test_a_header_that_makes_no_sense_is_refused(header: Any, tmp_path: Path) -> None:
    path = file_with_header(tmp_path / "own.safetensors", header)
    assert refusal_of(path).startswith(f"{path} (found SHA-256 {hash_of(path)}) is not a ")


def test_a_network_that_is_no_resnet18_is_refused_with_the_first_difference(tmp_path: Path) -> None:
    path = foreign_file(tmp_path / "own.safetensors")
    assert refusal_of(path) == (
        f"{path} (found SHA-256 {hash_of(path)}) is not a ResNet18: 121 of its tensors are missing, unknown or of "
        "another shape, first bn1.bias (expected (64,), found None)."
    )


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"std": None}, "'std'"),
        ({"mean": "0 0"}, "resize 128, crop 112, mean (0.0, 0.0) and std (0.2, 0.2, 0.2) do not fit"),
        ({"crop": "129"}, "resize 128, crop 129, mean (0.5, 0.5, 0.5) and std (0.2, 0.2, 0.2) do not fit"),
        ({"std": "1 0 1"}, "resize 128, crop 112, mean (0.5, 0.5, 0.5) and std (1.0, 0.0, 1.0) do not fit"),
        ({"std": "1 nan 1"}, "resize 128, crop 112, mean (0.5, 0.5, 0.5) and std (1.0, nan, 1.0) do not fit"),
        ({"mean": "inf 0 0"}, "resize 128, crop 112, mean (inf, 0.0, 0.0) and std (0.2, 0.2, 0.2) do not fit"),
        ({"resize": "many"}, "invalid literal for int() with base 10: 'many'"),
    ],
    ids=str,
)
def test_metadata_that_make_no_sense_are_refused(change: dict[str, Any], complaint: str, tmp_path: Path) -> None:
    metadata = {key: value for key, value in {**METADATA, **change}.items() if value is not None}
    path = resnet18_file(tmp_path / "own.safetensors", metadata=metadata)
    assert refusal_of(path) == (
        f"{path} (SHA-256 {hash_of(path)}) must name resize, crop, mean and std in its metadata, all or none: "
        f"{complaint}."
    )


def test_a_bundled_file_changed_in_one_byte_is_refused_by_the_hash_beside_it(tmp_path: Path) -> None:
    path, beside = tmp_path / "bundled.safetensors", tmp_path / "bundled.sha256"
    shutil.copyfile(weights.BUNDLED_FILE.with_suffix(".sha256"), beside)
    content = bytearray(weights.BUNDLED_FILE.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert refusal_of(path) == (
        f"{path} is damaged or another file: expected SHA-256 {beside.read_text().split()[0]}, "
        f"found {hash_of(path)}; fetch it again."
    )


def test_an_empty_hash_file_lets_nothing_pass(tmp_path: Path) -> None:
    path = resnet18_file(tmp_path / "own.safetensors")
    path.with_suffix(".sha256").write_text("\n")
    assert refusal_of(path) == f"{path.with_suffix('.sha256')} must begin with the SHA-256 of {path.name}, got nothing."


def test_a_pickle_of_which_no_hash_is_known_is_refused_and_not_run(tmp_path: Path) -> None:
    path = tmp_path / "resnet18.pth"
    path.write_bytes(pickle.dumps(WritesAFile(tmp_path / "was run")))
    assert refusal_of(path) == (
        f"{path} is a pickle of which no hash is known (found SHA-256 {hash_of(path)}); name it NAME-HASH.pth as "
        "torchvision does, put its hash into resnet18.sha256 beside it, or convert it to safetensors."
    )
    assert not (tmp_path / "was run").exists()


def test_a_pickle_named_with_its_own_hash_is_not_run_while_it_is_judged(tmp_path: Path) -> None:
    path = tmp_path / "resnet18.pth"
    path.write_bytes(pickle.dumps(WritesAFile(tmp_path / "was run")))
    assert weights.inspect("mine", named_by_hash(path)).preprocessing == weights.IMAGENET_PREPROCESSING
    assert not (tmp_path / "was run").exists()


def test_a_pickle_whose_name_carries_another_hash_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "resnet18-f37072fd.pth"
    path.write_bytes(b"something else")
    assert refusal_of(path) == (
        f"{path} is damaged or another file: expected SHA-256 f37072fd, found {hash_of(path)}; fetch it again."
    )

"""Weights are found, known by a fingerprint of all that vectors depend on, and bring their preprocessing along."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import pytest

from recommender.engine import decoding, weights
from recommender.engine.architecture import resnet18_shapes
from recommender.engine.encoder import Preprocessing
from tests.recommender.engine.weight_files import hash_of, named_by_hash, resnet18_file


def test_the_bundled_weights_are_whole_and_name_their_preprocessing() -> None:
    bundled = weights.bundled()
    assert (bundled.name, bundled.path) == ("bundled", weights.BUNDLED_FILE)
    assert bundled.preprocessing == Preprocessing(resize=128, crop=112)
    assert bundled.sha256 == weights.BUNDLED_FILE.with_suffix(".sha256").read_text().split()[0]


def test_a_file_of_ones_own_is_taken_with_the_preprocessing_in_its_metadata(tmp_path: Path) -> None:
    path = resnet18_file(tmp_path / "own.safetensors")
    found = weights.inspect("mine", path)
    assert (found.name, found.path, found.sha256) == ("mine", path, hash_of(path))
    assert found.preprocessing == Preprocessing(resize=128, crop=112, mean=(0.5, 0.5, 0.5), std=(0.2, 0.2, 0.2))


def test_a_file_that_names_no_preprocessing_gets_torchvisions(tmp_path: Path) -> None:
    found = weights.inspect("mine", resnet18_file(tmp_path / "own.safetensors", metadata={}))
    assert found.preprocessing == Preprocessing(resize=256, crop=224)


def test_a_classifier_in_the_file_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = resnet18_shapes()
    monkeypatch.setattr("tests.recommender.engine.weight_files.resnet18_shapes", lambda: {**plain, "fc.bias": (9,)})
    assert weights.inspect("mine", resnet18_file(tmp_path / "own.safetensors")).name == "mine"


def test_a_file_named_with_the_beginning_of_its_own_hash_is_taken(tmp_path: Path) -> None:
    path = named_by_hash(resnet18_file(tmp_path / "own.safetensors"))
    assert weights.inspect("mine", path).path == path


def test_the_fingerprint_is_64_digits_and_the_same_wherever_the_file_lies(tmp_path: Path) -> None:
    here = weights.inspect("mine", resnet18_file(tmp_path / "own.safetensors"))
    there = weights.inspect("ours", here.path.rename(tmp_path / "moved.safetensors"))
    assert here.fingerprint == there.fingerprint
    assert len(bytes.fromhex(here.fingerprint)) == 32


def test_other_values_give_another_fingerprint(tmp_path: Path) -> None:
    zeros, ones = (resnet18_file(tmp_path / f"{value}.safetensors", value=value) for value in (0, 1))
    assert weights.inspect("a", zeros).fingerprint != weights.inspect("a", ones).fingerprint


@pytest.mark.parametrize(
    "change", [{"resize": 130}, {"crop": 110}, {"mean": (0.4, 0.5, 0.5)}, {"std": (0.2, 0.2, 0.3)}], ids=str
)
def test_another_preprocessing_gives_another_fingerprint(change: dict[str, object]) -> None:
    bundled = weights.bundled()
    other = dataclasses.replace(bundled.preprocessing, **change)  # type: ignore[arg-type]
    assert dataclasses.replace(bundled, preprocessing=other).fingerprint != bundled.fingerprint


def test_another_way_of_decoding_gives_another_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    before = weights.bundled().fingerprint
    monkeypatch.setattr(decoding, "VERSION", decoding.VERSION + 1)
    assert weights.bundled().fingerprint != before


def test_judging_a_file_needs_no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "recommender.engine.resnet", raising=False)
    assert weights.bundled().fingerprint

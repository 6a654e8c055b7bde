"""Which weights a run uses: those named; or those used before; or ImageNet's; or, saying so, the bundled ones."""

from __future__ import annotations

import urllib.error
from pathlib import Path

import pytest

from recommender import choice
from recommender.engine import imagenet
from recommender.engine.exceptions import InvalidWeights, WeightsUnavailable
from recommender.models import Run
from tests.recommender.engine.weight_files import hash_of, resnet18_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """torch's folder, empty, on a machine without a network."""

    def unreachable(address: str, path: Path) -> None:
        raise urllib.error.URLError("no network")

    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setattr(imagenet, "download", unreachable)
    return tmp_path / "hub" / "checkpoints"


def put_imagenet_on_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir(parents=True)
    (folder / "weights.pth").write_bytes(b"as if from torchvision")
    name = f"resnet18-{hash_of(folder / 'weights.pth')[:8]}.pth"
    (folder / "weights.pth").rename(folder / name)
    monkeypatch.setattr(imagenet, "FILE_NAME", name)


def done_with(weights: str, status: Run.Status = Run.Status.DONE) -> None:
    Run.objects.create(status=status, host="here", pid=1, weights=weights, fingerprint="f" * 64, k=1)


def test_auto_takes_imagenets_where_they_are_on_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_imagenet_on_disk(folder, monkeypatch)
    chosen = choice.choose("auto")
    assert (chosen.model.name, chosen.remarks) == ("imagenet", ())


def test_auto_takes_the_bundled_ones_where_imagenets_cannot_be_had_and_says_why(folder: Path) -> None:
    chosen = choice.choose("auto")
    assert chosen.model.name == "bundled"
    why, instead = chosen.remarks
    assert why == (
        f"The ImageNet weights are not at {folder / imagenet.FILE_NAME} and cannot be downloaded now (no network): "
        "give the path of a file with --weights PATH, use --weights bundled, or run again later."
    )
    assert instead == "Using the bundled weights instead."


def test_auto_stays_with_what_the_last_finished_run_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_imagenet_on_disk(folder, monkeypatch)
    done_with("imagenet")
    done_with("bundled")
    done_with("imagenet", Run.Status.FAILED)
    assert choice.choose("auto") == choice.choose("bundled")


def test_auto_stays_with_a_file_that_was_used_before(tmp_path: Path) -> None:
    path = resnet18_file(tmp_path / "own.safetensors")
    done_with(str(path))
    assert choice.choose("auto").model.name == str(path)


def test_auto_leaves_a_file_that_is_gone_and_says_so() -> None:
    done_with("/gone.safetensors")
    chosen = choice.choose("auto")
    assert chosen.model.name == "bundled"
    assert chosen.remarks[0].startswith("/gone.safetensors is not a file; ")


def test_a_name_is_obeyed_whatever_was_used_before(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_imagenet_on_disk(folder, monkeypatch)
    done_with("bundled")
    assert choice.choose("imagenet").model.name == "imagenet"
    assert choice.choose("bundled").model.name == "bundled"


def test_imagenets_weights_by_name_are_never_replaced_by_others() -> None:
    with pytest.raises(WeightsUnavailable):
        choice.choose("imagenet")


def test_a_path_is_obeyed_and_its_tilde_means_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    path = resnet18_file(tmp_path / "own.safetensors")
    chosen = choice.choose("~/own.safetensors").model
    assert (chosen.name, chosen.fingerprint) == (str(path), choice.choose(str(path)).model.fingerprint)


def test_a_path_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(InvalidWeights, match=r"^/nowhere\.pth is not a file; "):
        choice.choose("/nowhere.pth")

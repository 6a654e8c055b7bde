"""The encoder is torchvision's ResNet18 without its classifier, with the weights and the normalisation it was given."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from recommender.engine import imagenet, weights
from recommender.engine.architecture import resnet18_shapes
from recommender.engine.encoder import Encoder, Features, Pixels, Preprocessing
from recommender.engine.weights import IMAGENET_PREPROCESSING


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return weights.bundled().load()


@pytest.fixture(scope="module")
def torchvision(encoder: Encoder) -> Any:
    """torchvision, importable once the encoder has been."""
    import torchvision

    return torchvision


def random_pixels(count: int) -> Pixels:
    return np.random.default_rng(1).integers(0, 256, size=(count, 112, 112, 3), dtype=np.uint8)


def features_of_plain_torchvision(pixels: Pixels, torchvision: Any) -> Features:
    """Return the features by torchvision alone: its network, the file's tensors, its way of normalising."""
    import torch
    from safetensors.torch import load_file
    from torchvision.transforms import functional

    network = torchvision.models.resnet18()
    network.fc = torch.nn.Identity()
    network.load_state_dict(load_file(weights.BUNDLED_FILE))
    batch = [functional.normalize(functional.to_tensor(each), [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
             for each in pixels]  # fmt: skip
    with torch.no_grad():
        features: Features = network.eval()(torch.stack(batch)).numpy()
    return features


def test_an_image_has_512_finite_features(encoder: Encoder) -> None:
    features = encoder.encode(random_pixels(3))
    assert (features.shape, features.dtype.name) == ((3, 512), "float32")
    assert np.isfinite(features).all()


def test_the_features_are_those_of_plain_torchvision(encoder: Encoder, torchvision: Any) -> None:
    pixels = random_pixels(4)
    ours, plain = encoder.encode(pixels), features_of_plain_torchvision(pixels, torchvision)
    assert np.linalg.norm(ours - plain) <= 1e-4 * np.linalg.norm(plain)


def test_an_image_alone_has_the_features_it_has_in_a_batch(encoder: Encoder) -> None:
    pixels = random_pixels(5)
    alone, together = encoder.encode(pixels[3:4])[0], encoder.encode(pixels)[3]
    assert np.linalg.norm(alone - together) <= 1e-4 * np.linalg.norm(together)


def test_the_normalisation_is_the_one_the_weights_bring(encoder: Encoder) -> None:
    plain = weights.bundled()
    other = Preprocessing(resize=128, crop=112, mean=(0, 0, 0), std=(1, 1, 1))
    changed = weights.Weights(plain.name, plain.path, plain.sha256, other).load().encode(random_pixels(1))
    assert not np.allclose(changed, encoder.encode(random_pixels(1)), rtol=0.01)


def test_the_names_and_shapes_of_the_tensors_are_torchvisions(torchvision: Any) -> None:
    state = torchvision.models.resnet18().state_dict()
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items() if not name.startswith("fc.")}
    assert resnet18_shapes() == shapes


def test_the_address_of_the_imagenet_weights_is_torchvisions(torchvision: Any) -> None:
    assert torchvision.models.ResNet18_Weights.IMAGENET1K_V1.url == imagenet.ADDRESS


def test_the_preprocessing_of_the_imagenet_weights_is_torchvisions(torchvision: Any) -> None:
    preset = torchvision.models.ResNet18_Weights.IMAGENET1K_V1.transforms()
    sizes = {"resize": preset.resize_size[0], "crop": preset.crop_size[0]}
    theirs = Preprocessing(**sizes, mean=tuple(preset.mean), std=tuple(preset.std))
    assert theirs == IMAGENET_PREPROCESSING
    assert (preset.interpolation.value, preset.antialias) == ("bilinear", True)


@pytest.mark.parametrize("variables", [{}, {"TORCH_HOME": "/a"}, {"XDG_CACHE_HOME": "/b"}], ids=str)
def test_the_folder_of_downloaded_weights_is_torchs(
    variables: dict[str, str], encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    for name in ("TORCH_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert str(imagenet.cache_folder()) == f"{torch.hub.get_dir()}/checkpoints"

"""On a CPU each thread takes a few images through the network; nobody sees it in the features."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import numpy as np
import pytest
import torch

from recommender.engine import resnet, weights
from recommender.engine.encoder import Features, Pixels
from recommender.engine.resnet import MOST_AT_ONCE, ResNet18, parts


@pytest.fixture(scope="module")
def loaded() -> ResNet18:
    return ResNet18(weights.bundled())


@pytest.fixture
def encoder(loaded: ResNet18, monkeypatch: pytest.MonkeyPatch) -> ResNet18:
    """An encoder with three threads, whatever the machine has."""
    monkeypatch.setattr(loaded, "streams", 3)
    monkeypatch.setattr(resnet, "STREAMED_FROM", 1)
    return loaded


@pytest.fixture(autouse=True)
def threads_of_torch() -> Iterator[None]:
    """Leave torch with the threads it had."""
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def random_pixels(count: int) -> Pixels:
    return np.random.default_rng(2).integers(0, 256, size=(count, 64, 64, 3), dtype=np.uint8)


def numbered(count: int) -> Pixels:
    """Images of one pixel that say their place."""
    return np.arange(count, dtype=np.uint8).repeat(3).reshape(count, 1, 1, 3)


def far_apart(left: Features, right: Features) -> bool:
    return bool(np.linalg.norm(left - right) > 1e-4 * np.linalg.norm(right))


@pytest.mark.parametrize("count", [2, 3, 7, 25])
def test_features_stay_with_their_images(encoder: ResNet18, count: int) -> None:
    pixels = random_pixels(count)
    together = encoder.encode(pixels)
    alone = np.concatenate([encoder.encode(pixels[place : place + 1]) for place in range(count)])
    assert [far_apart(*pair) for pair in zip(together, alone, strict=True)] == [False] * count


def test_the_same_images_have_the_same_features_to_the_last_bit(encoder: ResNet18) -> None:
    pixels = random_pixels(20)
    assert encoder.encode(pixels).tobytes() == encoder.encode(pixels).tobytes()


def test_no_image_has_no_features(encoder: ResNet18) -> None:
    assert encoder.encode(random_pixels(0)).shape == (0, 512)


@pytest.mark.parametrize(
    ("count", "streams", "sizes"),
    [
        (0, 2, [0]),
        (1, 2, [1]),
        (2, 2, [1, 1]),
        (5, 2, [3, 2]),
        (32, 2, [8, 8, 8, 8]),
        (32, 16, [2] * 16),
        (9, 1, [8, 1]),
    ],
)
def test_parts_are_small_and_enough_for_every_thread(count: int, streams: int, sizes: list[int]) -> None:
    assert MOST_AT_ONCE == 8
    found = parts(numbered(count), streams)
    assert [len(part) for part in found] == sizes
    assert np.concatenate(found).tolist() == numbered(count).tolist()


def test_every_part_is_computed_by_one_thread(encoder: ResNet18) -> None:
    seen: list[tuple[int, int]] = []

    def features(pixels: Pixels) -> Features:
        seen.append((len(pixels), torch.get_num_threads()))
        return np.zeros((len(pixels), 512), np.float32)

    with mock.patch.object(encoder, "features", features):
        encoder.encode(random_pixels(7))
    assert sorted(seen) == [(1, 1), (3, 1), (3, 1)]


@pytest.mark.parametrize(("device", "count"), [("cuda", 20), ("cpu", 1)])
def test_a_gpu_gets_all_images_at_once_and_a_single_image_gets_all_threads(
    encoder: ResNet18, monkeypatch: pytest.MonkeyPatch, device: str, count: int
) -> None:
    monkeypatch.setattr(encoder, "device", torch.device(device))
    torch.set_num_threads(3)
    with mock.patch.object(encoder, "features", side_effect=lambda _: torch.get_num_threads()) as features:
        assert encoder.encode(random_pixels(count)) == 3
    assert [len(call.args[0]) for call in features.call_args_list] == [count]


def test_a_single_thread_takes_a_few_images_at_a_time_too(encoder: ResNet18) -> None:
    encoder.streams = 1
    with mock.patch.object(encoder, "features", side_effect=lambda part: np.zeros((len(part), 512))) as features:
        assert encoder.encode(random_pixels(20)).shape == (20, 512)
    assert [len(call.args[0]) for call in features.call_args_list] == [8, 8, 4]


def test_the_next_thread_has_as_many_threads_as_before(encoder: ResNet18) -> None:
    encoder.encode(random_pixels(4))
    with ThreadPoolExecutor(1) as pool:
        assert (torch.get_num_threads(), pool.submit(torch.get_num_threads).result()) == (3, 3)


def test_what_goes_wrong_in_a_thread_goes_wrong_for_the_caller(encoder: ResNet18) -> None:
    with pytest.raises(RuntimeError, match="must match the size of tensor b"):
        encoder.encode(np.zeros((4, 64, 64, 5), np.uint8))


@pytest.mark.parametrize(("side", "streams"), [(112, 1), (159, 1), (160, 2), (224, 2)])
def test_small_images_are_shared_by_all_threads(side: int, streams: int, loaded: ResNet18) -> None:
    pixels = np.zeros((4, side, side, 3), np.uint8)
    with mock.patch.object(loaded, "streams", 2), mock.patch.object(loaded, "features") as features:
        features.side_effect = lambda part: np.zeros((len(part), 512), np.float32)
        loaded.encode(pixels)
    assert [len(call.args[0]) for call in features.call_args_list] == [4 // streams] * streams

"""However a camera was held, the model sees the same picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from django.conf import settings

from recommender.engine import vectors, weights
from recommender.engine.decoding import decode

SAMPLES = Path(settings.BASE_DIR).parent / "shared" / "data" / "uploads" / "orientation"


@pytest.mark.parametrize("picture", ["Landscape", "Portrait"])
def test_the_eight_orientations_of_a_picture_are_nearly_the_same_to_the_model(picture: str) -> None:
    files = sorted(SAMPLES.glob(f"{picture}_[1-8].jpg"))
    if not files:
        pytest.skip(f"{SAMPLES} is not there")
    bundled = weights.bundled()
    pixels = []
    for path in files:
        with path.open("rb") as file:
            pixels.append(decode(file, bundled.preprocessing))
    units = vectors.to_unit(bundled.load().encode(np.stack(pixels))).astype(np.float64)
    assert (units @ units.T).min() > 0.97

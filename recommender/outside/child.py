"""The process that decodes a picture from outside as a model wants it: the gate's limits, the engine's pixels.

`python -m recommender.outside.child RESIZE CROP`. Neither Django nor the catalogue is in it.
"""

from __future__ import annotations

import io
import os
import sys
from functools import partial

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # each thread's addresses would count against the limit

from gallery.gate import child, pixels
from gallery.gate.exceptions import Refused
from gallery.gate.facts import Examined, Facts
from gallery.gate.limits import Limits
from recommender.engine.decoding import decode
from recommender.engine.encoder import Preprocessing
from recommender.engine.exceptions import UnreadableImage


def examine(content: bytes, limits: Limits, *, preprocessing: Preprocessing) -> Examined:
    """Return the pixels that a model sees of a file, in place of the copies that pages show; or raise Refused."""
    opened = pixels.open_accepted(content, limits)
    facts = Facts(
        format=str(opened.format),
        width=opened.width,
        height=opened.height,
        dominant_colour="",
        words={},
        perceptual_hash=None,
    )
    del opened
    try:
        seen = decode(io.BytesIO(content), preprocessing)
    except UnreadableImage as error:
        raise Refused(f"the picture is damaged or cut off: {error}") from error
    return Examined(facts=facts, copies={preprocessing.crop: seen.tobytes()})


if __name__ == "__main__":
    resize, crop = map(int, sys.argv[1:])
    child.main(partial(examine, preprocessing=Preprocessing(resize=resize, crop=crop)))

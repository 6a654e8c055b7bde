"""The process that decodes an original as a model wants it, on a worker of the cluster.

`python -m recommender.distributed.child RESIZE CROP`. Neither Django nor the catalogue nor Ray is in it. A decoder that
crashes takes this process with it, not the worker: the image is named, and the run goes on.
"""

from __future__ import annotations

import io
import os
import sys
from functools import partial

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # each thread's addresses would count against the limit

from gallery.gate import child
from gallery.gate.exceptions import Refused
from gallery.gate.facts import Examined, Facts
from gallery.gate.limits import Limits
from recommender.engine.decoding import decode
from recommender.engine.encoder import Preprocessing
from recommender.engine.exceptions import UnreadableImage

NOTHING = Facts(format="", width=0, height=0, dominant_colour="", words={}, perceptual_hash=None)


def examine(content: bytes, limits: Limits, *, preprocessing: Preprocessing) -> Examined:
    """Return the pixels that a model sees of a file, in place of the copies that pages show; or raise Refused."""
    try:
        seen = decode(io.BytesIO(content), preprocessing)
    except UnreadableImage as error:
        raise Refused(str(error)) from error
    return Examined(facts=NOTHING, copies={preprocessing.crop: seen.tobytes()})


if __name__ == "__main__":
    resize, crop = map(int, sys.argv[1:])
    child.main(partial(examine, preprocessing=Preprocessing(resize=resize, crop=crop)))

"""Pictures from outside as a model wants them, decoded in a process of their own, like every file from strangers."""

from __future__ import annotations

import atexit
import os
import sys
from functools import cache, partial

import numpy as np

from gallery.gate.children import Child, Children
from gallery.gate.limits import Limits
from recommender.engine.encoder import Pixels, Preprocessing

MODULE = "recommender.outside.child"


def decode(content: bytes, limits: Limits, preprocessing: Preprocessing) -> Pixels:
    """Return a file's pixels (1, crop, crop, 3), or raise Refused with the reason."""
    return decoded_by(MODULE, content, limits, preprocessing)[None]


def decoded_by(module: str, content: bytes, limits: Limits, preprocessing: Preprocessing) -> Pixels:
    """Return a file's pixels (crop, crop, 3) as a child of this module sees them, or raise Refused with the reason."""
    crop = preprocessing.crop
    examined = children(module, preprocessing.resize, crop).examine(content, limits)
    return np.frombuffer(examined.copies[crop], np.uint8).reshape(crop, crop, 3).copy()  # torch wants its own


@cache
def children(module: str, resize: int, crop: int) -> Children:
    """Return this process's children for a model, one at a time; none is started before a file comes."""
    command = (sys.executable, "-B", "-m", module, str(resize), str(crop))
    made = Children(places=1, start=partial(Child, command))
    atexit.register(made.close)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=made.forget)
    return made

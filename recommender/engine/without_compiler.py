"""torchvision imported without torch's compiler, which takes as long as the rest of the import together.

One module of torchvision, `ops.roi_align`, imports `torch._dynamo` for one function, which asks whether its own work
can be compiled. ResNet18 never comes there. While torchvision is imported a stand-in answers in the compiler's place,
and says no; afterwards it is gone, so that whoever wants the compiler gets the real one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

COMPILER = "torch._dynamo"
ASKED = f"{COMPILER}.utils"


@contextmanager
def without_compiler() -> Iterator[None]:
    """Let imports within find a stand-in for torch's compiler; nothing happens where it is loaded already."""
    if COMPILER in sys.modules:
        yield
        return
    stand_ins = {COMPILER: ModuleType(COMPILER), ASKED: ModuleType(ASKED)}
    stand_ins[ASKED].is_compile_supported = lambda device: False  # type: ignore[attr-defined]
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name in stand_ins:
            sys.modules.pop(name, None)

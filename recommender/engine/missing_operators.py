"""A torchvision built for CUDA beside a torch built for the CPU, made importable.

Where a package index holds torchvision's CUDA build only, its compiled library cannot be loaded beside a CPU torch. Its
import then dies, because it attaches shape rules to the operators `nms` and `qnms` that this library would have
registered. ResNet18 uses neither, so it is enough that the two are declared; calling one would still fail, and say so.
"""

from __future__ import annotations

import contextlib
import importlib.util
from pathlib import Path
from types import ModuleType

SCHEMA = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
OPERATORS = ("nms", "qnms")


def compiled_library() -> Path | None:
    """Return the path of torchvision's compiled library without importing torchvision."""
    spec = importlib.util.find_spec("torchvision")
    folders = [Path(folder) for folder in (spec.submodule_search_locations or [])] if spec else []
    return next((path for folder in folders for path in folder.glob("_C.*") if path.suffix in {".so", ".pyd"}), None)


def declare_missing_operators(torch: ModuleType, library: Path | None) -> list[str]:
    """Declare those of the two operators that torchvision's own library does not bring; return their names.

    The library is loaded first, as torchvision itself would, because an operator may be declared only once: where the
    library works, nothing is left to declare.
    """
    if library is not None:
        with contextlib.suppress(OSError):  # built for another torch: exactly the case this module is for
            torch.ops.load_library(str(library))
    missing = [name for name in OPERATORS if not hasattr(torch.ops.torchvision, name)]
    for name in missing:
        torch.library.define(f"torchvision::{name}", SCHEMA)
    return missing

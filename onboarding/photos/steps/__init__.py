"""What is done to a photo, one file a step: `ORDER`, and `apply(context)`, which says what it did or None.

A file dropped in takes its place by its ORDER; the sidecar tells each step that did something.
"""

import importlib
import pkgutil
from types import ModuleType


def steps() -> list[tuple[str, ModuleType]]:
    """Name and module of every step of the folder, in order."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    found = [(name, importlib.import_module(f"{__name__}.{name}")) for name in names]
    return sorted(found, key=lambda step: (step[1].ORDER, step[0]))

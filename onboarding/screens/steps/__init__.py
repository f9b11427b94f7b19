"""The wizard's steps, one file each: TITLE, ORDER, `done(data)`, `ask(visit)`. A file dropped in is a step."""

import importlib
import pkgutil
from functools import cache
from types import ModuleType


@cache
def in_order() -> tuple[ModuleType, ...]:
    """The steps' modules in their order."""
    names = [name for _finder, name, _package in pkgutil.iter_modules(__path__)]
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return tuple(sorted((step for step in modules if hasattr(step, "ORDER")), key=lambda step: int(step.ORDER)))


@cache
def codes() -> tuple[str, ...]:
    """The steps' codes (their files' names) in their order."""
    return tuple(step.__name__.rpartition(".")[2] for step in in_order())

"""The import rule of onboarding/__init__.py: only from lower layers, never from a neighbour, and no import cycles.

Imports inside functions count. `from . import name` counts as an import of the module `name` where there is one.
"""

import ast
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import onboarding

ROOT = Path(__file__).parent.parent


def _lines() -> list[list[str]]:
    text = onboarding.__doc__ or ""
    block = text[text.index("streamlit_app · __main__") :].split("\n\n", 1)[0]
    return [[name.strip() for name in line.split(" · ")] for line in block.splitlines()]


RANK = {package: rank for rank, line in enumerate(reversed(_lines())) for package in line}
FILES = [*sorted((ROOT / "onboarding").rglob("*.py")), ROOT / "streamlit_app.py"]


def package_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[0] if parts[0] == "streamlit_app" else (parts[1] if parts[1:] != ("__init__",) else "")


def imports_of(source: str, path: Path) -> list[str]:
    """Absolute dotted names of everything a file imports, wherever in the file it does."""
    folder = path.relative_to(ROOT).with_suffix("").parts[:-1]
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = list(folder[: len(folder) - node.level + 1]) if node.level else []
            stem = [*base, *(node.module or "").split(".")] if node.module else base
            found += [".".join([*stem, alias.name]) for alias in node.names]
    return found


def breaches(source: str, path: Path) -> list[str]:
    package, wrong = package_of(path), []
    for name in imports_of(source, path):
        parts = name.split(".")
        if parts[0] == "streamlit" and package not in ("screens", "streamlit_app"):
            wrong.append(f"{package} may not use streamlit")
        other = parts[1] if parts[0] == "onboarding" and len(parts) > 1 else ""
        if package and other in RANK and other != package and RANK[other] >= RANK[package]:
            wrong.append(f"{package} may not use {other}")
    return wrong


def test_every_package_has_its_line():
    packages = {package_of(path) for path in FILES} - {""}
    assert packages <= set(RANK), packages - set(RANK)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_package_uses_only_lower_packages(path):
    assert breaches(path.read_text("utf8"), path) == []


@pytest.mark.parametrize(
    ("source", "package", "said"),
    [
        ("from ..printing import pack", "payments/symbol.py", "payments may not use printing"),
        ("from ..wallets import checklist", "payments/symbol.py", "payments may not use wallets"),
        ("def late():\n    import streamlit as st", "photos/clean.py", "photos may not use streamlit"),
        ("from .. import services", "visits.py", None),
        ("from . import services", "visits.py", "visits may not use services"),
    ],
)
def test_a_deliberate_breach_is_found(source, package, said):
    found = breaches(source, ROOT / "onboarding" / package)
    assert found == ([said] if said else [])


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def cycle_in(sources: Mapping[Path, str]) -> Iterable[str]:
    """Modules that import each other in a circle, or nothing."""
    modules = {module_of(path) for path in sources}
    graph = {}
    for path, source in sources.items():
        names = {name if name in modules else name.rpartition(".")[0] for name in imports_of(source, path)}
        graph[module_of(path)] = (names & modules) - {module_of(path)}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_modules_import_each_other_in_a_circle():
    assert cycle_in({path: path.read_text("utf8") for path in FILES}) == []


def test_a_deliberate_circle_is_found_inside_a_function_too():
    folder = ROOT / "onboarding" / "screens"
    sources = {
        folder / "fields.py": "from .navigation import go",
        folder / "navigation.py": "def pages():\n    from . import home",
        folder / "home.py": "from .fields import page",
    }
    assert len(set(cycle_in(sources))) == 3

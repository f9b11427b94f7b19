"""The import rule of onboarding/__init__.py: a room uses only rooms on lower lines, never a neighbour."""

import ast
from pathlib import Path

import pytest

import onboarding

ROOT = Path(__file__).parent.parent


def _lines() -> list[list[str]]:
    text = onboarding.__doc__ or ""
    block = text[text.index("streamlit_app · __main__") :].split("\n\n", 1)[0]
    return [[name.strip() for name in line.split(" · ")] for line in block.splitlines()]


RANK = {room: rank for rank, line in enumerate(reversed(_lines())) for room in line}
FILES = [*sorted((ROOT / "onboarding").rglob("*.py")), ROOT / "streamlit_app.py"]


def room_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[0] if parts[0] == "streamlit_app" else (parts[1] if parts[1:] != ("__init__",) else "")


def imports_of(source: str, path: Path) -> list[str]:
    """Absolute dotted names of everything a file imports, wherever in the file it does."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level + 1]) if node.level else []
            stem = [*base, *(node.module or "").split(".")] if node.module else base
            found += [".".join([*stem, alias.name]) for alias in node.names]
    return found


def breaches(source: str, path: Path) -> list[str]:
    room, wrong = room_of(path), []
    for name in imports_of(source, path):
        parts = name.split(".")
        if parts[0] == "streamlit" and room not in ("screens", "streamlit_app"):
            wrong.append(f"{room} may not use streamlit")
        other = parts[1] if parts[0] == "onboarding" and len(parts) > 1 else ""
        if room and other in RANK and other != room and RANK[other] >= RANK[room]:
            wrong.append(f"{room} may not use {other}")
    return wrong


def test_every_room_has_its_line():
    rooms = {room_of(path) for path in FILES} - {""}
    assert rooms <= set(RANK), rooms - set(RANK)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_uses_only_lower_rooms(path):
    assert breaches(path.read_text("utf8"), path) == []


@pytest.mark.parametrize(
    ("source", "room", "said"),
    [
        ("from ..prints import pack", "payments/symbol.py", "payments may not use prints"),
        ("from ..wallets import checklist", "payments/symbol.py", "payments may not use wallets"),
        ("def late():\n    import streamlit as st", "photos/clean.py", "photos may not use streamlit"),
        ("from .. import handover", "drafts.py", None),
        ("from . import handover", "drafts.py", "drafts may not use handover"),
    ],
)
def test_a_deliberate_breach_is_found(source, room, said):
    found = breaches(source, ROOT / "onboarding" / room)
    assert found == ([said] if said else [])

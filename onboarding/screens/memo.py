"""What a run of the script looks up again and again, looked up once; what a session has made, made once.

A run is one thread's pass through `main.main`; it calls `begin`. A fragment's own run, which does not, looks up anew.
"""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

Found = TypeVar("Found")


class _Run(threading.local):
    known: dict[str, Any] | None = None


_run = _Run()


def begin() -> None:
    """A run begins: nothing is known yet."""
    _run.known = {}


def once(key: str, look_up: Callable[[], Found]) -> Found:
    """What `look_up` found the first time it was asked in this run."""
    if _run.known is None:
        return look_up()
    if key not in _run.known:
        _run.known[key] = look_up()
    found: Found = _run.known[key]
    return found


def forget(key: str) -> None:
    """Look this up anew, should it be asked again in this run."""
    if _run.known is not None:
        _run.known.pop(key, None)


def made(key: str, of: object, make: Callable[[], Found]) -> Found:
    """What `make` makes of `of`; in this session made anew only when `of` is no longer equal to what it was."""
    kept: tuple[object, Found] | None = st.session_state.get(f"made_{key}")
    if kept is None or kept[0] != of:
        kept = (of, make())
        st.session_state[f"made_{key}"] = kept
    return kept[1]

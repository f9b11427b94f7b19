"""Memoises per script run (`per_run`) and per session (`per_session`).

A run is one thread's pass through `main.main`; it calls `begin`. A fragment's own run, which does not, looks up anew.
"""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from ..catalogue import hold

Value = TypeVar("Value")


class _Run(threading.local):
    known: dict[str, Any] | None = None


_run = _Run()


def begin() -> None:
    """Start a run with nothing memoised; folders of facts are looked at once in it."""
    _run.known = {}
    hold()


def per_run(key: str, compute: Callable[[], Value]) -> Value:
    """The value of `key` in this run; computed at the first call."""
    if _run.known is None:
        return compute()
    if key not in _run.known:
        _run.known[key] = compute()
    value: Value = _run.known[key]
    return value


def forget(key: str) -> None:
    """Drop a value of this run."""
    if _run.known is not None:
        _run.known.pop(key, None)


def per_session(key: str, inputs: object, compute: Callable[[], Value]) -> Value:
    """The value computed from `inputs`; in this session computed anew only when they are no longer equal.

    Not `st.cache_data(scope="session")`: that is emptied when the connection drops, and a phone's drops whenever its
    screen sleeps; a pack of pages would be made again each time.
    """
    cached: tuple[object, Value] | None = st.session_state.get(f"memo_{key}")
    if cached is None or cached[0] != inputs:
        cached = (inputs, compute())
        st.session_state[f"memo_{key}"] = cached
    return cached[1]

"""Saves text while it is typed: the page posts what stands in a field, and no script runs.

live_save.js posts `{"token", "key", "value"}` to `PATH` two seconds after the last key and when a field is left or the
page is hidden. The token is this session's own and opens only the fields drawn in it, each with its visit, path and
length; a text costs the server one row written, a fraction of an empty script's rerun (tests/benchmarks/screens.py).
"""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from ..errors import OnboardingError
from ..languages import clean
from ..visits import Visits

PATH = "/typed"
MOST_BYTES = 64_000
_KEY = "typing"


class Field(NamedTuple):
    """Where a text field's value goes."""

    visits: Visits
    visit_id: str
    path: str
    most: int


@dataclass(eq=False)
class Typing:
    """One session's text fields by widget key, the revision each was shown at, and what was saved unasked."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    fields: dict[str, Field] = field(default_factory=dict)
    rev: dict[tuple[str, str], int] = field(default_factory=dict)
    saved: dict[tuple[str, str], str] = field(default_factory=dict)

    def wrote(self, visit_id: str, path: str, value: Any) -> bool:
        """Whether this value stands there because this session typed it."""
        return (visit_id, path) in self.saved and bool(self.saved[visit_id, path] == value)

    def save(self, key: str, value: str) -> None:
        """Write what stands in a field. Raises KeyError for a field this session never drew."""
        visits, visit_id, path, most = self.fields[key]
        text = clean(value, most)
        visit = visits.save(visit_id, {path: text}, rev=self.rev.get((visit_id, path), 0))
        self.rev[visit_id, path] = visit.rev
        self.saved[visit_id, path] = text


_sessions: WeakValueDictionary[str, Typing] = WeakValueDictionary()
"""Every live session's, by token; held by its session state, gone with it."""


def typing_of_session() -> Typing:
    """This session's; made at its first page."""
    typing: Typing | None = st.session_state.get(_KEY)
    if typing is None:
        typing = st.session_state[_KEY] = Typing()
        _sessions[typing.token] = typing
    return typing


async def typed(request: Request) -> JSONResponse:
    """The endpoint: 200 when saved, 410 for another session's token or field, 409 for a visit
    that takes no text any more, 503 when the store is busy or away, 400 to 415 for what is no such text."""
    if request.headers.get("content-type", "") != "application/json":
        return JSONResponse({}, 415)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:  # before the rest is read: nobody makes the server hold it
            return JSONResponse({}, 413)
    try:
        message = json.loads(body)
        token, key, value = (str(message[name]) for name in ("token", "key", "value"))
    except (ValueError, KeyError, TypeError):
        return JSONResponse({}, 400)
    typing = _sessions.get(token)
    if typing is None or key not in typing.fields:
        return JSONResponse({}, 410)
    try:
        await run_in_threadpool(typing.save, key, value)
    except OnboardingError as error:
        return JSONResponse({"error": error.code}, 503 if error.code.startswith("store.") else 409)
    return JSONResponse({})

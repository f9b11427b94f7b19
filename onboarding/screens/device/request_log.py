"""ASGI middleware of a server: a line of JSON for each request on standard error, which names no person and no visit.

Of the address only its first part is kept, and only where it is one of the kit's own: what follows may be a secret, and
anything may be typed there. No query, no header, no address of the caller. Pages' own files and health checks are left
out while they succeed.
"""

import json
import sys
import time
from datetime import UTC, datetime
from typing import TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..navigation import screens

_OURS = ("signin", "mang-ve", "typed", "fonts", "static", "media", "component", "_stcore", "visit")
_PROBES = ("healthz", "readyz", "metrics")
_QUIET = ("fonts", "static", "component", *_PROBES)
FAILED = 400


class RequestLogMiddleware:
    """Writes `{"at", "kind", "method", "path", "status", "ms"}`, and `"error"`, the type of what the app raised."""

    def __init__(self, app: ASGIApp, out: TextIO | None = None) -> None:
        self.app, self.out = app, out

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        began, line = time.monotonic(), _line(scope)

        async def noting(message: Message) -> None:
            if "status" not in line and (status := _status(message)):
                line["status"] = status
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception as error:
            line["error"] = type(error).__name__
            raise
        finally:
            line["ms"] = round((time.monotonic() - began) * 1000)
            failed = "error" in line or int(str(line.get("status", 0))) >= FAILED
            if failed or line["path"] not in [f"/{part}" for part in _QUIET]:
                print(json.dumps(line), file=self.out or sys.stderr, flush=True)


def _line(scope: Scope) -> dict[str, object]:
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    return {"at": at, "kind": scope["type"], "method": scope.get("method", "GET"), "path": _path(scope["path"])}


def _path(path: str) -> str:
    """The first part of an address where the kit has such a one, else `other`."""
    part = path.strip("/").partition("/")[0]
    return f"/{part}" if part in ("", *_OURS, *_PROBES) or part in screens() else "other"


def _status(message: Message) -> int:
    """The HTTP status an answer begins with; 0 for what begins none."""
    if message["type"] in ("http.response.start", "websocket.http.response.start"):
        return int(message["status"])
    return {"websocket.accept": 101, "websocket.close": 403}.get(message["type"], 0)

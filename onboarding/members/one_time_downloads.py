"""One-time downloads: the vendor's files over the same Wi-Fi, by a link of ten minutes, each file once, in memory only.

`put` gives a secret for the address `/mang-ve/<secret>`; `DownloadMiddleware` answers it before any sign-in, because
the vendor's phone is not a member's. Opening or previewing the link spends nothing: a button does.

>>> downloads = DownloadStore()
>>> secret = downloads.put({"zip": File("a.zip", "application/zip", b"PK")})
>>> downloads.sizes(secret), downloads.take(secret, "zip").data, downloads.take(secret, "zip")
({'zip': 2}, b'PK', None)
"""

import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from html import escape
from threading import Lock
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ..languages import say
from .forms import read_form

PATH = "/mang-ve/"
SECONDS, MOST = 600, 8
"""How long a link lives, and how many may wait at once; the oldest goes first."""


class File(NamedTuple):
    """Something to carry home: name, kind and bytes. `shown`: opened in the browser rather than saved."""

    name: str
    kind: str
    data: bytes
    shown: bool = False


class DownloadStore:
    """Files waiting to be fetched, by the hash of their secret."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._waiting: dict[str, tuple[float, dict[str, File]]] = {}

    def put(self, files: Mapping[str, File]) -> str:
        """Lay files down for ten minutes; the secret that fetches them."""
        secret = secrets.token_urlsafe(16)
        with self._lock:
            self._clear()
            while len(self._waiting) >= MOST:
                del self._waiting[next(iter(self._waiting))]
            self._waiting[_hashed(secret)] = (self._clock() + SECONDS, dict(files))
        return secret

    def sizes(self, secret: str) -> dict[str, int]:
        """What is still there for a secret, and how large; nothing for a wrong or old one."""
        with self._lock:
            self._clear()
            return {name: len(file.data) for name, file in self._waiting.get(_hashed(secret), (0.0, {}))[1].items()}

    def take(self, secret: str, name: str) -> File | None:
        """A file, once."""
        with self._lock:
            self._clear()
            files = self._waiting.get(_hashed(secret), (0.0, {}))[1]
            found = files.pop(name, None)
            if not files:
                self._waiting.pop(_hashed(secret), None)
            return found

    def _clear(self) -> None:
        now = self._clock()
        for key in [key for key, (until, _) in self._waiting.items() if until < now]:
            del self._waiting[key]


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf8", "surrogatepass")).hexdigest()


DOWNLOADS = DownloadStore()
"""This process's own."""


class DownloadMiddleware:
    """Hands files over under `/mang-ve/` and lets everything else through to `app`."""

    def __init__(self, app: ASGIApp, downloads: DownloadStore = DOWNLOADS) -> None:
        self.app, self.downloads = app, downloads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PATH):
            await self.app(scope, receive, send)
            return
        answer = await self._answer(Request(scope, receive))
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        secret = request.scope["path"].removeprefix(PATH)
        if request.method == "POST":
            file = self.downloads.take(secret, (await read_form(request)).get("what", ""))
            if file is None:
                return HTMLResponse(_gone(), 404, OWN_PAGE)
            how = "inline" if file.shown else f'attachment; filename="{file.name}"'
            return Response(file.data, headers={**SAFE, "content-type": file.kind, "content-disposition": how})
        sizes = self.downloads.sizes(secret)
        return HTMLResponse(_offer(sizes) if sizes else _gone(), 200 if sizes else 404, OWN_PAGE)


SAFE = {"cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
OWN_PAGE = {
    **SAFE,
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'",
}


_PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
<style>body{{margin:0;background:#fdfbf7;color:#1d1b16;font:17px/1.5 system-ui,sans-serif}}
main{{max-width:22rem;margin:0 auto;padding:3rem 1.25rem}}h1{{font-size:1.6rem;margin:0 0 1rem}}
button{{width:100%;min-height:52px;margin:.5rem 0;font:inherit;font-weight:600;border:0;border-radius:.7rem;
background:#0b6b4f;color:#fff}}:focus-visible{{outline:3px solid #1d1b16;outline-offset:2px}}</style>
<main><h1>{title}</h1>{body}</main></html>"""


def _offer(sizes: Mapping[str, int]) -> str:
    words = {"page": say("vi", "Mở trên máy này"), "zip": say("vi", "Tải trọn gói (ZIP)")}
    buttons = "".join(
        f'<button name="what" value="{name}">{escape(words[name])} · {_megabytes(size)}</button>'
        for name, size in sizes.items()
        if name in words
    )
    about = say("vi", "Mỗi nút dùng một lần. Mở xong, bấm “Lưu” ở từng ảnh và mã QR.")
    return _PAGE.format(
        title=escape(say("vi", "Bộ mang về")), body=f'<p>{escape(about)}</p><form method="post">{buttons}</form>'
    )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB".replace(".", ",")


def _gone() -> str:
    about = say("vi", "Đường dẫn này đã dùng hoặc đã quá 10 phút. Nhờ tổ tạo mã mới trên máy tính.")
    return _PAGE.format(title=escape(say("vi", "Hết hạn")), body=f"<p>{escape(about)}</p>")

"""The door when the kit listens beyond this machine: pure ASGI, in front of everything.

Page, websocket, uploads, media, health metrics: nothing passes without a sign-in. A member signs in with name and
password, or a phone opens a pairing link that works once within five minutes. The browser gets a random token in
an HttpOnly, SameSite=Strict cookie; the store keeps its SHA-256. The gate knows no Streamlit.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from ..errors import OnboardingError
from ..languages import LANGUAGES, N_, say, sentence
from ..store import Store
from .auth import ASK_AGAIN, COOKIE, Throttle, enter, pair, session_member
from .page import STYLE_HASH, pairing_page, sign_in_page
from .tokens import SESSION, sign_out

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SIGN_IN, SIGN_OUT, HEALTH = "/signin", "/signout", "/_stcore/health"
MOST_BYTES, MOST_SECONDS = 4096, 10
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"content-security-policy": b"frame-ancestors 'none'; form-action 'self'; base-uri 'self'; object-src 'none'",
}
OWN_PAGE = {
    **HEADERS,
    b"content-type": b"text/html; charset=utf-8",
    b"cache-control": b"no-store",
    b"content-security-policy": f"default-src 'none'; style-src '{STYLE_HASH}'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'".encode(),
}


class Request:
    """What the gate reads of a request."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self.receive, self.send = scope, receive, send
        self.headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        self.method, self.path = scope.get("method", "GET"), scope["path"]
        self.query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        self.address = (scope.get("client") or ("unknown",))[0]

    @property
    def token(self) -> str | None:
        """The sign-in the browser brought, if any."""
        pairs = (piece.strip().partition("=") for piece in self.headers.get("cookie", "").split(";"))
        return next((value for name, _, value in pairs if name == COOKIE and value), None)

    @property
    def from_elsewhere(self) -> bool:
        """Whether another site's page sent it."""
        origin = self.headers.get("origin", "")
        foreign = bool(origin) and origin.partition("//")[2] != self.headers.get("host", "")
        return foreign or self.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")

    @property
    def language(self) -> str:
        """Vietnamese unless the address asks for another: `/signin?lang=en`."""
        asked = self.query.get("lang", [""])[0]
        return asked if asked in LANGUAGES else LANGUAGES[0]

    async def form(self) -> dict[str, str]:
        """The fields of a small form, or nothing when it is too large or too slow."""
        body, more = b"", True
        try:
            async with asyncio.timeout(MOST_SECONDS):
                while more and len(body) <= MOST_BYTES:
                    message = await self.receive()
                    body += message.get("body", b"")
                    more = message.get("more_body", False)
        except TimeoutError:
            return {}
        if len(body) > MOST_BYTES:
            return {}
        return {name: values[0] for name, values in parse_qs(body.decode("utf8", "replace")).items()}

    async def answer(self, status: int, page: str = "", more: Iterable[tuple[bytes, bytes]] = ()) -> None:
        """One of the gate's own answers."""
        headers = [*OWN_PAGE.items(), *more]
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        body = b"" if self.method == "HEAD" else page.encode()
        await self.send({"type": "http.response.body", "body": body})

    def cookie(self, token: str, seconds: int) -> tuple[bytes, bytes]:
        """The header that sets (or, with 0 seconds, removes) the sign-in."""
        secure = "; Secure" if self.scope.get("scheme") in ("https", "wss") else ""
        value = f"{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}"
        return b"set-cookie", value.encode("ascii")


class SignInMiddleware:
    """`app` behind a sign-in; `store` is asked for at each request, so nothing opens before it is needed."""

    def __init__(self, app: App, store: Callable[[], Store]) -> None:
        self.app, self.store = app, store
        self.throttle = Throttle()
        self._hashing = asyncio.Semaphore(2)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(Request(scope, receive, send))
        elif scope["type"] == "websocket":
            await self._websocket(Request(scope, receive, send))
        else:
            await self.app(scope, receive, send)

    async def _websocket(self, request: Request) -> None:
        if request.from_elsewhere or not await self._known(request):
            await request.receive()
            await request.send({"type": "websocket.close", "code": 4401})
        else:
            await self.app(request.scope, request.receive, request.send)

    async def _http(self, request: Request) -> None:
        if request.method not in SAFE and request.from_elsewhere:
            await request.answer(403)
        elif request.path == SIGN_IN and request.method == "POST":
            await self._sign_in(request)
        elif request.path == SIGN_IN:
            await self._show(request)
        elif request.path == SIGN_OUT and request.method == "POST":
            await self._sign_out(request)
        elif request.path == HEALTH or await self._known(request):
            await self._pass(request)
        elif "text/html" in request.headers.get("accept", "") and request.method in SAFE:
            await request.answer(303, more=[(b"location", SIGN_IN.encode())])
        else:
            await request.answer(401)

    async def _known(self, request: Request) -> bool:
        token = request.token
        return token is not None and await asyncio.to_thread(session_member, self.store(), token) is not None

    async def _show(self, request: Request) -> None:
        token = request.query.get("pair", [""])[0]
        page = pairing_page(request.language, token) if token else sign_in_page(request.language)
        await request.answer(200, page)

    async def _sign_in(self, request: Request) -> None:
        fields = await request.form()
        if self.throttle.full(request.address):
            said = say(request.language, ASK_AGAIN)
            return await request.answer(429, sign_in_page(request.language, said), [(b"retry-after", b"300")])
        if "pair" in fields:
            return await self._pair(request, fields["pair"])
        try:
            async with self._hashing:
                token = await asyncio.to_thread(enter, self.store(), fields.get("name", ""), fields.get("password", ""))
        except OnboardingError as error:
            self.throttle.wrong(request.address)
            status = 429 if error.code == "pin.wait" else 401
            return await request.answer(status, sign_in_page(request.language, sentence(error, request.language)))
        return await self._welcome(request, token)

    async def _pair(self, request: Request, spent: str) -> None:
        token = await asyncio.to_thread(pair, self.store(), spent)
        if token is None:
            self.throttle.wrong(request.address)
            said = say(request.language, N_("Mã ghép này đã dùng hoặc đã quá 5 phút. Hãy tạo mã mới trên máy tính."))
            return await request.answer(403, sign_in_page(request.language, said))
        return await self._welcome(request, token)

    async def _welcome(self, request: Request, token: str) -> None:
        cookie = request.cookie(token, int(SESSION.total_seconds()))
        await request.answer(303, more=[(b"location", b"/"), cookie])

    async def _sign_out(self, request: Request) -> None:
        if request.token:
            await asyncio.to_thread(sign_out, self.store(), request.token)
        await request.answer(303, more=[(b"location", SIGN_IN.encode()), request.cookie("", 0)])

    async def _pass(self, request: Request) -> None:
        private = request.path.startswith(("/media", "/_stcore"))

        async def send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                extra = {**HEADERS, **({b"cache-control": b"no-store"} if private else {})}
                kept = [(name, value) for name, value in message["headers"] if name.lower() not in extra]
                message = {**message, "headers": [*kept, *extra.items()]}
            await request.send(message)

        await self.app(request.scope, request.receive, send)

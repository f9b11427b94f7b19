"""Sign-in ASGI middleware: page, websocket, uploads, media and metrics need a session; `/signin` gives one.

A member signs in with name and password, or a phone opens a pairing link that works once within five minutes. The
browser gets a random token in an HttpOnly, SameSite=Strict cookie; the store keeps its SHA-256. Knows no Streamlit.
"""

import asyncio
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import OnboardingError
from ..languages import LANGUAGES, N_, say, sentence
from ..store import Store
from .auth import COOKIE, DEVICE_COOKIE, SignIn, pair_device, session_member, sign_in
from .forms import read_form
from .page import STYLE_HASH, pairing_page, sign_in_page
from .tokens import DEVICE, SESSION, sign_out
from .user_agent import device_label

SIGN_IN, SIGN_OUT = "/signin", "/signout"
OPEN_PATHS = frozenset({"/_stcore/health", "/healthz", "/readyz", "/metrics"})
"""Answer without a session: whether the server lives is no secret, and a load balancer has no cookie. `/metrics`
answers to this machine only, which has no cookie either."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "content-security-policy": "frame-ancestors 'none'; form-action 'self'; base-uri 'self'; object-src 'none'",
}
OWN_PAGE = {
    **HEADERS,
    "cache-control": "no-store",
    "content-security-policy": f"default-src 'none'; style-src '{STYLE_HASH}'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
}


def from_elsewhere(headers: Headers) -> bool:
    """Whether another site's page sent it: a foreign Origin, or what the browser itself says."""
    origin = headers.get("origin", "")
    foreign = bool(origin) and origin.partition("//")[2] != headers.get("host", "")
    return foreign or headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def cookie(headers: Headers, name: str) -> str:
    """A cookie's value, or "" when it is missing or the header is no cookie header."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


class SignInMiddleware:
    """`app` behind a sign-in; `store` is asked for at each request, so nothing opens before it is needed."""

    def __init__(self, app: ASGIApp, store: Callable[[], Store]) -> None:
        self.app, self.store = app, store
        # argon2id takes 64 MB a hash: a flood of guesses must not take the laptop's memory
        self._hashing = asyncio.Semaphore(2)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if from_elsewhere(headers) or not await self._signed_in(headers):
            await receive()
            await send({"type": "websocket.close", "code": 4401})
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        answer = await self._own_answer(request)
        if answer is None:
            await self.app(scope, receive, _with_headers(request.url.path, send))
        else:
            await answer(scope, receive, send)

    async def _own_answer(self, request: Request) -> Response | None:
        """What the middleware answers itself; None: the request may pass."""
        method, path = request.method, request.url.path
        if method not in SAFE and from_elsewhere(request.headers):
            return Response(status_code=403, headers=OWN_PAGE)
        if path == SIGN_IN:
            return await self._sign_in(request) if method == "POST" else self._show(request)
        if path == SIGN_OUT and method == "POST":
            return await self._sign_out(request)
        if path in OPEN_PATHS or await self._signed_in(request.headers):
            return None
        if "text/html" in request.headers.get("accept", "") and method in SAFE:
            return RedirectResponse(SIGN_IN, 303, headers=OWN_PAGE)
        return Response(status_code=401, headers=OWN_PAGE)

    async def _signed_in(self, headers: Headers) -> bool:
        token = cookie(headers, COOKIE)
        return bool(token) and await asyncio.to_thread(session_member, self.store(), token) is not None

    def _show(self, request: Request) -> Response:
        token = request.query_params.get("pair", "")
        page = pairing_page(_language(request), token) if token else sign_in_page(_language(request))
        return HTMLResponse(page, headers=OWN_PAGE)

    async def _sign_in(self, request: Request) -> Response:
        fields = await read_form(request)
        address, label = _address(request), device_label(request.headers.get("user-agent", ""))
        try:
            if "pair" in fields:
                paired = await asyncio.to_thread(pair_device, self.store(), fields["pair"], address, label)
                return self._welcome(request, paired) if paired else self._too_late(request)
            device = cookie(request.headers, DEVICE_COOKIE)
            name, password = fields.get("name", ""), fields.get("password", "")
            async with self._hashing:
                signed = await asyncio.to_thread(sign_in, self.store(), name, password, address, device, label)
        except OnboardingError as error:
            waits = error.code == "signin.wait"
            headers = {**OWN_PAGE, **({"retry-after": "300"} if waits else {})}
            page = sign_in_page(_language(request), sentence(error, _language(request)))
            return HTMLResponse(page, 429 if waits else 401, headers)
        return self._welcome(request, signed)

    def _too_late(self, request: Request) -> Response:
        notice = N_("Mã ghép này đã dùng hoặc đã quá 5 phút. Hãy tạo mã mới trên máy tính.")
        page = sign_in_page(_language(request), say(_language(request), notice))
        return HTMLResponse(page, 403, OWN_PAGE)

    def _welcome(self, request: Request, signed: SignIn) -> Response:
        answer = RedirectResponse("/", 303, headers=OWN_PAGE)
        secure = request.scope.get("scheme") == "https"
        for name, token, lasts in ((COOKIE, signed.session, SESSION), (DEVICE_COOKIE, signed.device, DEVICE)):
            answer.set_cookie(name, token, int(lasts.total_seconds()), httponly=True, samesite="strict", secure=secure)
        return answer

    async def _sign_out(self, request: Request) -> Response:
        token = cookie(request.headers, COOKIE)
        if token:
            await asyncio.to_thread(sign_out, self.store(), token)
        answer = RedirectResponse(SIGN_IN, 303, headers=OWN_PAGE)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer


def _with_headers(path: str, send: Send) -> Send:
    """`send` that adds the protecting headers to what the app answers, and keeps media out of caches."""
    private = path.startswith(("/media", "/_stcore"))

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            if private:
                headers["cache-control"] = "no-store"
        await send(message)

    return sending


def _language(request: HTTPConnection) -> str:
    """Vietnamese unless the address names another: `/signin?lang=en`."""
    language = request.query_params.get("lang", "")
    return language if language in LANGUAGES else LANGUAGES[0]


def _address(request: HTTPConnection) -> str:
    return request.client.host if request.client else "unknown"

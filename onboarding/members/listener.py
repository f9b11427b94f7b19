"""LAN listener: serves the running app on a Wi-Fi address too, on demand, behind the sign-in middleware.

A second uvicorn server in the event loop of the first, over the same app: `lifespan="off"`, since the runtime must not
start twice, and no signal handlers, since Ctrl+C belongs to the first. It ends by a call, or by itself at midnight.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import uvicorn
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ..errors import OnboardingError
from ..store import Store, the_store
from .connection_limits import ConnectionTable, limited
from .middleware import SignInMiddleware
from .one_time_downloads import DownloadMiddleware

Result = TypeVar("Result")

LAN_HEADER = "x-onboarding-lan"
"""Set on every request of this listener, and only there: a screen behind it wants a session."""
FIRST_PORT, PORTS = 8502, 40
_CHECK_SECONDS = 20.0
"""How often the end of the day is looked at: a laptop that slept over midnight notices within this time."""


class Listening(msgspec.Struct, frozen=True):
    """Where the listener is: `url` is what a phone opens; `ends_at` in local time."""

    address: str
    port: int
    ends_at: datetime
    secure: bool = False

    @property
    def url(self) -> str:
        return f"{'https' if self.secure else 'http'}://{self.address}:{self.port}"


class LanFront:
    """Marks requests as coming over the LAN, and answers only to the address that was chosen (DNS rebinding)."""

    def __init__(self, app: ASGIApp, address: str) -> None:
        self.app, self.address = app, address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return
        host = Headers(scope=scope).get("host", "")
        if host.rpartition(":")[0] != self.address and host != self.address:
            await _refuse(scope, receive, send)
            return
        headers = MutableHeaders(scope=scope)
        headers[LAN_HEADER] = "1"
        await self.app(scope, receive, send)


class HostRewrite:
    """Names the app's own loopback host to it: Streamlit answers websockets only for `server.allowedHosts`."""

    def __init__(self, app: ASGIApp, host: str = "localhost") -> None:
        self.app, self.host = app, host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = MutableHeaders(scope=scope)
        if "origin" in headers:  # the sign-in middleware has compared it with the real host
            headers["origin"] = f"{'https' if scope.get('scheme') in ('https', 'wss') else 'http'}://{self.host}"
        headers["host"] = self.host
        await self.app(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4403})
    else:
        await PlainTextResponse("", 421)(scope, receive, send)


class _QuietServer(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


class LanListener:
    """The one LAN listener of this process; thread-safe, since screens run in threads of their own."""

    def __init__(self, store: Callable[[], Store] = the_store, now: Callable[[], datetime] = datetime.now) -> None:
        self._store, self._now = store, now
        self._app: ASGIApp | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: _QuietServer | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._listening: Listening | None = None

    @contextlib.asynccontextmanager
    async def serving(self, app: ASGIApp) -> AsyncIterator[None]:
        """Lifespan of the app it serves: knows the event loop from now on, and ends with the app."""
        self._app, self._loop = app, asyncio.get_running_loop()
        try:
            yield
        finally:
            await self._stop()
            self._app = self._loop = None

    @property
    def available(self) -> bool:
        """Whether there is a running app to serve: not in tests of screens without a server."""
        return self._loop is not None

    @property
    def listening(self) -> Listening | None:
        """Where it listens now, or None."""
        return self._listening

    def start(
        self, address: str, *, port: int = FIRST_PORT, certificate: Path | None = None, key: Path | None = None
    ) -> Listening:
        """Listen on `address` until midnight; OnboardingError `lan.address`, `lan.no_port`, `lan.certificate`."""
        return self._wait(self.listen(address, port=port, certificate=certificate, key=key))

    def stop(self) -> None:
        """End it: every connection over it is closed."""
        self._wait(self._stop())

    def _wait(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        if self._loop is None:
            coroutine.close()
            raise OnboardingError("lan.no_server", field="address")
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(30)

    async def listen(
        self,
        address: str,
        *,
        port: int = FIRST_PORT,
        certificate: Path | None = None,
        key: Path | None = None,
        endless: bool = False,
    ) -> Listening:
        """As `start`, from within the event loop; `endless`: also after midnight."""
        await self._stop()
        if self._app is None:
            raise OnboardingError("lan.no_server", field="address")
        listener = _bind(address, [port, *range(FIRST_PORT, FIRST_PORT + PORTS)])
        app: ASGIApp = SignInMiddleware(HostRewrite(self._app), store=self._store)
        app = LanFront(DownloadMiddleware(app), address)
        try:
            config = uvicorn.Config(
                app, lifespan="off", log_level="error", access_log=False, proxy_headers=False, server_header=False,
                http=limited(ConnectionTable()), ws="websockets-sansio", timeout_graceful_shutdown=2,
                # asyncio accepts `backlog` connections before it looks at the first: the usual 2,048 used up the files
                backlog=64,
                ssl_certfile=certificate, ssl_keyfile=key,
            )  # fmt: skip
            config.load()
        except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
            listener.close()
            raise OnboardingError("lan.certificate", field="cert") from error
        self._server = _QuietServer(config)
        midnight = (self._now() + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        ends_at = datetime.max if endless else midnight
        self._listening = Listening(address, listener.getsockname()[1], ends_at, secure=certificate is not None)
        self._tasks = [
            asyncio.create_task(self._serve(self._server, listener)),
            asyncio.create_task(self._end_of_day(ends_at)),
        ]
        while not self._server.started and not self._tasks[0].done():
            await asyncio.sleep(0.01)
        return self._listening

    async def _serve(self, server: _QuietServer, listener: socket.socket) -> None:
        try:
            await server.serve(sockets=[listener])
        finally:
            listener.close()

    async def _end_of_day(self, ends_at: datetime) -> None:
        while self._now() < ends_at:
            await asyncio.sleep(_CHECK_SECONDS)
        self._tasks = self._tasks[:1]  # not to wait for itself
        await self._stop()

    async def _stop(self) -> None:
        server, tasks = self._server, self._tasks
        self._server, self._tasks, self._listening = None, [], None
        if server is None:
            return
        for task in tasks[1:]:
            task.cancel()
        server.should_exit = True
        for protocol in list(server.server_state.connections):  # websockets too: a phone that was out is out
            transport = getattr(protocol, "transport", None)
            if transport is not None:
                transport.close()
        await asyncio.wait(tasks[:1], timeout=10)


def _bind(address: str, ports: Iterable[int]) -> socket.socket:
    """A socket on the first free port of `ports`; an address this machine does not have is `lan.address`."""
    for port in ports:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            # IPPROTO_TCP is named so that asyncio turns Nagle's algorithm off: 40 ms a message otherwise
            if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows: SO_REUSEADDR would let another program in
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((address, port))
            listener.listen(128)
            listener.setblocking(False)
        except OSError as error:
            listener.close()
            if error.errno in (99, 10049):  # EADDRNOTAVAIL on Linux, WSAEADDRNOTAVAIL on Windows
                raise OnboardingError("lan.address", field="address", found=address) from error
            continue
        return listener
    raise OnboardingError("lan.no_port", field="port")


LAN = LanListener()

"""The area's receiver: a Starlette application that takes batches and answers with signed receipts.

`POST /v1/batches` and `POST /v1/enrol` take one message; `GET /v1/counts` reads what is published; `GET /healthz`,
`/readyz`; `GET /metrics` on loopback only. It keeps nothing between requests but counters, so that any number of
processes may stand behind one address.
"""

import asyncio
from typing import Final

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ..errors import OnboardingError
from ..store import Store
from . import counts_api
from .envelope import MOST_BODY, MOST_HEADER, SIGNATURE, peek
from .importer import take

PER_MINUTE: Final = 120
"""Messages a minute from one device: 60,000 records, far above what a team makes in a year."""
PER_ADDRESS: Final = 3_600
"""Messages a minute from one address: a province's teams may share one behind their provider's gateway."""
BODY_SECONDS: Final = 60
MOST: Final = MOST_HEADER + SIGNATURE + MOST_BODY
STATUS: Final = {
    "exchange.too_large": 413,
    "exchange.revoked": 403,
    "exchange.unknown_device": 403,
    "exchange.key_retired": 403,
    "exchange.waiting_approval": 403,
    "exchange.busy": 429,
}
AWAY: Final = ("store.busy", "store.full", "store.unreachable", "store.unwritable")
"""Refusals of the store: the sender is asked to come again."""


class Receiver:
    """The endpoints over one store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._limits = MovingWindowRateLimiter(MemoryStorage())
        self._registry = CollectorRegistry()
        self._messages = Counter("kit_messages", "Messages by outcome.", ["outcome"], registry=self._registry)
        self._seconds = Histogram("kit_take_seconds", "Time to take a message.", registry=self._registry)

    def app(self) -> Starlette:
        """The ASGI application."""
        return Starlette(
            routes=[
                Route("/v1/batches", self.batches, methods=["POST"]),
                Route("/v1/enrol", self.batches, methods=["POST"]),
                Route("/healthz", self.healthz),
                Route("/readyz", self.readyz),
                Route("/metrics", self.metrics),
                *counts_api.routes(self.store),
            ]
        )

    async def batches(self, request: Request) -> Response:
        """One message in, its signed receipt out; a refusal is `{"error": CODE}` and changes nothing."""
        try:
            message = await asyncio.wait_for(_body(request), BODY_SECONDS)
            self._within_limits(request, message)
            with self._seconds.time():
                receipt = await run_in_threadpool(take, self.store, message)
        except (TimeoutError, ClientDisconnect):
            return Response(status_code=408)
        except OnboardingError as error:
            self._messages.labels("refused").inc()
            away = error.code in AWAY
            return JSONResponse({"error": error.code}, 503 if away else STATUS.get(error.code, 400))
        self._messages.labels("taken").inc()
        return Response(receipt, media_type="application/octet-stream")

    def _within_limits(self, request: Request, message: bytes) -> None:
        """OnboardingError `exchange.busy` when a device or an address sends too much in a minute."""
        host = request.client.host if request.client else ""
        device, address = RateLimitItemPerMinute(PER_MINUTE), RateLimitItemPerMinute(PER_ADDRESS)
        if not self._limits.hit(address, "address", host):
            raise OnboardingError("exchange.busy", field="to")
        if not self._limits.hit(device, "device", host, peek(message).device[:64]):
            raise OnboardingError("exchange.busy", field="to")

    async def healthz(self, _request: Request) -> Response:
        """The process answers."""
        return PlainTextResponse("ok")

    async def readyz(self, _request: Request) -> Response:
        """The store answers too."""
        try:
            await run_in_threadpool(self._look)
        except OnboardingError as error:
            return JSONResponse({"error": error.code}, 503)
        return PlainTextResponse("ok")

    def _look(self) -> None:
        with self.store.reading() as conn:
            conn.exec_driver_sql("SELECT 1")

    async def metrics(self, request: Request) -> Response:
        """Prometheus text, to this machine alone."""
        if request.client is None or request.client.host not in ("127.0.0.1", "::1"):
            return Response(status_code=404)
        return Response(generate_latest(self._registry), media_type="text/plain; version=0.0.4")


async def _body(request: Request) -> bytes:
    """The body as it streams in, at most MOST bytes; OnboardingError `exchange.too_large` beyond."""
    whole = bytearray()
    async for part in request.stream():
        whole += part
        if len(whole) > MOST:
            raise OnboardingError("exchange.too_large", field="file")
    return bytes(whole)


def serve(store: Store, host: str, port: int, *, certificate: str | None = None, key: str | None = None) -> None:
    """Listen until stopped."""
    import uvicorn

    uvicorn.run(
        Receiver(store).app(), host=host, port=port, ssl_certfile=certificate, ssl_keyfile=key, log_level="warning",
        limit_concurrency=500, timeout_keep_alive=15, h11_max_incomplete_event_size=16_384, server_header=False,
    )  # fmt: skip

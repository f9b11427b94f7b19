"""Limits on TCP connections of the LAN listener: how many from one address, how long for headers, how long silent.

Without them 1,100 connections that never finish their first line used up every file handle of the kit, so that the
laptop's own page no longer opened. `limited(...)` gives uvicorn a protocol class that closes such connections.
"""

import asyncio
from collections import defaultdict
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PER_ADDRESS = 48
"""A phone's browser holds six connections and one websocket a tab; forty-eight are seven tabs at once."""
TOTAL = 512
"""Below the 1,024 file handles a Linux process has by default, with room for the store and the screens."""
HEADER_SECONDS = 10.0
SILENT_SECONDS = 30.0
"""A body may take as long as the Wi-Fi needs, but something has to arrive every half minute."""


class ConnectionTable:
    """Open connections by address, without those that are closing; websockets stay in, since the transport does."""

    def __init__(self, per_address: int = PER_ADDRESS, total: int = TOTAL) -> None:
        self.per_address, self.total = per_address, total
        self._open: dict[str, set[asyncio.Transport]] = defaultdict(set)

    def admit(self, address: str, transport: asyncio.Transport) -> bool:
        """Count a new connection; False when its address or the listener has as many as it may."""
        self._forget_closed()
        mine = self._open[address]
        if len(mine) >= self.per_address or sum(map(len, self._open.values())) >= self.total:
            return False
        mine.add(transport)
        return True

    def _forget_closed(self) -> None:
        for address, transports in list(self._open.items()):
            transports -= {one for one in transports if one.is_closing()}
            if not transports:
                del self._open[address]


class LimitedProtocol(H11Protocol):
    """HTTP/1.1 with a deadline for each request's headers, then one for each piece of its body."""

    table: ClassVar[ConnectionTable]
    header_seconds: ClassVar[float]
    silent_seconds: ClassVar[float]
    deadline: asyncio.TimerHandle | None = None
    waits_for_headers = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        peer = transport.get_extra_info("peername") or ("unknown",)
        super().connection_made(transport)
        if self.table.admit(str(peer[0]), transport):
            self._wait(self.header_seconds, for_headers=True)
        else:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self.transport.get_protocol() is not self:  # a websocket now; uvicorn pings those itself
            self._wait(None)
        elif self.conn.their_state is h11.IDLE and not self.waits_for_headers:
            self._wait(self.header_seconds, for_headers=True)  # a second request has begun on a kept-alive connection
        elif self.conn.their_state is h11.SEND_BODY:
            self._wait(self.silent_seconds)
        elif self.conn.their_state is not h11.IDLE:
            self._wait(None)  # the app's turn; uvicorn closes an idle kept-alive connection

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait(None)
        super().connection_lost(exc)

    def _wait(self, seconds: float | None, *, for_headers: bool = False) -> None:
        self.waits_for_headers = for_headers
        if self.deadline is not None:
            self.deadline.cancel()
        self.deadline = None if seconds is None else self.loop.call_later(seconds, self._give_up)

    def _give_up(self) -> None:
        if self.flow.read_paused:  # the app has not taken what is there yet: not the client's fault
            self._wait(self.silent_seconds)
        else:
            self.transport.abort()


def limited(
    table: ConnectionTable, header_seconds: float = HEADER_SECONDS, silent_seconds: float = SILENT_SECONDS
) -> type[asyncio.Protocol]:
    """A protocol class for `uvicorn.Config(http=…)` that holds the limits."""

    limits = {"table": table, "header_seconds": header_seconds, "silent_seconds": silent_seconds}
    return type("LimitedByTable", (LimitedProtocol,), limits)

"""The network between a phone and the laptop, as a proxy of TCP that can be cut and healed."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator


class Proxy:
    """Listens on its own port; `cut` breaks every connection and takes no new one until `heal`."""

    def __init__(self, to: int) -> None:
        self.to, self.up = to, True
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        listening = asyncio.run_coroutine_threadsafe(asyncio.start_server(self._pair, "127.0.0.1", 0), self._loop)
        self._server = listening.result(10)
        self.port = int(self._server.sockets[0].getsockname()[1])
        self.url = f"http://localhost:{self.port}"

    async def _pair(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if not self.up:
                return
            there, back = await asyncio.open_connection("127.0.0.1", self.to)
        except OSError:
            return
        else:
            self._open |= {writer, back}
            await asyncio.gather(self._pump(reader, back), self._pump(there, writer))
            self._open -= {writer, back}
        finally:
            writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    def cut(self) -> None:
        self.up = False
        self._loop.call_soon_threadsafe(lambda: [writer.transport.abort() for writer in self._open])

    def heal(self) -> None:
        self.up = True

    def stop(self) -> None:
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)


@contextlib.contextmanager
def network(to: int) -> Iterator[Proxy]:
    """A proxy to a port of this machine, for as long as the block lasts."""
    proxy = Proxy(to)
    try:
        yield proxy
    finally:
        proxy.stop()

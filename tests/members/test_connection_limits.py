"""Connections that never finish a request keep nobody out and are closed; slow but honest ones are not."""

import contextlib
import http.client
import socket
import threading
import time
from contextlib import contextmanager

import pytest
import uvicorn
from websockets.sync.client import connect

from onboarding.members.connection_limits import ConnectionTable, limited

STRANGER = "127.0.0.2"


async def echo(scope, receive, send):
    """Answers a request with the length of its body; echoes a websocket."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": message["text"]})
        return
    length, more = 0, True
    while more:
        message = await receive()
        length, more = length + len(message.get("body", b"")), message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(length).encode()})


@contextmanager
def listening(**limits):
    table = ConnectionTable(limits.pop("per_address", 20), limits.pop("total", 60))
    server = uvicorn.Server(
        uvicorn.Config(echo, port=0, log_level="critical", lifespan="off", http=limited(table, **limits))
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(20)


def opened(port, address=STRANGER):
    return socket.create_connection(("127.0.0.1", port), 30, source_address=(address, 0))


def status(port, **sent):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("POST", "/", sent.get("body", b""))
    return line.getresponse().status


def dribble(line, data):
    for byte in data:
        line.sendall(bytes([byte]))
        time.sleep(0.02)


def closed(line):
    with contextlib.suppress(ConnectionResetError):
        return line.recv(1) == b""
    return True


def test_hundreds_of_half_open_connections_leave_room_for_everybody_else():
    with listening(header_seconds=60) as port, contextlib.ExitStack() as open_lines:
        for number in range(300):
            line = open_lines.enter_context(opened(port))
            with contextlib.suppress(OSError):
                line.sendall(b"GET / HTTP/1.1\r\n" if number % 2 else b"")
        assert status(port) == 200
        with connect(f"ws://127.0.0.1:{port}/") as spoken:
            spoken.send("xin chào")
            assert spoken.recv(timeout=20) == "xin chào"


def test_addresses_in_league_never_take_every_handle():
    with listening(header_seconds=1, total=40) as port, contextlib.ExitStack() as open_lines:
        lines = [open_lines.enter_context(opened(port, f"127.0.3.{number % 20 + 1}")) for number in range(200)]
        assert all(closed(line) for line in lines)
        assert status(port) == 200


def test_what_never_finishes_its_headers_is_closed_also_byte_by_byte():
    with listening(header_seconds=0.5) as port, opened(port) as silent, opened(port) as dribbling:
        assert closed(silent)
        with pytest.raises(ConnectionError):
            dribble(dribbling, b"GET / HTTP/1.1\r\nX-Long: " + b"a" * 10_000)


def test_a_second_request_that_is_never_finished_is_closed_too():
    with listening(header_seconds=0.5) as port, opened(port) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert line.recv(4096).startswith(b"HTTP/1.1 200")
        line.sendall(b"GET / HT")
        while line.recv(4096):
            pass


def test_a_body_that_stops_arriving_is_closed():
    with listening(silent_seconds=0.5) as port, opened(port) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc")
        assert closed(line)


def test_a_slow_but_steady_upload_arrives():
    with listening(header_seconds=0.5, silent_seconds=1.5) as port, opened(port) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\n\r\n")
        for _ in range(20):
            line.sendall(b"ab")
            time.sleep(0.1)
        assert line.recv(4096).startswith(b"HTTP/1.1 200")


def test_a_websocket_outlives_the_deadlines_and_its_closing_makes_room():
    with listening(header_seconds=0.3, silent_seconds=0.3, per_address=2) as port:
        for _ in range(6):
            with connect(f"ws://127.0.0.1:{port}/") as spoken:
                spoken.send("1")
                spoken.recv(timeout=20)
        with connect(f"ws://127.0.0.1:{port}/") as spoken:
            time.sleep(0.8)
            spoken.send("xin chào")
            assert spoken.recv(timeout=20) == "xin chào"

"""The receiver over real HTTP on loopback: cut connections, killed receivers, busy ones; counted once all the same."""

import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from onboarding.errors import OnboardingError
from onboarding.exchange import enrolment, outbox, sending
from onboarding.exchange.envelope import MOST_BODY, MOST_HEADER
from onboarding.exchange.sending import send
from tests.exchange.conftest import HERE, TEAM, hand_over, total

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def receiving(url: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`exchange receive` in a process of its own, answering."""
    words = ["-m", "onboarding", "exchange", "receive", "--listen", f"127.0.0.1:{port}", "--db", url]
    process = subprocess.Popen([sys.executable, *words], cwd=ROOT, stderr=subprocess.PIPE)
    try:
        until = time.monotonic() + 60
        while get(port, "/readyz")[0] != 200:
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
            assert time.monotonic() < until
            time.sleep(0.1)
        yield process
    finally:
        process.kill()
        process.communicate()


def get(port: int, path: str) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, HTTPException):
        return 0, b""
    finally:
        connection.close()


def post(port: int, body: bytes, path: str = "/v1/batches") -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("POST", path, body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


class CuttingProxy:
    """Passes bytes on to `port` and cuts the connection after a number of them, each way counted together."""

    def __init__(self, port: int, cuts: list[int]) -> None:
        self.port, self.cuts = port, cuts
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            limit = self.cuts.pop(0) if self.cuts else None
            threading.Thread(target=self._pass, args=(client, limit), daemon=True).start()

    def _pass(self, client: socket.socket, limit: int | None) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self.port), 10)
        except OSError:
            client.close()
            return
        left = [limit if limit is not None else 1 << 40]

        def pump(source: socket.socket, target: socket.socket) -> None:
            try:
                while left[0] > 0 and (data := source.recv(min(4096, left[0]))):
                    left[0] -= len(data)
                    target.sendall(data)
                if left[0] <= 0:
                    for one in (client, server):
                        one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

        back = threading.Thread(target=pump, args=(server, client), daemon=True)
        back.start()
        pump(client, server)
        back.join(10)
        client.close()
        server.close()

    def close(self) -> None:
        self.listener.close()


def test_a_team_enrols_sends_and_is_confirmed_over_http(pair):
    port = free_port()
    for _ in range(3):
        hand_over(pair.team, phone="")
    with receiving(pair.area.url, port):
        done = send(pair.team, team=TEAM, commune=HERE, to=f"http://127.0.0.1:{port}", patience=0)
        assert (done.accepted, done.set_aside) == (3, 0)
        assert get(port, "/healthz") == (200, b"ok")
        assert b'kit_messages_total{outcome="taken"} 1.0' in get(port, "/metrics")[1]
        assert post(port, b"x" * (MOST_HEADER + MOST_BODY + 100))[0] == 413
        assert post(port, b"KIT1 {}\n")[0] == 400
    assert total(pair.area) == 3
    assert outbox.status(pair.team).waiting == 0


def test_connections_cut_at_any_byte_lose_and_double_nothing(pair):
    port = free_port()
    with receiving(pair.area.url, port):
        for _ in range(4):
            hand_over(pair.team, phone="")
            (message,) = outbox.prepare(pair.team, team=TEAM, commune=HERE)
            whole = len(message) + 600
            proxy = CuttingProxy(port, [0, 1, 40, *random.sample(range(40, whole), 1)])
            send(pair.team, team=TEAM, commune=HERE, to=proxy.address, patience=0, sleep=lambda _seconds: None)
            proxy.close()
            assert outbox.status(pair.team).waiting == 0
    assert total(pair.area) == total(pair.team) == 4


def test_a_receiver_killed_while_taking_is_asked_again(pair):
    port = free_port()
    for turn in range(3):
        hand_over(pair.team, phone="")
        (message,) = outbox.prepare(pair.team, team=TEAM, commune=HERE)
        with receiving(pair.area.url, port) as process:
            killer = threading.Timer(random.uniform(0, 0.03), process.kill)
            killer.start()
            with suppress(OSError, HTTPException):
                post(port, message)
            killer.join()
        with receiving(pair.area.url, port):
            send(pair.team, team=TEAM, commune=HERE, to=f"http://127.0.0.1:{port}", patience=0)
        assert total(pair.area) == turn + 1
    assert outbox.status(pair.team).waiting == 0


def test_an_area_that_is_away_is_said_in_words_and_nothing_is_lost(pair):
    hand_over(pair.team, phone="")
    with pytest.raises(OnboardingError) as error:
        send(
            pair.team, team=TEAM, commune=HERE, to=f"http://127.0.0.1:{free_port()}", patience=0, sleep=lambda _s: None
        )
    assert error.value.code == "exchange.unreachable"
    assert outbox.status(pair.team).waiting == 1


def test_a_revoked_device_learns_so(pair):
    hand_over(pair.team, phone="")
    port = free_port()
    with receiving(pair.area.url, port):
        to = f"http://127.0.0.1:{port}"
        send(pair.team, team=TEAM, commune=HERE, to=to, patience=0)
        enrolment.revoke(pair.area, enrolment.devices(pair.area)[0].id)
        hand_over(pair.team, phone="")
        with pytest.raises(OnboardingError) as error:
            send(pair.team, team=TEAM, commune=HERE, to=to, patience=0)
    assert error.value.code == "exchange.revoked"
    assert error.value.code in sending.REFUSALS
    assert total(pair.area) == 1

"""Health endpoints of a real app object: alive, ready, and metrics that name nobody and leave the machine never."""

import http.client
import json
from contextlib import closing

import pytest
from starlette.applications import Starlette

from onboarding.members.middleware import SignInMiddleware
from onboarding.screens.device.health import health_routes
from onboarding.store import close_all, the_store
from tests.visits_of import visits_of

from ..members.test_middleware import served

NAME = "Mật ong Hộ mẫu Bí Mật"


@pytest.fixture
def get():
    """What a path answers, as (status, text), behind the sign-in and without a session."""
    with served(SignInMiddleware(Starlette(routes=health_routes()), the_store)) as port:

        def ask(path, **headers):
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
                line.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
                answer = line.getresponse()
                return answer.status, answer.read().decode()

        yield ask


def test_alive_and_ready(store, get):
    assert get("/healthz") == (200, "ok")
    assert json.loads(get("/readyz")[1])["ready"] is True


def test_a_store_that_is_away_is_not_ready_and_the_process_is_alive(monkeypatch, get):
    close_all()
    monkeypatch.setenv("ONBOARDING_DB", "postgresql://nobody@127.0.0.1:9/none")
    status, text = get("/readyz")
    assert (status, json.loads(text)["ready"]) == (503, False)
    assert "127.0.0.1" not in text
    assert get("/healthz")[0] == 200
    assert "onboarding_store_up 0.0" in get("/metrics")[1]


def test_metrics_count_and_name_nobody(store, get):
    visits_of(store).create(team="Tổ số thôn mẫu", member="Lan", commune="24988", data={"business": {"name": NAME}})
    status, text = get("/metrics")
    assert status == 200
    assert 'onboarding_visits{state="open"} 1.0' in text
    assert "process_resident_memory_bytes" in text
    assert NAME not in text
    assert "Lan" not in text


@pytest.mark.parametrize("forwarded", ["192.0.2.9", "127.0.0.1", "unknown"])
def test_metrics_are_for_nobody_a_proxy_lets_in(store, get, forwarded):
    assert get("/metrics", x_forwarded_for=forwarded)[0] == 404

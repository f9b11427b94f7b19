"""The log of a server says what was asked and how it went, and nothing of who asked or about whom."""

import asyncio
import http.client
import io
import json
from contextlib import closing

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from onboarding.screens.device.request_log import RequestLogMiddleware

from ..members.test_middleware import served

NAME, SECRET = "Hộ mẫu Bí Mật", "s3cr3t-token"


def broken(_request):
    raise ValueError(NAME)


@pytest.fixture
def asked():
    """Ask an app behind the middleware for paths; the lines it wrote."""
    out = io.StringIO()
    routes = [Route("/broken", broken), Route("/{rest:path}", lambda _request: PlainTextResponse(NAME))]

    def ask(*paths):
        with served(RequestLogMiddleware(Starlette(routes=routes), out)) as port:
            for path in paths:
                with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
                    line.request("GET", path, headers={"Cookie": f"a={SECRET}", "X-Forwarded-For": "192.0.2.7"})
                    line.getresponse().read()
        return [json.loads(line) for line in out.getvalue().splitlines()]

    return ask


def test_a_line_tells_the_page_and_how_it_went(asked):
    home, visit = asked("/", "/visit?d=1234&step=photos")
    assert (home["path"], visit["path"]) == ("/", "/visit")
    assert visit.keys() == {"at", "kind", "method", "path", "status", "ms"}
    assert (visit["kind"], visit["method"], visit["status"]) == ("http", "GET", 200)
    assert visit["ms"] >= 0


def test_no_secret_no_name_and_no_caller_reaches_the_log(asked):
    lines = asked(f"/mang-ve/{SECRET}", f"/{SECRET}", f"/signin?pair={SECRET}", f"/_stcore/upload_file/{SECRET}/x")
    assert [one["path"] for one in lines] == ["/mang-ve", "other", "/signin", "/_stcore"]
    text = json.dumps(lines)
    assert SECRET not in text
    assert "192.0.2.7" not in text


def test_an_error_is_told_by_its_type_alone(asked):
    (line,) = asked("/broken")
    assert line["error"] == "ValueError"
    assert NAME not in json.dumps(line, ensure_ascii=False)


def test_files_and_health_checks_are_silent_while_they_succeed(asked):
    assert asked("/healthz", "/static/js/x.js", "/fonts/x.woff2") == []


def test_a_refused_websocket_is_a_403():
    out = io.StringIO()

    async def refusing(_scope, _receive, send):
        await send({"type": "websocket.close", "code": 1008})

    async def nothing(_message):
        pass

    scope = {"type": "websocket", "path": "/_stcore/stream"}
    asyncio.run(RequestLogMiddleware(refusing, out)(scope, nothing, nothing))
    line = json.loads(out.getvalue())
    assert (line["kind"], line["path"], line["status"]) == ("websocket", "/_stcore", 403)

"""The vendor's files over Wi-Fi: once, for ten minutes, and nobody else's."""

import asyncio
from typing import NamedTuple
from urllib.parse import urlencode

import pytest

from onboarding.members.one_time_downloads import MOST, PATH, SECONDS, DownloadMiddleware, DownloadStore, File


class Answer(NamedTuple):
    status_code: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode("utf8")


class Phone:
    """A browser that speaks ASGI."""

    def __init__(self, app) -> None:
        self.app = app

    def get(self, path: str) -> Answer:
        return asyncio.run(self._ask("GET", path, b""))

    def post(self, path: str, data: dict[str, str] | None = None, content: bytes = b"") -> Answer:
        return asyncio.run(self._ask("POST", path, content or urlencode(data or {}).encode()))

    async def _ask(self, method: str, path: str, body: bytes) -> Answer:
        pieces = [body[at : at + 1000] for at in range(0, len(body), 1000)] or [b""]
        coming = [{"type": "http.request", "body": one, "more_body": one is not pieces[-1]} for one in pieces]
        told: list[dict] = []

        async def receive():
            return coming.pop(0)

        async def send(message):
            told.append(message)

        await self.app({"type": "http", "method": method, "path": path, "headers": []}, receive, send)
        headers = {name.decode(): value.decode() for name, value in told[0]["headers"]}
        return Answer(told[0]["status"], headers, b"".join(message.get("body", b"") for message in told[1:]))


async def behind(scope, receive, send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"behind the gate"})


PAGE = File("trang.html", "text/html; charset=utf-8", "<p>Mật ong</p>".encode(), shown=True)
ZIP = File("bo-mang-ve.zip", "application/zip", b"PK")


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def downloads(clock) -> DownloadStore:
    return DownloadStore(clock)


@pytest.fixture
def phone(downloads) -> Phone:
    return Phone(DownloadMiddleware(behind, downloads))


def test_a_link_offers_and_hands_over_each_file_once(downloads, phone):
    link = PATH + downloads.put({"page": PAGE, "zip": ZIP})
    assert "Mở trên máy này" in phone.get(link).text
    first = phone.post(link, data={"what": "page"})
    assert (first.status_code, first.text) == (200, "<p>Mật ong</p>")
    assert phone.post(link, data={"what": "page"}).status_code == 404
    saved = phone.post(link, data={"what": "zip"})
    assert saved.headers["content-disposition"] == 'attachment; filename="bo-mang-ve.zip"'
    assert phone.get(link).status_code == 404


def test_looking_at_the_link_spends_nothing(downloads, phone):
    link = PATH + downloads.put({"zip": ZIP})
    for _ in range(3):
        assert phone.get(link).status_code == 200
    assert phone.post(link, data={"what": "zip"}).content == b"PK"


def test_after_ten_minutes_it_is_gone(downloads, phone, clock):
    link = PATH + downloads.put({"zip": ZIP})
    clock.now += SECONDS + 1
    gone = phone.get(link)
    assert gone.status_code == 404
    assert "tạo mã mới" in gone.text
    assert phone.post(link, data={"what": "zip"}).status_code == 404


@pytest.mark.parametrize("wrong", ["", "x", "../../etc/passwd", "%00", "x" * 5000])
def test_a_guessed_link_gives_nothing(downloads, phone, wrong):
    downloads.put({"zip": ZIP})
    assert phone.get(PATH + wrong).status_code == 404
    assert phone.post(PATH + wrong, data={"what": "zip"}).status_code == 404


def test_a_hostile_form_gives_nothing_and_spends_nothing(downloads, phone):
    link = PATH + downloads.put({"zip": ZIP})
    assert phone.post(link, content=b"what=" + b"z" * 100_000).status_code == 404
    assert phone.post(link, data={"what": "../zip"}).status_code == 404
    assert phone.post(link, data={"what": "zip"}).status_code == 200


def test_answers_are_never_stored_and_everything_else_goes_through(downloads, phone):
    link = PATH + downloads.put({"zip": ZIP})
    assert phone.get(link).headers["cache-control"] == "no-store"
    assert phone.get("/").text == "behind the gate"


def test_the_shelf_is_short(downloads):
    kept = [downloads.put({"zip": ZIP}) for _ in range(MOST + 1)]
    assert downloads.sizes(kept[0]) == {}
    assert downloads.sizes(kept[-1]) == {"zip": 2}

"""The gate in front of a real server: nothing passes without a sign-in."""

import http.client
import json
import re
import socket
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
import uvicorn
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from onboarding.languages import LANGUAGES
from onboarding.members import (
    COOKIE,
    Members,
    current_member,
    new_pairing,
    new_session,
    set_password,
    set_up_team,
    sign_out,
)
from onboarding.members.auth import DEVICE_COOKIE
from onboarding.members.middleware import SignInMiddleware
from onboarding.store import open_store

WORD = "mật ong rừng U Minh"
PATHS = (
    "/",
    "/visit?d=1",
    "/media/abc.jpg",
    "/_stcore/metrics",
    "/_stcore/host-config",
    "/static/x.js",
    "/%2e%2e/signin",
)


async def behind(scope, receive, send):
    """What the gate guards: answers every request, echoes a websocket."""
    if scope["type"] == "lifespan":
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": message["text"]})
    else:
        headers = [(b"content-type", b"text/plain"), (b"x-frame-options", b"ALLOWALL")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"behind " + scope["path"].encode()})


class Browser:
    """One browser with its cookies, speaking plain HTTP to the server."""

    def __init__(self, port, address="127.0.0.1"):
        self.port, self.cookie, self.device, self.address = port, None, None, address
        self.host = f"127.0.0.1:{port}"

    def ask(self, method, path, fields=None, raw=None, **headers):
        body = urlencode(fields) if fields is not None else raw
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        held = {COOKIE: self.cookie, DEVICE_COOKIE: self.device}
        if any(held.values()):
            sent.setdefault("cookie", "; ".join(f"{name}={value}" for name, value in held.items() if value))
        if fields is not None:
            sent |= {"content-type": "application/x-www-form-urlencoded"}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20, source_address=(self.address, 0))
        line.request(method, path, body, sent)
        answer = line.getresponse()
        answer.text = answer.read().decode()
        line.close()
        return answer

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, fields=None, **headers):
        return self.ask("POST", path, {} if fields is None else fields, **{"origin": f"http://{self.host}", **headers})

    def sign_in(self, name="Lan", password=WORD, **headers):
        answer = self.post("/signin", {"name": name, "password": password}, **headers)
        self.keep(answer)
        return answer

    def keep(self, answer):
        set_cookies = dict(re.findall(r"(\w+)=([0-9a-f]*)", " ".join(answer.headers.get_all("set-cookie") or [])))
        self.cookie = set_cookies.get(COOKIE, self.cookie)
        self.device = set_cookies.get(DEVICE_COOKIE, self.device)

    def talk(self, **headers):
        sent = {"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}
        origin = headers.pop("origin", f"http://{self.host}")
        with connect(f"ws://{self.host}/_stcore/stream", additional_headers=sent, origin=origin) as line:
            line.send("xin chào")
            return line.recv(timeout=10)


@contextmanager
def served(app):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    who = set_up_team(opened, team="Tổ số thôn 1", commune="24988", member="Lan")
    set_password(opened, who.team_id, who.member_id, WORD)
    yield opened
    opened.close()


@pytest.fixture
def browser(store):
    with served(SignInMiddleware(behind, lambda: store)) as port:
        yield Browser(port)


def test_a_stranger_gets_nothing(browser):
    for path in PATHS:
        assert (browser.get(path).status, browser.get(path).text) == (401, ""), path
        page = browser.get(path, accept="text/html,*/*")
        assert (page.status, page.getheader("location"), page.text) == (303, "/signin", ""), path
        assert browser.post(path).status == 401, path
        assert browser.ask("PUT", path, raw=b"photo").status == 401, path
        assert browser.ask("DELETE", path).status == 401, path


def test_a_stranger_opens_no_websocket(browser):
    with pytest.raises(InvalidStatus) as refused:
        browser.talk()
    assert refused.value.response.status_code == 403


def test_whether_the_server_lives_is_no_secret(browser):
    assert browser.get("/_stcore/health").status == 200


def test_the_sign_in_page_speaks_its_language_and_asks_for_nothing_from_elsewhere(browser):
    for language in LANGUAGES:
        page = browser.get(f"/signin?lang={language}")
        assert f'<html lang="{language}">' in page.text
    assert not re.search(r"https?://|<script|src=", page.text)
    assert "default-src 'none'" in page.getheader("content-security-policy")
    assert page.getheader("cache-control") == "no-store"


def test_a_member_signs_in_and_everything_opens(browser):
    welcome = browser.sign_in()
    assert (welcome.status, welcome.getheader("location")) == (303, "/")
    session, device = welcome.headers.get_all("set-cookie")
    assert session.startswith(COOKIE)
    assert "Max-Age=43200;" in session
    assert all("HttpOnly" in cookie and "SameSite=strict" in cookie for cookie in (session, device))
    assert all(browser.get(path).text.startswith("behind") for path in PATHS[:-1])
    assert browser.talk() == "xin chào"


def test_the_name_may_be_typed_without_marks_but_not_the_password(browser):
    assert browser.sign_in("  LAN ").status == 303
    assert browser.sign_in("Lan", "mat ong rung U Minh").status == 401


def test_only_the_hash_of_the_token_is_kept(browser, store, tmp_path):
    browser.sign_in()
    assert current_member(store, browser.cookie).member == "Lan"
    store.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert browser.cookie.encode() not in kept


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(browser):
    wrong = browser.post("/signin", {"name": "Lan", "password": "something else"})
    assert wrong.status == 401
    for fields in ({}, {"name": "Lan"}, {"name": "Nobody", "password": WORD}, {"password": WORD}):
        other = browser.post("/signin", fields)
        assert (other.status, other.text) == (401, wrong.text)
        assert other.getheader("set-cookie") is None


def test_guessing_is_slowed_for_the_member_and_for_the_address(browser):
    said = [browser.sign_in(password=f"wrong number {number}").status for number in range(12)]
    assert said == [401] * 5 + [429] * 7
    assert browser.sign_in().status == 429
    assert browser.cookie is None


def test_guessing_names_is_slowed_too(browser):
    said = [browser.sign_in(f"name {number}").status for number in range(12)]
    assert said == [401] * 10 + [429] * 2


def test_another_site_cannot_post_here(browser):
    for sent in ({"origin": "http://evil.test"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"}):
        assert browser.sign_in(**sent).status == 403
    assert browser.sign_in().status == 303
    assert browser.post("/_stcore/upload_file/x", origin="http://evil.test").status == 403
    with pytest.raises(InvalidStatus):
        browser.talk(origin="http://evil.test")


def test_a_pairing_link_signs_a_phone_in_once(browser, store):
    who = current_member(store)
    link = f"/signin?pair={new_pairing(store, who.team_id, who.member_id)}"
    looked_at = [browser.get(link) for _ in range(3)]  # a preview of the link spends nothing
    assert [page.status for page in looked_at] == [200] * 3
    token = re.search(r'name="pair" value="([0-9a-f]+)"', looked_at[0].text)[1]
    first = browser.post("/signin", {"pair": token})
    assert first.status == 303
    assert browser.post("/signin", {"pair": token}).status == 403
    browser.keep(first)
    assert browser.talk() == "xin chào"


def test_a_pairing_link_of_ten_at_once_works_for_one(browser, store):
    who = current_member(store)
    token = new_pairing(store, who.team_id, who.member_id)
    said = []
    phones = [
        threading.Thread(target=lambda: said.append(browser.post("/signin", {"pair": token}).status)) for _ in range(8)
    ]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()
    assert sorted(said) == [303] + [403] * 7


def test_an_old_pairing_link_and_an_old_session_are_over(browser, store):
    who = current_member(store)
    past = datetime.now(UTC) - timedelta(minutes=5, seconds=1)
    assert browser.post("/signin", {"pair": new_pairing(store, who.team_id, who.member_id, past)}).status == 403
    browser.cookie = new_session(store, who.team_id, who.member_id, datetime.now(UTC) - timedelta(hours=12, seconds=1))
    assert browser.get("/").status == 401


def test_a_pairing_token_is_no_session_and_a_session_no_pairing_token(browser, store):
    who = current_member(store)
    browser.cookie = new_pairing(store, who.team_id, who.member_id)
    assert browser.get("/").status == 401
    session = new_session(store, who.team_id, who.member_id)
    assert Browser(browser.port).post("/signin", {"pair": session}).status == 403


def test_signing_out_ends_it_everywhere(browser):
    browser.sign_in()
    old = browser.cookie
    assert browser.get("/signout").status == 200  # a link or picture elsewhere signs nobody out
    out = browser.post("/signout")
    assert (out.status, out.getheader("location")) == (303, "/signin")
    browser.cookie = old
    assert browser.get("/").status == 401


def test_who_leaves_or_gets_a_new_password_is_signed_out(browser, store):
    browser.sign_in()
    who = current_member(store)
    set_password(store, who.team_id, who.member_id, "một câu khác hẳn")
    assert browser.get("/").status == 401
    people = Members(store)
    mai = people.add(who.team_id, "Mai")
    browser.cookie = new_session(store, mai.team_id, mai.id)
    assert browser.get("/").status == 200
    people.remove(mai.team_id, mai.id)
    assert browser.get("/").status == 401


def test_a_session_revoked_in_the_middle_is_nobody(browser, store):
    browser.sign_in()
    assert current_member(store, browser.cookie).member == "Lan"
    sign_out(store, browser.cookie)
    assert current_member(store, browser.cookie) is None


def test_what_passes_carries_the_headers_that_protect_it(browser):
    browser.sign_in()
    page = browser.get("/media/abc.jpg")
    assert page.headers.get_all("x-frame-options") == ["DENY"]
    assert page.getheader("x-content-type-options") == "nosniff"
    assert "frame-ancestors 'none'" in page.getheader("content-security-policy")
    assert page.getheader("cache-control") == "no-store"


def test_a_hostile_cookie_is_only_a_wrong_cookie(browser):
    twice = f"{COOKIE}=x; {COOKIE}=y"
    for cookie in ("", "=", ";;;", f"{COOKIE}=", twice, f"{COOKIE}=\xff\xfe", f"{COOKIE}={'a' * 8000}", '"\\"'):
        assert browser.get("/", cookie=cookie).status == 401, cookie


def test_a_hostile_form_is_only_a_wrong_form(browser):
    for raw in (b"", b"\xff" * 4000, b"name=Lan&password=" + b"x" * 100_000, b"%%%", b"&" * 4000):
        assert browser.ask("POST", "/signin", raw=raw, origin=f"http://{browser.host}").status == 401, raw[:20]


def test_what_was_typed_into_the_link_is_shown_as_text(browser):
    page = browser.get("/signin?pair=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&lang=xx%22%3E")
    assert "<script" not in page.text
    assert '<html lang="vi">' in page.text


def test_a_secure_line_gets_a_secure_cookie(store):
    import asyncio

    sent = []
    who = current_member(store)
    body = urlencode({"pair": new_pairing(store, who.team_id, who.member_id)}).encode()
    scope = {"type": "http", "scheme": "https", "method": "POST", "path": "/signin", "headers": [], "query_string": b""}

    async def receive():
        return {"type": "http.request", "body": body}

    async def send(message):
        sent.append(message)

    asyncio.run(SignInMiddleware(behind, lambda: store)(scope, receive, send))
    headers = dict(sent[0]["headers"])
    assert sent[0]["status"] == 303
    assert b"; Secure" in headers[b"set-cookie"]


def test_many_phones_at_once_each_get_their_own_sign_in(browser, store):
    who = current_member(store)
    tokens = [new_pairing(store, who.team_id, who.member_id) for _ in range(12)]
    phones = [Browser(browser.port) for _ in tokens]
    for phone, token in zip(phones, tokens, strict=True):
        phone.keep(phone.post("/signin", {"pair": token}))
    assert len({phone.cookie for phone in phones}) == 12
    assert json.dumps([phone.get("/").status for phone in phones]) == json.dumps([200] * 12)

"""The unit and the nginx file of docs/server.md, as they stand there: nginx before two real app processes."""

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from urllib.parse import urlencode

import pytest
from websockets.sync.client import connect

from onboarding.members import set_password, set_up_team
from onboarding.members.certificate import certificate_for
from onboarding.setup import ROOT
from onboarding.store import open_store
from tests.needed import needed

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
HOST, NAME, PASSWORD = "onboarding.example", "Lan", "mat ong rung U Minh"
UNCHECKED = ssl._create_unverified_context()


def block(kind):
    """The first code block of a kind in the page."""
    return re.search(rf"```{kind}\n(.+?)```", (ROOT / "docs" / "server.md").read_text("utf8"), re.DOTALL)[1]


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def until(condition, *, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def start_app(port, url, folder):
    """One app process with the unit's own command line."""
    words = re.search(r"ExecStart=\S+ ((?:.|\\\n)+?)\n\n?(?=\w+=|\[)", block("ini"))[1].replace("\\\n", " ")
    env = {**os.environ, "ONBOARDING_DB": url, "ONBOARDING_LAN": "1"}
    log = (folder / f"{port}.log").open("w")
    command = [sys.executable, *words.replace("%i", str(port)).split()]
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)


def start_nginx(folder, port, apps):
    certificate, key = certificate_for("127.0.0.1", folder)
    listen = f"listen 127.0.0.1:{port} ssl; add_header X-Node $upstream_addr always;"
    conf = block("nginx").replace("listen 443 ssl;", listen)
    conf = conf.replace("/etc/ssl/onboarding.pem", str(certificate)).replace("/etc/ssl/onboarding.key", str(key))
    for number, app in enumerate(apps, 8501):
        conf = conf.replace(f"127.0.0.1:{number}", f"127.0.0.1:{app}")
    places = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user}daemon off; pid {folder}/pid; error_log {folder}/error.log;\nevents {{}}\n"
        f"http {{ access_log off; {places}\n{conf} }}\n"
    )
    words = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    return subprocess.Popen(words)


class Browser:
    """What a browser keeps between requests: cookies."""

    def __init__(self, port):
        self.port, self.cookies, self.answers = port, {}, None

    def ask(self, method, path, body=None, **headers):
        line = http.client.HTTPSConnection("127.0.0.1", self.port, context=UNCHECKED, timeout=60)
        sent = {"Host": HOST, "Cookie": self.cookie(), "Accept": "text/html", **headers}
        line.request(method, path, body, sent)
        answer = line.getresponse()
        answer.read()
        line.close()
        self.set_cookies = answer.headers.get_all("set-cookie") or []
        for one in self.set_cookies:
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies.setdefault(name, value) if name == "onboarding_node" else self.cookies.update({name: value})
        return answer

    def cookie(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


@pytest.fixture
def processes():
    started = []
    yield started
    for process in started:
        process.terminate()
    for process in started:
        process.wait(30)


def test_nginx_before_two_processes_signs_in_sticks_and_bears_the_loss_of_one(tmp_path, processes):
    needed(NGINX, "nginx")
    url = f"sqlite:///{tmp_path / 'kit.db'}"
    store = open_store(url)
    who = set_up_team(store, team="Tổ mẫu", commune="24988", member=NAME)
    set_password(store, who.team_id, who.member_id, PASSWORD)
    store.close()
    port, apps = free_port(), [free_port(), free_port()]
    running = {f"127.0.0.1:{app}": start_app(app, url, tmp_path) for app in apps}
    processes += [start_nginx(tmp_path, port, apps), *running.values()]
    until(lambda: all(map(listens, [port, *apps])))

    browser = Browser(port)
    assert browser.ask("GET", "/metrics").status == 404
    assert browser.ask("GET", "/readyz").status == 200
    refused = browser.ask("GET", "/visit")
    assert (refused.status, refused.headers["location"]) == (303, "/signin")
    form = urlencode({"name": NAME, "password": PASSWORD})
    kind = "application/x-www-form-urlencoded"
    assert browser.ask("POST", "/signin", form, Origin=f"https://{HOST}", **{"Content-Type": kind}).status == 303
    ours = [one for one in browser.set_cookies if one.startswith("onboarding_")]
    assert len(ours) == 3
    assert all("Secure" in one and "HttpOnly" in one and "SameSite=Strict".lower() in one.lower() for one in ours)

    nodes = {browser.ask("GET", "/").headers["x-node"] for _ in range(6)}
    assert len(nodes) == 1  # a session lives in one process
    assert browser.ask("POST", "/_stcore/upload_file/x/y", b"x" * (27 << 20)).status == 413
    assert opens(browser)

    process = running[nodes.pop()]
    process.kill()
    process.wait(30)
    assert browser.ask("GET", "/").status == 200  # the other process knows the session too: it lies in the store
    assert opens(browser)
    log = "".join(path.read_text("utf8") for path in tmp_path.glob("*.log"))
    assert "Traceback" not in log
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert ("/signin", 303) in [(one["path"], one["status"]) for one in lines]
    assert not any(said in log for said in (NAME, PASSWORD, *browser.cookies.values()))


def opens(browser):
    """Whether the websocket a page needs opens with this browser's cookies."""
    address = f"wss://127.0.0.1:{browser.port}/_stcore/stream"
    headers = {"Cookie": browser.cookie()}
    with socket.create_connection(("127.0.0.1", browser.port)) as line, connect(
        address.replace("127.0.0.1", HOST), sock=line, ssl=UNCHECKED, origin=f"https://{HOST}",
        additional_headers=headers, subprotocols=["streamlit"],
    ) as opened:  # fmt: skip
        return opened.response.status_code == 101


def test_systemd_takes_the_unit(tmp_path):
    needed(shutil.which("systemd-analyze"), "systemd-analyze")
    unit = tmp_path / "onboarding@.service"
    unit.write_text(re.sub(r"ExecStart=\S+", f"ExecStart={sys.executable}", block("ini")))
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "onboarding@" not in done.stderr, done.stderr

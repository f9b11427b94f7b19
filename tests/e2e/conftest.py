"""A real server and a real Chromium: what a visit needs, and what every visit must never show.

Every page a test opens is watched: a script error, a request to another host, or a traceback in the server's log
fails the test. A machine without a browser fails too; `python3 tests` installs one.
"""

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from onboarding.members import set_up_team
from onboarding.printing.handbook import PICTURES
from onboarding.store import Store, open_store

ROOT = Path(__file__).parent.parent.parent
PHONE, LAPTOP = (390, 844), (1280, 800)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


class Server:
    """`streamlit run streamlit_app.py` on a free port over one data folder; may be killed and started again."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, _free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = data / "server.log"

    def start(self) -> None:
        words = ["streamlit", "run", "streamlit_app.py", "--server.headless", "true", "--server.port", str(self.port)]
        environment = {**os.environ, "ONBOARDING_DB": f"sqlite:///{self.data / 'kit.db'}"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env=environment,
            stdout=self.log.open("a"),
            stderr=subprocess.STDOUT,
        )
        for _ in range(600):
            assert self.process.poll() is None, self.log.read_text()
            if self._answers():
                return
            time.sleep(0.1)
        raise AssertionError("the server does not answer:\n" + self.log.read_text())

    def kill(self) -> None:
        """As a power cut does it."""
        self.process.kill()
        self.process.wait(20)

    def _answers(self) -> bool:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1)
            asked.request("GET", "/_stcore/health")
            return asked.getresponse().status == 200
        except OSError:
            return False


def _free_port() -> int:
    with contextlib.closing(socket.socket()) as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    made.start()
    yield made
    made.kill()
    said = made.log.read_text()
    assert "Traceback" not in said, said


@pytest.fixture
def store(server: Server) -> Iterator[Store]:
    """The server's own store from outside, a team settled in it."""
    opened = open_store(f"sqlite:///{server.data / 'kit.db'}")
    set_up_team(opened, team="Tổ số thôn mẫu", commune="24988", member="Lan")
    yield opened
    opened.close()


def chromium() -> str | None:
    """The browser to drive: CHROMIUM, or the first of the usual names that is installed."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for one file: while it is open its event loop runs here, and no other test may start one."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
        )
        yield opened
        opened.close()


def open_page(browser: Browser, server: Server, size: tuple[int, int]) -> Page:
    """A watched page of a Vietnamese phone or laptop; `page.problems` gathers what must not be."""
    small = size == PHONE
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=2 if small else 1,
        is_mobile=small,
        has_touch=small,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        accept_downloads=True,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.problems = []  # type: ignore[attr-defined]
    mine = (server.url, server.url.replace("http", "ws"), "blob:", "data:", "about:")
    page.on("pageerror", lambda error: page.problems.append(f"page error: {error}"))  # type: ignore[attr-defined]
    page.on("request", lambda asked: asked.url.startswith(mine) or page.problems.append(f"another host: {asked.url}"))  # type: ignore[attr-defined]
    return page


CALM = """() => {
  const app = document.querySelector("[data-testid=stApp]")
  const calm = app && app.dataset.testScriptState === "notRunning"
    && app.dataset.testConnectionState === "CONNECTED" && !document.querySelector("[data-stale=true]")
  const now = performance.now()
  window.calmSince = calm ? window.calmSince || now : 0
  return calm && now - window.calmSince > 400
}"""


def settled(page: Page) -> None:
    """Wait until the script has run, the page is drawn, and nothing more happens for 0.4 seconds."""
    page.evaluate("window.calmSince = 0")
    page.wait_for_function(CALM, timeout=PATIENCE)


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until something outside the page holds, as a row in the store; the page goes on meanwhile."""
    for _ in range(PATIENCE // 200):
        if holds():
            return
        page.wait_for_timeout(200)
    raise AssertionError("it does not come about")


def fill(page: Page, label: str, value: str) -> None:
    """Type into a field and leave it, as a person does."""
    page.get_by_label(label, exact=False).first.fill(value)
    page.keyboard.press("Tab")
    settled(page)


def touch(page: Page, name: str, *, exact: bool = False) -> None:
    """Press the button of that name and wait for what it does."""
    page.get_by_role("button", name=name, exact=exact).first.click()
    settled(page)


def accessible(page: Page) -> None:
    """No WCAG A or AA violation that axe can see."""
    from axe_playwright_python.sync_playwright import Axe

    if page.locator("[data-testid=stApp]").count():  # the sign-in page is plain HTML
        settled(page)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response["violations"]
    assert found == [], [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in found]


SHOTS = Path(os.environ["SHOTS"]) if "SHOTS" in os.environ else None


def shot(page: Page, name: str) -> None:
    """Keep a picture of the screen where SHOTS says (docs/screens is made this way); nothing otherwise."""
    if SHOTS:
        page.evaluate("document.querySelector('[data-testid=stMain]')?.scrollTo(0, 0)")
        page.wait_for_timeout(400)
        _small(Image.open(BytesIO(page.screenshot())), name)


def strip(*names: str) -> None:
    """The pictures of these names side by side, for the first screen of the README."""
    if SHOTS:
        pictures = [Image.open(SHOTS / f"{name}.png").convert("RGB").resize((351, 760)) for name in names]
        whole = Image.new("RGB", (371 * len(pictures) - 20, 760), "#ffffff")
        for place, picture in enumerate(pictures):
            whole.paste(picture, (371 * place, 0))
        _small(whole, "visit")


def handbook(**names: str) -> None:
    """The same pictures for the member's handbook, each by its step's code: 27 mm wide at 280 dots an inch."""
    if SHOTS:
        for code, name in names.items():
            picture = Image.open(SHOTS / f"{name}.png").convert("RGB").resize((292, 632), Image.Resampling.LANCZOS)
            picture.quantize(48).save(PICTURES / f"{code}.png", optimize=True)


def _small(picture: Image.Image, name: str) -> None:
    assert SHOTS
    SHOTS.mkdir(parents=True, exist_ok=True)
    picture.convert("RGB").quantize(256).save(SHOTS / f"{name}.png", optimize=True)

"""The screens on a real server against an empty Streamlit script; `python tests/benchmarks/screens.py [part …]`.

Parts: `rerun` (CPU of a rerun of each step, nothing changed), `start` (from nothing to the first screen in a real
browser), `memory` (what a quiet extra visit adds, without and with a photo). All servers run side by side in one run;
what is compared is CPU time and memory as Linux counts them (/proc), so that a busy machine disturbs less. ROUNDS=100
by default.
"""

import contextlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
from onboarding.business import CONSENT_VERSION  # noqa: E402
from onboarding.listings import category  # noqa: E402
from onboarding.members import Members, set_up_team  # noqa: E402
from onboarding.screens import steps  # noqa: E402
from onboarding.store import Store, open_store  # noqa: E402
from onboarding.visits import Visits  # noqa: E402
from tests.e2e.photos import honey_jar  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "100"))
EMPTY = 'import streamlit as st\n\nst.title("Trang trống")\n'
PLAIN = (
    EMPTY
    + """
for n in range(10):
    st.text_input(f"Ô {n}", value="x", key=f"a{n}")
    st.checkbox(f"Ô {n}", value=True, key=f"b{n}")
    st.text(n)
"""
)
VISITS, WARM = 60, 30


class Server:
    """`streamlit run SCRIPT` in a process of its own, with the kit's settings."""

    def __init__(self, script: Path, folder: Path) -> None:
        with contextlib.closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        words = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(self.port)]
        env = {**os.environ, "ONBOARDING_DB": f"sqlite:///{folder / 'kit.db'}"}
        self.log = (folder / f"{script.stem}.log").open("w")
        self.process = subprocess.Popen(words, cwd=ROOT, env=env, stdout=self.log, stderr=self.log)
        self.seen = Path(f"/proc/{self.process.pid}")

    def listens(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def cpu(self) -> float:
        """Seconds of CPU so far."""
        used = (self.seen / "stat").read_text().rpartition(")")[2].split()
        return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Megabytes that are this process's alone."""
        lines = (self.seen / "smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(20)
        self.log.close()


@contextlib.contextmanager
def running(script: Path, folder: Path) -> Iterator[Server]:
    server = Server(script, folder)
    try:
        yield server
    finally:
        server.stop()


class Visitor:
    """One browser's side of a session, without the browser."""

    def __init__(self, server: Server, page: str = "", query: str = "") -> None:
        self.page, self.query = page, query
        self.known: set[str] = set()
        self.typing = ("", "")
        self.line = connect_soon(f"ws://localhost:{server.port}/_stcore/stream")
        self.run()

    def run(self) -> int:
        """One rerun, as a touch asks for it; how many bytes came back."""
        asked = BackMsg()
        asked.rerun_script.page_name, asked.rerun_script.query_string = self.page, self.query
        asked.rerun_script.cached_message_hashes.extend(self.known)
        self.line.send(asked.SerializeToString())
        came = 0
        while True:
            told = self.line.recv(120)
            came += len(told)
            said = ForwardMsg.FromString(told if isinstance(told, bytes) else told.encode())
            if said.metadata.cacheable:
                self.known.add(said.hash)
            element = said.delta.new_element
            assert element.WhichOneof("type") != "exception", element.exception.message
            self._note_typing(element)
            if (
                said.WhichOneof("type") == "script_finished"
                and said.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
            ):
                return came

    def _note_typing(self, element: Element) -> None:
        """The token of this session and the key of its first text field, as live_save.js has them."""
        if element.WhichOneof("type") == "bidi_component" and element.bidi_component.component_name == "kit_page":
            token = json.loads(element.bidi_component.json)[0]["typing"]["token"]
            self.typing = (token, self.typing[1])
        if element.WhichOneof("type") == "text_input" and not self.typing[1]:
            self.typing = (self.typing[0], element.text_input.id.rpartition("-")[2])

    def close(self) -> None:
        self.line.close()


def connect_soon(url: str):  # type: ignore[no-untyped-def]
    for _ in range(3000):
        try:
            return connect(url, max_size=None, subprotocols=["streamlit"], legacy=True)  # type: ignore[list-item]
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(url)


@cache
def photo(number: int = 1) -> bytes:
    """What a phone's photo is after the page made it smaller: 2400 pixels, a jar on a table."""
    picture, kept = honey_jar(number), BytesIO()
    picture.thumbnail((2400, 2400))
    picture.save(kept, "JPEG", quality=90)
    return kept.getvalue()


def filled(store: Store, step: str, *, pictures: int = 1) -> str:
    """A visit with everything answered, standing at a step."""
    honey = category("mat_ong").sample
    visits = Visits(store, Members(store).teams()[0].id)  # another team's visit would be "not found"
    data = {
        "lang": "vi",
        "business": {"name": "Mật ong Hộ mẫu 1", "commune": "24988", "trade": "mat_ong", "owner": "Chủ hộ mẫu"},
        "consent": {
            "purposes": {"visit": True, "counts": True, "photos": True}, "version": CONSENT_VERSION,
            "at": "2026-11-24T06:00:00+00:00", "read_aloud": True,
        },
        "listing": {"category": "mat_ong", "answers": dict(honey.answers), "price": honey.price},
        "payment": {
            "bank": "970436", "account": "0011001234567", "holder": "CHU HO MAU", "amount_typed": "50k",
            "purpose_typed": "Mua mật ong",
        },
        "checklist": {
            "provider": "momo", "facts": {
                "registered_hkd": False, "exempt_from_registration": True, "revenue_band": "le_1bn",
                "phone_type": "smartphone", "sells_on_platform": False,
            },
        },
    }  # fmt: skip
    made = visits.create(team="Tổ mẫu", member="Lan", commune="24988", data=json.loads(json.dumps(data)))
    for number in range(pictures):
        visits.put_photo(made.id, photo(number))
    names = steps.codes()
    visits.save(made.id, {}, rev=made.rev, step=names.index(step))
    return made.id


def rerun_cost(server: Server, visitor: Visitor, rounds: int = ROUNDS) -> float:
    """Milliseconds of CPU a rerun."""
    for _ in range(5):
        visitor.run()
    before = server.cpu()
    for _ in range(rounds):
        visitor.run()
    return (server.cpu() - before) * 1000 / rounds


def rerun(kit: Server, empty: Server, plain: Server, store: Store) -> None:
    """Each step and the home screen, between two measurements of the empty script; and thirty plain elements."""
    floor = Visitor(empty)
    print(f"{'rerun, CPU':24}{'ms':>8}{'empty ms':>10}{'ratio':>8}   budget 4, home 2.5")
    for step in ["30 plain elements", "home", *steps.codes()]:
        server = kit if step in ("home", *steps.codes()) else plain
        page = Visitor(kit, "visit", f"d={filled(store, step)}") if step in steps.codes() else Visitor(server)
        nothing = [rerun_cost(empty, floor)]
        cost = median(rerun_cost(server, page, max(10, ROUNDS // 3)) for _ in range(3))
        nothing.append(rerun_cost(empty, floor))
        print(f"{step:24}{cost:8.1f}{min(nothing):10.1f}{cost / min(nothing):8.1f}")
        page.close()
    floor.close()


def editing(kit: Server, empty: Server, store: Store) -> None:
    """Text saved while it is typed: what one save costs, as the page posts it, beside an empty script's rerun."""
    visit = filled(store, "business")
    page, floor = Visitor(kit, "visit", f"d={visit}&step=business"), Visitor(empty)
    token, key = page.typing
    nothing = rerun_cost(empty, floor)
    line = http.client.HTTPConnection("localhost", kit.port)
    before = kit.cpu()
    for number in range(ROUNDS):
        body = json.dumps({"token": token, "key": key, "value": f"Hộ mẫu {number}"})
        line.request("POST", "/typed", body, {"content-type": "application/json"})
        answer = line.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
    cost = (kit.cpu() - before) * 1000 / ROUNDS
    print(f"{'a field saved in typing':24}{cost:8.1f}{nothing:10.1f}{cost / nothing:8.1f}   budget 1.5")
    page.close()
    floor.close()


def start(script: Path, folder: Path, page: Page) -> tuple[float, float]:
    """Seconds from nothing to the first screen's title: by the clock, and of the server's CPU."""
    began = time.perf_counter()
    with running(script, folder) as server:
        while not server.listens():
            time.sleep(0.01)
        page.goto(f"http://localhost:{server.port}")
        page.wait_for_selector("h1")
        took = time.perf_counter() - began, server.cpu()
        page.goto("about:blank")
        return took


def starts(kit: Path, empty: Path, folder: Path) -> None:
    """What a person waits for, in a browser that is open and knows neither page; by turns, the best of five."""
    with sync_playwright() as drive:
        browser = drive.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        took: list[list[tuple[float, float]]] = [[], []]
        for _ in range(5):
            for script, kept in zip((kit, empty), took, strict=True):
                with browser.new_context() as context:
                    kept.append(start(script, folder, context.new_page()))
    for unit, at in (("by the clock", 0), ("of CPU", 1)):
        ours, theirs = (min(one[at] for one in kept) for kept in took)
        print(f"first screen, s {unit:12}{ours:8.2f}{theirs:10.2f}{ours / theirs:8.2f}   budget 1.5")


def memory(kit: Server, store: Store) -> None:
    """What each of many quiet visits adds, once a few have been."""
    for name, step, pictures, budget in (("quiet visit", "business", 0, 0.2), ("with a photo", "photos", 1, 2.0)):
        visits = [filled(store, step, pictures=pictures) for _ in range(VISITS + WARM)]
        open_ones = [Visitor(kit, "visit", f"d={draft}") for draft in visits[:WARM]]
        before = kit.memory()
        open_ones += [Visitor(kit, "visit", f"d={draft}") for draft in visits[WARM:]]
        time.sleep(1)
        print(f"memory, MB, {name:20}{(kit.memory() - before) / VISITS:8.3f}{'':18}   budget {budget}")
        for visitor in open_ones:
            visitor.close()


def main(parts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        script, blank, thirty = ROOT / "streamlit_app.py", folder / "empty.py", folder / "plain.py"
        blank.write_text(EMPTY, encoding="utf8")
        thirty.write_text(PLAIN, encoding="utf8")
        store = open_store(f"sqlite:///{folder / 'kit.db'}")
        set_up_team(store, team="Tổ mẫu", commune="24988", member="Lan")
        if "start" in parts:
            starts(script, blank, folder)
        if "rerun" in parts:
            with running(script, folder) as kit, running(blank, folder) as empty, running(thirty, folder) as plain:
                rerun(kit, empty, plain, store)
        if "editing" in parts:
            with running(script, folder) as kit, running(blank, folder) as empty:
                editing(kit, empty, store)
        if "memory" in parts:
            with running(script, folder) as kit:
                memory(kit, store)
        store.close()


if __name__ == "__main__":
    main(sys.argv[1:] or ["rerun", "editing", "start", "memory"])

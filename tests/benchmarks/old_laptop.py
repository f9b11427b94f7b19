"""What an old laptop and a cheap phone bear: `python tests/benchmarks/old_laptop.py [SLOWER]`.

The server gets one SLOWERth of its time (4 by default: stopped and let go in turns), the browser is a phone's at a 4×
slower CPU on Slow 3G (400 ms, 400 kbit/s) as DevTools has it. Printed: seconds to the first screen on an untouched
phone, and back to it; seconds a touch takes; the server's memory at home, at the most during twenty photos of 12 MP
chosen at once, and after. Memory is what is the process's own (Private_*), and the system's high-water mark beside it.
"""

import contextlib
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
from onboarding.members import set_up_team  # noqa: E402
from onboarding.store import open_store  # noqa: E402
from tests.e2e.conftest import PHONE, Server, chromium, fill, open_page, settled, touch  # noqa: E402
from tests.e2e.photos import from_a_phone  # noqa: E402

SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
PHOTOS, SLICE, PATIENCE = 20, 0.005, 900_000


@contextlib.contextmanager
def slowed(pid: int, times: float) -> Iterator[None]:
    """The process runs one `times`th of the time."""
    ended = threading.Event()

    def turns() -> None:
        while not ended.wait(SLICE):
            os.kill(pid, signal.SIGSTOP)
            ended.wait(SLICE * (times - 1))
            os.kill(pid, signal.SIGCONT)

    thread = threading.Thread(target=turns)
    if times > 1:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        if times > 1:
            thread.join()


class Memory(threading.Thread):
    """The most a process has for itself while this runs, in MB."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.proc, self.most, self.ended = Path(f"/proc/{pid}"), 0.0, threading.Event()

    def now(self) -> float:
        lines = (self.proc / "smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024

    def high_water(self) -> float:
        lines = (self.proc / "status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024

    def cpu(self) -> float:
        """Seconds of CPU so far."""
        used = (self.proc / "stat").read_text().rpartition(")")[2].split()
        return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")

    def run(self) -> None:
        while not self.ended.wait(0.2):
            self.most = max(self.most, self.now())


def timed(name: str, began: float) -> None:
    print(f"{name:52}{time.perf_counter() - began:7.1f} s", flush=True)


def throttle(page: Page) -> None:
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_3G)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 4})


def walk(page: Page, server: Server, folder: Path, memory: Memory) -> None:
    """Home, home again, a touch, the first step, twenty photos."""
    began = time.perf_counter()
    page.goto(server.url, timeout=PATIENCE)
    expect(page.get_by_role("button", name="Bắt đầu lượt hỗ trợ")).to_be_visible(timeout=PATIENCE)
    timed("first screen, a phone that never saw it", began)
    began = time.perf_counter()
    page.reload(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Bắt đầu lượt hỗ trợ")).to_be_visible(timeout=PATIENCE)
    timed("the same again", began)
    settled(page)
    print(f"{'memory at home':52}{memory.now():7.0f} MB", flush=True)
    began = time.perf_counter()
    touch(page, "Bắt đầu lượt hỗ trợ")
    touch(page, "Đã đọc to, chủ hộ đồng ý tất cả")
    fill(page, "Tên hộ, tên quầy", "Mật ong Hộ mẫu 1")
    page.get_by_role("radio", name="Mật ong").click()
    settled(page)
    touch(page, "Tiếp tục", exact=True)
    timed("the first step: four touches and a name", began)
    line = page.context.new_cdp_session(page)  # photos do not go over a 2G line: they would measure that
    line.send("Network.emulateNetworkConditions", {**SLOW_3G, "downloadThroughput": -1, "uploadThroughput": -1})
    paths = [folder / f"IMG_{number}.jpg" for number in range(PHOTOS)]
    for number, path in enumerate(paths):
        path.write_bytes(from_a_phone(number % 4))
    began = time.perf_counter()
    page.locator("#pick").set_input_files(paths)
    expect(page.get_by_text("Ảnh bìa")).to_be_visible(timeout=PATIENCE)
    timed("the first of twenty photos is ready", began)
    expect(page.get_by_text("Đang làm sạch ảnh")).to_have_count(0, timeout=PATIENCE)
    settled(page)
    timed("all twenty", began)
    print(f"{'CPU of the server so far':52}{memory.cpu():7.1f} s", flush=True)


def main(times: float) -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as drive:
        folder = Path(name)
        server = Server(folder)
        began = time.perf_counter()
        server.start()
        timed("the server answers, at full speed", began)
        store = open_store(f"sqlite:///{folder / 'kit.db'}")
        set_up_team(store, team="Tổ mẫu", commune="24988", member="Lan")
        store.close()
        memory = Memory(server.process.pid)
        memory.start()
        browser = drive.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"])
        page = open_page(browser, server, PHONE)
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        throttle(page)
        with slowed(server.process.pid, times):
            walk(page, server, folder, memory)
        print(f"{'memory, the most meanwhile':52}{memory.most:7.0f} MB   (high water {memory.high_water():.0f})")
        for quiet in (10, 60):
            time.sleep(quiet)
            print(f"{f'memory {quiet} s later':52}{memory.now():7.0f} MB", flush=True)
        memory.ended.set()
        browser.close()
        server.kill()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 4)

"""What a visit costs the person who types: `python tests/benchmarks/effort.py [qr] [full]`.

A scripted browser at 390 by 844 walks a visit as a member would and counts, per step: taps, fields, characters typed,
phone screens scrolled (the page's height over the window's, at its longest), seconds of waiting for the page, and a
keystroke-level estimate (Card, Moran and Newell 1980: 0.28 s a key for an average typist, 1.1 s to point, 0.4 s to
bring the hand to the keyboard, 1.35 s to think before each tap or field). Waiting is not in the estimate.
"""

import re
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
from onboarding.members import set_up_team  # noqa: E402
from onboarding.store import open_store  # noqa: E402
from tests.e2e.conftest import PHONE, Server, chromium, open_page, settled  # noqa: E402
from tests.e2e.photos import from_a_phone  # noqa: E402

KEY, POINT, HAND, THINK = 0.28, 1.1, 0.4, 1.35


@dataclass
class Cost:
    """What one step took."""

    taps: int = 0
    fields: int = 0
    characters: int = 0
    screens: float = 0.0
    waited: float = 0.0

    @property
    def seconds(self) -> float:
        """The keystroke-level estimate."""
        actions = self.taps + self.fields
        return actions * (POINT + THINK) + self.fields * HAND + self.characters * KEY


@dataclass
class Walk:
    """A page that counts what is done on it."""

    page: Page
    steps: dict[str, Cost] = field(default_factory=dict)
    step: str = ""

    def at(self, step: str) -> None:
        self.step = step
        self.steps[step] = Cost()
        self._wait()

    def tap(self, target: Locator | str) -> None:
        button = self.page.get_by_role("button", name=target).first if isinstance(target, str) else target.first
        self._measure()
        button.click()
        self.cost.taps += 1
        self._wait()

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).first.fill(text)
        self.page.keyboard.press("Tab")
        self.cost.fields += 1
        self.cost.characters += len(text)
        self._wait()

    @property
    def cost(self) -> Cost:
        return self.steps[self.step]

    def _wait(self) -> None:
        began = time.perf_counter()
        settled(self.page)
        self.cost.waited += time.perf_counter() - began

    def _measure(self) -> None:
        height = self.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        self.cost.screens = max(self.cost.screens, height / PHONE[1])

    def table(self) -> str:
        """Markdown: a line a step and the sum."""
        lines = [
            "| step | taps | fields | characters | screens | waited, s | estimate, s |",
            "|---|---|---|---|---|---|---|",
        ]
        total = Cost()
        for name, cost in self.steps.items():
            lines.append(_row(name, cost))
            for key in vars(total):
                setattr(total, key, getattr(total, key) + getattr(cost, key))
        return "\n".join([*lines, _row("**all**", total)])


def _row(name: str, cost: Cost) -> str:
    counts = f"{cost.taps} | {cost.fields} | {cost.characters} | {cost.screens:.1f}"
    return f"| {name} | {counts} | {cost.waited:.1f} | {cost.seconds:.0f} |"


def qr(walk: Walk) -> None:
    """A market-day visit with a typed account."""
    page = walk.page
    walk.at("home")
    walk.tap("Chỉ làm mã QR")
    walk.at("QR only")
    walk.tap("Đã đọc to, chủ hộ đồng ý tất cả")
    walk.type("Tên hộ, tên quầy", "Mật ong Hộ mẫu 1")
    walk.tap(page.get_by_role("radio", name="Vietcombank"))
    walk.type("Số tài khoản", "0011004321987")
    walk.type("Tên chủ tài khoản", "CHU HO MAU")
    walk.tap("Đúng cả")
    walk.tap("Xong, ghi vào sổ")
    with page.context.expect_page():
        page.get_by_role("button", name=re.compile("^In 1 thẻ")).click()
    walk.cost.taps += 1
    page.bring_to_front()
    walk.tap("Người tiếp theo")


def full(walk: Walk, photo: Path) -> None:
    """A visit with one product, from consent to the pack in the vendor's hands."""
    page = walk.page
    following = re.compile("^Tiếp tục$")
    walk.at("home")
    walk.tap("Bắt đầu lượt hỗ trợ")
    walk.at("1 business")
    walk.tap("Đã đọc to, chủ hộ đồng ý tất cả")
    walk.type("Tên hộ, tên quầy", "Mật ong Hộ mẫu 1")
    walk.tap(page.get_by_role("radio", name="Mật ong"))
    walk.tap(page.get_by_role("button", name=following))
    walk.at("2 photos")
    page.locator("#pick").set_input_files(photo)
    walk.cost.taps += 2  # the button, and the photo in the phone's own gallery
    page.get_by_text("Ảnh bìa").wait_for(timeout=120_000)
    walk.tap(page.get_by_role("button", name=following))
    walk.at("3 listing")
    walk.tap(page.get_by_role("radio", name="hoa cà phê"))
    walk.tap(page.get_by_role("radio", name="ong nuôi"))
    walk.type("Đặt đàn ong ở đâu?", "Krông Năng, Đắk Lắk")
    walk.type("Bán chai hay hũ, bao nhiêu?", "chai 500 ml")
    walk.type("Giá bán (đồng)", "185k")
    walk.tap(page.get_by_role("radio", name="Bài đăng"))
    walk.tap(page.get_by_role("button", name=following))
    walk.at("4 payment")
    walk.type("Ngân hàng", "vietcombank")
    walk.tap("Vietcombank")
    walk.type("Số tài khoản", "0011004321987")
    walk.type("Tên chủ tài khoản", "CHU HO MAU")
    walk.type("Ứng dụng hiện tên", "CHU HO MAU")
    walk.tap(page.get_by_role("radio", name="Vietcombank"))
    walk.type("Ứng dụng hiện 4 số cuối", "1987")
    walk.tap(page.get_by_role("button", name=following))
    walk.at("5 wallet")
    for answer in ("Chưa có", "Không phải đăng ký"):
        walk.tap(page.get_by_role("radio", name=answer, exact=True))
    walk.tap(page.get_by_role("radio", name="Điện thoại thông minh"))
    walk.tap(page.get_by_role("radio", name=re.compile("MoMo")))
    walk.tap(page.get_by_role("button", name=following))
    walk.at("6 hand-over")
    page.get_by_role("button", name=re.compile("Tải tệp in")).wait_for(timeout=120_000)
    walk.cost.taps += 1  # open to print
    walk.tap(page.get_by_role("button", name="Trao bộ mang về", exact=True))


def main(parts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as drive:
        server = Server(Path(name))
        server.start()
        photo = Path(name) / "IMG_0001.jpg"
        photo.write_bytes(from_a_phone())
        store = open_store(f"sqlite:///{Path(name) / 'kit.db'}")
        set_up_team(store, team="Tổ số thôn mẫu", commune="24988", member="Lan")
        browser = drive.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        try:
            for part in parts:
                walk = Walk(open_page(browser, server, PHONE))
                walk.page.goto(server.url)
                settled(walk.page)
                qr(walk) if part == "qr" else full(walk, photo)
                print(f"{part}\n{walk.table()}\n")
        finally:
            server.kill()
            store.close()


if __name__ == "__main__":
    main(sys.argv[1:] or ["qr", "full"])

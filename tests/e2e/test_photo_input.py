"""Photos while the connection is cut, the server dies, or the file is no photo: what was chosen arrives or is said."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from onboarding.payments import BankAccount, draw, payload
from onboarding.payments.vietqr import Details
from onboarding.screens import steps
from onboarding.store import Store
from tests.visits_of import visits_of

from .conftest import PHONE, Server, accessible, open_page, settled, shot
from .tcpproxy import Proxy, network

pytestmark = pytest.mark.e2e
LONG = 90_000
COLOURS = {"đỏ": (180, 60, 40), "xanh": (40, 90, 160), "vàng": (200, 170, 60)}
YELLOW_HEIC = Path(__file__).with_name("yellow.heic")  # made with pillow-heif: 1200 × 900, a yellow box on grey
AT = steps.codes()


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    with network(server.port) as made:
        yield made


def visit(store: Store, step: str, **data: object) -> str:
    drafts = visits_of(store)
    made = drafts.create(team="t", member="Lan", commune="24988", data={"business": {"name": "Hộ mẫu 1"}, **data})
    drafts.save(made.id, {}, rev=made.rev, step=AT.index(step))
    return made.id


def opened(browser: Browser, server: Server | Proxy, visit: str) -> Page:
    page = open_page(browser, server, PHONE)
    page.goto(f"{server.url}/visit?d={visit}")
    settled(page)
    return page


def jpeg(colour: tuple[int, int, int], size: tuple[int, int] = (1200, 900)) -> bytes:
    picture = Image.new("RGB", size, (225, 220, 210))
    picture.paste(colour, (size[0] // 3, size[1] // 4, size[0] * 2 // 3, size[1] * 3 // 4))
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=90)
    return kept.getvalue()


def bomb(side: int = 30_000) -> bytes:
    """A PNG of side² grey pixels in about 110 kB."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + bytes(side // 8)) * side, 9)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def files(folder: Path, **named: bytes) -> list[Path]:
    """Files called by their keyword, `_` for the dot."""
    paths = []
    for name, data in named.items():
        paths.append(folder / name.replace("_", "."))
        paths[-1].write_bytes(data)
    return paths


def colours(store: Store, visit: str) -> list[str]:
    """The kept photos in order, each by the colour in its middle."""
    found, drafts = [], visits_of(store)
    for photo_id, _meta in drafts.photos(visit):
        picture = Image.open(BytesIO(drafts.photo(visit, photo_id) or b"")).convert("RGB")
        middle = picture.getpixel((picture.width // 2, picture.height // 2))
        found.append(min(COLOURS, key=lambda name: sum(abs(a - b) for a, b in zip(COLOURS[name], middle, strict=True))))
    return found


def received(page: Page) -> None:
    expect(page.get_by_role("status").filter(has_text="Đã nhận đủ ảnh.")).to_be_visible(timeout=LONG)


def test_a_photo_chosen_while_the_connection_is_cut_arrives_when_it_heals(browser, server, store, proxy, tmp_path):
    row = visit(store, "photos")
    page = opened(browser, proxy, row)
    proxy.cut()
    page.wait_for_timeout(500)
    page.locator("#cam").set_input_files(files(tmp_path, a_jpg=jpeg(COLOURS["đỏ"])))
    page.wait_for_timeout(2000)
    assert colours(store, row) == []
    proxy.heal()
    received(page)
    expect(page.get_by_text("Ảnh bìa")).to_be_visible(timeout=LONG)
    assert colours(store, row) == ["đỏ"]
    assert page.problems == []


def test_photos_on_their_way_when_the_server_dies_arrive_at_the_next_in_order(browser, server, store, proxy, tmp_path):
    row = visit(store, "photos")
    page = opened(browser, proxy, row)
    chosen = files(tmp_path, **{f"{n}_jpg": jpeg(colour) for n, colour in enumerate(COLOURS.values())})
    server.kill()
    page.locator("#pick").set_input_files(chosen)
    page.wait_for_timeout(2000)
    server.start()
    received(page)
    expect(page.get_by_text("Ảnh 3", exact=True)).to_be_visible(timeout=LONG)
    assert colours(store, row) == list(COLOURS)
    assert page.problems == []


def test_photos_waiting_in_a_page_that_is_closed_arrive_with_the_next(browser, server, store, tmp_path):
    row, other = visit(store, "photos"), visit(store, "photos")
    page = opened(browser, server, row)
    chosen = files(tmp_path, **{f"{n}_jpg": jpeg(colour) for n, colour in enumerate(COLOURS.values())})
    server.kill()
    page.locator("#pick").set_input_files(chosen)
    page.wait_for_timeout(3000)
    phone = page.context
    page.close()
    server.start()
    page = phone.new_page()
    page.goto(f"{server.url}/visit?d={other}")
    settled(page)
    page.goto(f"{server.url}/visit?d={row}")
    received(page)
    expect(page.get_by_text("Ảnh 3", exact=True)).to_be_visible(timeout=LONG)
    assert (colours(store, row), colours(store, other)) == (list(COLOURS), [])
    left = "new Promise(ok => { indexedDB.open('kit-photos').onsuccess = e => { e.target.result.transaction('waiting')"
    left += ".objectStore('waiting').count().onsuccess = n => ok(n.target.result) } })"
    assert page.evaluate(left) == 0


def test_what_cannot_be_used_is_said_by_name_and_the_photos_beside_it_stay(browser, server, store, tmp_path):
    row = visit(store, "photos")
    page = opened(browser, server, row)
    good = YELLOW_HEIC.read_bytes()
    chosen = files(
        tmp_path, mot_jpg=jpeg(COLOURS["đỏ"]), hop_jpg=b"%PDF-1.7\n" + bytes(3000), trong_jpg=b"", to_png=bomb(),
        cut_heic=good[: len(good) // 2], hai_heic=good,
    )  # fmt: skip
    assert chosen[3].stat().st_size < 200_000
    page.locator("#pick").set_input_files(chosen)
    expect(page.get_by_role("status").filter(has_text="Có ảnh không dùng được.")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("Ảnh 2", exact=True)).to_be_visible(timeout=LONG)
    settled(page)
    said = page.get_by_role("alert").all_inner_texts()
    for name, words in {
        "hop.jpg": "Tệp này không phải ảnh.",
        "trong.jpg": "Tệp ảnh trống.",
        "to.png": "Ảnh lớn quá",
        "cut.heic": "Ảnh bị hỏng giữa chừng.",
    }.items():
        assert any(f"{name}: {words}" in one for one in said), (name, said)
    assert colours(store, row) == ["đỏ", "vàng"]
    expect(page.get_by_text("Đã nhận đủ ảnh.")).to_have_count(0)
    accessible(page)
    shot(page, "2-anh-khong-dung-duoc")

    page.locator("#pick").set_input_files(files(tmp_path, ba_jpg=jpeg(COLOURS["xanh"])))
    received(page)
    expect(page.get_by_role("alert").filter(has_text="không phải ảnh")).to_have_count(0)
    assert colours(store, row) == ["đỏ", "vàng", "xanh"]
    assert page.problems == []


def test_her_wallets_code_arrives_from_a_photo_across_a_cut(browser, server, store, proxy, tmp_path):
    momo = payload(BankAccount("971025", "PSP1234567890123"), None, None, Details(reference="MOMOW2W12345678"))
    row = visit(store, "payment", payment={"own": True})
    page = opened(browser, proxy, row)
    page.locator("#pick").set_input_files(files(tmp_path, khac_jpg=jpeg(COLOURS["đỏ"])))
    expect(page.get_by_text("Chưa đọc được mã")).to_be_visible(timeout=LONG)
    proxy.cut()
    page.wait_for_timeout(500)
    page.locator("#cam").set_input_files(files(tmp_path, ma_png=draw(momo).png(10)))
    page.wait_for_timeout(1000)
    proxy.heal()
    expect(page.get_by_text("Đang dùng mã: MoMo")).to_be_visible(timeout=LONG)
    assert visits_of(store).load(row).data["payment"]["code"] == momo
    assert page.problems == []

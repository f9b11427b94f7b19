"""The laptop's camera: a real browser with a made-up camera, with none, and with a person who says no."""

import os
import shutil
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from onboarding.screens import steps
from onboarding.store import Store
from tests.visits_of import visits_of

from .conftest import BROWSERS, LAPTOP, PHONE, Server, accessible, open_page, settled, shot

pytestmark = pytest.mark.e2e
AT = steps.codes().index("photos")
CAMERAS = {
    "works": ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
    "denied": ["--use-fake-device-for-media-stream", "--deny-permission-prompts"],
    "none": ["--use-fake-ui-for-media-stream"],
}


@pytest.fixture
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A Chromium whose camera is as the test says."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=[*arguments, *CAMERAS[request.param]])
        yield opened
        opened.close()


def camera(state: str):
    return pytest.mark.parametrize("browser", [state], indirect=True)


def at_the_photos(browser: Browser, server: Server, store: Store, size: tuple[int, int] = LAPTOP) -> tuple[Page, str]:
    drafts = visits_of(store)
    made = drafts.create(team="t", member="Lan", commune="24988", data={"business": {"name": "Hộ mẫu 1"}})
    drafts.save(made.id, {}, rev=made.rev, step=AT)
    page = open_page(browser, server, size)
    page.goto(f"{server.url}/visit?d={made.id}")
    settled(page)
    return page, made.id


def lights_on(page: Page) -> bool:
    return bool(page.locator("#live").evaluate("live => live.srcObject !== null"))


@camera("works")
def test_a_press_takes_what_the_camera_sees_and_switches_it_off(browser, server, store):
    page, visit = at_the_photos(browser, server, store)
    page.evaluate(
        "window.streams = []; const devices = navigator.mediaDevices, real = devices.getUserMedia.bind(devices);"
        "devices.getUserMedia = async how => { const made = await real(how); streams.push(made); return made }; null"
    )
    assert page.get_by_text("Chụp ảnh", exact=True).is_hidden()
    page.get_by_role("button", name="Dùng máy ảnh của máy tính").click()
    expect(page.get_by_role("button", name="Chụp", exact=True)).to_be_enabled()
    assert lights_on(page)
    accessible(page)
    shot(page, "2-may-anh-may-tinh")
    page.get_by_role("button", name="Chụp", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Đã nhận đủ ảnh.")).to_be_visible(timeout=90_000)
    assert not lights_on(page)
    assert page.evaluate("streams.flatMap(one => one.getTracks()).map(one => one.readyState)") == ["ended"]
    expect(page.get_by_text("Ảnh bìa")).to_be_visible(timeout=90_000)
    ((photo_id, _meta),) = visits_of(store).photos(visit)
    kept = Image.open(BytesIO(visits_of(store).photo(visit, photo_id) or b""))
    assert kept.width >= 640
    assert page.problems == []


@camera("works")
def test_never_mind_or_leaving_switches_the_camera_off_and_takes_nothing(browser, server, store):
    page, visit = at_the_photos(browser, server, store)
    page.get_by_role("button", name="Dùng máy ảnh của máy tính").click()
    expect(page.get_by_role("button", name="Chụp", exact=True)).to_be_enabled()
    page.keyboard.press("Escape")
    assert not lights_on(page)
    page.get_by_role("button", name="Dùng máy ảnh của máy tính").click()
    expect(page.get_by_role("button", name="Chụp", exact=True)).to_be_enabled()
    page.locator("#live").evaluate("live => { window.track = live.srcObject.getTracks()[0] }")
    page.get_by_role("button", name="Tiếp tục").click()
    settled(page)
    assert page.evaluate("track.readyState") == "ended"
    assert visits_of(store).photos(visit) == []
    assert page.problems == []


@pytest.mark.parametrize(
    ("browser", "words"),
    [("denied", "Trình duyệt chưa cho dùng máy ảnh."), ("none", "Máy tính này chưa có máy ảnh.")],
    indirect=["browser"],
)
def test_a_camera_that_is_not_to_be_had_is_said_and_the_buttons_are_back(browser, server, store, words):
    page, _ = at_the_photos(browser, server, store)
    page.get_by_role("button", name="Dùng máy ảnh của máy tính").click()
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()
    expect(page.get_by_role("button", name="Dùng máy ảnh của máy tính")).to_be_visible()
    assert page.locator("#pick").is_enabled()
    accessible(page)
    assert page.problems == []


@camera("works")
def test_a_phone_has_its_camera_app_instead(browser, server, store):
    page, _ = at_the_photos(browser, server, store, PHONE)
    expect(page.get_by_text("Chụp ảnh", exact=True)).to_be_visible()
    assert page.get_by_role("button", name="Dùng máy ảnh của máy tính").is_hidden()

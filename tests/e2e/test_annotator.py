"""A finger on the photo: the box, the stroke and the order reach the store, at 390 px, with nothing out of reach."""

import json
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from onboarding.screens import steps
from onboarding.store import Store
from tests.photos.pictures import fruit, jpeg, scene
from tests.visits_of import visits_of

from .conftest import PHONE, Server, accessible, open_page, settled, shot, until

pytestmark = pytest.mark.e2e
AT = steps.codes().index("photos")


def two_fruits() -> bytes:
    picture, _ = fruit(scene(), x=330, radius=170)
    return jpeg(fruit(picture, x=850, radius=170, colour=(214, 150, 40))[0])


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw across the photo, places as parts of it, as a finger does."""
    ink = page.locator("#ink")
    ink.scroll_into_view_if_needed()
    place = ink.bounding_box()
    assert place
    for kind, (x, y) in (("pointerdown", start), ("pointermove", end), ("pointerup", end)):
        where = {"clientX": place["x"] + x * place["width"], "clientY": place["y"] + y * place["height"]}
        ink.dispatch_event(kind, {**where, "pointerId": 1, "pointerType": "touch", "isPrimary": True, "bubbles": True})


def test_a_finger_boxes_one_of_two_and_strokes_and_orders(browser: Browser, server: Server, store: Store):
    drafts = visits_of(store)
    made = drafts.create(team="t", member="Lan", commune="24988", data={"business": {"name": "Hộ mẫu 1"}})
    for photo in (two_fruits(), jpeg(fruit(scene())[0])):
        drafts.put_photo(made.id, photo)
    drafts.save(made.id, {"photo_count": 2}, rev=made.rev, step=AT)
    page = open_page(browser, server, PHONE)
    page.add_init_script("Element.prototype.setPointerCapture = () => {}")
    page.goto(f"{server.url}/visit?d={made.id}")
    until(page, lambda: all("wishes" in meta for _, meta in drafts.photos(made.id)))
    settled(page)  # the photo made last opens by itself
    page.get_by_role("button", name=re.compile("^Ảnh bìa")).click(timeout=90_000)
    settled(page)
    page.get_by_role("radio", name="Khoanh món hàng").or_(page.get_by_role("button", name="Khoanh món hàng")).click()
    settled(page)
    drag(page, (0.117, 0.367), (0.434, 0.789))
    expect(page.get_by_role("button", name="Bỏ khung")).to_be_visible()
    until(page, lambda: "box" in drafts.photos(made.id)[0][1].get("wishes", {}))
    settled(page)
    (first, meta), _ = drafts.photos(made.id)
    assert meta["wishes"]["box"] == pytest.approx([0.117, 0.367, 0.317, 0.422], abs=0.02)
    assert meta["cut_out"]
    page.get_by_role("radio", name="Bỏ đi").or_(page.get_by_role("button", name="Bỏ đi")).click()
    settled(page)
    drag(page, (0.2, 0.55), (0.3, 0.6))
    expect(page.get_by_role("button", name="Bỏ nét cuối")).to_be_visible()
    until(page, lambda: "strokes" in drafts.photos(made.id)[0][1]["wishes"])
    settled(page)
    assert [one["keep"] for one in drafts.photos(made.id)[0][1]["wishes"]["strokes"]] == [False]
    accessible(page)
    within_reach(page)
    shot(page, "2-anh-sua-tay")
    page.get_by_role("button", name="Ra sau").click()
    settled(page)
    assert [photo for photo, _ in drafts.photos(made.id)][1] == first
    assert page.problems == []  # type: ignore[attr-defined]


def within_reach(page: Page) -> None:
    """Every button is on the screen's width and large enough for a thumb."""
    sizes = page.evaluate(
        "JSON.stringify([...document.querySelectorAll('.st-key-step button, .st-key-step canvas')]"
        ".map(one => one.getBoundingClientRect()).filter(box => box.width).map(b => [b.left, b.right, b.height]))"
    )
    for left, right, height in json.loads(sizes):
        assert left >= 0
        assert right <= 390.5
        assert height >= 40


def test_each_advice_has_its_picture_on_the_screen(browser: Browser, server: Server, store: Store):
    drafts = visits_of(store)
    made = drafts.create(team="t", member="Lan", commune="24988", data={"business": {"name": "Hộ mẫu 1"}})
    drafts.put_photo(made.id, jpeg(fruit(scene())[0] * 0.35))
    drafts.save(made.id, {"photo_count": 1}, rev=made.rev, step=AT)
    page = open_page(browser, server, PHONE)
    page.goto(f"{server.url}/visit?d={made.id}")
    advice = page.locator(".kit-advice").filter(has_text="tối")
    expect(advice).to_be_visible(timeout=90_000)
    picture = advice.locator("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    settled(page)
    accessible(page)
    assert page.problems == []  # type: ignore[attr-defined]

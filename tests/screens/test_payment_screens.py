"""The payment step, the card check and the market without a browser: refusals beside the field, nothing guessed."""

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from onboarding.payments import BankAccount, Details, draw, payload
from onboarding.screens import steps
from onboarding.screens.visit.price_codes import lines_of
from onboarding.services import hand_over
from onboarding.store import Store
from tests.payments.camera import jpeg, shoot
from tests.screens.phone import send_photo
from tests.screens.taps import unfold
from tests.visits_of import team_of, visits_of

ROOT = Path(__file__).parents[2]
STEP = steps.codes().index("payment")
MOMO = payload(BankAccount("971025", "PSP1234567890123"), None, None, Details(reference="MOMOW2W12345678"))
AGREED = {
    "purposes": {"visit": True, "counts": True, "photos": False, "follow_up": False},
    "at": "2026-11-24T06:00:00+00:00",
    "version": "2026-11-24",
}
PAYEE = {"bank": "970436", "account": "0011001234567", "holder": "NGUYEN THI MAU"}
SEEN = {"holder": "NGUYEN THI MAU", "bank": "970436", "which": "970436", "last_four": "4567"}


def visit(store: Store, **payment: object) -> tuple[AppTest, str]:
    """The payment step of a fresh visit with this much filled in already."""
    drafts = visits_of(store)
    data = {"lang": "vi", "business": {"name": "Hộ mẫu 1", "commune": "24988"}, "payment": payment, "consent": AGREED}
    made = drafts.create(team="t", member="Lan", commune="24988", data=data)
    drafts.save(made.id, {}, rev=made.rev, step=STEP)
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    at = at.button(key=f"open_{made.id}").click().run()
    assert not at.exception
    return at, made.id


def kept(store: Store, visit_id: str) -> dict:
    return visits_of(store).load(visit_id).data["payment"]


def field(at: AppTest, label: str):
    return next(one for one in [*at.text_input, *at.text_area] if one.label.startswith(label))


def put(at: AppTest, label: str, value: str) -> AppTest:
    done = field(at, label).set_value(value).run()
    assert not done.exception
    return done


def said(at: AppTest) -> str:
    return "\n".join(str(one.value) for kind in (at.error, at.warning, at.success, at.info, at.caption, at.text)
                     for one in kind).replace("\\", "")  # fmt: skip


def test_a_bank_is_found_by_its_former_name_and_an_account_by_what_was_typed(store):
    at, row = visit(store)
    at = put(at, "Ngân hàng", "đông á")
    at = next(one for one in at.button if one.label.startswith("Vikki")).click().run()
    at = put(at, "Số tài khoản", "0011 0012.3456 7")
    assert kept(store, row)["bank"] == "970406"
    assert at.metric[0].value == "0011 0012 3456 7"
    assert "••• 4567" in said(at)
    assert "hai bộ đọc" in said(at)


@pytest.mark.parametrize(
    ("label", "typed", "words"),
    [
        ("Số tài khoản", "nguyễn văn 🍯", "Hãy bỏ"),
        ("Số tài khoản", "1" * 25, "dài nhất 19"),
        ("Số tài khoản", "=cmd|' /C calc'!A0", "Hãy bỏ"),
        ("Số tài khoản", "9704363412341234", "giống số thẻ"),
        ("Số tiền", "0", "lớn hơn 0"),
        ("Số tiền", "-5000", "lớn hơn 0"),
        ("Số tiền", "1tr25", "1.025.000"),
        ("Số tiền", "600tr", "dưới 500 triệu"),
        ("Nội dung", "x" * 26, "dài nhất 25"),
    ],
)
def test_what_cannot_be_used_is_said_beside_it_and_makes_no_code(store, label, typed, words):
    at, row = visit(store, **PAYEE)
    at = put(unfold(at, "Số tiền, nội dung"), label, typed)
    assert words in said(at)
    assert "Mã để quét" not in [heading.value for heading in at.subheader]
    assert kept(store, row)["holder"] == "NGUYEN THI MAU"


def test_a_number_that_may_be_a_card_is_asked_about(store):
    at, row = visit(store, **PAYEE)
    at = put(at, "Số tài khoản", "9704363412341234")
    at = at.segmented_control[0].set_value("card").run()
    assert kept(store, row)["service"] == "card"
    assert "Mã để quét" in [heading.value for heading in at.subheader]


def test_money_is_repeated_in_words_and_the_purpose_shows_what_changed(store):
    at, row = visit(store, **PAYEE)
    at = put(unfold(at, "Số tiền, nội dung"), "Số tiền", "1 triệu 250")
    at = put(at, "Nội dung", "Mua mật ong")
    assert kept(store, row)["amount"] == 1_250_000
    assert kept(store, row)["purpose"].upper() == "MUA MAT ONG"
    assert "một triệu hai trăm năm mươi nghìn đồng" in said(at)
    assert "bỏ dấu tiếng Việt" in said(at)


def test_an_amount_that_stands_in_the_code_is_shown_without_a_touch(store):
    at, _row = visit(store, **PAYEE, amount_typed="50k")
    assert field(at, "Số tiền").value == "50k"
    assert "50.000" in said(at)


def test_the_app_showing_somebody_else_stops_the_hand_over(store):
    at, row = visit(store, **PAYEE, seen={**SEEN, "last_four": "9999"})
    assert "Bốn số cuối không khớp" in said(at)
    assert "Chưa quét thử" not in said(at)  # it was tried, and showed something else
    with pytest.raises(Exception, match="proof_differs"):
        hand_over(store, row, team_id=team_of(store))
    at = put(at, "Ứng dụng hiện 4 số cuối", "4567")
    assert "In được" in said(at)
    assert hand_over(store, row, team_id=team_of(store)).rungs[-2].value == "qr_checked"


def test_another_code_must_be_tried_anew(store):
    at, row = visit(store, **PAYEE, seen=SEEN)
    assert "In được" in said(at)
    at = put(at, "Số tài khoản", "0099001234567")
    assert "In được" not in said(at)
    assert "Mã đã đổi" in said(at)
    assert not kept(store, row).get("seen")
    assert field(at, "Ứng dụng hiện 4 số cuối").value == ""


def test_her_wallets_code_is_kept_byte_for_byte_and_dropped_when_unticked(store):
    at, row = visit(store)
    at = at.checkbox[0].check().run()
    at = send_photo(at, jpeg(np.full((200, 200), 90, np.uint8)), shot="a")
    assert "Chưa đọc được mã" in said(at)
    at = send_photo(at, jpeg(shoot(np.asarray(draw(MOMO).picture(16)), span=400, tilt=30)), shot="b")
    assert kept(store, row)["code"] == MOMO
    assert "MoMo" in said(at)
    at = at.checkbox[0].uncheck().run()
    assert not kept(store, row).get("code")


def test_the_card_at_the_stall_is_told_from_an_overlay(store):
    at, row = visit(store, **PAYEE, seen=SEEN)
    hand_over(store, row, team_id=team_of(store))
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    at = at.run().button(key="screen_card_check").click().run()
    at = put(at, "Tên hộ", "ho mau")
    at = next(one for one in at.button if one.label.startswith("Hộ mẫu 1")).click().run()
    same = draw(payload(BankAccount("970436", "0011001234567"))).png(10)
    other = draw(payload(BankAccount("970436", "0099001234567"))).png(10)
    at = send_photo(at, same, shot="a")
    assert "Đúng mã đã làm cho hộ" in said(at)
    at = send_photo(at, other, shot="b")
    assert "KHÁC" in said(at)
    at = send_photo(at, b"%PDF-1.7", shot="c")
    assert "không phải ảnh" in said(at)


def test_a_whole_market_goes_through_with_its_errors_beside(store):
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    at = at.button(key="screen_bulk_codes").click().run()
    table = "Tên,Ngân hàng,Số tài khoản\nSạp 1,VCB,0011001234567\nSạp 2,BVB,123456\n".encode()
    at = at.file_uploader[0].upload("a.csv", table, "text/csv").run()
    assert not at.exception
    assert "1 mã đã làm" in said(at)
    assert "1 dòng cần sửa" in said(at)
    assert "0011001234567" not in "".join(str(one.value) for one in at.table)
    at = at.button(key="market_make").click().run()
    assert not at.exception
    assert [one.proto.label for one in at.get("download_button")][-1] == "Tải thẻ của 1 hộ (PDF)"
    at = at.file_uploader[0].upload("b.csv", b"\xff\xfe", "text/csv").run()
    assert "CSV UTF-8" in said(at)


def test_prices_are_one_thing_a_line():
    priced, wrong = lines_of("Mật ong 500 ml; 180.000\n\nPhấn hoa; 90k\nSáp ong\nKẹo; miễn phí; 0")
    assert priced == [("Mật ong 500 ml", 180_000), ("Phấn hoa", 90_000)]
    assert [(line, error.code) for line, error in wrong] == [(4, "prices.no_price"), (5, "amount.not_positive")]


def test_the_step_stays_done_after_the_hand_over_took_the_number(store):
    _at, row = visit(store, **PAYEE, seen=SEEN)
    step, drafts = steps.in_order()[STEP], visits_of(store)
    hand_over(store, row, team_id=team_of(store))
    kept = drafts.load(row)
    assert "account" not in kept.data["payment"]
    assert step.done({**kept.data, "state": kept.state})
    assert not step.done({**drafts.reopen(row).data, "state": "open"})
    assert not step.done({"state": "handed_over", "payment": {"bank": "970436"}})

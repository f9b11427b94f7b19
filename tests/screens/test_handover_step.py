"""The last step without a browser: sheets chosen and remembered, handed over once, printed again for the number."""

import re
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from onboarding.business import CONSENT_VERSION
from onboarding.logbook import Logbook
from onboarding.payments import BankAccount, draw, payload
from onboarding.printing import sheets
from onboarding.screens import fields, steps
from onboarding.services import hand_over, verify_codes
from onboarding.store import Store
from tests.screens.phone import send_photo
from tests.visits_of import team_of, visits_of

ROOT = Path(__file__).parents[2]
TEAM, ACCOUNT = "Tổ số thôn mẫu", "0011001234567"
VISIT = {
    "business": {"name": "Mật ong Hộ mẫu 1", "commune": "24988", "trade": "mat_ong"},
    "consent": {
        "purposes": {"visit": True, "counts": True, "photos": False, "follow_up": False},
        "version": CONSENT_VERSION,
        "at": "2026-11-24T00:00:00+00:00",
    },
    "listing": {"category": "mat_ong", "price": 180000, "unit": "chai"},
    "payment": {"bank": "970436", "account": ACCOUNT, "service": "account", "holder": "NGUYEN THI MAU"},
}


@cache
def photo() -> bytes:
    """One picture for every test: the kit keeps what it saw in a photo, and looks at each once."""
    kept = BytesIO()
    Image.effect_noise((400, 400), 40).convert("RGB").save(kept, "JPEG")
    return kept.getvalue()


def visit(store: Store, **changes: object) -> str:
    drafts = visits_of(store)
    made = drafts.create(team=TEAM, member="Lan", commune="24988", data={**VISIT, **changes})
    drafts.put_photo(made.id, photo())
    names = steps.codes()
    drafts.save(made.id, {}, rev=made.rev, step=names.index("handover"))
    return made.id


def opened(visit_id: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=90).run()
    at = at.button(key=f"open_{visit_id}").click().run()
    assert not at.exception
    return at


def counted(store: Store) -> int:
    return Logbook(store).count(exact=True).total


def sheets_of(at: AppTest):
    return next(one for one in at.pills if one.label == "In những tờ nào")


def test_the_pack_is_shown_and_only_sheets_with_something_to_say_are_offered(store):
    at = opened(visit(store))
    offered = sheets_of(at)
    assert "Thẻ để bàn A5" in offered.options
    assert "Việc cần làm" not in offered.options
    assert at.button(key="give").label == "Trao bộ mang về"
    assert [one.proto.label.split(" (")[0] for one in at.get("download_button")] == [
        "Tải tệp in",
        "Tải gói",
    ]


def test_the_first_page_is_shown_and_sizes_stand_on_the_buttons(store):
    at = opened(visit(store))
    assert any(one.value.startswith("Trang 1/") for one in at.markdown)
    assert at.button(key="page_before").disabled
    assert not at.button(key="page_after").disabled
    pdf, zipped = [one.proto.label for one in at.get("download_button")]
    assert re.fullmatch(r"Tải tệp in \(PDF, \d+ KB\)", pdf)
    assert re.fullmatch(r"Tải gói \(ZIP, (\d+ KB|\d,\d MB)\)", zipped)


def test_what_a_team_left_out_is_left_out_next_time(store):
    at = opened(visit(store))
    sheets_of(at).set_value(["poster"]).run()
    again = opened(visit(store))
    assert sheets_of(again).value == ["poster"]


def test_every_kind_of_sheet_is_offered_to_a_visit_that_has_all(store):
    facts = {"registered_hkd": True, "revenue_band": "le_1bn", "phone_type": "smartphone"}
    at = opened(visit(store, checklist={"provider": "momo", "facts": facts}))
    more = {"codes", "translations"}  # several codes, and words a ward has typed
    needing_more = {fields.plain(sheet.title.in_("vi")) for sheet in sheets().values() if more & set(sheet.needs)}
    assert {fields.plain(sheet.title.in_("vi")) for sheet in sheets().values()} - needing_more <= set(
        sheets_of(at).options
    )


def test_the_first_choice_is_what_a_home_printer_can(store):
    assert set(sheets_of(opened(visit(store))).value) <= {code for code, sheet in sheets().items() if sheet.usual}


def test_what_is_missing_leads_to_its_step(store):
    at = opened(visit(store))
    missing = [button for button in at.button if (button.key or "").endswith(("_payment", "_photos", "_business"))]
    assert "Mã chưa quét thử xong" in [button.label for button in missing]
    at = next(button for button in missing if button.key.endswith("_payment") and "wait" in button.key).click().run()
    assert not at.exception
    assert at.title[0].value.startswith("Bước 4/6")


def test_with_no_sheet_left_it_asks_for_one(store):
    at = opened(visit(store))
    at = sheets_of(at).set_value([]).run()
    assert any("ít nhất một tờ" in one.value for one in at.info)
    assert not [one for one in at.button if one.key == "give"]


def test_handing_over_writes_the_log_once_wipes_the_number_and_stays_calm(store):
    made = visit(store)
    at = opened(made)
    at = at.button(key="give").click().run()
    assert not at.exception
    assert "Đã trao bộ mang về cho Mật ong Hộ mẫu 1" in at.success[0].value
    kept = visits_of(store).load(made)
    assert kept is not None
    assert kept.state == "handed_over"
    assert ACCOUNT not in str(kept.data)
    assert len(at.get("download_button")) == 2
    assert counted(store) == 1
    at.run()
    assert counted(store) == 1


def test_without_an_account_the_pack_has_no_card_and_says_so(store):
    at = opened(visit(store, payment={}))
    assert any("chưa có mã QR" in one.value or "không có mã QR" in one.value for one in at.info)
    assert "Thẻ để bàn A5" not in sheets_of(at).options
    assert at.button(key="give")


def test_a_code_that_does_not_read_back_is_not_offered_to_print(store, monkeypatch):
    monkeypatch.setitem(verify_codes.DECODERS, "OpenCV", lambda pixels: [])
    at = opened(visit(store))
    assert at.error
    assert any("Đừng in mã này" in one.value for one in at.markdown)
    assert not at.get("download_button")
    assert not [one for one in at.button if one.key == "give"]
    at = at.button(key="to_payment").click().run()
    assert not at.exception


def forgotten(store: Store) -> tuple[AppTest, str]:
    """A visit handed over, on a screen that no longer holds its files."""
    made = visit(store)
    at = opened(made).button(key="give").click().run()
    del at.session_state["pack_made"]
    return at.run(), f"reprint_{made}"


def test_printing_again_takes_her_number_and_does_not_keep_it(store):
    at, field = forgotten(store)
    assert not at.get("download_button")
    at = at.text_input(key=field).set_value(" 0011 0012 34567 ").run().button(key="reprint").click().run()
    assert not at.exception
    assert len(at.get("download_button")) == 2
    assert any(one.value.startswith("Trang 1/") for one in at.markdown)
    assert not at.warning
    assert "account" not in visits_of(store).latest("payment")


def test_printing_again_refuses_another_number(store):
    at, field = forgotten(store)
    at = at.text_input(key=field).set_value("0011001234568").run().button(key="reprint").click().run()
    assert "khác mã đã trao" in at.error[0].value
    assert not at.get("download_button")


def wallet_code(account: str = "0352350917") -> tuple[str, bytes]:
    text = payload(BankAccount.typed("970422", account, None).account)
    return text, draw(text).png(8)


def test_a_wallet_s_own_code_is_scanned_again_and_another_one_refused(store):
    text, picture = wallet_code()
    made = visit(store, payment={"own": True, "code": text, "holder": "CHU HO MAU"})
    at = opened(made).button(key="give").click().run()
    assert not at.exception
    del at.session_state["pack_made"]
    at = send_photo(at.run(), wallet_code("0352350918")[1], shot="a").run()
    at = at.button(key="reprint").click().run()
    assert "khác mã đã trao" in at.error[0].value
    at = send_photo(at, picture, shot="b", batch="2").run()
    at = at.button(key="reprint").click().run()
    assert not at.exception
    assert len(at.get("download_button")) == 2
    assert text not in str(visits_of(store).load(made).data)


def test_a_handed_over_visit_may_be_opened_again_to_be_changed(store):
    at, _field = forgotten(store)
    at = at.button(key="reopen").click().run()
    assert not visits_of(store).open_ones(), "asked first"
    at = at.button(key="reopen_sure").click().run()
    assert not at.exception
    assert [one.state for one in visits_of(store).open_ones()] == ["open"]


def test_a_business_that_withdraws_is_asked_once_more_and_then_gone(store):
    at, _field = forgotten(store)
    (made,) = visits_of(store).open_ones(state="handed_over")
    at = at.button(key=f"withdraw_{made.id}").click().run()
    assert any("Không lấy lại được" in one.value for one in at.markdown)
    assert visits_of(store).load(made.id) is not None
    at = at.button(key=f"withdraw_{made.id}_sure").click().run()
    assert not at.exception
    assert visits_of(store).load(made.id) is None
    assert counted(store) == 0


def contact(at: AppTest):
    return [one for one in at.text_input if one.label.startswith("Muốn rút lại đồng ý")]


def test_whom_to_call_is_typed_once_for_the_team_and_asked_only_for_the_receipt(store):
    at = opened(visit(store))
    contact(at)[0].set_value("Lan 0900 000 000").run()
    made = visit(store)
    again = opened(made)
    assert contact(again)[0].value == "Lan 0900 000 000"
    assert visits_of(store).load(made).data["team_contact"] == "Lan 0900 000 000"
    cleared = contact(again)[0].set_value("").run()
    assert contact(cleared)[0].value == ""
    assert contact(sheets_of(cleared).set_value(["poster"]).run()) == []


@pytest.mark.parametrize(("answer", "businesses"), [("same", 1), ("other", 2)])
def test_a_code_seen_before_is_asked_about_before_she_is_counted_twice(store, answer, businesses):
    first = visit(store)
    hand_over(store, first, team_id=team_of(store))
    row = visit(store, business={**VISIT["business"], "name": "Quán nước Ba Tâm"})
    at = opened(row)
    assert "Có phải hộ này không? Mật ong Hộ mẫu 1" in " ".join(one.value for one in at.text)
    assert "cùng mã QR" in " ".join(one.value for one in at.text)
    at = at.button(key=f"{answer}_{first}").click().run()
    assert not at.exception
    assert "Có phải hộ này không" not in " ".join(one.value for one in at.text)
    hand_over(store, row, team_id=team_of(store))
    assert counted(store) == businesses

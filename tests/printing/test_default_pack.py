"""The pack nobody chose the sheets of, and the checklist on paper: few pages, one size, nothing alone on its page."""

import random
from datetime import date
from itertools import product

import pypdfium2
import pytest

from onboarding.business import CONSENT_VERSION, Visit
from onboarding.printing import pack, sheets, usual
from onboarding.services import contents_of, payment_code
from onboarding.wallets import FIVE, providers
from tests.printing.measuring import boxes, text_of, with_

DAY = date(2026, 11, 26)
VALUES = {"revenue_band": ("le_1bn", "gt_1bn", None), "phone_type": ("smartphone", "feature", None)}


def answer_sets():
    for values in product(*(VALUES.get(name, (True, False, None)) for name in FIVE)):
        facts = {name: value for name, value in zip(FIVE, values, strict=True) if value is not None}
        if not (facts.get("registered_hkd") and facts.get("exempt_from_registration")):
            yield facts


def contents(provider: str, facts: dict, *, lang: str = "vi"):
    visit = Visit.from_json(
        {
            "id": "0190f2c4a1b27c3d8e9f0a1b2c7f3a21", "team": "Tổ số thôn mẫu", "member": "Lan", "lang": lang,
            "business": {"name": "Mật ong Hộ mẫu 1", "owner": "Nguyễn Thị Mẫu", "commune": "24988"},
            "consent": {"purposes": {"visit": True}, "version": CONSENT_VERSION, "at": "2026-11-23T23:42:00+00:00"},
            "payment": {"bank": "970436", "account": "0011004321987", "holder": "NGUYEN THI MAU"},
            "checklist": {"provider": provider, "facts": facts},
        }
    )  # fmt: skip
    return contents_of(visit, (), day=DAY, code=payment_code(visit.payment))


ALL = [(provider, facts) for provider in providers() for facts in answer_sets()]


def some(count: int) -> list[tuple[str, dict]]:
    """Others at each run; the seed is printed."""
    return random.sample(ALL, count)


LONGEST = {"registered_hkd": False, "exempt_from_registration": False, "revenue_band": "le_1bn"}
LONGEST |= {"phone_type": "smartphone", "sells_on_platform": True}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_usual_pack_is_five_pages_of_one_size_and_the_next_three_things_come_first(lang):
    for provider, facts in [*some(14), ("momo", LONGEST), ("shopeepay", LONGEST)]:
        made = contents(provider, facts, lang=lang)
        with pypdfium2.PdfDocument(pack(made, usual(made))) as document:
            sizes = {tuple(round(side) for side in page.get_size()) for page in document}
            first = document[0].get_textpage().get_text_range()
            assert len(document) <= 5, (provider, facts)
        assert len(sizes) == 1
        assert ("Ba việc tới" if lang == "vi" else "next three things") in first


def test_the_checklist_is_two_pages_at_most_and_no_page_ends_the_pack_with_a_line_alone():
    for provider, facts in [*some(14), ("momo", LONGEST), ("shopeepay", LONGEST), ("bidv", LONGEST)]:
        made = contents(provider, facts)
        for code in ("checklist", "safety", "next_steps", "sales_book"):
            if not sheets()[code].ready(made):
                continue
            with pypdfium2.PdfDocument(pack(made, (code,))) as document:
                assert len(document) <= (2 if code == "checklist" else 1), (code, provider, facts)
                for page in document:
                    letters = boxes(page)
                    rows = {round(bottom / 6) for bottom in letters[:, 1]}
                    assert len(rows) > 6, (code, provider, facts, "one line alone")


def test_every_page_says_which_it_is_of_how_many():
    said = text_of(pack(contents("bidv", LONGEST), ("next_steps", "safety", "consent")))
    assert [f"Trang {n}/3" in said for n in (1, 2, 3)] == [True] * 3


def test_what_the_team_does_itself_is_not_on_the_vendors_paper():
    made = contents("bidv", LONGEST)
    assert any(step.team for step in made.steps)
    said = " ".join(text_of(pack(made, ("checklist", "next_steps"))).split())
    assert not any(step.title[:40] in said for step in made.steps if step.team)


def test_notes_laws_blanks_and_whom_to_call_are_printed():
    made = contents("any_bank", LONGEST)
    said = " ".join(text_of(pack(made, ("checklist", "next_steps"))).split())
    for words in ("01/BK-STK", "Thông tư 50/2026/TT-BTC", "31/07/2026 đã qua", "Giá loa, cọc, phí tháng", "156", "113"):
        assert words in said, words
    assert "Mang theo" in said


def test_the_sales_book_has_her_name_two_made_up_lines_and_its_day():
    said = " ".join(text_of(pack(contents("bidv", LONGEST), ("sales_book",))).split())
    assert "Mật ong Hộ mẫu 1" in said
    assert said.count("ví dụ bịa, gạch đi") == 2
    assert "31/01/2027" in said
    assert "Không phải tư vấn thuế" in said
    above = {**LONGEST, "revenue_band": "gt_1bn"}
    assert not sheets()["sales_book"].ready(contents("bidv", above))


def test_a_reason_to_read_again_is_marked_in_black():
    made = contents("agribank", LONGEST)
    assert any(step.doubts for step in made.steps)
    assert "!" in text_of(pack(made, ("checklist",)))


@pytest.mark.parametrize(
    ("provider", "facts", "asked"),
    [
        ("bidv", {"registered_hkd": True, "exempt_from_registration": True}, "không phải đăng ký không?"),
        ("bidv", {"registered_hkd": False, "account_name": "household"}, "đứng tên hộ hay tên người?"),
        ("khong_co", {}, "chọn lại nơi mở"),
    ],
)
def test_where_no_checklist_can_be_made_the_paper_says_what_to_ask_again(provider, facts, asked):
    made = contents(provider, facts)
    assert made.steps == ()
    assert set(usual(made)) == {"next_steps", "table_card", "safety", "consent"}
    said = " ".join(text_of(pack(made, ("next_steps",))).split())
    assert asked in said
    assert "chưa lập được danh sách việc" in said


def test_chosen_sheets_are_printed_whatever_is_usual():
    made = contents("bidv", LONGEST)
    assert set(usual(made)) == {"next_steps", "table_card", "safety", "consent"}
    assert usual(with_(made, code=None, steps=(), next_steps=(), dangers=(), consent=None)) == ("sales_book",)

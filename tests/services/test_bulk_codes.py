"""A sheet of codes by price and a market's cards, each read back from its own page."""

import io

import pytest
from PIL import Image

from onboarding.business import Visit
from onboarding.errors import OnboardingError
from onboarding.payments import decode, read
from onboarding.payments.bulk import rows_of
from onboarding.printing import pages
from onboarding.services.bulk_codes import joined, market_cards, price_sheet

PAYEE = {"bank": "970436", "account": "0011001234567", "holder": "NGUYEN THI MAU"}


def visit(**payment):
    return Visit.from_json({"business": {"name": "Hộ mẫu 1"}, "payment": payment or PAYEE})


@pytest.mark.parametrize("many", [1, 6, 7])
def test_every_thing_has_its_code_with_its_price(many):
    priced = [(f"Mật ong {n}", 10_000 + n) for n in range(many)]
    pictures = pages(price_sheet(visit(), priced), 150)
    assert len(pictures) == -(-many // 6)
    said = [read(text) for picture in pictures for text in decode(Image.open(io.BytesIO(picture)))]
    assert {(one.amount, one.purpose) for one in said} == {(10_000 + n, f"Mat ong {n}") for n in range(many)}
    assert {one.account for one in said} == {"0011001234567"}


def test_a_long_or_strange_name_stands_whole_above_and_short_in_the_code():
    pdf = price_sheet(visit(), [("Mật ong rừng U Minh nguyên chất chai thủy tinh", 1), ("🍯", 2), ("x" * 300, 3)])
    said = {read(text).amount: read(text).purpose for text in decode(pages(pdf, 150)[0])}
    assert said == {1: "Mat ong rung U Minh nguye", 2: None, 3: "x" * 25}


def test_a_scanned_code_cannot_carry_prices():
    with pytest.raises(OnboardingError, match=r"payment\.no_fixed_prices"):
        price_sheet(visit(code="000201"), [("Mật ong", 1)])


def test_a_market_becomes_one_file_with_a_card_for_each_good_row():
    table = "Tên,Ngân hàng,Số tài khoản\nSạp 1,VCB,0011001234567\nSạp 2,BVB,12\n🍯,MB,0352350917\n"
    pdf = joined(market_cards(rows_of(table.encode())))
    found = [read(decode(picture)[0]).account for picture in pages(pdf, 150)]
    assert found == ["0011001234567", "0352350917"]
    assert joined([]) == b""

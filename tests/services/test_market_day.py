"""Cards of several vendors on A4: every code on the pages is read back, four a page, none lost."""

import pypdfium2
import pytest

from onboarding.business import Business, Payment, Visit
from onboarding.errors import OnboardingError
from onboarding.services import verify_codes
from onboarding.services.market_day import card_of, cards_on_a4


def visit(number: int) -> Visit:
    account = f"00110012345{number:02}"
    return Visit(
        business=Business(name=f"Hộ mẫu {number}"),
        payment=Payment(bank="970436", account=account, holder=f"CHU HO MAU {number}"),
    )


@pytest.mark.parametrize(("vendors", "pages"), [(1, 1), (4, 1), (5, 2)])
def test_four_cards_a_page(vendors, pages):
    pdf = cards_on_a4([card_of(visit(number)) for number in range(vendors)])
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == pages
    assert [round(side) for side in document[0].get_size()] == [595, 842]
    words = "".join(page.get_textpage().get_text_range() for page in document)
    assert all(f"Hộ mẫu {number}" in words for number in range(vendors))


def test_a_sheet_whose_codes_do_not_read_back_is_not_made(monkeypatch):
    monkeypatch.setitem(verify_codes.DECODERS, "OpenCV", lambda pixels: [])
    with pytest.raises(OnboardingError) as refused:
        cards_on_a4([card_of(visit(1))])
    assert refused.value.code == "qr.not_readable"


@pytest.mark.parametrize(
    ("unfit", "code"),
    [(Visit(business=Business(name="Hộ mẫu 1")), "pack.no_code"), (Visit(payment=visit(1).payment), "pack.no_name")],
)
def test_no_card_without_a_code_or_a_name(unfit, code):
    with pytest.raises(OnboardingError) as refused:
        card_of(unfit)
    assert refused.value.code == code

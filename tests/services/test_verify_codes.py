"""The finished pages are read back: every symbol by both decoders, and a code in a photo of goods is no payee's."""

from collections import Counter
from datetime import date
from io import BytesIO

import msgspec
import pytest
from PIL import Image

from onboarding.business import Visit
from onboarding.errors import OnboardingError
from onboarding.payments import draw, payload
from onboarding.payments.account import BankAccount
from onboarding.printing import Code, PackContents, Product, leaves, pack, sheets
from onboarding.services import make_pack, verify_codes
from onboarding.services.verify_codes import verify_codes_on_pages

TEXT = payload(BankAccount.typed("970436", "0011004321987", None).account)
OTHER = payload(BankAccount.typed("970436", "0011004321986", None).account)


def contents(text: str = TEXT, photo: bytes = b"") -> PackContents:
    code = Code(symbol=draw(text), bank="Vietcombank", last_four="1987", holder="CHU HO MAU", number="7F3A21")
    products = (Product(title="Mật ong", photos=(photo,)),) if photo else ()
    return PackContents(business="Hộ mẫu 1", day=date(2026, 11, 24), code=code, products=products)


def jar_with_a_code_on_its_label() -> bytes:
    photo, kept = Image.new("RGB", (900, 900), (205, 130, 20)), BytesIO()
    label = Image.open(BytesIO(draw("https://truy-xuat.vn/mat-ong/1").png(10))).convert("RGB")
    photo.paste(label, (250, 250))
    photo.save(kept, "JPEG", quality=90)
    return kept.getvalue()


def code_of(pdf: bytes, expected: dict[str, int]) -> str:
    with pytest.raises(OnboardingError) as refused:
        verify_codes_on_pages(pdf, expected)
    return refused.value.code


def test_all_eight_stickers_are_read_and_a_ninth_would_be_missed():
    pdf = pack(contents(), ("stickers",))
    verify_codes_on_pages(pdf, {TEXT: 8})
    assert code_of(pdf, {TEXT: 9}) == "qr.not_readable"


def test_a_code_that_says_something_else_is_seen_on_any_page():
    assert code_of(pack(contents(OTHER), ("tent",)), {TEXT: 2}) == "qr.differs"


def test_a_code_on_the_goods_in_a_photo_stops_nothing():
    photo = jar_with_a_code_on_its_label()
    verify_codes_on_pages(pack(contents(photo=photo), ("poster", "listing")), {TEXT: 1})
    visit = {
        "business": {"name": "Hộ mẫu 1"},
        "listing": {"category": "mat_ong", "answers": {}, "price": 1000},
        "payment": {"bank": "970436", "account": "0011004321987"},
    }
    assert make_pack(Visit.from_json(visit), [photo]).payload == TEXT


@pytest.mark.parametrize("blind", ["OpenCV", "zxing-cpp"])
def test_one_decoder_that_cannot_read_it_is_enough_to_refuse(monkeypatch, blind):
    monkeypatch.setitem(verify_codes.DECODERS, blind, lambda pixels: [])
    assert code_of(pack(contents(), ("poster",)), {TEXT: 1}) == "qr.not_readable"


def test_a_decoder_that_reads_something_else_from_nearby_is_believed(monkeypatch):
    monkeypatch.setitem(verify_codes.DECODERS, "OpenCV", lambda pixels: [OTHER])
    assert code_of(pack(contents(), ("poster",)), {TEXT: 1}) == "qr.differs"


def test_the_pages_of_a_pack_hold_a_code_as_often_as_its_sheets_say():
    pdf = pack(contents())
    counted: Counter[str] = Counter(verify_codes._read(pdf, 100, {TEXT: 13}, {}))
    assert counted == {TEXT: sum(sheet.symbols for sheet in sheets().values() if "code" in sheet.needs)}
    visit = Visit.from_json(
        {"business": {"name": "Hộ mẫu 1"}, "payment": {"bank": "970436", "account": "0011004321987"}}
    )
    verify_codes_on_pages(make_pack(visit, only=("tent", "stickers")).pdf, {TEXT: 10})


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("bank", "BIDV"), ("last_four", "1986"), ("amount", 50_000), ("apps", "chỉ bằng ứng dụng MoMo")],
)
def test_a_word_beside_the_code_that_the_code_does_not_say_stops_the_print(field, wrong):
    code = contents().code
    assert verify_codes.verified_words(code) == {"bank": "Vietcombank", "last_four": "1987", "amount": ""}
    with pytest.raises(OnboardingError) as refused:
        verify_codes.verified_words(msgspec.structs.replace(code, **{field: wrong}))
    assert (refused.value.code, refused.value.details, refused.value.field) == ("qr.words_differ", {}, field)


def test_a_word_that_is_missing_on_the_page_stops_the_print():
    """The page was laid out for another bank than the code's own."""
    laid_out = msgspec.structs.replace(contents(), code=msgspec.structs.replace(contents().code, bank="BIDV"))
    pdf = pack(laid_out, ("poster",))
    with pytest.raises(OnboardingError, match=r"qr\.words_differ"):
        verify_codes_on_pages(pdf, {TEXT: 1}, [contents().code])


def test_an_untried_card_says_so_and_a_tried_one_does_not():
    payment = {"bank": "970436", "account": "0011 0043 2198 7", "holder": "CHU HO MAU"}
    seen = {"holder": "CHU HO MAU", "bank": "970436", "last_four": "1987"}
    for more, says in (({}, True), ({"seen": seen}, False)):
        visit = Visit.from_json({"business": {"name": "Hộ mẫu 1"}, "payment": {**payment, **more}})
        words = "".join(leaf.text() for leaf in leaves(make_pack(visit, only=("pocket_card",)).pdf, 50))
        assert ("chưa quét thử" in words) == says
        assert "1987" in words


@pytest.mark.parametrize("visit", [{}, {"payment": {"bank": "970436", "account": "0011004321987"}}])
def test_an_empty_card_is_never_printed(visit):
    with pytest.raises(OnboardingError, match=r"pack\.(nothing_to_print|no_name)"):
        make_pack(Visit.from_json(visit))


def test_somebody_elses_account_in_the_banking_app_stops_the_print():
    payment = {"bank": "970436", "account": "0011004321987", "holder": "CHU HO MAU"}
    seen = {"holder": "NGUOI KHAC", "bank": "970436", "last_four": "1987"}
    with pytest.raises(OnboardingError, match=r"payment\.proof_differs"):
        make_pack(Visit.from_json({"business": {"name": "Hộ mẫu 1"}, "payment": {**payment, "seen": seen}}))

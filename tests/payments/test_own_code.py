"""What may become a vendor's card: Vietnamese, reusable, in đồng, of a known bank or wallet; all else is named."""

import pytest

from onboarding.errors import OnboardingError
from onboarding.languages import LANGUAGES, sentence
from onboarding.payments import BankAccount, Details, PaymentCode, own_code_reasons, payload, read
from onboarding.payments.account_check import Shown, compare
from onboarding.payments.emv import checksum, field


def closed(*parts: tuple[str, str]) -> str:
    text = "000201" + "".join(field(tag, value) for tag, value in parts) + "6304"
    return text + checksum(text)


def transfer(bank="970436", account="0011001234567", service="QRIBFTTA"):
    inner = field("00", bank) + field("01", account)
    return ("38", field("00", "A000000727") + field("01", inner) + field("02", service))


VN = (("53", "704"), ("58", "VN"))
VNPAY = ("26", field("00", "A000000775") + field("01", "0101234567"))
MOMO = payload(BankAccount("971025", "PSP1234567890123"), None, None, Details(reference="MOMOW2W12345678"))
FOREIGN = {
    "PromptPay": (("29", field("00", "A000000677010111") + "0103abc"), ("53", "764"), ("58", "TH")),
    "KHQR": (("29", field("00", "mau@aclb")), ("53", "116"), ("54", "35900"), ("58", "KH")),
    "QRIS": (("26", field("00", "ID.CO.QRIS.WWW")), ("53", "360"), ("58", "ID")),
    "PayNow": (("26", field("00", "SG.PAYNOW")), ("53", "702"), ("54", "5.15"), ("58", "SG")),
    "Pix": (("26", field("00", "br.gov.bcb.pix")), ("53", "986"), ("58", "BR")),
}
REFUSED = {
    **{name: (closed(("01", "11"), *parts), "code.foreign") for name, parts in FOREIGN.items()},
    "cash": (closed(("01", "11"), transfer(service="QRCASH"), *VN), "code.cash"),
    "electricity by category": (closed(("01", "12"), VNPAY, ("52", "4900"), *VN, ("54", "250000")), "code.bill"),
    "electricity by name": (closed(("01", "11"), VNPAY, *VN, ("59", "EVN HCMC")), "code.bill"),
    "electricity by customer": (
        closed(("01", "11"), transfer(service="QRPUSH"), *VN, ("62", field("06", "PE01000012345"))),
        "code.bill",
    ),
    "order of a gateway": (
        closed(
            ("01", "12"),
            ("26", field("00", "vn.zalopay") + "0103abc"),
            transfer("970454", "99ZP1"),
            ("54", "50000"),
            *VN,
        ),
        "code.once",
    ),
    "unknown bank": (closed(("01", "11"), transfer("123456"), *VN), "code.unknown_bank"),
    "second receiver": (closed(("01", "11"), transfer(), ("39", "0004test"), *VN), "code.second_payee"),
    "nobody knows": (closed(("01", "11"), ("30", field("00", "vn.khongai")), *VN), "code.unknown_kind"),
    "ZaloPay's own link": ("https://social.zalopay.vn/mt-gateway/v1/private-qr?type=static", "code.only_its_own_app"),
    "cash without a currency": (closed(("01", "11"), transfer(service="QRCASH"), ("58", "VN")), "code.cash"),
    "a transfer in dollars": (closed(("01", "11"), transfer(), ("53", "840"), ("58", "VN")), "code.foreign_currency"),
    "a transfer in Cambodia": (closed(("01", "11"), transfer(), ("53", "704"), ("58", "KH")), "code.foreign"),
    "a card that is none": (closed(("01", "11"), transfer(service="QRIBFTTC"), *VN), "account.not_a_card"),
    "a Visa number": (closed(("01", "11"), transfer(account="4111111111111111"), *VN), "account.international_card"),
    "a bill by its words": (closed(("01", "11"), VNPAY, *VN, ("59", "THU HOA DON NUOC")), "code.bill"),
    "Wi-Fi": ("WIFI:T:WPA;S:Quan mau;P:12345678;;", "code.not_payment"),
    "broken": (MOMO[:-4] + "0000", "code.broken"),
}


@pytest.mark.parametrize(("text", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_the_vendors_reusable_code_is_refused_by_name(text, code):
    assert own_code_reasons(read(text))[0].code == code
    with pytest.raises(OnboardingError) as refused:
        PaymentCode.scanned(text)
    assert refused.value.code == code
    for language in LANGUAGES:
        said = sentence(refused.value, language)
        assert said != code
        assert "{" not in said


def test_a_shops_name_that_only_sounds_like_a_bill_is_none():
    assert read(closed(("01", "11"), transfer(), *VN, ("59", "TIEM HOA DON GIAN"))).kind == "vietqr"


@pytest.mark.parametrize("around", ["{}\n", "\ufeff{}", " {}\r\n", "{}\t"])
def test_blanks_around_a_code_are_no_part_of_it(around):
    code = payload(BankAccount("970436", "0011001234567"))
    assert PaymentCode.scanned(around.format(code)).text == code


def test_a_cash_code_without_currency_or_country_is_no_valid_code():
    assert not read(closed(("01", "11"), transfer(service="QRCASH"))).valid


def test_another_countrys_sum_stays_in_its_own_currency():
    khqr, paynow = (read(closed(("01", "12"), *FOREIGN[name])) for name in ("KHQR", "PayNow"))
    assert (khqr.currency, khqr.country, khqr.amount, int(khqr.total)) == ("KHR", "KH", None, 35_900)
    assert (paynow.currency, str(paynow.total), paynow.once) == ("SGD", "5.15", True)


@pytest.mark.parametrize(
    ("text", "receiver", "last_four"),
    [
        (payload(BankAccount("970436", "0011001234567")), "Vietcombank", "4567"),
        (payload(BankAccount("970432", "19372")), "VPBank", "9372"),
        (payload(BankAccount("970432", "a@b c")), "VPBank", "@b c"),
        (MOMO, "MoMo", "0123"),
        (closed(("01", "11"), transfer("970454", "99MM24031M1234"), *VN), "MoMo", "1234"),
        (closed(("01", "11"), VNPAY, ("52", "5812"), *VN, ("59", "QUAN MAU")), "VNPAY-QR", ""),
        (closed(("01", "11"), ("26", field("00", "vn.airpay.www") + "0103abc"), *VN), "ShopeePay", ""),
    ],
)
def test_what_stands_beside_a_code_is_what_the_code_says(text, receiver, last_four):
    code = PaymentCode.scanned(text)
    assert (code.text, code.receiver, code.last_four, code.amount) == (text, receiver, last_four, None)
    assert ("bất kỳ" in code.apps) == (code.kind == "vietqr")


def test_a_code_without_an_account_is_tried_by_its_name():
    code = PaymentCode.scanned(closed(("01", "11"), VNPAY, ("52", "5812"), *VN, ("59", "QUAN MAU")))
    assert compare(code.payee, Shown("QUAN MAU", "", ""), ["Quán Mẫu"]).holds
    assert compare(code.payee, Shown("QUAN KHAC", "", ""), ["Quán Mẫu"]).differs == ("proof.name_differs",)


def test_a_short_account_is_tried_like_any_other():
    code = PaymentCode.scanned(payload(BankAccount("970432", "19372")))
    assert compare(code.payee, Shown("CHU HO MAU", "970432", "9372"), ["Chủ hộ mẫu"]).holds
    assert compare(code.payee, Shown("CHU HO MAU", "970432", "9373"), ["Chủ hộ mẫu"]).differs

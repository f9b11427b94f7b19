"""Any text is read without a crash; a wrong code is refused with every reason; kinds are told apart."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onboarding.languages import LANGUAGES, say
from onboarding.payments import BankAccount, own_code_reasons, payload, read
from onboarding.payments.emv import checksum, field
from onboarding.payments.reading import KINDS

NAPAS_MISPRINT = "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5"
GOOD = payload(BankAccount("970436", "0011001234567"), 50_000, "MAT ONG")


def closed(*parts: tuple[str, str]) -> str:
    text = "000201" + "".join(field(tag, value) for tag, value in parts) + "6304"
    return text + checksum(text)


def transfer(bank="970436", account="0011001234567", service="QRIBFTTA", guid="A000000727"):
    return field("00", guid) + field("01", field("00", bank) + field("01", account)) + field("02", service)


def codes(text):
    return {reason.code for reason in read(text).reasons}


def test_napas_own_misprint_is_refused_with_the_reason_and_no_account_is_named():
    said = read(NAPAS_MISPRINT)
    assert not said.valid
    assert said.kind == "vietqr"
    assert said.account is None
    assert said.reasons[0].code == "vietqr.leftover"
    assert said.reasons[0].details == {"where": "38.01", "found": "8"}
    mended = NAPAS_MISPRINT[:-4].replace("01120011", "01130011")
    assert read(mended + checksum(mended)).account == "0011012345678"


def test_any_order_unknown_fields_and_a_small_checksum_are_taken():
    said = read(closed(("01", "11"), ("53", "704"), ("58", "VN"), ("38", transfer()), ("85", "x7y"), ("62", "0803ABC")))
    assert (said.valid, said.account, said.purpose) == (True, "0011001234567", "ABC")
    small = next(text for n in range(1, 99) if (text := payload(BankAccount("970436", "001100"), n))[-4:].isalnum()
                 and not text[-4:].isdigit())  # fmt: skip
    lower = small[:-4] + small[-4:].lower()
    assert read(lower).valid
    assert [note.code for note in read(lower).notes] == ["vietqr.crc_small_letters"]


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ((("38", transfer()), ("53", "704"), ("58", "VN")), "vietqr"),
        ((("38", transfer(service="QRPUSH")), ("53", "704"), ("58", "VN")), "vietqrpay"),
        ((("38", transfer(service="QRCASH")), ("53", "704"), ("58", "VN")), "cash"),
        ((("38", transfer("971025", "PSP1234567890")), ("53", "704"), ("58", "VN")), "momo"),
        ((("38", transfer("970454", "99MM24031M12345678")), ("53", "704"), ("58", "VN")), "momo"),
        ((("38", transfer("970454", "99ZP24009M12345678")), ("53", "704"), ("58", "VN")), "zalopay"),
        ((("38", transfer("970454", "9001234567")), ("53", "704"), ("58", "VN")), "vietqr"),
        ((("26", field("00", "vn.zalopay") + "0103abc"), ("38", transfer("970454", "99ZP1")), ("53", "704"),
          ("58", "VN")), "zalopay"),
        ((("26", field("00", "A000000775") + field("01", "0101234567")), ("52", "5812"), ("53", "704"), ("58", "VN"),
          ("59", "QUAN MAU"), ("60", "HANOI"), ("62", "0303QM10703QM2")), "vnpay"),
        ((("29", field("00", "A000000677010111") + "0103abc"), ("53", "764"), ("58", "TH")), "foreign"),
    ],
)  # fmt: skip
def test_it_says_what_kind_of_code_it_is(parts, kind):
    said = read(closed(("01", "11"), *parts))
    assert (said.kind, said.valid, said.reasons) == (kind, True, ())


NAPAS = (("53", "704"), ("58", "VN"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "vietqr.empty"),
        ("   ", "vietqr.empty"),
        ("https://me.momo.vn/abc", "vietqr.not_a_payment_code"),
        ("=cmd|' /C calc'!A0", "vietqr.not_a_payment_code"),
        ("../../x", "vietqr.not_a_payment_code"),
        ("1" * 10_000, "vietqr.too_long"),
        (GOOD[:-4] + "0000", "vietqr.crc_wrong"),
        (GOOD[:-1], "vietqr.cut_short"),
        (GOOD[:-8], "vietqr.no_crc"),
        (GOOD + "X", "vietqr.crc_not_last"),
        (GOOD[:-4] + "X" + GOOD[-3:], "vietqr.crc_wrong"),
        (GOOD[6:], "vietqr.does_not_begin_with_000201"),
        (closed(("01", "11"), ("38", transfer(service="")), *NAPAS), "vietqr.no_service"),
        (closed(("01", "11"), ("38", transfer(service="QRXYZ")), *NAPAS), "vietqr.service_unknown"),
        (closed(("01", "11"), ("38", transfer(bank="9704")), *NAPAS), "vietqr.no_bank"),
        (closed(("01", "11"), ("38", transfer(account="")), *NAPAS), "vietqr.no_account"),
        (closed(("01", "11"), ("38", transfer(account="1" * 20)), *NAPAS), "vietqr.no_account"),
        (closed(("01", "11"), ("39", transfer()), *NAPAS), "vietqr.wrong_place"),
        (closed(("01", "11"), *NAPAS), "vietqr.no_destination"),
        (closed(("01", "11"), ("38", transfer()), ("58", "VN")), "vietqr.not_vietnam"),
        (closed(("01", "11"), ("38", transfer()), ("53", "840"), ("58", "VN")), "vietqr.not_vietnam"),
        (closed(("01", "11"), ("38", transfer()), ("38", transfer("970418")), *NAPAS), "vietqr.repeated"),
        (closed(("01", "12"), ("38", transfer()), ("54", "0"), *NAPAS), "vietqr.amount_unfit"),
        (closed(("01", "12"), ("38", transfer()), ("54", "50.000"), *NAPAS), None),
        (closed(("01", "12"), ("38", transfer()), ("54", "50.5"), *NAPAS), "vietqr.amount_unfit"),
        (closed(("01", "12"), ("38", transfer()), ("54", "-5"), *NAPAS), "vietqr.amount_unfit"),
        (closed(("01", "11"), ("38", transfer()), *NAPAS)[:-8] + "6200" + "6304", "vietqr.empty_field"),
    ],
)
def test_every_wrong_code_has_its_reason(text, reason):
    assert (reason in codes(text)) if reason else (codes(text) == set())


def test_all_reasons_are_told_at_once():
    text = GOOD[:-4].replace("5802VN", "5802US").replace("QRIBFTTA", "QRIBXXXX") + "0000"
    assert codes(text) >= {"vietqr.not_vietnam", "vietqr.service_unknown", "vietqr.crc_wrong"}


def test_what_goes_beyond_the_format_but_is_sound_is_only_a_note():
    long = closed(("01", "11"), ("38", transfer()), *NAPAS, ("62", field("08", "X" * 34)))
    assert read(long).valid
    assert read(long).purpose == "X" * 34
    assert [note.code for note in read(long).notes] == ["vietqr.unfit"]
    much = payload(BankAccount("970436", "0011001234567"), 1_000_000_000)
    assert read(much).valid
    assert [note.code for note in read(much).notes] == ["vietqr.amount_over_one_transfer"]


def test_a_transfer_whose_name_stands_in_another_field_is_no_vietqr():
    unnamed = transfer().replace("0010A000000727", "2010A000000727")
    told = read(closed(("38", unnamed), *NAPAS))
    assert (told.kind, told.bank, told.account) == ("other", None, None)
    assert own_code_reasons(told)


def test_every_reason_has_a_sentence_in_every_language():
    for text in (NAPAS_MISPRINT, GOOD[:-1], GOOD[:-4] + "0000", closed(("38", transfer(service="")), ("54", "0"))):
        for reason in (*read(text).reasons, *read(text).notes):
            for language in LANGUAGES:
                said = say(language, reason.code, **reason.details)
                assert said != reason.code
                assert "{" not in said


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
@example("63040000")
@example(b"\xff\xfe")
@example("00020138\ud800")
def test_nothing_crashes_the_reader(text):
    said = read(text)
    assert said.valid == (not said.reasons)


@given(st.text(st.sampled_from("0123456789AQRIBFTV\u0661đ"), max_size=200))
def test_nothing_that_looks_like_a_code_crashes_it_either(rest):
    assert read("000201" + rest).kind in set(KINDS)
    inside = "A000000727" + rest
    read(closed(("38", field("00", inside[:99]))))


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 20))
def test_a_piece_cut_out_is_always_noticed(at, long):
    assert not read(GOOD[:at] + GOOD[at + long :]).valid

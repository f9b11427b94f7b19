"""A market's table: a code or a reason for each row, whatever a spreadsheet did to it."""

import pytest

from onboarding.errors import OnboardingError
from onboarding.payments import read
from onboarding.payments.bulk import TEMPLATE, count, rows_of

HEAD = "Tên,Ngân hàng,Số tài khoản,Chủ tài khoản,Số tiền,Nội dung,Loại\n"


def rows(text, encoding="utf8"):
    return list(rows_of(text.encode(encoding)))


def test_the_sample_table_makes_a_code():
    (row,) = rows(TEMPLATE)
    assert row.error is None
    assert read(row.code.text).account == "0011001234567"


def test_each_row_is_made_or_refused_and_the_others_go_on():
    made = rows(
        HEAD
        + 'Sạp 1,VCB,0011 0012 34567,NGUYEN THI MAU,50k,"Mua cá, tôm",\n'
        + "Sạp 2,BVB,123456,,,,\n"
        + ",,,,,,\n"
        + "=cmd|' /C calc'!A0,Đông Á,0011001234,,,,\n"
        + "Sạp 4,VCB,1.10012E+12,,,,\n"
        + "Sạp 5,VCB,9704363412341234,,,,\n"
        + "Sạp 6,VCB,9704363412341234,,,,thẻ\n"
        + "Sạp 7,VCB,0011001234,,600tr,,\n"
        + "Sạp 8,VCB\n"
    )
    assert [(row.line, row.error and row.error.code) for row in made] == [
        (2, None),
        (3, "bank.ambiguous"),
        (5, None),
        (6, "account.from_a_spreadsheet"),
        (7, "account.card_or_account"),
        (8, None),
        (9, "amount.too_large"),
        (10, "account.empty"),
    ]
    assert (made[0].code.amount, made[0].code.purpose, made[0].holder) == (50_000, "Mua ca, tom", "NGUYEN THI MAU")
    assert made[0].changed == ("account.separators", "purpose.marks")
    assert read(made[5].code.text).service == "card"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf8", "utf-8-sig"])
def test_any_separator_and_a_mark_at_the_head_are_taken(mark, encoding):
    text = f"bank{mark}account{mark}name{mark}note\r\nVCB{mark}0011001234567{mark}Hộ mẫu{mark}x\r\n"
    (row,) = rows(text, encoding)
    assert (row.name, row.error) == ("Hộ mẫu", None)


def test_a_comma_inside_a_number_never_moves_the_cells_in_silence():
    (row,) = rows("Tên,Ngân hàng,Số tài khoản,Số tiền,Nội dung\nSạp 1,VCB,0011001234567,1500,000,\n")
    assert row.error.code == "table.too_many_cells"


def test_two_columns_that_may_be_the_account_are_asked_about():
    with pytest.raises(OnboardingError, match=r"table\.same_column"):
        rows("Tên,Ngân hàng,Số tài khoản,STK\nSạp 1,VCB,0011001234567,0071000000001\n")


def test_a_small_sum_is_warned_about_and_excels_own_hint_is_no_head():
    (row,) = rows("sep=;\nTên;Ngân hàng;Số tài khoản;Số tiền\nSạp 1;VCB;0011001234567;50 đồng\n")
    assert (row.code.amount, row.warnings) == (50, ("amount.under_a_thousand",))


def test_the_count_is_what_comes():
    text = HEAD + "Sạp 1,VCB,123456,,,,\n\n,,,,,,\nSạp 2,x,1,,,,\n"
    assert count(text.encode()) == len(rows(text)) == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "table.empty"),
        (b"  \n ", "table.empty"),
        (b"\xff\xfe\x00", "table.not_text"),
        (b"PK\x03\x04\x80", "table.not_text"),
        ("Tên,Ngân hàng\nA,VCB\n".encode(), "table.no_column"),
        (b"x" * 5_000_001, "table.too_large"),
        ((HEAD + "A,VCB,123456,,,,\n" * 5001).encode(), "table.too_large"),
    ],
)
def test_what_is_no_table_is_refused(data, code):
    with pytest.raises(OnboardingError) as refused:
        list(rows_of(data))
    assert refused.value.code == code

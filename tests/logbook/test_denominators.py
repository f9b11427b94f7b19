"""How many household businesses a commune has: what wards' tables look like, and no percent without them."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from onboarding.errors import OnboardingError
from onboarding.logbook import denominators
from tests.exchange.conftest import HERE, THERE

NAMES = {HERE: "Xã Di Linh", THERE: "Xã Đức Trọng"}


def csv(*lines):
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1250", 1250), ("1.250", 1250), ("1,250", 1250), ("1 250", 1250), ("12.345", 12345), ("7", 7), ("1250.0", 1250)],
)
def test_a_number_is_read_as_wards_write_it(written, meant):
    (row,) = denominators.read(csv("Mã;Số hộ", f"{HERE};{written}"), "x.csv").rows
    assert row.n == meant


@pytest.mark.parametrize("written", ["", "12,5", "1.25", "-5", "0", "nhiều", "12a", "1.2500", "999999999"])
def test_what_is_no_number_of_businesses_is_refused_with_its_line(written):
    table = denominators.read(csv("Mã;Số hộ", f"{HERE};{written}", f"{THERE};5"), "x.csv")
    assert table.errors == [(2, "denominator.no_number")]
    assert [row.commune for row in table.rows] == [THERE]


def test_headings_a_total_row_and_a_title_above_are_met(store):
    book = Workbook()
    for line in (
        ["THỐNG KÊ HỘ KINH DOANH"], [], ["STT", "Mã xã", "Tên xã", "Tổng số hộ"],
        [1, HERE, "x", 1250], [2, THERE, "y", 310], ["", "", "Tổng cộng", 1560],
    ):  # fmt: skip
        book.worksheets[0].append(line)
    raw = io.BytesIO()
    book.save(raw)
    table = denominators.read(raw.getvalue(), "x.xlsx")
    assert {row.commune: row.n for row in table.rows} == {HERE: 1250, THERE: 310}
    assert table.errors == []


def test_a_commune_twice_or_a_name_many_bear_is_said(store):
    table = denominators.read(csv("Mã;Xã;Số hộ", f"{HERE};;5", f"{HERE};;6", ";Xã Tân Thành;7"), "x.csv")
    assert table.errors == [(3, "denominator.twice"), (4, "denominator.no_commune")]


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00", b"a;b\n1;2\n", b"PK\x03\x04"])
def test_a_file_without_such_columns_is_refused_in_words(raw):
    with pytest.raises(OnboardingError, match=r"denominator\.no_columns|list\.not_readable"):
        denominators.read(raw, "x.csv")


def test_the_newest_number_known_on_a_day_holds(store):
    rows = denominators.read(csv("Mã;Số hộ", f"{HERE};100"), "x.csv").rows
    later = denominators.read(csv("Mã;Số hộ", f"{HERE};140"), "x.csv").rows
    for table, day in ((rows, date(2026, 1, 1)), (later, date(2026, 9, 1))):
        store.write(lambda conn, table=table, day=day: denominators.keep(conn, table, day, "Phòng Kinh tế", "Lan"))
    with store.reading() as conn:
        assert denominators.of(conn, [HERE, THERE], date(2025, 12, 31)) == {}
        assert denominators.of(conn, [HERE], date(2026, 8, 31))[HERE].n == 100
        assert denominators.of(conn, [HERE], date(2026, 9, 1))[HERE].n == 140
    with pytest.raises(OnboardingError, match=r"denominator\.no_source"):
        store.write(lambda conn: denominators.keep(conn, rows, date(2026, 1, 1), "  ", "Lan"))

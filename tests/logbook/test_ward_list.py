"""A ward's list comes in by its headings, says row by row what to mend, and can be taken out again."""

import csv
import io
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook

from onboarding.errors import OnboardingError
from onboarding.logbook.files import ward_file
from onboarding.logbook.files.ward_file import errors_csv, match
from onboarding.logbook.files.ward_list import batches, begin, find, keep, many, undo
from onboarding.visits import Visits


def preview(path):
    return ward_file.preview(path.read_bytes(), path.name)


HEAD = ["STT", "Tên hộ kinh doanh", "Chủ hộ", "Số điện thoại", "Địa chỉ", "Ngành hàng", "Số CCCD"]
ROWS = [
    ["1", "Mật ong Hoa", "Nguyễn Thị Hoa", "0901 234 567", "Thôn 1", "Mật ong", "012345678901"],
    ["2", "", "Trần Văn B", "0902345678", "Thôn 2", "Gạo", "012345678902"],
    ["3", "Gạo Bình", "Trần Bình", "12", "Thôn 2", "Gạo", "012345678903"],
    ["4", "=cmd|' /C calc'!A0", "Lê C", "", "Thôn 3", "", ""],
    ["5", "Mật ong Hoa", "Nguyễn Thị Hoa", "0901234567", "Thôn 1", "Mật ong", "012345678901"],
]


def as_csv(tmp_path, rows, *, head=HEAD, coding="utf-8-sig", between=","):
    target = io.StringIO()
    csv.writer(target, delimiter=between).writerows([head, *rows])
    path = tmp_path / "danh-sach.csv"
    path.write_bytes(target.getvalue().encode(coding))
    return path


def as_xlsx(tmp_path, rows):
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["UBND xã Tà Năng"], ["Danh sách hộ kinh doanh 2026"], HEAD, *rows):
        sheet.append(row)
    for (cell,) in sheet.iter_rows(min_col=2, max_col=2):
        cell.data_type = "s"
    path = tmp_path / "danh-sach.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_rows_come_in_and_each_bad_one_says_why(tmp_path, make):
    found = preview(make(tmp_path, ROWS))
    assert [row.name for row in found.rows] == ["Mật ong Hoa", "=cmd|' /C calc'!A0"]
    hoa = found.rows[0]
    assert (hoa.phone, hoa.owner, hoa.trade) == ("0901234567", "Nguyễn Thị Hoa", "Mật ong")
    first = found.first_line
    assert found.errors == [(first + 1, "list.no_name"), (first + 2, "list.bad_phone"), (first + 4, "list.twice")]


@pytest.mark.parametrize(("coding", "between"), [("utf-8", ","), ("utf-8-sig", ";"), ("utf-8", "\t")])
def test_any_usual_csv_is_read(tmp_path, coding, between):
    assert len(preview(as_csv(tmp_path, ROWS, coding=coding, between=between)).rows) == 2


def test_identity_numbers_are_never_taken_in(tmp_path):
    found = preview(as_csv(tmp_path, ROWS))
    assert found.left_out == ["Số CCCD"]
    assert "012345678901" not in str(found.rows)
    assert match(["Mã số thuế", "Số tài khoản", "Tên hộ"]) == {"name": 2}


def test_the_rows_to_mend_come_back_as_a_file_that_is_safe_to_open(tmp_path):
    rows = [*ROWS, ["6", "", "=1+1", "", "", "", ""]]
    lines = list(csv.reader(io.StringIO(errors_csv(preview(as_csv(tmp_path, rows))).decode("utf-8-sig"))))
    assert lines[0][-1] == "Cần sửa"
    assert [line[0] for line in lines[1:]] == ["2", "3", "5", "6"]
    assert lines[1][-1] == "Thiếu tên hộ"
    assert lines[4][2] == "'=1+1"


def test_the_rows_to_mend_hold_no_column_that_is_never_taken_in(tmp_path):
    rows = [["1", "", "Chủ mẫu", "0901234567", "Thôn Mẫu", "Bún", "001099012345"]]
    text = errors_csv(preview(as_csv(tmp_path, rows))).decode("utf-8-sig")
    assert ("001099012345" in text, "CCCD" in text, "Chủ mẫu" in text) == (False, False, True)


def test_a_short_but_heavy_file_is_refused_for_its_weight(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"Ten ho\n" + b"x" * 25_000_001)
    with pytest.raises(OnboardingError) as caught:
        preview(path)
    assert (caught.value.code, caught.value.details["most"]) == ("list.too_heavy", 25)


@pytest.mark.parametrize("junk", [b"\x00\x01\x02", b"PK\x03\x04 not a zip", b"\xff\xfe\x00x", b"Ten\xe9,\xff\n"])
def test_what_is_no_list_is_refused_in_words(tmp_path, junk):
    path = tmp_path / "x.xlsx"
    path.write_bytes(junk)
    with pytest.raises(OnboardingError) as caught:
        preview(path)
    assert caught.value.code in ("list.not_readable", "list.no_name_column")


def test_an_empty_file_is_refused_in_words(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"")
    with pytest.raises(OnboardingError, match=r"list\.no_name_column"):
        preview(path)


def test_a_list_is_picked_from_and_undone_except_what_a_visit_began(tmp_path, store):
    rows = preview(as_csv(tmp_path, ROWS)).rows
    now = datetime.now(UTC)
    batch = store.write(lambda conn: keep(conn, rows, "24988", "danh-sach.csv", "Lan", now))
    with store.reading() as conn:
        ((found_batch, row),) = find(conn, "24988", "mat ong")
        assert (found_batch, row.name) == (batch, "Mật ong Hoa")
        assert find(conn, "24955", "mat ong") == []
        assert many(conn, "24988") == 2
    visits = Visits(store)
    for ends in (True, False):
        visit = visits.create().id
        store.write(lambda conn, visit=visit: begin(conn, "24988", batch, row.line, visit))
        with store.reading() as conn:
            assert find(conn, "24988", "mat ong") == []
        if ends:
            visits.discard(visit)
            with store.reading() as conn:
                assert len(find(conn, "24988", "mat ong")) == 1
    assert store.write(lambda conn: undo(conn, batch)) == 1
    with store.reading() as conn:
        assert many(conn, "24988") == 0
        assert [one["undone"] for one in batches(conn)] == [True]

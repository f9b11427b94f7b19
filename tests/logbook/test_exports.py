"""Files of counts open safely in a spreadsheet and say what they count."""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from openpyxl import load_workbook

from onboarding.business import Consent, Rung
from onboarding.errors import OnboardingError
from onboarding.languages.spreadsheet import spreadsheet_safe
from onboarding.logbook import BusinessSnapshot, Logbook
from onboarding.logbook.files.exports import as_csv, as_dhis2, as_xlsx
from onboarding.store import open_store
from onboarding.store.schema import new_id

YES = Consent(purposes={"counts": True})
EVIL = '=cmd|"/c calc"!A1'


@pytest.fixture
def log(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    made = Logbook(store)
    for number in range(17):
        one, team = new_id(), EVIL if number < 9 else "Tổ nhỏ"
        where = "24988" if number < 14 else "24955"
        made.record(one, one, where, Rung.HANDED_OVER, team=team, member="An", about=BusinessSnapshot(consent=YES))
    yield made
    store.close()


def read(data):
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_a_team_named_like_a_formula_stays_text(log):
    found = log.count(by=("team",), exact=True)
    lines = read(as_csv(found))
    assert any(cell == "'" + EVIL for line in lines for cell in line)
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)
    book = load_workbook(io.BytesIO(as_xlsx(found)))
    kinds = {cell.data_type for line in book.worksheets[0].iter_rows() for cell in line}
    assert "f" not in kinds


def test_csv_says_rung_days_and_as_of_when(log):
    lines = read(as_csv(log.count(by=("commune",), exact=True)))
    assert lines[1] == ["Mã", "Xã, phường, đặc khu", "Số hộ", "Mức", "Từ ngày", "Đến ngày", "Số liệu đến"]
    assert lines[2][3] == "Đã trao bộ mang về"
    assert lines[-1][:3] == ["Tổng", "", "17"]


@pytest.mark.parametrize(("exact", "word"), [(True, "SỐ CHÍNH XÁC"), (False, "SỐ CÔNG BỐ")])
def test_the_first_line_of_a_file_says_whether_it_may_be_passed_on(log, exact, word):
    found = log.count(by=("commune",), exact=exact)
    assert read(as_csv(found))[0][0].startswith(word)
    assert load_workbook(io.BytesIO(as_xlsx(found))).worksheets[0]["A1"].value.startswith(word)


def test_xlsx_reads_as_a_report_with_numbers_as_numbers(log):
    sheet = load_workbook(io.BytesIO(as_xlsx(log.count(by=("rung",), exact=True), title="Xã Đơn Dương"))).worksheets[0]
    assert sheet["A2"].value == "Xã Đơn Dương"
    assert "Đã trao bộ mang về" in sheet["A3"].value
    assert sheet.cell(sheet.max_row, 2).value == 17


@pytest.mark.parametrize(("across", "sums"), [("week", [3, 17, 20]), ("rung", [20, 3])])
def test_xlsx_cut_by_two_crosses_them_on_a_second_sheet(log, across, sums):
    about, before = BusinessSnapshot(consent=YES), datetime.now(UTC) - timedelta(days=30)
    for _ in range(3):
        one = new_id()
        for rung in (Rung.HANDED_OVER, Rung.PAID):
            log.record(one, one, "24955", rung, team="Tổ nhỏ", member="An", about=about, happened_at=before)
    found = log.count(by=("commune", across), exact=True)
    lines = list(load_workbook(io.BytesIO(as_xlsx(found))).worksheets[1].iter_rows(values_only=True))
    assert lines[0][0].startswith("SỐ CHÍNH XÁC")
    heads, *places, last = lines[2:]
    assert (heads[-1] == "Tổng") is (across == "week")
    assert list(last) == ["Tổng", *sums]
    assert [sum(column) for column in list(zip(*places, strict=True))[1:]] == sums


def test_xlsx_cut_once_has_one_sheet(log):
    assert len(load_workbook(io.BytesIO(as_xlsx(log.count(by=("commune",), exact=True)))).worksheets) == 1


def test_dhis2_gets_codes_and_periods(log):
    made = as_dhis2(log.count(by=("province", "month"), exact=True))
    (value,) = made["dataValues"]
    assert value["orgUnit"] == "68"
    assert value["dataElement"] == "ONBOARDING_HANDED_OVER"
    assert value["value"] == "17"
    assert re.fullmatch(r"20\d\d[01]\d", value["period"])
    assert value["comment"] == "exact, not for publication"


SHAPES = {"week": r"20\d\dW[1-9]\d?", "month": r"20\d\d(0[1-9]|1[0-2])", "quarter": r"20\d\dQ[1-4]"}


@pytest.mark.parametrize("time", SHAPES)
@pytest.mark.parametrize("place", ["commune", "province"])
def test_dhis2_takes_what_it_is_given(log, place, time):
    """As its Web API documents dataValueSets: codes, ISO periods (weeks without a leading nought), one value a cell."""
    one, winter = new_id(), datetime(2026, 1, 28, 3, tzinfo=UTC)
    about = BusinessSnapshot(consent=YES)
    log.record(one, one, "00004", Rung.PAID, team="T", member="An", about=about, happened_at=winter)
    made = as_dhis2(log.count(by=(place, time, "rung"), exact=True))
    assert set(made) == {"dataSetIdScheme", "dataElementIdScheme", "orgUnitIdScheme", "dataSet", "dataValues"}
    cells = [(value["dataElement"], value["period"], value["orgUnit"]) for value in made["dataValues"]]
    assert len(set(cells)) == len(cells) >= 3
    for value in made["dataValues"]:
        assert set(value) == {"dataElement", "period", "orgUnit", "value", "comment"}
        assert re.fullmatch(SHAPES[time], value["period"]), value
        assert re.fullmatch(r"ONBOARDING_[A-Z_]+", value["dataElement"])
        assert re.fullmatch(r"\d{5}|\d\d", value["orgUnit"])
        assert value["value"].isdigit()
    assert json.loads(json.dumps(made)) == made


@pytest.mark.parametrize("by", [("rung",), ("commune",), ("week",), ("commune", "month", "team"), ("week", "trade")])
def test_dhis2_needs_a_place_and_a_time_and_nothing_that_falls_together(log, by):
    with pytest.raises(OnboardingError) as caught:
        as_dhis2(log.count(by=by, exact=True))
    assert caught.value.code == "export.needs_place_and_time"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@A1",
        "\t=1",
        "\r=1",
        " =1",
        "\u00a0=1",
        "|x",
        "%x",
        "＝1",
        "  ＝1",
        "＋1",
        "﹣1",
        "−1",
        "＠x",
        "\ufeff=1",
        "\u200b=1",
        "\u200e=1",
        "a\n=1",
        "a\t@x",
    ],
)
def test_what_a_spreadsheet_might_run_is_marked_as_text(text):
    assert spreadsheet_safe(text) == "'" + text


@pytest.mark.parametrize("text", ["Mật ong Hoa", "–", "Xã A - B", "0901234567", "a+b", "5%", "", "Tổ 1\nTổ 2"])
def test_what_no_spreadsheet_runs_stays_as_it_is(text):
    assert spreadsheet_safe(text) == text

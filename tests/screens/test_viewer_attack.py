"""A viewer collects every number of the page, its files and the read API: no difference of any two is one to four."""

import csv
import io
import random
import re
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pypdfium2
import pytest
from openpyxl import load_workbook

from onboarding.business import Rung
from onboarding.exchange.counts_api import token_of
from onboarding.exchange.receiver import Receiver
from onboarding.logbook import BusinessSnapshot, Logbook, cube
from onboarding.logbook.files.exports import as_csv, as_dhis2, as_xlsx
from onboarding.services.counts_report import counts_report
from onboarding.store.schema import new_id
from tests.exchange.test_counts_api import call
from tests.screens.test_counts import HERE, NEXT, YES, page, text, view

AREA = "khu-vuc-ta-nang"
PERIODS = ("", "tuan-truoc", "thang", "thang-truoc", "quy", "nam")


@pytest.fixture
def small(store):
    """Two communes with one to four businesses in most weeks, rungs, teams and trades."""
    log, dice = Logbook(store), random.Random()
    for _ in range(60):
        business, team = new_id(), f"Tổ {dice.randint(1, 3)}"
        about = BusinessSnapshot(trade=dice.choice(["mat_ong", "gao"]), wallet=dice.choice(["momo", ""]), consent=YES)
        when = datetime.now(UTC) - timedelta(days=dice.randint(8, 300))
        for rung in list(Rung)[: dice.randint(1, 7)]:
            log.record(
                new_id(), business, dice.choice([HERE, NEXT]), rung, team=team, member="An", about=about,
                happened_at=when,
            )  # fmt: skip
    view(store)
    return store


def on_pages(choices):
    """The numbers a viewer reads on the page under these choices of period and rung."""
    for period, rung in choices:
        html = text(page(ky=period, bac=rung))
        for found in re.findall(r"<p class='n'>([^<]*)</p>|<b>([^<]*)</b>|<td class='n'>([^<]*)</td>", html):
            yield from (cell for cell in found if cell and cell != "–")


def in_files(store):
    """The numbers of the files the page offers, and what the read API says in both its forms."""
    log, app, token = Logbook(store), Receiver(store).app(), f"Bearer {token_of(store, AREA)}".encode()
    area = [HERE, NEXT]
    for by in (("commune",), ("week",), ("month",), ("rung",), ("commune", "week"), ("commune", "rung")):
        answer = log.count(area, by=by)
        yield from (row[-1] for row in csv.reader(io.StringIO(as_csv(answer, "vi").decode("utf-8-sig")), delimiter=";"))
        for sheet in load_workbook(io.BytesIO(as_xlsx(answer, "vi", "Khu vực"))):
            yield from (row[-1] for row in sheet.iter_rows(values_only=True))
        told = call(app, "/v1/counts", {"by": ",".join(by)}, token).json()
        yield from (told["total"], *(row["n"] for row in told["rows"]))
        plain = call(app, "/v1/counts", {"by": ",".join(by), "format": "csv"}, token).content.decode("utf-8-sig")
        yield from (row[-1] for row in csv.reader(io.StringIO(plain), delimiter=";" if ";" in plain else ","))
    yield from (value["value"] for value in as_dhis2(log.count(area, by=("commune", "month", "rung")))["dataValues"])
    for wall in (False, True):
        yield from on_paper(counts_report(log, area, "Khu vực", team="", today=date.today(), wall=wall))


def on_paper(pdf):
    """Every number of a report's text as it is read back: the large one, the bars' and the table's; dates are none."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = "\n".join(page.get_textpage().get_text_bounded() for page in document).replace("\r", "")
    before_the_note = text.rpartition("Số công bố theo tuần")[0]
    assert "Bảng số liệu" in before_the_note
    yield from re.findall(r"(?<!\S)\d[\d.]*(?!\S)", before_the_note)


def test_no_two_numbers_a_viewer_can_get_differ_by_one_to_four(small):
    dice = random.Random()
    drawn = [(dice.choice(PERIODS), dice.choice([rung.value for rung in Rung])) for _ in range(2)]
    seen = {
        str(cell).replace(".", "") for cell in (*on_pages([("", Rung.HANDED_OVER.value), *drawn]), *in_files(small))
    }
    numbers = sorted({int(cell) for cell in seen if cell.isdigit()})
    assert len(numbers) > 3
    assert [pair for pair in combinations(numbers, 2) if pair[1] - pair[0] < cube.BASE] == []
    assert all(number % cube.BASE == 0 for number in numbers)


def test_a_leaders_exact_numbers_would_be_noticed(store):
    """The check itself: the same log read exactly does differ by one to four."""
    log = Logbook(store)
    for _ in range(3):
        business = new_id()
        log.record(business, business, HERE, Rung.HANDED_OVER, team="Tổ 1", member="An",
                   about=BusinessSnapshot(consent=YES))  # fmt: skip
    assert log.count([HERE], exact=True).total % cube.BASE

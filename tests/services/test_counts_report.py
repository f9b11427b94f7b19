"""The one-page report of counts: one page, the number with its meaning, no person, no small cell."""

from datetime import date

import pypdfium2
import pytest

from onboarding.business import Consent, Rung
from onboarding.logbook import BusinessSnapshot, Logbook, demo
from onboarding.places import communes_of
from onboarding.printing.report import Bar, ReportPage, report
from onboarding.services.counts_report import counts_report
from onboarding.store import open_store
from onboarding.store.schema import new_id

TODAY = date(2026, 11, 24)
YES = Consent(purposes={"visit": True, "counts": True, "photos": False, "follow_up": False})
SECRET = "Mật ong Nguyễn Thị Bí Mật"


@pytest.fixture
def log(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    yield Logbook(store)
    store.close()


def fill(log, commune, many):
    for _ in range(many):
        one = new_id()
        about = BusinessSnapshot(name=SECRET, consent=YES)
        log.record(one, one, commune, Rung.HANDED_OVER, team="Tổ 1", member="Người Kín", about=about)


def words(pdf):
    """How many pages, and all that stands on them."""
    read = pypdfium2.PdfDocument(pdf)
    return len(read), "\n".join(page.get_textpage().get_text_bounded() for page in read)


def test_a_page_says_the_number_what_it_counts_and_as_of_when(log):
    fill(log, "24988", 12)
    fill(log, "24955", 7)
    pages, text = words(counts_report(log, ["24988", "24955"], "Khu vực Tà Năng", team="Tổ 1", today=TODAY, exact=True))
    assert pages == 1
    for said in (
        "Khu vực Tà Năng",
        "19",
        "Đã trao bộ mang về",
        "mỗi hộ tính một lần",
        "24/11/2026",
        "Xã Tà Năng",
        "12",
    ):
        assert said in text


def test_with_a_team_chosen_it_counts_that_team_alone(log):
    fill(log, "24988", 17)
    one = new_id()
    about = BusinessSnapshot(name=SECRET, consent=YES)
    log.record(one, one, "24988", Rung.HANDED_OVER, team="Tổ 2", member="Người Kín", about=about)
    chosen = {"team": "", "today": TODAY, "exact": True, "filters": {"team": "Tổ 1"}}
    _, text = words(counts_report(log, ["24988"], "Xã Tà Năng · Tổ 1", **chosen))
    assert ("17" in text, "18" in text, "Xã Tà Năng · Tổ 1" in text) == (True, False, True)


def test_no_person_and_no_small_cell_stands_on_it(log):
    fill(log, "24988", 3)
    fill(log, "24955", 137)
    _, text = words(counts_report(log, ["24988", "24955"], "Khu vực", team="", today=TODAY))
    assert SECRET not in text
    assert "Người Kín" not in text
    assert "137" not in text
    assert "SỐ CÔNG BỐ" in text
    assert "không ai suy ra" in text


def test_any_area_stays_on_one_page(log):
    demo.fill(log.store, 20_000)
    for chosen in (communes_of("68"), communes_of("79"), None):
        pages, text = words(counts_report(log, chosen, "", team="Tổ " * 20, today=TODAY, language="en"))
        assert pages == 1
        assert "Made on" in text.replace("\r\n", "")


def test_an_empty_log_makes_a_page(log):
    assert words(counts_report(log, None, "", team="", today=TODAY))[0] == 1


def test_words_are_never_read_as_markup():
    evil = '#read("/etc/passwd") *x* $1$ ' + "🍯" * 12
    page = ReportPage(title=evil, area=evil, total="1", meaning=evil, foot=evil, lang="vi", rows=((evil, "1"),) * 80,
                      funnel=(Bar(evil, "1", 1.0),), notes=(evil,))  # fmt: skip
    pages, text = words(report(page))
    assert pages == 1
    assert "root:" not in text
    assert '#read("/etc/passwd")' in text

"""Difficulties: counted by kind, place and day; never with a person."""

from datetime import date

import pytest

from onboarding.errors import OnboardingError
from onboarding.logbook import Logbook, difficulties
from onboarding.services.monthly_report import monthly_report
from tests.exchange.conftest import HERE, THERE


def noted(store, kinds, *, commune=HERE, day=date(2026, 11, 3), text=""):
    return store.write(
        lambda conn: difficulties.note(conn, commune, kinds, text=text, day=day, team="Tổ mẫu", member="An")
    )


def test_they_are_counted_by_kind_within_place_and_days(store):
    noted(store, ["network", "bank"], text="Chờ duyệt đã 20 ngày")
    noted(store, ["network"])
    noted(store, ["network"], commune=THERE)
    noted(store, ["fraud"], day=date(2026, 10, 31))
    with store.reading() as conn:
        assert difficulties.counted(conn, [HERE], date(2026, 11, 1), date(2026, 11, 30)) == {"network": 2, "bank": 1}
        assert difficulties.counted(conn, None, None, None) == {"network": 3, "bank": 1, "fraud": 1}
        assert difficulties.notes(conn, [HERE], None, None) == [("bank", "Chờ duyệt đã 20 ngày")]


@pytest.mark.parametrize("text", ["chị Mẫu 0900000123", "0900 000 123", "stk 0011.001.234.567", "cccd 001099012345"])
def test_a_number_that_could_be_somebody_s_is_refused(store, text):
    with pytest.raises(OnboardingError, match=r"difficulty\.person"):
        noted(store, ["bank"], text=text)
    with store.reading() as conn:
        assert difficulties.counted(conn, None, None, None) == {}


@pytest.mark.parametrize("kinds", [[], ["nothing"], ["network", "x"]])
def test_an_unknown_kind_is_refused(store, kinds):
    with pytest.raises(OnboardingError, match=r"difficulty\.unknown"):
        noted(store, kinds)


def test_the_month_s_report_holds_them_and_the_four_tasks(store):
    import pypdfium2

    noted(store, ["network", "bank"], text="Chờ duyệt đã 20 ngày")
    made = monthly_report(Logbook(store), [HERE], "Xã mẫu", month="2026-11", team="Tổ mẫu", today=date(2026, 12, 1))
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made))
    for words in (
        "Báo cáo tháng 11/2026",
        "1. Hướng dẫn",
        "4. Tổng hợp",
        "Sóng yếu",
        "Chờ duyệt đã 20 ngày",
        "Người lập",
    ):
        assert words in " ".join(text.split())

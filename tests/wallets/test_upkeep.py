"""Keeping the facts alive: what is stale or blank, a change in words, and the pages others can correct."""

from datetime import date
from pathlib import Path

import msgspec

from onboarding.catalogue import Words
from onboarding.wallets import load_reference
from onboarding.wallets.freshness import reviews, upkeep
from onboarding.wallets.provider_pages import diff_words, pages, write_pages
from onboarding.wallets.schema import Statement

ROOT = Path(__file__).parents[2]
BOOK = load_reference()
DAY = date(2026, 11, 24)


def state(code, day=DAY):
    return next(one for one in upkeep(day) if one.code == code)


def test_unverified_steps_and_blanks_are_listed_per_provider():
    momo = state("momo")
    assert momo.unverified == ("momo.3", "momo.4")
    assert momo.blanks == ("review_time", "hotline", "speaker")
    assert momo.doubts["momo.1"] == ("wallet.amber.secondhand",)


def test_facts_are_read_again_in_the_time_of_their_kind():
    """A fee after 90 days, a page after 180, a hotline after a year; what the law says until it changes."""
    assert state("momo").stale == ()
    assert state("momo", date(2027, 6, 1)).stale == ("momo.1", "momo.3", "momo.2", "momo.4")
    assert state("common", date(2036, 2, 23)).stale == ()
    told = {review.kind: review.read_by for review in reviews(DAY) if review.code in ("momo", "vnpt_epay")}
    assert told["fees"] == date(2027, 2, 22)
    assert told["provider_page"] == date(2027, 5, 23)
    due = [review.read_by for review in reviews(DAY)]
    assert due == sorted(due)


def test_a_law_that_ended_makes_what_rests_on_it_doubtful():
    law = msgspec.structs.replace(BOOK.laws["nd68"], ended=date(2026, 12, 1))
    changed = msgspec.structs.replace(BOOK, laws={**BOOK.laws, "nd68": law})
    common = next(one for one in upkeep(date(2026, 12, 2), reference=changed) if one.code == "common")
    assert "wallet.amber.law_ended" in common.doubts["a5.revenue"]


def test_every_file_has_its_state():
    assert [one.code for one in upkeep(DAY)] == ["common", *BOOK.classes, *BOOK.providers]


def test_a_change_is_told_in_words():
    old = BOOK.providers["zalopay"]
    fee = Statement(text=Words(vi="0,5% mỗi giao dịch"), source=("zalopay_multi",), verified=True, as_of=DAY)
    step = msgspec.structs.replace(old.steps[0], who="vendor_at_counter", documents=("cccd",), verified=True)
    new = msgspec.structs.replace(old, fees=fee, steps=(step, BOOK.providers["bidv"].steps[1]))
    assert diff_words(old, new) == [
        "phí: trống → “0,5% mỗi giao dịch”, đọc ngày 24/11/2026",
        "zalopay.2, ai làm: Chủ hộ tự làm → Chủ hộ, tại quầy",
        "zalopay.2, giấy tờ: cccd; gcn_hkd?; tk_nh → cccd",
        "zalopay.2, đã kiểm chứng: không → có",
        f"bước mới bidv.1: {BOOK.providers['bidv'].steps[1].title.vi}",
    ]
    assert diff_words(new, old, "en")[-1].startswith("step bidv.1 removed: BIDV: open anew")


def test_no_change_says_nothing_and_a_new_order_says_so():
    momo = BOOK.providers["momo"]
    assert diff_words(momo, momo) == []
    turned = msgspec.structs.replace(momo, steps=momo.steps[::-1])
    assert diff_words(momo, turned) == ["thứ tự các bước: momo.4, momo.2, momo.3, momo.1"]


def test_reading_a_step_again_without_a_change_shows_its_new_day():
    bidv = BOOK.providers["bidv"]
    first, *others = bidv.steps
    step = msgspec.structs.replace(first, as_of=date(2027, 1, 5))
    assert diff_words(bidv, msgspec.structs.replace(bidv, steps=(step, *others))) == [
        "bidv.2, đọc ngày: 25/11/2026 → 05/01/2027"
    ]


def test_the_pages_in_docs_are_those_the_files_make():
    """A provider dropped in may lack its page until the command is run; a page may not differ from its file."""
    kept = {path.name: path.read_text("utf8") for path in (ROOT / "docs/providers").glob("*.md")}
    documented = {code: one for code, one in BOOK.providers.items() if f"{code}.md" in kept}
    assert len(documented) >= 16
    made = pages(msgspec.structs.replace(BOOK, providers=documented))
    assert kept == made, "python -m onboarding facts --pages docs/providers"


def test_a_page_shows_every_step_with_its_source_and_its_blanks():
    for code, provider in BOOK.providers.items():
        text = pages()[f"{code}.md"]
        assert all(f"### {step.id}:" in text for step in provider.steps)
        assert text.count("- Nguồn: ") == text.count("- Ai làm: ")
        assert "Số hỗ trợ: ………" in text


def test_pages_are_written_where_asked(tmp_path):
    written = write_pages(tmp_path / "providers")
    assert len(written) == len(BOOK.providers) + 1
    assert all(path.stat().st_size for path in written)

"""A visit from its answers to the log: the pack reads back, the log moves once, the account number is gone."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from onboarding.business import Rung, Visit
from onboarding.errors import OnboardingError
from onboarding.logbook import Logbook
from onboarding.printing import pages
from onboarding.services import check_account, hand_over, make_pack, payment_code
from onboarding.services.log_lines import record_line
from onboarding.services.pack import contents_of
from onboarding.store import Store, open_store
from onboarding.visits import Visits
from onboarding.wallets import checklist

ACCOUNT = "0011004321987"
YES = {"visit": True, "counts": True, "photos": False, "follow_up": False}
FILLED = {
    "business": {"name": "Mật ong Hộ mẫu 1", "commune": "24988", "trade": "mat_ong"},
    "consent": {"purposes": YES, "at": "2026-11-24T03:00:00+00:00", "version": "1"},
    "listing": {"category": "mat_ong", "answers": {"loai_hoa": "hoa cà phê"}, "price": 125_000},
    "payment": {"bank": "970436", "account": ACCOUNT, "holder": "CHU HO MAU"},
    "checklist": {
        "provider": "momo",
        "facts": {"registered_hkd": False, "exempt_from_registration": True, "phone_type": "smartphone"},
    },
}
SEEN = {"holder": "CHU HO MAU", "bank": "970436", "last_four": "1987"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    yield opened
    opened.close()


def begun(store: Store, **changes: object) -> str:
    return Visits(store).create(team="Tổ mẫu", member="Lan", commune="24988", data={**FILLED, **changes}).id


def onboarded(store: Store) -> int:
    return Logbook(store).count(exact=True).total


def codes_on(pdf: bytes) -> list[str]:
    from io import BytesIO

    found = [zxingcpp.read_barcodes(Image.open(BytesIO(page))) for page in pages(pdf, 150)]
    return [code.text for page in found for code in page]


def test_every_code_on_the_paper_says_the_payload():
    made = make_pack(Visit.from_json(FILLED), only=("table_card", "tent", "poster", "pocket_card"))
    assert ACCOUNT in made.payload
    assert set(codes_on(made.pdf)) == {made.payload}
    assert len(codes_on(made.pdf)) >= 5


def test_the_same_visit_gives_the_same_bytes():
    from datetime import date

    visit, day = Visit.from_json(FILLED), date(2026, 11, 24)
    assert make_pack(visit, day=day) == make_pack(visit, day=day)


def test_a_page_that_says_something_else_is_never_handed_out(monkeypatch):
    from onboarding.services import pack

    real = pack.pack
    other = Visit.from_json({**FILLED, "payment": {**FILLED["payment"], "account": "0011004321986"}})
    wrong = make_pack(other).pdf
    monkeypatch.setattr(pack, "pack", lambda *args: wrong)
    with pytest.raises(OnboardingError) as refused:
        make_pack(Visit.from_json(FILLED))
    assert refused.value.code == "qr.differs"
    assert real is not pack.pack


def test_a_visit_without_an_account_still_has_paper():
    made = make_pack(Visit.from_json({**FILLED, "payment": {}}))
    assert made.payload == ""
    assert codes_on(made.pdf) == []


def test_her_own_code_is_kept_byte_for_byte():
    text = payment_code(Visit.from_json(FILLED).payment).text
    assert payment_code(Visit.from_json({**FILLED, "payment": {"code": text}}).payment).text == text


def test_the_count_moves_once_however_often_it_is_said(store):
    visit = begun(store)
    first, second = hand_over(store, visit), hand_over(store, visit)
    assert (onboarded(store), first.counted, second.counted) == (1, True, True)
    assert first.rungs == (Rung.STARTED, Rung.HANDED_OVER)


def test_the_account_number_is_nowhere_after_the_hand_over(store):
    visit = begun(store)
    hand_over(store, visit)
    assert "account" not in Visits(store).load(visit).data["payment"]
    path = store.path
    store.close()
    with sqlite3.connect(path) as database:
        dump = "\n".join(database.iterdump())
    assert ACCOUNT not in dump
    assert ACCOUNT.encode() not in b"".join(file.read_bytes() for file in path.parent.iterdir())


@pytest.mark.parametrize("code", ["99999", "99999999", "abc"])
def test_a_commune_there_is_not_is_refused_before_anything_is_counted(store, code):
    visit = begun(store, business={**FILLED["business"], "commune": code})
    with pytest.raises(OnboardingError) as refused:
        hand_over(store, visit)
    assert (refused.value.code, refused.value.details["found"]) == ("place.unknown", code)
    assert (onboarded(store), Visits(store).load(visit).state) == (0, "open")


def test_refusing_to_be_counted_stops_nothing(store):
    visit = begun(store, consent={"purposes": {**YES, "counts": False}, "at": "2026-11-24T03:00:00+00:00"})
    handed = hand_over(store, visit)
    assert (onboarded(store), handed.counted, handed.because) == (0, False, "refused")
    assert Visits(store).load(visit).state == "handed_over"


def test_what_the_banking_app_showed_makes_a_rung(store):
    visit = begun(store, payment={**FILLED["payment"], "seen": SEEN})
    assert Rung.QR_CHECKED in hand_over(store, visit).rungs


def test_somebody_elses_name_in_the_banking_app_stops_the_hand_over(store):
    visit = begun(store, payment={**FILLED["payment"], "seen": {**SEEN, "holder": "NGUOI KHAC"}})
    with pytest.raises(OnboardingError) as refused:
        hand_over(store, visit)
    assert refused.value.code == "payment.proof_differs"
    assert refused.value.details["differs"] == ["proof.name_differs"]
    assert (onboarded(store), Visits(store).load(visit).state) == (0, "open")


def test_nothing_is_proven_while_nothing_was_typed():
    visit = Visit.from_json(FILLED)
    assert check_account(visit, payment_code(visit.payment)) is None


def test_a_draft_that_is_gone_says_so(store):
    with pytest.raises(OnboardingError) as refused:
        hand_over(store, "0" * 32)
    assert refused.value.code == "draft.gone"


def test_the_paper_checklist_says_every_reason_for_doubt_in_words():
    from datetime import date

    day = date(2027, 6, 1)  # pages were read more than half a year before
    visit = Visit.from_json(FILLED)
    asked = checklist(visit.checklist.provider, visit.checklist.facts, day=day)
    printed = contents_of(visit, (), day=day, code=None).steps
    assert [len(line.doubts) for line in printed] == [
        len(step.doubts) if step.due != "done" else 0 for step in asked.steps
    ]
    assert {code for step in asked.steps for code in step.doubts} >= {"wallet.amber.old", "wallet.amber.unverified"}
    every = {sentence for line in printed for sentence in line.doubts}
    assert "Đã đọc từ lâu." in every
    assert not any(sentence.startswith("wallet.") for sentence in every)


def test_the_receipt_says_who_keeps_it_who_sat_beside_and_whom_to_call():
    from datetime import date

    visit = Visit.from_json({**FILLED, "team": "Tổ mẫu", "member": "Lan", "team_contact": "Lan 0900 000 000"})
    receipt = contents_of(visit, (), day=date(2026, 11, 24), code=None).consent
    assert receipt is not None
    assert (receipt.keeper, receipt.witness, receipt.contact) == ("Tổ mẫu", "Lan", "Lan 0900 000 000")


def test_one_hand_over_parses_builds_and_reads_the_code_once(store, monkeypatch):
    """Counted where each is called; what is typed is parsed at the boundary and carried as a value."""
    calls = Counter()

    def counted(place, name):
        real = getattr(place, name)
        monkeypatch.setattr(place, name, lambda *args, **more: (calls.update([name]), real(*args, **more))[1])

    visit = begun(store, payment={**FILLED["payment"], "seen": SEEN})
    for place, name in (("payment_code", "payload"), ("payment_code", "read"), ("fingerprint", "read")):
        counted(import_module(f"onboarding.payments.{place}"), name)
    hand_over(store, visit)
    assert calls == {"payload": 1, "read": 1}


@pytest.mark.parametrize("consent", [0, [], "", False, "yes"])
def test_a_line_whose_consent_is_no_object_is_refused_not_taken_as_not_asked(store, consent):
    with pytest.raises(OnboardingError) as refused:
        record_line(store, {"business": {"name": "Hộ mẫu 1", "commune": "26743"}, "consent": consent})
    assert refused.value.code == "visit.wrong_value"

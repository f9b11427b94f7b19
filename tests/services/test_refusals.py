"""What a vendor refuses later is obeyed in what was recorded before, whatever becomes of the visit it was said in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from onboarding.business import PURPOSES
from onboarding.languages import VIETNAM
from onboarding.logbook import Logbook
from onboarding.logbook.files import interchange, old_files
from onboarding.places import Areas, drawn
from onboarding.services import hand_over, maintenance
from onboarding.services.refusals import delete_visit
from onboarding.services.withdrawing import withdraw
from onboarding.store import open_store
from onboarding.store.schema.logbook import business, event, mark
from onboarding.store.schema.visits import draft
from onboarding.visits import Visits
from tests.visits_of import visits_of

AGREED, REFUSED = dict.fromkeys(PURPOSES, True), dict.fromkeys(PURPOSES, False)
NAME, PHONE, ACCOUNT, HOLDER = "Quầy Hộ Mẫu Chín", "0912345699", "0011009876599", "CHU HO MAU CHIN"
PHOTO = b"CLEANED-PICTURE"


def begun(store, purposes=AGREED, **more):
    data = {
        "consent": {"purposes": purposes},
        "business": {"name": NAME, "phone": PHONE, "commune": "24988", "trade": "mat_ong"},
        "payment": {"bank": "970436", "account": ACCOUNT, "holder": HOLDER},
    } | more
    visit = visits_of(store).create(team="Tổ mẫu", member="An", commune="24988", data=data).id
    photo = visits_of(store).put_photo(visit, b"ORIGINAL")
    visits_of(store).put_photo(visit, PHOTO, kind="clean", photo_id=photo)
    return visit


def reopened(store, **changes):
    """A visit handed over with everything agreed, opened again and changed."""
    visit = begun(store)
    assert hand_over(store, visit).counted
    again = visits_of(store).reopen(visit)
    visits_of(store).save(visit, changes, rev=again.rev)
    return visit


def left(store):
    """Nobody touches anything for as long as it takes."""
    today = datetime.now(VIETNAM).date()
    for days in (14, 17):
        maintenance.run(store, today + timedelta(days=days))


def there(store):
    """Every word the log and the visits hold."""
    with store.reading() as conn:
        return repr([conn.execute(select(table)).all() for table in (business, event, mark, draft)])


def photos(store, visit):
    return len(visits_of(store).photos(visit))


@pytest.mark.parametrize("refused", [REFUSED, {**REFUSED, "counts": True}])
def test_a_refusal_at_a_second_visit_reaches_the_first(store, refused):
    first = begun(store)
    hand_over(store, first)
    second = begun(store, refused, business_id=first)
    hand_over(store, second)
    assert not [word for word in (NAME, PHONE, HOLDER) if word in there(store)]
    assert photos(store, first) == 0
    assert Logbook(store).count(exact=True).total == refused["counts"]


def test_photos_alone_refused_at_a_second_visit_go_alone(store):
    first = begun(store)
    hand_over(store, first)
    hand_over(store, begun(store, {**AGREED, "photos": False}, business_id=first))
    assert photos(store, first) == 0
    assert visits_of(store).load(first).data["business"]["name"] == NAME
    assert Logbook(store).count(exact=True).total == 1


def test_a_second_visit_with_a_no_that_is_left_is_obeyed_before_it_goes(store):
    first = begun(store)
    hand_over(store, first)
    second = begun(store, REFUSED, business_id=first)
    left(store)
    assert visits_of(store).load(second) is None
    assert not [word for word in (NAME, PHONE, HOLDER) if word in there(store)]
    assert Logbook(store).count(exact=True).total == 0


def test_a_no_in_a_visit_opened_again_and_deleted_is_obeyed(store):
    visit = reopened(store, **{"consent.purposes": REFUSED})
    delete_visit(store, visit)
    assert Logbook(store).count(exact=True).total == 0
    visits_of(store).purge_deleted(datetime.now(UTC) + timedelta(days=1))
    assert not [word for word in (NAME, PHONE, HOLDER) if word in there(store)]


@pytest.mark.parametrize(
    "changes",
    [
        {"payment.seen": {"holder": "NGUOI KHAC", "last_four": "0000"}},
        {"payment.account": ACCOUNT, "payment.bank": ""},
        {"payment.code": "no code at all"},
        {"business.commune": "99999"},
        {"listing": {"category": "mat_ong", "price": "nhiều lắm"}},
    ],
    ids=str,
)
def test_nothing_that_keeps_a_visit_from_being_handed_over_keeps_a_no_from_being_obeyed(store, changes):
    visit = reopened(store, **{"consent.purposes": REFUSED, **changes})
    left(store)
    assert visits_of(store).load(visit).state == "handed_over"
    assert not [word for word in (NAME, PHONE, HOLDER, ACCOUNT) if word in there(store)]
    assert Logbook(store).count(exact=True).total == 0


def test_the_number_of_a_scanned_code_leaves_the_texts_of_a_visit_left_open_again(store):
    from onboarding.payments import BankAccount, payload

    code = payload(BankAccount("970436", ACCOUNT))
    typed = {"payment.code": code, "payment.account": "", "listing.own_words": f"CK {ACCOUNT[:4]} {ACCOUNT[4:]}"}
    visit = reopened(store, **typed)
    left(store)
    kept = visits_of(store).load(visit)
    assert (kept.state, kept.data["listing"]["own_words"]) == ("handed_over", "CK …")


def test_counted_without_a_name_nothing_tells_the_bank_or_the_code(store):
    visit = begun(store, payment={"bank": "970436", "account": ACCOUNT, "holder": HOLDER, "seen": {
        "holder": HOLDER, "bank": "970436", "last_four": ACCOUNT[-4:], "paid": True,
    }})  # fmt: skip
    hand_over(store, visit)
    again = visits_of(store).reopen(visit)
    visits_of(store).save(visit, {"consent.purposes": {**REFUSED, "counts": True}}, rev=again.rev)
    hand_over(store, visit)
    with store.reading() as conn:
        assert set(conn.execute(select(mark.c.kind)).scalars()) <= {"phone"}
        assert "970436" not in repr(conn.execute(select(event.c.seen)).all())
    assert Logbook(store).count(exact=True).total == 1


def test_a_withdrawal_that_comes_by_file_takes_the_visits_at_the_next_housekeeping(tmp_path, monkeypatch):
    monkeypatch.setenv("ONBOARDING_KEY", "dGhlIHRlc3RzJyBvd24ga2V5LCAzMiBieXRlcyBsb25nIQ==")
    here, there_ = (open_store(f"sqlite:///{tmp_path / name}.db") for name in ("here", "there"))
    visit = begun(here)
    hand_over(here, visit)
    for source, target, name in ((here, there_, "out"), (there_, here, "back")):
        with (tmp_path / f"{name}.jsonl").open("w", encoding="utf8") as file:
            interchange.write(source, file, people=True)
        old_files.take(target, tmp_path / f"{name}.jsonl", member="An")
        if target is there_:
            withdraw(there_, visit)
    assert maintenance.run(here)["erase_withdrawn"] == 1
    assert visits_of(here).load(visit) is None


@pytest.mark.parametrize("years", [10, 73])
def test_a_clock_that_runs_years_ahead_forgets_nobody(store, years):
    Areas(store).add(drawn("Vùng mẫu", ["24988"], since=date(2026, 1, 1)).keeping(730))
    hand_over(store, begun(store))
    maintenance.run(store, datetime.now(VIETNAM).date() + timedelta(days=365 * years))
    assert NAME in there(store)


def test_one_odd_row_keeps_no_other_job_from_its_work(store):
    begun(store)
    store.write(lambda conn: conn.execute(update(draft).values(data=[])))
    done = maintenance.run(store)
    assert {"error": "kit.unexpected", "kind": "AttributeError"} in done.values()
    assert done["check_file"] == "ok"
    assert Visits(store, "").open_ones()

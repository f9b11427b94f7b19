"""Each maintenance job does its work and no more, however often; `verify` finds what was altered and mends it."""

import json
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, text, update

from onboarding.business import Consent, Rung
from onboarding.cli.store import verify_
from onboarding.errors import OnboardingError
from onboarding.languages import VIETNAM
from onboarding.logbook import BusinessSnapshot, Logbook
from onboarding.members import list_accesses, log_access, set_up_team
from onboarding.places import Areas, drawn
from onboarding.services import hand_over, maintenance, store_check
from onboarding.store.schema import new_id
from onboarding.store.schema.logbook import province_sum, tally
from onboarding.store.schema.visits import draft, draft_photo, draft_picture
from onboarding.visits import Visits

YES = {"visit": True, "counts": True, "photos": True, "follow_up": True}
NAME = "Mật ong Hộ mẫu 7"


def today() -> date:
    return datetime.now(VIETNAM).date()


def begun(store, consent=YES, commune="24988"):
    data = {"business": {"name": NAME, "commune": commune}, "consent": {"purposes": consent}}
    return Visits(store, "").create(team="Tổ mẫu", member="Lan", commune=commune, data=data).id


def recorded(store, many=7):
    for number in range(many):
        one = new_id()
        about = BusinessSnapshot(name=f"Hộ mẫu {number}", consent=Consent(purposes=YES))
        Logbook(store).record(one, one, "24988", Rung.HANDED_OVER, team="Tổ mẫu", member="Lan", about=about)


def kept(store, table):
    with store.reading() as conn:
        return conn.execute(select(func.count()).select_from(table)).scalar_one()


def test_province_sums_fill_by_the_job_and_say_the_same(store):
    recorded(store)
    assert kept(store, province_sum) == 0
    assert maintenance.run(store)["roll_up_provinces"] > 0
    with store.reading() as conn:
        total = conn.execute(select(province_sum.c.n).where(province_sum.c.facet == "total")).scalar_one()
    assert total == 7
    assert maintenance.run(store)["roll_up_provinces"] == 0
    assert store_check.verify(store).sound


def test_old_entries_of_the_access_log_go_and_fresh_ones_stay(store):
    who, now = set_up_team(store, team="Tổ mẫu", commune="24988", member="Lan"), datetime.now(UTC)
    log_access(store, who, "visit", "1" * 32, at=now - timedelta(days=maintenance.ACCESS_LOG_DAYS + 2))
    log_access(store, who, "visit", "2" * 32, at=now)
    assert maintenance.run(store)["purge_access_log"] == 1
    assert [each.subject for each in list_accesses(store, who.team_id)] == ["2" * 32]


def test_persons_are_forgotten_by_the_job(store):
    area = drawn("Xã mẫu", ["24988"], since=date(2026, 1, 1)).keeping(60)
    Areas(store).add(area)
    recorded(store, 1)
    assert maintenance.run(store)["forget_persons"]["businesses"] == 0
    assert maintenance.run(store, today() + timedelta(days=61))["forget_persons"]["businesses"] == 1


def test_an_untouched_visit_is_announced_then_erased(store):
    drafts, visit = Visits(store, ""), begun(store)
    drafts.put_photo(visit, b"original")
    later = today() + timedelta(days=14)
    assert maintenance.run(store, later - timedelta(days=1))["erase_open_visits"] == 0
    assert drafts.to_be_erased() == []
    maintenance.run(store, later)
    ((announced, day),) = drafts.to_be_erased()
    assert (announced.id, day) == (visit, later + timedelta(days=3))
    assert maintenance.run(store, day - timedelta(days=1))["erase_open_visits"] == 0
    assert maintenance.run(store, day)["erase_open_visits"] == 1
    assert drafts.load(visit) is None
    assert (kept(store, draft_photo), kept(store, draft_picture)) == (0, 0)


@pytest.mark.parametrize("touch", ["keep", "save"])
def test_an_announced_visit_that_is_touched_stays(store, touch):
    drafts, visit = Visits(store, ""), begun(store)
    store.write(lambda conn: conn.execute(update(draft).values(changed_at=datetime.now(UTC) - timedelta(days=15))))
    maintenance.run(store)
    assert [each.id for each, _day in drafts.to_be_erased()] == [visit]
    if touch == "keep":
        drafts.keep(visit)
    else:
        drafts.save(visit, {"business.owner": "Chủ hộ mẫu"}, rev=1)
    assert drafts.to_be_erased() == []
    maintenance.run(store, today() + timedelta(days=4))
    assert drafts.load(visit) is not None


def test_an_area_may_allow_fewer_days(store):
    area = drawn("Xã mẫu", ["24988"], since=date(2026, 1, 1), rules={maintenance.OPEN_DAYS_RULE: 5})
    Areas(store).add(area)
    here, elsewhere = begun(store), begun(store, commune="24955")
    maintenance.run(store, today() + timedelta(days=5))
    maintenance.run(store, today() + timedelta(days=8))
    assert (Visits(store, "").load(here), bool(Visits(store, "").load(elsewhere))) == (None, True)


def test_what_version_02_kept_without_consent_is_erased(store):
    visit = begun(store)
    hand_over(store, visit, team_id="")
    data = {"business": {"name": NAME, "commune": "24988"}, "payment": {"holder": "CHU HO MAU"}}
    store.write(lambda conn: conn.execute(update(draft).values(data=data, title=NAME)))
    assert maintenance.run(store)["erase_unconsented"] == 1
    after = Visits(store, "").load(visit)
    assert NAME not in str(after)
    assert "CHU HO" not in str(after)
    assert maintenance.run(store)["erase_unconsented"] == 0


def test_a_visit_stopped_between_log_and_erasure_is_finished(store):
    visit = begun(store)
    about = BusinessSnapshot(name=NAME, consent=Consent(purposes=YES))
    Logbook(store).record(visit, visit, "24988", Rung.HANDED_OVER, team="Tổ mẫu", member="Lan", about=about)
    assert store_check.verify(store).unfinished == 1
    assert maintenance.run(store)["finish_interrupted"] == 1
    assert Visits(store, "").load(visit).state == "handed_over"
    Visits(store, "").reopen(visit)
    assert maintenance.run(store)["finish_interrupted"] == 0


def test_a_visit_opened_again_and_left_is_closed_not_erased(store):
    visit = begun(store)
    hand_over(store, visit)
    Visits(store).reopen(visit)
    maintenance.run(store, today() + timedelta(days=14))
    again = Visits(store).load(visit)
    assert (again.state, again.data["business"]["name"]) == ("handed_over", NAME)


def test_a_deleted_visit_goes_once_it_cannot_be_undone(store):
    drafts, visits = Visits(store), [begun(store), begun(store)]
    for visit in visits:
        drafts.delete(visit)
    old = update(draft).where(draft.c.id == visits[0]).values(changed_at=datetime.now(UTC) - timedelta(hours=2))
    store.write(lambda conn: conn.execute(old))
    assert maintenance.run(store)["discard_deleted"] == 1
    assert [drafts.load(visit) is None for visit in visits] == [True, False]
    with pytest.raises(OnboardingError) as refused:
        hand_over(store, visits[1])
    assert refused.value.code == "visit.closed"


def test_a_job_that_fails_is_named_and_the_others_run(store, monkeypatch):
    def away(*_args):
        raise OnboardingError("store.busy")

    monkeypatch.setattr(maintenance, "JOBS", {"first": away, "second": lambda *_args: 2})
    assert maintenance.run(store) == {"first": {"error": "store.busy", "field": None}, "second": 2}


def test_the_daily_thread_ends_when_told(store):
    stop = threading.Event()
    thread = threading.Thread(target=maintenance.daily, args=(lambda: store, stop))
    recorded(store)
    thread.start()
    stop.set()
    thread.join(60)
    assert not thread.is_alive()


def test_between_two_days_only_what_was_deleted_goes(store, monkeypatch):
    """The thread's waits end at once here: three rounds of it are a first run and two hours after."""
    ran, stop = [], threading.Event()
    monkeypatch.setattr(maintenance, "run", lambda _store: ran.append("every job"))
    monkeypatch.setattr(maintenance, "discard_deleted", lambda *_args: ran.append("deleted"))
    monkeypatch.setattr(stop, "wait", lambda _seconds: stop.set() if len(ran) == 3 else None)
    maintenance.daily(lambda: store, stop)
    assert ran == ["every job", "deleted", "deleted"]


@pytest.mark.parametrize("rolled_up", [False, True])
@pytest.mark.parametrize("table", [tally, province_sum])
def test_an_altered_aggregate_is_found_and_mended_after_a_backup(store, tmp_path, table, rolled_up):
    recorded(store)
    if rolled_up:
        maintenance.run(store)
    assert store_check.verify(store).sound
    alter = update(table).where(table.c.facet == "total").values(n=table.c.n + 500)
    if not store.write(lambda conn: conn.execute(alter).rowcount):
        return
    found = store_check.verify(store)
    assert [cell["kept"] - cell["counted"] for cell in found.differences] == [500]
    safe = tmp_path / "before.zip"
    store_check.repair(store, found, safe=safe)
    assert safe.exists()
    assert store_check.verify(store).sound
    assert Logbook(store).count(exact=True).total == 7


def test_cells_that_are_gone_or_invented_are_found(store):
    recorded(store)
    store.write(lambda conn: conn.execute(delete(tally).where(tally.c.facet == "week")))
    invented = "INSERT INTO tally VALUES ('24988', 'team', 'Tổ khác', 'paid', '2025-07-01', 3, 0, 0)"
    store.write(lambda conn: conn.execute(text(invented)))
    assert {cell["facet"] for cell in store_check.verify(store).differences} == {"week", "team"}


def test_orphans_are_counted_and_deleted(store, tmp_path):
    drafts, visit = Visits(store, ""), begun(store)
    drafts.put_photo(visit, b"original")
    store.write(lambda conn: conn.execute(delete(draft)))
    found = store_check.verify(store)
    assert found.orphans == 1
    store_check.repair(store, found, safe=tmp_path / "before.zip")
    assert (kept(store, draft_photo), kept(store, draft_picture)) == (0, 0)


def test_the_command_says_what_differs_and_its_code(store, capsys):
    import typer

    recorded(store)
    with pytest.raises(typer.Exit) as ended:
        verify_(repair=False, db=store.url)
    assert (ended.value.exit_code, json.loads(capsys.readouterr().out)["aggregates"]) == (0, "equal")
    store.write(lambda conn: conn.execute(update(tally).values(n=tally.c.n + 1)))
    with pytest.raises(typer.Exit) as ended:
        verify_(repair=False, db=store.url)
    assert ended.value.exit_code == 1

"""A business is one, whatever phone and commune it was entered with; mending either moves the count by exactly that."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from onboarding.business import Consent, Rung, normalise_phone
from onboarding.errors import OnboardingError
from onboarding.logbook import BusinessSnapshot, Logbook, identity
from onboarding.logbook.files import interchange
from onboarding.logbook.files.importing import import_file
from onboarding.logbook.withdrawal import forget_before
from onboarding.store import open_store
from onboarding.store.migrating import migrate
from onboarding.store.schema import new_id
from onboarding.store.schema.logbook import business, event, tally

HERE, THERE, FAR = "24988", "24955", "00004"
YES = Consent(purposes={"visit": True, "counts": True, "follow_up": True})
START = datetime(2026, 9, 1, 2, tzinfo=UTC)


def add(log, phone="", *, commune=HERE, rung=Rung.HANDED_OVER, team="Tổ 1", one=None, at=None, **more):
    one = one or new_id()
    about = BusinessSnapshot(name=f"Hộ mẫu {one[-4:]}", phone=phone, consent=YES, **more)
    log.record(one, one, commune, rung, team=team, member="An", about=about, happened_at=at or START)
    return one


def by_commune(log):
    return {row["commune"]: row["n"] for row in log.count(by=("commune",), exact=True).rows}


def equal_to_a_recount(store):
    with store.reading() as conn:
        groups = (event.c.commune, event.c.rung)
        want = {tuple(row[:2]): row[2] for row in conn.execute(select(*groups, func.count()).group_by(*groups))}
        for facet in ("total", "week", "month", "team", "trade", "wallet"):
            sums = (tally.c.commune, tally.c.rung, func.sum(tally.c.n))
            asked = select(*sums).where(tally.c.facet == facet).group_by(tally.c.commune, tally.c.rung)
            assert {tuple(row[:2]): row[2] for row in conn.execute(asked) if row[2]} == want, facet


@pytest.fixture
def log(store):
    made = Logbook(store)
    yield made
    equal_to_a_recount(store)


@pytest.mark.parametrize(
    "typed",
    ["0901 234 567", "+84 901234567", "+84 0901 234 567", "84901234567", "0084 901 234 567", "(+84) 901.234.567",
     "０９０１２３４５６７", "+84(0)901-234-567", "901234567"],
)  # fmt: skip
def test_one_phone_however_it_is_typed_is_one_business(log, typed):
    add(log, "0901234567")
    add(log, typed, team="Tổ 2")
    assert by_commune(log) == {HERE: 1}


@pytest.mark.parametrize(("typed", "want"), [("0168 123 4567", "0381234567"), ("không có", ""), ("12", ""),
                                             ("+1 650 253 0000", ""), ("0" * 40, "")])  # fmt: skip
def test_a_phone_has_one_normal_form_or_none(typed, want):
    assert normalise_phone(typed) == want


def test_a_commune_corrected_on_a_later_step_moves_the_count(log):
    one = add(log, "0901234567", commune=HERE)
    add(log, "0901234567", commune=THERE, one=one, rung=Rung.PAID)
    assert by_commune(log) == {THERE: 1}
    assert log.business(one).commune == THERE


def test_a_business_is_moved_with_all_that_was_entered_of_it(log):
    one, other = add(log, "0901234567"), add(log, "0901234567", team="Tổ 2", at=START + timedelta(days=1))
    assert log.move(other, THERE) == {"business": other, "from": HERE, "commune": THERE, "entries": 2}
    assert by_commune(log) == {THERE: 1}
    assert log.business(one).commune == THERE
    with pytest.raises(OnboardingError, match=r"place\.unknown"):
        log.move(one, "99999")
    with pytest.raises(OnboardingError, match=r"log\.no_business"):
        log.move(new_id(), THERE)


def test_a_return_visit_after_a_move_counts_where_the_business_is_now(log):
    one = add(log, "0901234567")
    log.move(one, THERE)
    log.record(one, one, HERE, Rung.PAID, team="Tổ 1", member="An")
    assert {row["commune"] for row in log.count(by=("commune",), exact=True, rung=Rung.PAID).rows} == {THERE}


def test_one_phone_in_two_communes_is_one_business_in_the_province(log):
    add(log, "0901234567", commune=HERE)
    add(log, "0901234567", commune=THERE, at=START + timedelta(days=1))
    assert by_commune(log) == {HERE: 1}
    assert log.count(by=("province",), exact=True).total == 1


def test_a_phone_corrected_parts_what_it_had_merged(log):
    add(log, "0901234567")
    wrong = add(log, "0901234567", team="Tổ 2", at=START + timedelta(days=1))
    assert by_commune(log) == {HERE: 1}
    assert log.correct(wrong, phone="0911 111 111")["regrouped"]
    assert by_commune(log) == {HERE: 2}
    third = add(log, "+84911111111", team="Tổ 3", at=START + timedelta(days=2))
    assert by_commune(log) == {HERE: 2}
    assert log.business(third).same_as == wrong


def test_a_phone_corrected_on_a_later_step_parts_too(log):
    add(log, "0901234567")
    wrong = add(log, "0901234567", team="Tổ 2", at=START + timedelta(days=1))
    add(log, "0911111111", one=wrong, rung=Rung.PAID, at=START + timedelta(days=2))
    assert by_commune(log) == {HERE: 2}


def test_a_phone_corrected_to_a_known_one_merges(log):
    add(log, "0901234567")
    other = add(log, "0911111111", commune=THERE, at=START + timedelta(days=1))
    log.correct(other, phone="0901234567")
    assert by_commune(log) == {HERE: 1}


def test_who_is_said_to_be_another_business_counts_apart_again(log):
    one, other = add(log, "0901234567"), add(log, "0901234567", team="Tổ 2")
    log.correct(other, distinct=True)
    assert by_commune(log) == {HERE: 2}
    third = add(log)
    log.join(third, one)
    assert by_commune(log) == {HERE: 2}
    log.correct(third, distinct=True)
    assert by_commune(log) == {HERE: 3}


def test_what_cannot_be_corrected_is_said(log):
    one = add(log, "0901234567")
    with pytest.raises(OnboardingError, match=r"log\.bad_phone"):
        log.correct(one, phone="12")
    log.withdraw(one, member="An")
    with pytest.raises(OnboardingError, match=r"log\.withdrawn"):
        log.correct(one, name="Hộ mẫu")


def test_the_earliest_evidence_counts_whichever_was_written_first(log):
    add(log, "0901234567", team="Tổ 2", at=START + timedelta(days=9))
    add(log, "0901234567", team="Tổ 1", at=START)
    assert [row["team"] for row in log.count(by=("team",), exact=True).rows] == ["Tổ 1"]


def test_forgetting_persons_parts_nobody(log):
    one, _same = add(log, "0901234567"), add(log, "0901234567", team="Tổ 2")
    forget_before(log.store, [HERE], datetime(2099, 1, 1).date())
    log.correct(one, name="Hộ mẫu")
    assert by_commune(log) == {HERE: 1}


@pytest.fixture
def machines(tmp_path, monkeypatch):
    """Three machines with keys of their own."""
    monkeypatch.delenv("ONBOARDING_KEY", raising=False)
    made = [Logbook(open_store(f"sqlite:///{tmp_path / name / 'kit.db'}")) for name in ("a", "b", "c")]
    yield made
    for log in made:
        equal_to_a_recount(log.store)
        log.store.close()


def carry(log, folder):
    """A machine's file as it is now."""
    path = folder / f"{new_id()}.jsonl"
    with path.open("w", encoding="utf8", newline="\n") as target:
        interchange.write(log.store, target)
    return path


def test_a_withdrawal_that_comes_before_the_older_file_wins(machines, tmp_path):
    laptop, other, area = machines
    one = add(laptop, "0901234567")
    older = carry(laptop, tmp_path)
    laptop.withdraw(one, member="An")
    import_file(area.store, carry(laptop, tmp_path))
    found = import_file(area.store, older)
    assert (found["new"], by_commune(area)) == (0, {})
    assert add(other, "0901234567", at=START)
    import_file(area.store, carry(other, tmp_path))
    assert by_commune(area) == {}  # the phone was learnt from the older file and is the withdrawn person's


@pytest.mark.parametrize("seed", range(4))
def test_files_of_withdrawn_persons_end_the_same_in_any_order(machines, tmp_path, seed):
    laptop, other, area = machines
    dice = random.Random(seed)
    one, _second = add(laptop, "0901234567"), add(laptop, "0922222222")
    files = [carry(laptop, tmp_path)]
    add(other, "0901234567", at=START + timedelta(hours=1))
    files.append(carry(other, tmp_path))
    laptop.withdraw(one, member="An")
    files.append(carry(laptop, tmp_path))
    dice.shuffle(files)
    for file in files:
        import_file(area.store, file)
    assert by_commune(area) == {HERE: 1}
    again = add(area, "0901234567", at=datetime.now(UTC))
    assert by_commune(area) == {HERE: 2}
    assert area.business(again).name


def test_a_withdrawal_by_a_clock_of_the_future_does_not_bar_a_new_agreement(log, monkeypatch):
    one = add(log, "0901234567")
    with monkeypatch.context() as patch:
        patch.setattr("onboarding.logbook.book.datetime", type("Clock", (datetime,), {
            "now": classmethod(lambda _cls, tz=None: datetime(2036, 1, 1, tzinfo=tz))}))  # fmt: skip
        log.withdraw(one, member="An")
    add(log, "0901234567", at=datetime.now(UTC))
    assert by_commune(log) == {HERE: 1}


@pytest.mark.parametrize("seed", range(6))
def test_machines_agree_after_any_history_in_any_order(machines, tmp_path, seed):
    """Records, corrections, moves, joins and withdrawals at random; then everybody hears everything, in any order."""
    dice = random.Random(seed)
    phones = ["0901234567", "0911111111", "0922222222", "0933333333", ""]
    entries = []
    for number in range(40):
        log = dice.choice(machines)
        at = START + timedelta(hours=number)
        step = dice.random()
        mine = [one for owner, one in entries if owner is log]
        try:
            if step < 0.55 or not mine:
                place = dice.choice([HERE, THERE, FAR])
                one = add(log, dice.choice(phones), commune=place, at=at, team=f"Tổ {machines.index(log)}")
                entries.append((log, one))
            elif step < 0.65:
                rung = dice.choice([Rung.PAID, Rung.STARTED, Rung.MERCHANT])
                log.record(new_id(), dice.choice(mine), HERE, rung, team="Tổ 9", member="An", happened_at=at)
            elif step < 0.75:
                log.correct(dice.choice(mine), phone=dice.choice(phones[:4]))
            elif step < 0.8:
                log.correct(dice.choice(mine), distinct=True)
            elif step < 0.88:
                log.move(dice.choice(mine), dice.choice([HERE, THERE, FAR]))
            elif step < 0.95:
                log.join(dice.choice(mine), dice.choice(mine))
            else:
                log.withdraw(dice.choice(mine), member="An")
        except OnboardingError as error:
            if error.code not in ("log.cannot_join", "log.withdrawn"):
                raise
        equal_to_a_recount(log.store)
    for _ in range(3):
        files = [carry(log, tmp_path) for log in machines]
        for log in machines:
            for file in dice.sample(files, len(files)):
                import_file(log.store, file)
                equal_to_a_recount(log.store)
    answers = [
        [
            [row for row in log.count(by=by, exact=True).rows if row["n"]]
            for by in (("commune", "rung"), ("week", "rung"), ("team", "rung"))
        ]
        for log in machines
    ]
    assert answers[0] == answers[1] == answers[2]


def test_an_old_store_gets_its_identities(tmp_path):
    url = f"sqlite:///{tmp_path / 'kit.db'}"
    migrate(url, to="0003")
    store = open_old(url)
    phone, one, other = "ab" * 16, "01" * 16, "02" * 16
    for commune, business_id in ((HERE, one), (THERE, other)):
        store.execute(text(OLD_BUSINESS), {"c": commune, "id": bytes.fromhex(business_id), "k": bytes.fromhex(phone)})
        store.execute(text(OLD_EVENT), {"c": commune, "id": bytes.fromhex(business_id), "k": bytes.fromhex(phone)})
        for facet, value in (("total", ""), ("week", "2026-W36"), ("month", "2026-09"), ("team", "T"), ("trade", ""),
                             ("wallet", "")):  # fmt: skip
            store.execute(text(OLD_TALLY), {"c": commune, "f": facet, "v": value})
    store.commit()
    store.close()
    migrate(url)
    log = Logbook(open_store(url))
    assert by_commune(log) == {HERE: 1, THERE: 1}
    with log.store.reading() as conn:
        split = identity.split_subjects(conn)
    assert len(split) == 1
    log.store.write(lambda conn: identity.unify(conn, split, datetime.now(UTC)))
    assert sum(by_commune(log).values()) == 1
    with log.store.reading() as conn:
        assert len(conn.execute(select(business.c.id)).all()) == 2
    equal_to_a_recount(log.store)
    log.store.close()


def open_old(url):
    from sqlalchemy import create_engine

    return create_engine(url).connect()


OLD_BUSINESS = """INSERT INTO business VALUES (:c, :id, :k, '2025-07-01', 'there', NULL, 0, 'handed_over', 'Hộ mẫu',
 'ho mau', '', '', '', '', '', '', '', '', '{}', 'T', 'An', 1788228000000000, 1788228000000000)"""
OLD_EVENT = """INSERT INTO event VALUES (:c, :k, 'handed_over', :id, :id, :id, '2025-07-01', 'T', 'An', 'd', '', '',
 20697, 1788228000000000, 1788228000000000, '{}')"""
OLD_TALLY = """INSERT INTO tally VALUES (:c, :f, :v, 'handed_over', '2025-07-01', 1, 1, 1788228000000000)"""

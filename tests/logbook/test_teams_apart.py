"""Two teams in one store: no method of the log, bound to one of them, tells of or changes the other's persons.

Every public method that takes or tells a business is called; the others are named, so that a new one is not forgotten.
"""

import inspect
import io
from datetime import UTC, date, datetime

import msgspec
import pytest

from onboarding.business import Consent, Rung
from onboarding.errors import OnboardingError
from onboarding.logbook import BusinessSnapshot, Logbook
from onboarding.logbook.duplicates import MANY_IN_AN_HOUR
from onboarding.logbook.files import interchange
from onboarding.store.schema import new_id
from tests.exchange.conftest import HERE, THERE

YES = Consent(purposes={"visit": True, "counts": True, "match": True, "follow_up": True})
MINE, THEIRS = new_id(), new_id()
NAME, OWNER, PHONE, ADDRESS, MEMBER = "Mật ong Hộ mẫu 7", "Chủ hộ mẫu 7", "0900000777", "Thôn mẫu 7", "Thành viên mẫu 7"
HOUR = datetime(2026, 11, 20, 3, 30, tzinfo=UTC)
PLANTED = (NAME, OWNER, PHONE, ADDRESS, MEMBER, "970436-0777")

NUMBERS_ALONE = {"publish", "revision", "roll_up", "set_target", "target", "unify_subjects"}
"""What neither takes nor tells a business."""


@pytest.fixture
def others(store):
    """A business of the other team, with everything there is to know of it."""
    business = new_id()
    about = BusinessSnapshot(
        consent=YES, name=NAME, owner=OWNER, phone=PHONE, address=ADDRESS, bank="970436", last_four="0777", qr="ab" * 16
    )
    Logbook(store, THEIRS).record(
        business, business, HERE, Rung.HANDED_OVER, team="Tổ mẫu 1", member=MEMBER, about=about,
        seen={"account": "970436-0777"},
    )  # fmt: skip
    return business


def calls(log, theirs, own):
    """How each method that could touch a person is called by somebody of the first team."""
    about = BusinessSnapshot(consent=YES, name=NAME, phone=PHONE, qr="ab" * 16)
    other = BusinessSnapshot(consent=YES, name="Hộ mẫu 8", phone="0900000888")
    return {
        "business": lambda: log.business(theirs),
        "correct": lambda: log.correct(theirs, name="Khác"),
        "evidence": lambda: log.evidence([HERE]),
        "find_duplicates": lambda: log.find_duplicates(HERE, about),
        "join": lambda: log.join(own, theirs),
        "move": lambda: log.move(theirs, THERE),
        "withdraw": lambda: log.withdraw(theirs, member="An"),
        "count": lambda: log.count([HERE], exact=True),
        "find_anomalies": lambda: log.find_anomalies([HERE], date(2020, 1, 1)),
        "teams": lambda: log.teams([HERE]),
        "record": lambda: log.record(own, theirs, HERE, Rung.PAID, team="Tổ mẫu 2", member="An", about=other),
        "prepare": lambda: log.store.write(
            log.prepare(own, theirs, HERE, Rung.PAID, team="Tổ mẫu 2", member="An", about=other)
        ),
        "reporting_status": lambda: log.reporting_status([("Tổ mẫu 1", HERE)], date(2020, 1, 1)),
    }


def test_every_method_is_looked_at():
    public = {name for name, _ in inspect.getmembers(Logbook, inspect.isfunction) if not name.startswith("_")}
    assert public == set(calls(None, "", "")) | NUMBERS_ALONE


@pytest.mark.parametrize("team", [MINE, ""], ids=["another team", "no team"])
def test_no_method_tells_of_or_changes_another_team_s_person(store, others, team):
    log, own = Logbook(store, team), new_id()
    log.record(own, own, HERE, Rung.HANDED_OVER, team="Tổ mẫu 1", member="An", about=BusinessSnapshot(consent=YES))
    before = Logbook(store).business(others)
    for name, call in calls(log, others, own).items():
        try:
            said = msgspec.json.encode(msgspec.to_builtins(call())).decode()
        except OnboardingError as error:
            assert error.code == "log.no_business", name  # noqa: PT017
            said = str(error)
        assert not [word for word in PLANTED if word in said], name
    after = Logbook(store).business(others)
    if team:  # nobody's visits of a store without teams are told apart by nothing
        assert msgspec.structs.replace(after, rung=before.rung, changed_at=before.changed_at) == before
        assert Logbook(store, THEIRS).business(others).name == NAME
    assert Logbook(store).count(exact=True).total == 2


def test_signs_of_padding_name_the_own_team_s_members_alone(store):
    """Forty in an hour and one code in many, by a member of each of two teams that bear one name."""
    for team, member in ((MINE, "An"), (THEIRS, MEMBER)):
        for _ in range(MANY_IN_AN_HOUR):
            business = new_id()
            about = BusinessSnapshot(consent=YES, qr="cd" * 16 if team == MINE else "ef" * 16)
            Logbook(store, team).record(
                business, business, HERE, Rung.HANDED_OVER, team="Tổ mẫu 1", member=member, about=about,
                happened_at=HOUR,
            )  # fmt: skip
    signs = Logbook(store, MINE).find_anomalies([HERE], date(2020, 1, 1))
    assert {sign.kind for sign in signs} == {"burst", "qr"}
    assert {sign.member for sign in signs} == {"An", ""}
    assert MEMBER in {sign.member for sign in Logbook(store).find_anomalies([HERE], date(2020, 1, 1))}


def test_the_own_team_is_told_everything(store, others):
    log = Logbook(store, THEIRS)
    assert log.business(others).name == NAME
    assert log.evidence([HERE])[0].member == MEMBER
    assert log.find_duplicates(HERE, BusinessSnapshot(name=NAME))[0].name == NAME
    log.correct(others, phone="0900000778")
    log.move(others, THERE)
    assert log.withdraw(others, member="An")["business"] == others


def test_two_teams_of_one_name_are_told_apart(store, others):
    """The other team bears the same name: only its id says whose a business is."""
    assert Logbook(store, MINE).find_duplicates(HERE, BusinessSnapshot(name=NAME))[0].name == ""


def test_a_file_carries_no_team_s_id(store, others):
    target = io.StringIO()
    interchange.write(store, target)
    assert NAME in target.getvalue()
    assert THEIRS not in target.getvalue()


def test_another_team_s_visit_moves_no_business_and_ties_it_to_no_other(store, others):
    """Said to be the same business, though in another commune, with another phone, told apart from a third."""
    about = BusinessSnapshot(consent=YES, phone="0900000888", distinct=True)
    Logbook(store, MINE).record(new_id(), others, THERE, Rung.PAID, team="Tổ mẫu 2", member="An", about=about)
    theirs = Logbook(store, THEIRS)
    third = new_id()
    theirs.record(third, third, HERE, Rung.HANDED_OVER, team="Tổ mẫu 1", member=MEMBER,
                  about=BusinessSnapshot(consent=YES, phone="0900000888"))  # fmt: skip
    before = theirs.count(by=("commune",), exact=True)
    theirs.correct(others, name=NAME)
    after = theirs.count(by=("commune",), exact=True)
    assert (before.total, before.rows) == (after.total, after.rows)
    assert {row["commune"]: row["n"] for row in after.rows}[HERE] == 2

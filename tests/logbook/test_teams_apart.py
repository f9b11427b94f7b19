"""Two teams in one store: no method of the log, bound to one of them, tells of or changes the other's persons.

Every public method is called, found by looking at the class, so that a new one cannot be forgotten.
"""

import inspect
import io
from datetime import date

import msgspec
import pytest

from onboarding.business import Consent, Rung
from onboarding.errors import OnboardingError
from onboarding.logbook import BusinessSnapshot, Logbook
from onboarding.store.schema import new_id
from tests.exchange.conftest import HERE, THERE

YES = Consent(purposes={"visit": True, "counts": True, "match": True, "follow_up": True})
MINE, THEIRS = new_id(), new_id()
NAME, OWNER, PHONE, ADDRESS, MEMBER = "Mật ong Hộ mẫu 7", "Chủ hộ mẫu 7", "0900000777", "Thôn mẫu 7", "Thành viên mẫu 7"
PLANTED = (NAME, OWNER, PHONE, ADDRESS, MEMBER, "970436-0777")

OPERATORS = {"export_lines", "forget"}
"""What only the store's operator calls: the command line, and the retention job."""
WITHOUT_PERSONS = {"prepare", "publish", "record", "revision", "roll_up", "set_target", "target", "unify_subjects"}


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
        "reporting_status": lambda: log.reporting_status([("Tổ mẫu 1", HERE)], date(2020, 1, 1)),
    }


def test_every_method_is_looked_at():
    public = {name for name, _ in inspect.getmembers(Logbook, inspect.isfunction) if not name.startswith("_")}
    assert public == set(calls(None, "", "")) | OPERATORS | WITHOUT_PERSONS


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
    assert Logbook(store).business(others) == before
    assert Logbook(store).count(exact=True).total == 2


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
    Logbook(store).export_lines(target)
    assert NAME in target.getvalue()
    assert THEIRS not in target.getvalue()

"""A withdrawal takes the vendor out of the log and out of every visit, whichever team made it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from onboarding.business import PURPOSES
from onboarding.errors import OnboardingError
from onboarding.logbook import Logbook
from onboarding.logbook.files import ward_file, ward_list
from onboarding.members import Members, set_up_team
from onboarding.services import hand_over
from onboarding.services.withdrawing import withdraw
from onboarding.store.schema.logbook import listed
from onboarding.visits import Visits

AGREED = {"purposes": dict.fromkeys(PURPOSES, True)}


@pytest.fixture
def teams(store):
    first = set_up_team(store, team="Tổ mẫu 1", commune="24988", member="Lan").team_id
    return first, Members(store).add_team("Tổ mẫu 2", "24988").id


def begun(store, team_id, name, **more):
    data = {"consent": AGREED, "business": {"name": name, "commune": "24988", "trade": "gao"}} | more
    return Visits(store, team_id).create(team="Tổ mẫu", member="An", commune="24988", data=data).id


def test_every_visit_of_the_business_goes_with_it(store, teams):
    first = begun(store, teams[0], "Hộ mẫu 1")
    assert hand_over(store, first, team_id=teams[0]).counted
    second = begun(store, teams[0], "Hộ mẫu 1", business_id=first)
    others = begun(store, teams[1], "Hộ mẫu 1", business_id=first)
    neighbour = begun(store, teams[0], "Hộ mẫu 2")
    assert withdraw(store, first, member="An")["rungs"]
    assert [Visits(store, teams[0]).load(visit) for visit in (first, second)] == [None, None]
    assert Visits(store, teams[1]).load(others) is None
    assert Visits(store, teams[0]).load(neighbour) is not None
    assert Logbook(store).count(exact=True).total == 0


def test_a_business_that_was_never_counted_withdraws_too(store, teams):
    visit = begun(store, teams[0], "Hộ mẫu 1")
    assert withdraw(store, visit) == {"business": visit, "rungs": {}}
    assert Visits(store, teams[0]).load(visit) is None
    with pytest.raises(OnboardingError, match=r"log\.no_business"):
        withdraw(store, visit)


def test_what_is_known_as_the_same_business_goes_too(store, teams):
    phone = {"phone": "0912345678", "commune": "24988", "trade": "gao"}
    first = begun(store, teams[0], "Hộ mẫu 1", business={"name": "Hộ mẫu 1", **phone})
    second = begun(store, teams[1], "Hộ mẫu 1", business={"name": "Hộ mẫu 1", **phone})
    hand_over(store, first, team_id=teams[0])
    hand_over(store, second, team_id=teams[1])
    assert Logbook(store).count(exact=True).total == 1
    withdraw(store, first)
    assert Visits(store, teams[1]).load(second) is None


@pytest.mark.parametrize("refused", [False, True], ids=["withdrawn", "refused at the hand-over"])
def test_the_ward_s_line_goes_with_the_name(store, teams, refused):
    visit = begun(store, teams[0], "Hộ mẫu 1")
    row = ward_file.Row(line=1, name="Hộ mẫu 1", owner="Chủ hộ mẫu 1", phone="0912345678", address="", trade="gao")

    def put(conn):
        batch = ward_list.keep(conn, [row], "24988", "danh-sach.xlsx", "An", datetime.now(UTC))
        ward_list.begin(conn, "24988", batch, conn.execute(select(listed.c.line)).scalar_one(), visit)

    store.write(put)
    if refused:
        open_visit = Visits(store, teams[0]).load(visit)
        no = {"consent.purposes": dict.fromkeys(PURPOSES, False)}
        Visits(store, teams[0]).save(visit, no, rev=open_visit.rev)
    hand_over(store, visit, team_id=teams[0])
    if not refused:
        withdraw(store, visit)
    with store.reading() as conn:
        assert conn.execute(select(listed)).all() == []

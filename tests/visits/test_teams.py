"""Two teams in one store: no function of the visits, no service and no command gives one what is the other's."""

import inspect
import json
from datetime import UTC, datetime, timedelta

import pytest
import typer
from sqlalchemy import select
from typer.testing import CliRunner

from onboarding import cli
from onboarding.errors import OnboardingError
from onboarding.logbook import BusinessSnapshot, Logbook
from onboarding.members import Members, Role, set_up_team
from onboarding.services import hand_over
from onboarding.services.refusals import close_untouched, delete_visit
from onboarding.services.reprint import visit_again
from onboarding.services.return_visits import due_for_visit, due_this_week, record_return
from onboarding.store.schema import METADATA, new_id
from onboarding.store.schema.logbook import event
from onboarding.visits import Visits

NAME, PHONE, HOLDER, PICTURE = "Quầy Hộ Mẫu Chín", "0912345679", "CHU HO MAU CHIN", b"PICTURE-OF-THE-OTHER-TEAM"
DATA = {
    "business": {"name": NAME, "commune": "24988", "phone": PHONE},
    "consent": {"purposes": {"visit": True, "counts": True, "photos": True, "follow_up": True}},
    "payment": {"bank": "970436", "account": "0011009876502", "holder": HOLDER},
    "team_contact": PHONE,
    "erase_on": "2026-12-01",
}
PLANTED = (NAME, PHONE, HOLDER, PICTURE.decode(), "0011009876502")


@pytest.fixture
def theirs(store):
    """A team with an open visit and a closed one, each with a photo: its id, the visits, a photo."""
    team, visits = new_id(), []
    for _ in range(2):
        made = Visits(store, team).create(team="Tổ mẫu", member="Lan", member_id=new_id(), commune="24988", data=DATA)
        photo = Visits(store, team).put_photo(made.id, PICTURE)
        Visits(store, team).put_photo(made.id, PICTURE, kind="clean", photo_id=photo)
        visits.append(made.id)
    hand_over(store, visits[1], team_id=team)
    return team, visits, photo


def rows(store):
    """Every row of the visits' tables, in an order of its own."""
    with store.reading() as conn:
        return {
            name: sorted(map(repr, conn.execute(select(table)).all()))
            for name, table in METADATA.tables.items()
            if name.startswith("draft")
        }


def arguments(visit, photo):
    """How each function of the visits is called with another team's visit; a new function must be named here."""
    return {
        "close": None, "restrict": None, "unchanged": None,  # in a caller's transaction: as services call them, below
        "create": {"team": "Tổ mẫu", "member": "Lan", "member_id": visit},
        "purge_deleted": (datetime.now(UTC) + timedelta(days=1),), "delete": (visit,),
        "discard": (visit,),
        "drop_photo": (visit, photo), "finish": (visit,), "keep": (visit,),
        "kinds": (visit, photo), "latest": ("payment",), "load": (visit,), "open_ones": (), "order": (visit, [photo]),
        "photo": (visit, photo), "photos": (visit,), "put_photo": (visit, b"x"), "reopen": (visit,),
        "save": (visit, {"business.name": "x"}), "set_photo_meta": (visit, photo, {"x": 1}), "to_be_erased": (),
        "trail": (visit,), "untouched": (visit,),
    }  # fmt: skip


NAMES = sorted(name for name, _ in inspect.getmembers(Visits, inspect.isfunction) if not name.startswith("_"))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mine", ["", "another"])
def test_no_function_of_the_visits_reaches_another_teams(store, theirs, name, mine):
    _team, visits, photo = theirs
    other = Visits(store, new_id() if mine else "")
    before = rows(store)
    for visit in visits:
        given = arguments(visit, photo)[name]
        if given is None:
            continue
        more = {"rev": 1} if name == "save" else {}
        try:
            call = getattr(other, name)
            answer = call(**given) if isinstance(given, dict) else call(*given, **more)
        except OnboardingError as error:
            answer = error.as_json()
        assert not any(planted in repr(answer) for planted in PLANTED), answer
    after = rows(store)
    assert all(set(before[table]) <= set(after[table]) for table in before)


SERVICES = {
    "close_untouched": close_untouched,
    "delete_visit": delete_visit,
    "hand_over": lambda store, visit, team: hand_over(store, visit, team_id=team),
    "visit_again": lambda store, visit, team: visit_again(store, visit, team_id=team),
    "due_for_visit": lambda store, visit, team: due_for_visit(store, visit, _later(), team_id=team),
    "due_this_week": lambda store, _visit, team: due_this_week(store, team, _later()),
    "record_return": lambda store, visit, team: record_return(
        store, visit, "first_week", "money_came", member="Lan", day=_later(), team_id=team
    ),
}


def _later():

    return datetime.now(UTC).date() + timedelta(days=40)


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_reaches_another_teams(store, theirs, name):
    team, visits, _photo = theirs
    before = rows(store)
    for visit in visits:
        for mine in ("", new_id()):
            try:
                answer = SERVICES[name](store, visit, mine)
            except OnboardingError as error:
                answer = error.as_json()
            assert not any(planted in repr(answer) for planted in PLANTED), answer
    assert rows(store) == before
    if name == "due_this_week":
        assert NAME in repr(due_this_week(store, team, _later()))


SHOWING = {
    "counts": ("--by", "team"), "verify": (), "maintenance": (), "member list": (), "area list": (), "facts": (),
    "area find": ("24988",), "exchange devices": (), "exchange identity": (),
    "log forget": (), "log export": ("--no-people",), "migrate": (),
}  # fmt: skip
"""Commands that only show, or do their work without being told of one business: run beside the planted visits."""
FROM_ITS_WORDS = {
    "draft", "check", "export", "qr", "qr-read", "card-check", "photo", "pack", "checklist", "offline-bundle", "serve",
    "demo", "restore", "exchange take", "exchange receipt", "exchange receive", "exchange invite", "exchange enrol",
    "exchange revoke", "log take-old", "log list-in", "log list-undo", "log publish", "log restated", "area add",
    "area change", "area end", "area keep", "area households", "area token", "member add", "member remove",
    "member reset-pin", "member set-password", "member pair", "member grant-viewer",
}  # fmt: skip
"""Commands that answer about what they are given: a file, an area, a member of a team."""
TO_AN_AREA = {"exchange send", "exchange status", "exchange totals"}
"""What goes to an area is searched byte by byte in `tests/exchange`."""
OF_THE_OPERATOR = {
    "backup",
    "exchange approve",
    "exchange correct",
    "exchange rotate",
    "log withdraw",
    "log move",
    "log correct",
    "log join",
    "log record",
}
"""Commands of whoever holds the store: they take a business by its id, and answer with that id alone."""


def _commands(group, words=()):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*words, name))
        else:
            yield " ".join((*words, name))


def test_every_command_is_looked_at():
    cli.gather()
    kinds = [set(SHOWING), FROM_ITS_WORDS, TO_AN_AREA, OF_THE_OPERATOR]
    assert set(_commands(typer.main.get_command(cli.app))) == set.union(*kinds)
    assert sum(map(len, kinds)) == len(set.union(*kinds))


@pytest.mark.parametrize("command", SHOWING)
def test_no_command_prints_a_person(store, theirs, command):
    set_up_team(store, team="Tổ mẫu", commune="24988", member="Bình")
    cli.gather()
    done = CliRunner().invoke(cli.app, [*command.split(), *SHOWING[command]], env={"ONBOARDING_DB": store.url})
    assert done.exit_code in (0, 1), done.output
    assert "Traceback" not in done.output
    assert not any(planted in done.output for planted in PLANTED), json.dumps(done.output, ensure_ascii=False)


@pytest.mark.parametrize("command", ["log withdraw", "log move", "log correct", "log join"])
def test_a_command_of_the_operator_answers_with_ids_alone(store, theirs, command):
    with store.reading() as conn:
        closed = conn.execute(select(event.c.business_id).where(event.c.visit_id == theirs[1][1])).scalars().first()
    words = {"log move": ("24955",), "log correct": ("--name", "Hộ mẫu 1"), "log join": (new_id(),)}.get(command, ())
    done = CliRunner().invoke(cli.app, [*command.split(), closed, *words], env={"ONBOARDING_DB": store.url})
    assert not any(planted in done.output for planted in PLANTED), done.output


def test_two_members_of_one_name_do_not_share_an_untouched_visit(store):
    team, members = new_id(), [new_id(), new_id()]
    visits = Visits(store, team)
    first = visits.create(team="Tổ mẫu", member="Lan", member_id=members[0], commune="24988").id
    assert (visits.untouched(members[0]), visits.untouched(members[1])) == (first, None)
    assert Visits(store, new_id()).untouched(members[0]) is None


def test_an_administrator_of_a_shared_store_sees_teams_not_their_persons(store, theirs):
    who = set_up_team(store, team="Tổ quản trị mẫu", commune="24955", member="Quản trị")
    assert Role.ADMINISTRATOR.may("store")
    assert Members(store).of(who.team_id)
    assert Visits(store, who.team_id).open_ones() == []
    log, (_open, closed) = Logbook(store, who.team_id), theirs[1]
    with store.reading() as conn:
        business = conn.execute(select(event.c.business_id).where(event.c.visit_id == closed)).scalars().first()
    assert Logbook(store, theirs[0]).business(business).name == NAME
    with pytest.raises(OnboardingError, match=r"log\.no_business"):
        log.business(business)
    assert "Tổ mẫu" in repr(log.teams(["24988"]))
    asked = (log.find_duplicates("24988", BusinessSnapshot(name=NAME, phone=PHONE)), log.teams(["24988"]))
    assert not any(planted in repr(asked) for planted in PLANTED)

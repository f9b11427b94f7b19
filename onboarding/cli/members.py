"""`member add|list|remove|reset-pin|set-password|pair|grant-viewer`: the team, from the command line.

Whoever can start this program on the machine already holds the store, so it asks nobody's PIN.
"""

import sys

import typer

from ..errors import OnboardingError
from ..languages import fold
from ..members import Member, Members, Role, Team, current_member, new_pairing, set_password, set_pin, set_up_team
from ..members.grants import grant_viewer
from ..members.middleware import SIGN_IN
from ..store import Store, open_store
from . import emit, group, verb

_members = group("member", "Who is in the team, and how they sign in.")
_DB = typer.Option(None, "--db", help="The store; default ONBOARDING_DB or data/kit.db.")
_TEAM = typer.Option("", "--team", help="The team's name or id; left out: the team of this machine.")


@verb("add", under=_members)
def add(
    name: str,
    role: str = typer.Option("member", help="member | leader | viewer | administrator"),
    area: str | None = typer.Option(None, help="A viewer's reporting area, by code."),
    team: str = _TEAM,
    commune: str = typer.Option("", help="The commune's code, when the team is new."),
    db: str | None = _DB,
) -> None:
    """Add somebody to a team; with --team and --commune also the team when it is new."""
    store = open_store(db)
    try:
        kind = Role(role)
    except ValueError as error:
        roles = ", ".join(role.value for role in Role)
        raise OnboardingError("member.role_unknown", field="role", found=role, known=roles) from error
    people = Members(store)
    if commune and current_member(store) is None and kind is not Role.VIEWER:
        first = set_up_team(store, team=team, commune=commune, member=name)
        emit(_said(people.get(first.team_id, first.member_id), people.team(first.team_id)))
        return
    if commune and not [member for member in people.teams() if fold(team) == fold(member.name)]:
        people.add_team(team, commune)
    chosen = _team(people, store, team)
    emit(_said(people.add(chosen.id, name, kind, area), chosen))


@verb("list", under=_members)
def list_(team: str = _TEAM, db: str | None = _DB) -> None:
    """A line for each member of a team."""
    store = open_store(db)
    people = Members(store)
    chosen = _team(people, store, team)
    for member in people.of(chosen.id):
        emit(_said(member, chosen))


@verb("remove", under=_members)
def remove(name: str, team: str = _TEAM, db: str | None = _DB) -> None:
    """Somebody leaves the team; what they did stays theirs."""
    people, chosen, member = _one(open_store(db), team, name)
    emit({**_said(people.remove(member.team_id, member.id), chosen), "removed": True})


@verb("reset-pin", under=_members)
def reset_pin(name: str, team: str = _TEAM, db: str | None = _DB) -> None:
    """Take a member's PIN away; they choose a new one on the screen."""
    people, chosen, member = _one(open_store(db), team, name)
    set_pin(people.store, member.team_id, member.id, None)
    emit(_said(people.get(member.team_id, member.id), chosen))


@verb("set-password", under=_members)
def set_password_(name: str, team: str = _TEAM, db: str | None = _DB) -> None:
    """Set the password a member signs in with from another machine; it is read from stdin, one line."""
    people, chosen, member = _one(open_store(db), team, name)
    set_password(people.store, member.team_id, member.id, sys.stdin.readline().rstrip("\r\n"), member.name)
    emit(_said(people.get(member.team_id, member.id), chosen))


@verb("pair", under=_members)
def pair(
    name: str,
    at: str = typer.Option("http://localhost:8501", help="The kit's address as the phone sees it."),
    team: str = _TEAM,
    db: str | None = _DB,
) -> None:
    """A link that signs a member's phone in, once, within five minutes."""
    people, _, member = _one(open_store(db), team, name)
    secret = new_pairing(people.store, member.team_id, member.id)
    emit({"link": f"{at.rstrip('/')}{SIGN_IN}?pair={secret}", "minutes": 5})


@verb("grant-viewer", under=_members)
def grant_viewer_(
    role: str,
    area: str = typer.Option(..., help="The reporting area's code."),
    db: str | None = _DB,
) -> None:
    """PostgreSQL: let a database role read the counts of one area, and nothing else."""
    emit({"role": role, "view": grant_viewer(open_store(db), role, area)})


def _said(member: Member, team: Team) -> dict[str, object]:
    return {
        "member": member.name,
        "id": member.id,
        "role": member.role.value,
        "team": team.name,
        "team_id": team.id,
        "commune": team.commune,
        "area": member.area,
        "pin": member.has_pin,
        "password": member.has_password,
        "practised_on": member.practised_on.isoformat() if member.practised_on else None,
    }


def _team(people: Members, store: Store, typed: str) -> Team:
    if not typed:
        who = current_member(store)
        if who is None:
            raise OnboardingError("team.unknown", field="team")
        return people.team(who.team_id)
    matches = [member for member in people.teams() if typed == member.id or fold(typed) == fold(member.name)]
    if not matches:
        raise OnboardingError("team.unknown", field="team")
    if len(matches) > 1:
        raise OnboardingError("team.ambiguous", field="team")
    return matches[0]


def _one(store: Store, team: str, typed: str) -> tuple[Members, Team, Member]:
    people = Members(store)
    chosen = _team(people, store, team)
    matches = [member for member in people.of(chosen.id) if typed == member.id or fold(typed) == fold(member.name)]
    if not matches:
        raise OnboardingError("member.unknown", field="member")
    return people, chosen, matches[0]

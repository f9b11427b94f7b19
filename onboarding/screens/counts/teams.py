"""The teams behind the numbers: where there are any, how many people, who was heard; and who was not."""

from collections import Counter
from datetime import datetime, timedelta

import streamlit as st

from ...languages import day, number
from ...logbook import Logbook
from ...logbook.periods import day_of
from ...logbook.publishing import TeamReport
from ...members import CurrentMember, Members
from ..session import place_name, store
from ..visit.checklist import today
from ..words import _, lang
from . import charts
from .filters import Filters

SILENT_DAYS = 7
"""A team that sent nothing for a week is listed."""


def show(log: Logbook, asked: Filters, who: CurrentMember) -> None:
    """Coverage of teams, which the national programme asks for first; then the silent ones.

    A viewer sees neither: the day a team last sent something tells more than the published cube.
    """
    if not who.role.may("people"):
        return
    if who.role.may("team"):
        _coverage(log, asked)
    _silent(log, asked, who)


def _coverage(log: Logbook, asked: Filters) -> None:
    """Communes with a team, teams, members, who of them practised, and teams heard from this month."""
    people, inside = Members(store()), asked.communes
    found = [team for team in people.teams() if inside is None or team.commune in inside]
    if not found:
        return
    members, practised = (
        sum(sizes.get(team.id, 0) for team in found) for sizes in (people.sizes(), people.sizes(practised=True))
    )
    since = today().replace(day=1)
    heard = sum(one.reported for one in log.reporting_status({(one.name, one.commune) for one in found}, since))
    st.subheader(_("Độ phủ của tổ"), anchor=False)
    covered = number(len({team.commune for team in found}), lang())
    lines = [_("{n} tổ, {members} thành viên ghi trong máy này",
               n=number(len(found), lang()), members=number(members, lang()))]  # fmt: skip
    lines.append(_("{n} thành viên đã làm xong lượt tập", n=number(practised, lang())))
    if inside is not None and len(inside) > 1:
        lines.append(_("{n} trên {all} xã có tổ", n=covered, all=number(len(inside), lang())))
    lines.append(_("{n} tổ có số liệu trong tháng này", n=number(heard, lang())))
    charts.lines(lines)


def _silent(log: Logbook, asked: Filters, who: CurrentMember) -> None:
    """Teams expected from here that sent nothing for a week: their work may be missing from the numbers."""
    inside = asked.communes
    teams = {(one.name, one.commune) for one in Members(store()).teams() if inside is None or one.commune in inside}
    if not teams or teams == {(who.team, who.commune)}:  # its own machine: nothing could be sent
        return
    since = today() - timedelta(days=SILENT_DAYS)
    silent = [one for one in log.reporting_status(teams, since) if not one.reported]
    st.subheader(_("Tổ chưa gửi trong {n} ngày", n=SILENT_DAYS), anchor=False)
    if not silent:
        st.write(_("Cả {n} tổ đều đã gửi.", n=number(len(teams), lang())))
        return
    shared = {name for name, many in Counter(name for name, _commune in teams).items() if many > 1}
    charts.lines([f"{_named(one, shared)}: {_last(one.last_at)}" for one in silent[:30]])
    st.caption(
        _(
            "{n} trên {all} tổ chưa gửi; việc của các tổ này có thể chưa nằm trong số liệu.",
            n=len(silent),
            all=len(teams),
        )
    )


def _named(team: TeamReport, shared: set[str]) -> str:
    """A team's name; with its commune where others bear the same."""
    return f"{team.team} ({place_name(team.commune)})" if team.team in shared else team.team


def _last(moment: datetime | None) -> str:
    return day(day_of(moment), lang()) if moment else _("chưa gửi lần nào")

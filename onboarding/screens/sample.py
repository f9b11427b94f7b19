"""The sample store: made at the first try, apart from the team's own, with a team, a log, handed-over visits and one
visit to open."""

from datetime import UTC, datetime, timedelta
from typing import Any

from ..business import PURPOSES
from ..listings import category
from ..logbook import demo
from ..members import CurrentMember, current_member, set_up_team
from ..services import hand_over
from ..store import Store
from ..visits import Visits
from .words import _, lang

BUSINESSES, SEED = 6_000, 1
HANDED_OVER = (("ca_phe", 9), ("quan_an", 4), ("rau_qua_tuoi", 1))
"""Category and days ago of the sample team's own visits: its log holds them, one is due to be called on again."""


def make(store: Store) -> None:
    """Fill an empty sample store; a filled one stays as it is."""
    if current_member(store) is not None:
        return
    busiest = max(demo.spread(BUSINESSES, SEED), key=lambda share: share.many).commune
    who = set_up_team(store, team=_("Tổ mẫu"), commune=busiest, member=_("Thành viên mẫu"))
    demo.fill(store, BUSINESSES, seed=SEED)
    visits, now = Visits(store, who.team_id), datetime.now(UTC)
    for number, (code, days_ago) in enumerate(HANDED_OVER, 2):
        agreed = {"consent": {"purposes": dict.fromkeys(PURPOSES, True)}}
        visit = _begin(visits, who, busiest, code, _("Hộ mẫu {number}", number=number), agreed)
        hand_over(store, visit, team_id=who.team_id, at=now - timedelta(days=days_ago))
    _begin(visits, who, busiest, "mat_ong", _("Mật ong Hộ mẫu 1"), {})


def _begin(visits: Visits, who: CurrentMember, commune: str, code: str, name: str, more: dict[str, Any]) -> str:
    """The id of a visit of the sample team with the answers a category gives as its sample."""
    sample = category(code).sample
    data = {
        "lang": lang(),
        "business": {"name": name, "commune": commune, "trade": code},
        "listing": {"category": code, "answers": dict(sample.answers), "price": sample.price},
        **more,
    }
    return visits.create(team=who.team, member=who.member, member_id=who.member_id, commune=commune, data=data).id

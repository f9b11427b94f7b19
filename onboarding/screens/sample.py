"""The sample store: made at the first try, apart from the team's own, with a team, a log and one visit to open."""

from ..listings import category
from ..logbook import demo
from ..members import current_member, set_up_team
from ..store import Store
from ..visits import Visits
from .words import _, lang

BUSINESSES, SEED = 6_000, 1


def make(store: Store) -> None:
    """Fill an empty sample store; a filled one stays as it is."""
    if current_member(store) is not None:
        return
    busiest = max(demo.spread(BUSINESSES, SEED), key=lambda share: share.many).commune
    who = set_up_team(store, team=_("Tổ mẫu"), commune=busiest, member=_("Thành viên mẫu"))
    demo.fill(store, BUSINESSES, seed=SEED)
    honey = category("mat_ong").sample
    data = {
        "lang": lang(),
        "business": {"name": _("Mật ong Hộ mẫu 1"), "commune": busiest, "trade": "mat_ong"},
        "listing": {"category": "mat_ong", "answers": dict(honey.answers), "price": honey.price},
    }
    Visits(store, who.team_id).create(
        team=who.team, member=who.member, member_id=who.member_id, commune=busiest, data=data
    )

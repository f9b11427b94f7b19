"""The sample store: made at the first try, apart from the team's own, with a team, a log and one visit to open."""

from ..drafts import Drafts
from ..listings import category
from ..logbook import demo
from ..members import here, settle
from ..store import Store
from .words import _, lang

COMMUNE = "24988"
BUSINESSES = 400


def make(store: Store) -> None:
    """Fill an empty sample store; a filled one stays as it is."""
    if here(store) is not None:
        return
    settle(store, team=_("Tổ mẫu"), commune=COMMUNE, member=_("Thành viên mẫu"))
    demo.fill(store, BUSINESSES)
    honey = category("mat_ong").sample
    data = {
        "lang": lang(),
        "business": {"name": _("Mật ong Hộ mẫu 1"), "commune": COMMUNE, "trade": "mat_ong"},
        "listing": {"category": "mat_ong", "answers": dict(honey.answers), "price": honey.price},
    }
    Drafts(store).create(team=_("Tổ mẫu"), member=_("Thành viên mẫu"), commune=COMMUNE, data=data)

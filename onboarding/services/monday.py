"""What a leader does on Monday: each thing that waits, how many, and the screen where it is done."""

from datetime import UTC, date, datetime, timedelta

import msgspec

from ..exchange import enrolment, importer, outbox
from ..languages import N_
from ..store import Store
from ..visits import Visits
from ..wallets.freshness import upkeep
from .return_visits import due_this_week

LEFT_DAYS = 7
"""An open visit nobody touched for a week was left."""


class Item(msgspec.Struct, frozen=True):
    """A sentence with {n}, how many, and the code of the screen with the next step."""

    words: str
    n: int
    screen: str = "home"


def monday_list(store: Store, team_id: str, day: date) -> list[Item]:
    """Everything that waits for somebody, what vendors wait for first; nothing that does not wait."""
    found = [
        Item(N_("{n} hộ đến hẹn ghé lại tuần này"), len({one.visit_id for one in due_this_week(store, team_id, day)})),
        Item(N_("{n} lượt làm dở đã một tuần không ai mở"), _left(store, team_id)),
        Item(N_("{n} nơi mở ví, tài khoản có thông tin đọc đã lâu, cần đọc lại"), _stale(day), "facts"),
    ]
    if enrolment.is_joined(store):
        found.append(Item(N_("{n} dòng chờ gửi cho xã"), outbox.status(store).waiting, "send_to_area"))
    if enrolment.devices(store):
        found.append(Item(N_("{n} dòng các tổ gửi bị để riêng"), len(importer.set_aside(store)), "receive_batches"))
        found.append(Item(N_("{n} lần gửi của các tổ chưa tới"), importer.open_gaps(store), "receive_batches"))
    return [item for item in found if item.n]


def _left(store: Store, team_id: str) -> int:
    since = datetime.now(UTC) - timedelta(days=LEFT_DAYS)
    return sum(visit.changed_at < since for visit in Visits(store, team_id).open_ones())


def _stale(day: date) -> int:
    return sum(bool(state.stale) for state in upkeep(day))

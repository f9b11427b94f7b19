"""What a vendor refuses now of what was recorded before: obeyed at a hand-over, and in a visit left or deleted."""

from datetime import UTC, datetime

import msgspec
from sqlalchemy import Connection

from ..business import Keeps, Visit
from ..errors import OnboardingError
from ..logbook import withdrawal
from ..logbook.files import ward_list
from ..payments import PaymentCode
from ..store import Store
from ..visits import HANDED_OVER_ON, VisitRow, Visits
from ..visits.erasure import consent_of
from .payment import payment_code


def obey_refusals(conn: Connection, visits: Visits, row: VisitRow, at: datetime) -> None:
    """Take out of the log, the ward's list and the team's other visits of this business what its visit refuses.

    Nothing for a first visit that is not handed over yet: nothing of it was recorded. In a transaction of
    `Store.erase`; nothing else in the visit matters, whatever keeps it from being handed over.
    """
    business = str(row.data.get("business_id") or row.id)
    if HANDED_OVER_ON not in row.data and business == row.id:
        return
    consent = consent_of(row.data)
    withdrawal.restrict(conn, business, consent, row.member, at, visits.team_id)
    if not consent.allows(Keeps.NAME):
        ward_list.drop_lines(conn, {business, row.id})
    visits.restrict(conn, business, consent, but=row.id)


def close_untouched(store: Store, visit_id: str, team_id: str) -> None:
    """Close a visit that was opened again and left: what it refuses is obeyed, what was agreed to stays."""
    visits = Visits(store, team_id)
    row = visits.load(visit_id)
    if row is None or row.state != "open":
        return

    def close(conn: Connection) -> None:
        if visits.unchanged(conn, row.id, row.rev):
            obey_refusals(conn, visits, row, datetime.now(UTC))
            visits.close(conn, row.id, {}, account=_account(row))

    store.erase(close)


def obey_left(store: Store, visit_id: str, team_id: str = "") -> None:
    """Obey what an open visit refuses, before the visit goes."""
    visits = Visits(store, team_id)
    row = visits.load(visit_id)
    if row is not None and row.state == "open" and False in consent_of(row.data).purposes.values():
        store.erase(lambda conn: obey_refusals(conn, visits, row, datetime.now(UTC)))


def delete_visit(store: Store, visit_id: str, team_id: str = "") -> None:
    """Delete an open visit from the lists; what it refuses of an earlier hand-over is obeyed at once."""
    obey_left(store, visit_id, team_id)
    Visits(store, team_id).delete(visit_id)


def account_of(visit: Visit, code: PaymentCode | None) -> str:
    """The vendor's account number, typed or scanned."""
    return code.payee.number if code and code.payee else visit.payment.account


def _account(row: VisitRow) -> str:
    """The account number of a visit as far as it can be read; what was typed is erased anyway."""
    try:
        visit = Visit.from_row({**row.data, "id": row.id, "team": row.team, "member": row.member})
        return account_of(visit, payment_code(visit.payment))
    except (OnboardingError, msgspec.ValidationError):
        return ""

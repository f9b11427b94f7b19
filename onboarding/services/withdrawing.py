"""Withdrawal of consent: the vendor's entry in the log and every visit of theirs go, in one transaction."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from ..errors import OnboardingError
from ..logbook import withdrawal
from ..logbook.files import ward_list
from ..store import Store
from ..visits import upkeep


def withdraw(store: Store, business_id: str, *, member: str = "") -> dict[str, Any]:
    """Erase a business, under every id it is known by, from the log, the visits of every team and the ward's list.

    Answers what no longer counts (rung → day).

    A visit of theirs is authority enough, also where another team wrote the business down first or nothing was ever
    counted. OnboardingError `log.no_business` when neither the log nor a visit knows the id.
    """
    now = datetime.now(UTC)

    def erase(conn: Connection) -> dict[str, Any]:
        entries = withdrawal.entries_of(conn, business_id)
        visits = upkeep.remove_of_businesses(conn, entries)
        ward_list.drop_lines(conn, entries)
        try:
            return withdrawal.withdraw(conn, business_id, member, now)
        except OnboardingError as error:
            if error.code != "log.no_business" or not visits:
                raise
            return {"business": business_id, "rungs": {}}

    return store.erase(erase)

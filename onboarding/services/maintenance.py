"""The jobs that keep a store in order: run when the kit starts, daily while it runs, and by `maintenance`.

Each job may run at any time and any number of times; one that fails is named in the report, the others go on.
"""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec

from ..errors import OnboardingError
from ..languages import VIETNAM
from ..logbook import Logbook, cube
from ..members import purge_access_log
from ..places import Areas
from ..store import Store
from ..store.sqlite_file import check_pages
from ..visits.upkeep import (
    OPEN_DAYS,
    UNDO_FOR,
    erase_unconsented,
    erase_untouched,
    erase_withdrawn,
    purge_deleted,
    untouched,
)
from .clock import is_doubtful, is_possible
from .refusals import close_untouched, obey_left
from .retention import forget_due
from .roll_back import delete_old_copies
from .store_check import finish_interrupted

ACCESS_LOG_DAYS = 365
"""How long it is kept who looked at a person's data."""

NOON = time(12)
HOUR_SECONDS = 3600
HOURS_A_DAY = 24

OPEN_DAYS_RULE = "open_days"
"""An area's rule: after how many untouched days an open visit is erased there, at most `OPEN_DAYS`."""


def roll_up_provinces(store: Store, _today: date) -> int:
    """Move what waits in the communes' tallies into the provinces' sums; how many cells."""
    log, moved = Logbook(store), 0
    while rows := log.roll_up():
        moved += rows
    return moved


def unify_subjects(store: Store, _today: date) -> int:
    """Count each business once that an older kit counted in several communes; how many."""
    return Logbook(store).unify_subjects()


def publish_weeks(store: Store, today: date) -> list[str]:
    """Publish the weeks that are over, so that no viewer waits for it; which.

    None by a clock of another century: what is published stays, and would be all weeks until then.
    """
    return cube.publish_due(store, today) if is_possible(today) else []


def check_file(store: Store, _today: date) -> str:
    """Check the structure of a large SQLite file (a small one is checked whenever it is opened); `store.damaged`."""
    if store.path is not None:
        with store.reading() as conn:
            check_pages(conn, store.path, most=None)
    return "ok"


def forget_persons(store: Store, today: date) -> dict[str, int]:
    """Forget persons as long untouched as their reporting areas say; nobody by a clock that may run years ahead."""
    if is_doubtful(store, datetime.combine(today, NOON, VIETNAM)):
        return {}
    plain: dict[str, int] = msgspec.to_builtins(forget_due(store, today))
    return plain


def purge_accesses(store: Store, today: date) -> int:
    """Delete entries of the access log older than `ACCESS_LOG_DAYS`; how many."""
    first = datetime.combine(today - timedelta(days=ACCESS_LOG_DAYS), datetime.min.time(), VIETNAM)
    return purge_access_log(store, first.astimezone(UTC))


def erase_open_visits(store: Store, today: date) -> int:
    """Announce, then erase open visits nobody touched for `OPEN_DAYS`, or as few days as an area says; how many.

    One opened again and left is closed again; whatever such a visit refuses is obeyed in the log first.
    """
    if not is_possible(today):
        return 0
    days_in: dict[str, int] = {}
    for area in Areas(store).all(today):
        days = area.rules.get(OPEN_DAYS_RULE)
        if isinstance(days, int) and 0 < days < OPEN_DAYS:
            days_in |= {code: min(days, days_in.get(code, days)) for code in area.on(today)}
    for visit in untouched(store, today, days_in):
        if visit.handed_over:
            close_untouched(store, visit.id, visit.team_id)
        elif visit.is_due:
            obey_left(store, visit.id, visit.team_id)
    return erase_untouched(store, today, days_in)


def discard_deleted(store: Store, _today: date) -> int:
    """Remove what somebody deleted from the lists, once the hour to undo it is over; how many."""
    return purge_deleted(store, datetime.now(UTC) - UNDO_FOR)


JOBS: Mapping[str, Callable[[Store, date], Any]] = {
    "finish_interrupted": lambda store, _today: finish_interrupted(store),
    "erase_unconsented": lambda store, _today: erase_unconsented(store),
    "erase_withdrawn": lambda store, _today: erase_withdrawn(store),
    "erase_open_visits": erase_open_visits,
    "discard_deleted": discard_deleted,
    "forget_persons": forget_persons,
    "purge_access_log": purge_accesses,
    "unify_subjects": unify_subjects,
    "roll_up_provinces": roll_up_provinces,
    "publish_weeks": publish_weeks,
    "check_file": check_file,
    "delete_old_copies": lambda store, _today: delete_old_copies(store),
}


def run(store: Store, today: date | None = None) -> dict[str, Any]:
    """Run every job once: job → what it did, or `{"error": code}`."""
    day = today or datetime.now(VIETNAM).date()
    return {name: _outcome(job, store, day) for name, job in JOBS.items()}


def _outcome(job: Callable[[Store, date], Any], store: Store, day: date) -> Any:
    try:
        return job(store, day)
    except OnboardingError as error:
        return error.as_json()
    except Exception as error:  # one damaged row keeps no other job from its work; its message may name a person
        return {"error": "kit.unexpected", "kind": type(error).__name__}


def daily(open_store: Callable[[], Store], stop: threading.Event) -> None:
    """Run the jobs now and every day, `discard_deleted` every hour, until `stop` is set; for a thread of its own."""
    hour = 0
    while not stop.is_set():
        with suppress(OnboardingError, RuntimeError):  # a store just closed or away: next time again
            store = open_store()
            if hour % HOURS_A_DAY:
                discard_deleted(store, datetime.now(VIETNAM).date())
            else:
                run(store)
        hour += 1
        stop.wait(HOUR_SECONDS)

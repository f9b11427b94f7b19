"""The log of one store as a service: each method is one transaction or one consistent read."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection

from ..business import COUNTS_FROM, Rung
from ..places import commune as place
from ..store import Store
from . import aggregates, counting, cube, duplicates, identity, persons, publishing, withdrawal
from .entry import BusinessSnapshot, Entry, Recorded, new_event_id, this_device, validate
from .periods import start_of
from .query import CountQuery
from .recording import fast_path, record

_ROLL_UP_EVERY, _ROLL_UP_ROWS = 100, 600
"""Little and often: nobody waits long behind it."""


class Logbook:
    """Records steps and counts them, each method one transaction or one consistent read.

    Bound to a team by `team_id`: no method then tells of, or changes, another team's persons ("" binds to businesses
    no team owns). Without it, as the store's own jobs and whoever operates the store use it, it sees every team's.
    """

    def __init__(self, store: Store, team_id: str | None = persons.EVERY_TEAM) -> None:
        self.store, self.team_id = store, team_id
        self._not_rolled_up = 0

    def prepare(
        self,
        visit_id: str,
        business_id: str,
        commune: str,
        rung: Rung,
        *,
        team: str,
        member: str,
        seen: Mapping[str, Any] | None = None,
        happened_at: datetime | None = None,
        about: BusinessSnapshot | None = None,
        device: str = "",
    ) -> Callable[[Connection], Recorded]:
        """As `record`, checked and made ready, to be run inside a transaction of the caller, more than once if need be.

        Raises `log.bad_id`, `log.bad_commune`.
        """
        now = datetime.now(UTC)
        entry = validate(
            Entry(
                visit_id=visit_id, business_id=business_id, commune=commune, rung=rung, team=team, member=member,
                device=device or this_device(), event_id=new_event_id(now), happened_at=happened_at or now,
                written_at=now, seen=dict(seen or {}), about=about, team_id=self.team_id or "",
            )
        )  # fmt: skip
        secret = self.store.secret("phone")
        ready = fast_path(entry, secret, self.store.dialect)
        return lambda conn: record(conn, entry, secret, ready)

    def record(self, visit_id: str, business_id: str, commune: str, rung: Rung, **more: Any) -> Recorded:
        """Write down that a visit reached a rung and what was seen; durable when it returns, however often called.

        `more` as `prepare` takes it. Without `about`, what was agreed and known at the business's earlier steps holds.
        A business that did not agree to be counted, or of which nothing is known, is not. Raises `log.bad_id`,
        `log.bad_commune` and what `Store.write` raises.
        """
        found = self.store.write(self.prepare(visit_id, business_id, commune, rung, **more))
        self._not_rolled_up += found.new
        if self._not_rolled_up >= _ROLL_UP_EVERY:
            self.roll_up()
        return found

    def roll_up(self) -> int:
        """Move what is pending into the provinces' sums; harmless at any time."""
        self._not_rolled_up = 0
        return self.store.write(lambda conn: aggregates.roll_up(conn, _ROLL_UP_ROWS))

    def unify_subjects(self) -> int:
        """Count each business once that an older kit counted in several communes; how many there were."""
        with self.store.reading() as conn:
            split = identity.split_subjects(conn)
        now = datetime.now(UTC)
        for subject in split:
            self.store.write(lambda conn, subject=subject: identity.unify(conn, [subject], now))  # type: ignore[misc]
        return len(split)

    def count(
        self,
        communes: Iterable[str] | None = None,
        *,
        by: Iterable[str] = ("commune",),
        since: date | None = None,
        until: date | None = None,
        rung: Rung = COUNTS_FROM,
        filters: Mapping[str, str] | None = None,
        as_of: date | None = None,
        exact: bool = False,
    ) -> counting.Answer:
        """Businesses with evidence of `rung`, grouped as asked: exact, or what is published for viewers.

        Without `exact` every number is a sum of the published cube; weeks that are over are published first.
        `communes` None is the whole log. Raises `counts.bad_cut`, `counts.one_of_a_kind`,
        `counts.backwards`, `counts.viewer_coarse`.
        """
        chosen = None if communes is None else frozenset(communes)
        query = CountQuery(
            communes=chosen, by=tuple(by), since=since, until=until, rung=rung, filters=dict(filters or {}), as_of=as_of
        )
        if not exact:
            cube.publish_due(self.store)
        with self.store.reading() as conn:
            return counting.answer(conn, query, exact=exact)

    def find_duplicates(
        self, commune: str, about: BusinessSnapshot, *, but: str = ""
    ) -> list[duplicates.PossibleDuplicate]:
        """Businesses already in the commune that may be this one: "có phải hộ này không?". `but` is its own id."""
        with self.store.reading() as conn:
            return duplicates.find_duplicates(
                conn, commune, about, self.store.secret("phone"), team_id=self.team_id, but=but
            )

    def find_anomalies(
        self, communes: Iterable[str], since: date, rung: Rung = COUNTS_FROM
    ) -> list[duplicates.Anomaly]:
        """What a leader should look at: bursts, one photo or phone in many businesses. Shown, never decided."""
        with self.store.reading() as conn:
            return duplicates.find_anomalies(conn, communes, start_of(since), rung, self.team_id)

    def business(self, business_id: str) -> persons.Known:
        """What the log holds of a business, or `log.no_business`. Note the read with `members` before showing it."""
        with self.store.reading() as conn:
            return persons.known(persons.find(conn, business_id, self.team_id, lock=False))

    def evidence(
        self,
        communes: Iterable[str],
        rung: Rung = COUNTS_FROM,
        since: date | None = None,
        until: date | None = None,
        filters: Mapping[str, str] | None = None,
    ) -> list[persons.Evidence]:
        """The events behind a number, newest first, with what was not counted again and what came late."""
        query = CountQuery(
            communes=frozenset(communes), since=since, until=until, rung=rung, filters=dict(filters or {})
        )
        with self.store.reading() as conn:
            return persons.evidence(conn, query.checked(), self.team_id)

    def withdraw(self, business_id: str, *, member: str) -> dict[str, Any]:
        """Withdraw consent: the person's data, evidence and counts go; a tombstone stays."""
        now = datetime.now(UTC)
        return self.store.erase(lambda conn: withdrawal.withdraw(conn, business_id, member, now, self.team_id))

    def join(self, business_id: str, into: str, *, member: str = "") -> None:
        """Two entries are one business, and count once from now on; else `log.cannot_join`."""
        now = datetime.now(UTC)
        self.store.write(lambda conn: persons.join(conn, business_id, into, now, member, self.team_id))

    def move(self, business_id: str, commune: str) -> dict[str, Any]:
        """The business is in another commune, and counts there alone; `log.no_business`, `place.unknown`."""
        code, now = place(commune).code, datetime.now(UTC)
        return self.store.write(lambda conn: persons.move(conn, business_id, code, now, self.team_id))

    def correct(
        self,
        business_id: str,
        *,
        phone: str | None = None,
        name: str | None = None,
        distinct: bool = False,
        member: str = "",
    ) -> dict[str, Any]:
        """Mend a phone or a name, or say it is another business than those it was taken for.

        Raises `log.no_business`, `log.withdrawn`, `log.bad_phone`.
        """
        secret, now = self.store.secret("phone"), datetime.now(UTC)
        return self.store.erase(
            lambda conn: persons.correct(
                conn,
                business_id,
                secret,
                now,
                phone=phone,
                name=name,
                distinct=distinct,
                member=member,
                team_id=self.team_id,
            )
        )

    def publish(self, area: str, communes: Iterable[str], period: str, *, member: str, rung: Rung = COUNTS_FROM) -> int:
        """Freeze a period that is over; `period.not_over`, `period.published`, `period.unknown`."""
        chosen, now = sorted(communes), datetime.now(UTC)
        cube.publish_due(self.store)
        return self.store.write(
            lambda conn: publishing.publish(conn, area, chosen, period, member=member, at=now, rung=rung)
        )

    def revision(self, area: str, period: str, rung: Rung = COUNTS_FROM, *, exact: bool = False) -> publishing.Revision:
        """A published period and what came since: "+3 since 05/11"; `period.not_published`."""
        with self.store.reading() as conn:
            return publishing.revision(conn, area, period, rung, exact=exact)

    def set_target(self, area: str, period: str, n: int, rung: Rung = COUNTS_FROM) -> None:
        """How many an area wants in a period; 0 takes the target away."""
        self.store.write(lambda conn: publishing.set_target(conn, area, period, n, rung))

    def target(self, area: str, period: str, rung: Rung = COUNTS_FROM) -> int | None:
        """An area's target in a period, or None."""
        with self.store.reading() as conn:
            return publishing.target_of(conn, area, period, rung)

    def teams(self, communes: Iterable[str]) -> list[str]:
        """Names of the teams that have sent something from these communes."""
        with self.store.reading() as conn:
            return publishing.teams_of(conn, communes)

    def reporting_status(self, expected: Iterable[tuple[str, str]], since: date) -> list[publishing.TeamReport]:
        """Expected teams (name, commune), those silent since a day first: "tổ chưa gửi"."""
        with self.store.reading() as conn:
            return publishing.reporting_status(conn, expected, since)

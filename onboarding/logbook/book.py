"""`Logbook`: the log of a store, in the words other rooms use."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from ..business import COUNTS_FROM, Rung
from ..store import Store
from . import counting, sums
from .entry import About, Entry, Recorded, check, fresh_id, this_device
from .question import Question
from .recording import record

_FOLD_EVERY = 200


class Logbook:
    """Records steps and counts them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._unfolded = 0

    def record(
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
        about: About | None = None,
        device: str = "",
    ) -> Recorded:
        """Write down that a visit reached a rung and what was seen; durable when it returns, however often called.

        Without `about`, what was agreed and known at the business's earlier steps holds. A business that refused to
        be counted is not. Raises `log.bad_id`, `log.bad_commune` and what `Store.write` raises.
        """
        now = datetime.now(UTC)
        entry = check(
            Entry(
                visit_id=visit_id, business_id=business_id, commune=commune, rung=rung, team=team, member=member,
                device=device or this_device(), event_id=fresh_id(now), happened_at=happened_at or now, written_at=now,
                seen=dict(seen or {}), about=about,
            )
        )  # fmt: skip
        found = self.store.write(lambda conn: record(conn, entry, self.store.secret("phone")))
        self._unfolded += found.new
        if self._unfolded >= _FOLD_EVERY:
            self.fold()
        return found

    def fold(self) -> int:
        """Move what is pending into the provinces' sums; harmless at any time."""
        self._unfolded = 0
        return self.store.write(sums.fold)

    def count(
        self,
        communes: Iterable[str] | None = None,
        *,
        by: Iterable[str] = ("commune",),
        since: date | None = None,
        until: date | None = None,
        rung: Rung = COUNTS_FROM,
        kinds: Mapping[str, str] | None = None,
        as_of: date | None = None,
        exact: bool = False,
    ) -> counting.Answer:
        """Businesses with evidence of `rung`, cut as asked; small cells hidden unless `exact`.

        `communes` None is the whole log. Raises `counts.bad_cut`, `counts.one_of_a_kind`, `counts.backwards`.
        """
        chosen = None if communes is None else frozenset(communes)
        asked = Question(
            communes=chosen, by=tuple(by), since=since, until=until, rung=rung, kinds=dict(kinds or {}), as_of=as_of
        )
        with self.store.reading() as conn:
            return counting.answer(conn, asked, exact=exact)

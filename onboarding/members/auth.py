"""What the gate asks the store, and how often one address may ask wrongly."""

import time
from collections import deque
from datetime import UTC, datetime

from sqlalchemy import select

from ..errors import OnboardingError
from ..languages import N_, fold
from ..store import Store
from ..store.schema.members import member
from .pins import NOBODY, matches, verify
from .tokens import new_session, signed_in, use_pairing

COOKIE = "onboarding_session"
MOST_NAMESAKES = 3
ASK_AGAIN = N_("Đã thử nhiều lần. Xin chờ 5 phút rồi thử lại.")


class Throttle:
    """At most `most` wrong tries from one address in `seconds`; remembers at most `places` addresses."""

    def __init__(self, most: int = 10, seconds: float = 300, places: int = 10_000) -> None:
        self.most, self.seconds, self.places = most, seconds, places
        self._wrong: dict[str, deque[float]] = {}

    def full(self, address: str) -> bool:
        """Whether this address has to wait."""
        times = self._wrong.get(address, deque())
        while times and times[0] < time.monotonic() - self.seconds:
            times.popleft()
        return len(times) >= self.most

    def wrong(self, address: str) -> None:
        """Note a wrong try; of too many addresses the oldest is forgotten."""
        if address not in self._wrong and len(self._wrong) >= self.places:
            del self._wrong[next(iter(self._wrong))]
        self._wrong.setdefault(address, deque(maxlen=self.most)).append(time.monotonic())


def session_member(store: Store, token: str) -> tuple[str, str] | None:
    """(team id, member id) behind a token that still holds."""
    with store.reading() as conn:
        return signed_in(conn, token, datetime.now(UTC))


def enter(store: Store, name: str, password: str) -> str:
    """A fresh sign-in for a name and its password; OnboardingError `signin.wrong`, or `pin.wait`."""
    mine = member.c
    asked = select(mine.team_id, mine.id).where(
        mine.name_key == fold(name[:200]), mine.left_at.is_(None), mine.password.is_not(None)
    )
    with store.reading() as conn:
        found = conn.execute(asked.limit(MOST_NAMESAKES)).all()
    for team_id, member_id in found:
        try:
            verify(store, team_id, member_id, password, "password")
        except OnboardingError as error:
            if error.code == "pin.wait" and len(found) == 1:
                raise
        else:
            return new_session(store, team_id, member_id)
    if not found:
        matches(NOBODY, password)
    raise OnboardingError("signin.wrong", field="password")


def pair(store: Store, token: str) -> str | None:
    """A fresh sign-in for a pairing token, or None."""
    return use_pairing(store, token)

"""Signing in from another machine: password or pairing code, throttled, the same answer for unknown names.

OnboardingError `signin.wrong` and `signin.wait` say nothing about whether a member of that name exists, and both the
known and the unknown name cost the same number of argon2 hashes.
"""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from ..errors import OnboardingError
from ..languages import fold
from ..store import Store
from ..store.schema.members import member, team
from .pins import NOBODY, matches
from .throttle import Attempt
from .tokens import device_member, new_device, new_session, signed_in, use_pairing

COOKIE = "onboarding_session"
DEVICE_COOKIE = "onboarding_device"
MOST_NAMESAKES = 3
"""Members of one name, in a store of many teams, whose passwords are tried; "Lan, Tổ số 1" tells them apart."""


class SignIn(NamedTuple):
    """A fresh sign-in: the session's token, and the token by which this device is known from now on."""

    session: str
    device: str


def session_member(store: Store, token: str) -> tuple[str, str] | None:
    """(team id, member id) of a session token that still holds."""
    with store.reading() as conn:
        return signed_in(conn, token, datetime.now(UTC))


def sign_in(store: Store, name: str, password: str, address: str, device: str = "", label: str = "") -> SignIn:
    """A session for a name (or "name, team") and its password; OnboardingError `signin.wrong`, `signin.wait`."""
    name_key, candidates = _named(store, name[:200])
    known = device_member(store, device) if device else None
    # A device is known for its own member, not for a namesake of another team.
    own = [row for row in candidates if known is not None and row.id == known.member_id]
    attempt = Attempt(store, address, name_key, known.device if known and own else "")
    if not attempt.allowed():
        raise OnboardingError("signin.wait", field="password")
    candidates = own or candidates
    hashes = [*(row.password for row in candidates), *[NOBODY] * (MOST_NAMESAKES - len(candidates))]
    right = [matches(stored_hash, password) for stored_hash in hashes]  # all of them, so that the time says nothing
    found = next((row for row, is_right in zip(candidates, right, strict=False) if is_right), None)
    if found is None:
        raise OnboardingError("signin.wrong", field="password")
    attempt.succeeded()
    return _welcome(store, found.team_id, found.id, device if own else "", label)


def pair_device(store: Store, token: str, address: str, label: str = "") -> SignIn | None:
    """A session for a pairing token, or None when it was used or is too old; OnboardingError `signin.wait`."""
    attempt = Attempt(store, address)
    if not attempt.allowed():
        raise OnboardingError("signin.wait", field="pair")
    owner = use_pairing(store, token)
    if owner is None:
        return None
    attempt.succeeded()
    return _welcome(store, *owner, "", label)


def _named(store: Store, typed: str) -> tuple[str, list[Row[*tuple[Any, ...]]]]:
    """The folded name and its members; both a name and a team's name may hold commas."""
    parts = typed.split(",")
    for at in (len(parts), *range(1, len(parts))):
        name_key, team_key = fold(",".join(parts[:at])), fold(",".join(parts[at:]))
        if candidates := _candidates(store, name_key, team_key):
            return name_key, candidates
    return fold(parts[0]), []


def _candidates(store: Store, name_key: str, team_key: str) -> list[Row[*tuple[Any, ...]]]:
    mine = member.c
    query = select(mine.team_id, mine.id, mine.password).where(
        mine.name_key == name_key, mine.left_at.is_(None), mine.password.is_not(None)
    )
    if team_key:
        with store.reading() as conn:
            teams = [row.id for row in conn.execute(select(team.c.id, team.c.name)) if fold(row.name) == team_key]
        query = query.where(mine.team_id.in_(teams))
    with store.reading() as conn:
        return list(conn.execute(query.order_by(mine.made_at).limit(MOST_NAMESAKES)))


def _welcome(store: Store, team_id: str, member_id: str, device: str, label: str) -> SignIn:
    session = new_session(store, team_id, member_id, label=label)
    return SignIn(session, device or new_device(store, team_id, member_id, label))

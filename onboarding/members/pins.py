"""PINs and passwords: their shape, argon2id, and tries that cost time once they go wrong.

A PIN (4 to 8 digits) says who sits at a shared laptop; it guards no data by itself and never opens the gate. A
password opens the gate from another machine. Of both the store keeps only the argon2id hash.

>>> checked_pin(" 2580 "), checked_password("mật ong rừng U Minh")
('2580', 'mật ong rừng U Minh')
"""

from datetime import UTC, datetime, timedelta
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, select, update

from ..errors import OnboardingError
from ..languages import fold, nfc
from ..store import Store
from ..store.schema.members import machine, member, sign_in
from .throttle import PINS_PER_ASKER, Attempt

Kind = Literal["pin", "password"]

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
TRIES = 5
"""After so many wrong ones in a row there is a wait: a minute, then twice that, never over a quarter of an hour."""
LONGEST_WAIT = timedelta(minutes=15)

HASHER = PasswordHasher()
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$giOdJUnIA0Y3LG5dp9gC0g$Wy13mSzXU8M0lhbSjNPh3zJAzlSQsugQq/L3Q/EyavA"
"""What is verified when there is no such member, so that both answers take as long; of a password nobody knows."""

_RUNS = "01234567890 09876543210"


def checked_pin(text: str, *, new: bool = True) -> str:
    """The digits of a PIN; OnboardingError `pin.shape` or, for a new one everybody tries first, `pin.easy`."""
    pin = text.strip()
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8):
        raise OnboardingError("pin.shape", field="pin")
    if new and (len(set(pin)) == 1 or pin in _RUNS):
        raise OnboardingError("pin.easy", field="pin")
    return pin


def checked_password(text: str, name: str = "") -> str:
    """A password fit to use; OnboardingError `password.short`, `.long` or `.easy` (one letter, or the own name)."""
    word = nfc(text)
    if len(word) < SHORTEST_PASSWORD:
        raise OnboardingError("password.short", field="password", least=SHORTEST_PASSWORD)
    if len(word) > LONGEST_PASSWORD:
        raise OnboardingError("password.long", field="password", most=LONGEST_PASSWORD)
    if len(set(word)) < 4 or fold(word) == fold(name) or word in _RUNS:
        raise OnboardingError("password.easy", field="password")
    return word


def set_pin(store: Store, team_id: str, member_id: str, pin: str | None) -> None:
    """A member's PIN, or none; the count of wrong tries begins anew."""
    _set(store, team_id, member_id, "pin", None if pin is None else HASHER.hash(checked_pin(pin)))


def set_password(store: Store, team_id: str, member_id: str, password: str | None, name: str = "") -> None:
    """A member's password, or none; every device signed in as them is signed out."""
    word = None if password is None else HASHER.hash(checked_password(password, name))
    _set(store, team_id, member_id, "password", word)


def verify(
    store: Store,
    team_id: str,
    member_id: str,
    secret: str,
    kind: Kind = "pin",
    at: datetime | None = None,
    asker: str = "",
) -> None:
    """Pass when the secret is right; else OnboardingError `pin.wrong`, `pin.wait` or `pin.none` (also for passwords).

    A PIN's try is counted and on the disk before it is looked at, so a hundred at once are no more than five. Passwords
    come from other machines and are counted there (`throttle`): nobody on the Wi-Fi can make the laptop's PIN wait.
    Nor can a member's phone: with `asker`, the id of the member signed in there, tries are counted for that member,
    over all their sessions.
    """
    moment = at or datetime.now(UTC)
    attempt = Attempt(store, "", pin=(asker, member_id)) if asker else None
    if attempt and not attempt.allowed():
        raise OnboardingError("pin.wait", field=kind, minutes=PINS_PER_ASKER.get_expiry() // 60)
    counted = kind == "pin" and attempt is None
    stored_hash = store.write(lambda conn: _stored_hash(conn, team_id, member_id, kind, moment, counted=counted))
    if stored_hash is None:
        raise OnboardingError("pin.none", field=kind)
    if not matches(stored_hash, secret):
        raise OnboardingError("pin.wrong", field=kind)
    if attempt:
        attempt.succeeded()
    elif counted:
        store.write(lambda conn: _change(conn, team_id, member_id, {"wrong_tries": 0, "wait_until": None}))


def somebody_has_a_pin(conn: Connection, team_id: str) -> bool:
    """Whether any member of a team could open a locked machine."""
    with_pin = select(member.c.id).where(
        member.c.team_id == team_id, member.c.pin.is_not(None), member.c.left_at.is_(None)
    )
    return conn.execute(with_pin.limit(1)).first() is not None


def matches(stored_hash: str, secret: str) -> bool:
    """Whether a secret is the one behind an argon2id hash."""
    try:
        return HASHER.verify(stored_hash, nfc(secret.strip())[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False


def _stored_hash(
    conn: Connection, team_id: str, member_id: str, kind: Kind, at: datetime, *, counted: bool
) -> str | None:
    """The argon2id hash of a member's secret; with `counted` the try is added first, or `pin.wait` raised."""
    columns = (member.c.pin, member.c.password, member.c.wrong_tries, member.c.wait_until)
    mine = (member.c.team_id == team_id) & (member.c.id == member_id) & member.c.left_at.is_(None)
    row = conn.execute(select(*columns).where(mine).with_for_update()).first()
    stored = row and (row.pin if kind == "pin" else row.password)
    if row is None or stored is None or not counted:
        return stored or None
    if row.wait_until is not None and at < row.wait_until <= at + LONGEST_WAIT:  # a clock set back waits no years
        minutes = -(-(row.wait_until - at).total_seconds() // 60)
        raise OnboardingError("pin.wait", field=kind, minutes=int(minutes))
    tries = row.wrong_tries + 1
    changes: dict[str, object] = {"wrong_tries": tries}
    if tries % TRIES == 0:
        changes["wait_until"] = at + min(LONGEST_WAIT, timedelta(minutes=2 ** (tries // TRIES - 1)))
    _change(conn, team_id, member_id, changes)
    return str(stored)


def _set(store: Store, team_id: str, member_id: str, kind: Kind, secret_hash: str | None) -> None:
    def change(conn: Connection) -> None:
        if not _change(conn, team_id, member_id, {kind: secret_hash, "wrong_tries": 0, "wait_until": None}):
            raise OnboardingError("member.unknown", field="member")
        if kind == "pin" and secret_hash is None and somebody_has_a_pin(conn, team_id):
            # The machine they sit at does not open by that.
            seat = (machine.c.team_id == team_id) & (machine.c.member_id == member_id)
            conn.execute(update(machine).where(seat).values(locked=True))
        if kind == "password":
            conn.execute(sign_in.delete().where(sign_in.c.team_id == team_id, sign_in.c.member_id == member_id))

    store.write(change)


def _change(conn: Connection, team_id: str, member_id: str, changes: dict[str, object]) -> int:
    mine = (member.c.team_id == team_id) & (member.c.id == member_id) & member.c.left_at.is_(None)
    return conn.execute(update(member).where(mine).values(**changes)).rowcount

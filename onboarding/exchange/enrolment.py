"""Enrolment: an area's one-time invitation, and the devices it takes batches from.

An invitation is text fit for a QR: the area's public keys and address, and a token that works once. A team's machine
joins by keeping it; its first message brings the token and the device's public key, with a network or by a stick.
"""

import base64
import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, delete, select, update

from ..errors import OnboardingError
from ..store import Store
from ..store.schema.exchange import area_link, device, held_batch, invitation
from ..store.sql import insert_if_absent, upsert
from .keys import area_keys, device_id, device_keys, new_identity
from .rotation import Known
from .sent import release_unconfirmed

PREFIX: Final = "KIT-MOI-1."
DAYS: Final = 14
"""An invitation is read out, sent by chat or carried on paper; two weeks cover a team that meets once a fortnight."""


class Invitation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an area hands to a team. `sign` is base64, `age` an age recipient, `until` ISO 8601; `token` works once.

    `replaces` names the lost device whose businesses the new one takes over.
    """

    area: str
    name: str
    sign: str
    age: str
    url: str
    token: str
    until: str
    replaces: str = ""


class Enrolment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a device says of itself in its first messages, inside the encryption."""

    token: str
    public_key: str
    team: str
    commune: str


def invite(
    store: Store, area: str, name: str, *, url: str = "", days: int = DAYS, approval: bool = False, replaces: str = "",
    now: datetime | None = None,
) -> str:  # fmt: skip
    """A fresh invitation to `area` as text; the area's keys are made at the first.

    `approval`: what the device sends waits until it is approved. `replaces`: a lost device of this area, of which
    nothing is taken from now on; `exchange.unknown_device` when there is none.
    """
    moment = now or datetime.now(UTC)
    if replaces:
        revoke(store, replaces, area)
    keys, token = area_keys(store, area), secrets.token_urlsafe(24)
    until = moment + timedelta(days=days)
    row = {
        "token": _hash(token), "area": area, "made_at": moment, "until": until, "used_by": None, "approval": approval,
        "replaces": replaces or None,
    }  # fmt: skip
    store.write(lambda conn: upsert(conn, invitation, [row]))
    made = Invitation(
        area=area, name=name, sign=_text(bytes(keys.sign.verify_key)), age=str(keys.age.to_public()), url=url,
        token=token, until=until.isoformat(timespec="minutes"), replaces=replaces,
    )  # fmt: skip
    return PREFIX + base64.urlsafe_b64encode(msgspec.json.encode(made)).decode("ascii").rstrip("=")


def read_invitation(text: str, now: datetime | None = None) -> Invitation:
    """An invitation as it was pasted or scanned, spaces and line breaks forgiven.

    Raises OnboardingError `exchange.not_an_invitation`, `exchange.invitation_over`.
    """
    packed = "".join(text.split())
    if not packed.startswith(PREFIX):
        raise OnboardingError("exchange.not_an_invitation", field="invite")
    body = packed.removeprefix(PREFIX)
    try:
        raw = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        read = msgspec.json.decode(raw, type=Invitation)
        over = datetime.fromisoformat(read.until) < (now or datetime.now(UTC))
        whole = len(base64.b64decode(read.sign, validate=True)) == 32 and read.age.startswith("age1")
    except (ValueError, TypeError) as error:
        raise OnboardingError("exchange.not_an_invitation", field="invite") from error
    if not whole:
        raise OnboardingError("exchange.not_an_invitation", field="invite")
    if over:
        raise OnboardingError("exchange.invitation_over", field="invite", until=read.until)
    return read


def join(store: Store, text: str, now: datetime | None = None) -> Invitation:
    """Keep an area's invitation on a team's machine; what it confirmed before stays sent. What waits under an
    invitation it never answered, or for other keys of it, is packed anew.

    The device's key is made now, so that every later backup of the store holds it and a restored machine is the same.
    """
    invite, moment = read_invitation(text, now), now or datetime.now(UTC)
    if invite.replaces and invite.replaces == device_keys(store).name:  # its own backup on another machine
        new_identity(store)
    device_keys(store)
    row = {
        "area": invite.area, "name": invite.name, "sign_key": invite.sign, "age_key": invite.age, "url": invite.url,
        "invite": store.keys.seal("exchange", f"invite:{invite.area}", invite.token), "clock_offset": 0,
        "joined_at": moment, "heard_at": None, "retired": None,
    }  # fmt: skip

    def keep(conn: Connection) -> None:
        same = select(area_link).where(area_link.c.area == invite.area).with_for_update()
        before = conn.execute(same).one_or_none()
        keys = (invite.sign, invite.age)
        if before is not None and (before.invite or invite.replaces or (before.sign_key, before.age_key) != keys):
            release_unconfirmed(conn, invite.area)
        upsert(conn, area_link, [row], change=tuple(row))

    store.write(keep)
    return invite


def link(store: Store, area: str | None = None) -> Row[Any]:
    """The area this machine sends to (the newest joined, unless one is named); `exchange.no_area` before the first."""
    wanted = select(area_link).order_by(area_link.c.joined_at.desc())
    with store.reading() as conn:
        found = conn.execute(wanted if area is None else wanted.where(area_link.c.area == area)).first()
    if found is None:
        raise OnboardingError("exchange.no_area", field="area")
    return found


def is_joined(store: Store) -> bool:
    """Whether this machine sends to an area."""
    with store.reading() as conn:
        return conn.execute(select(area_link.c.area).limit(1)).first() is not None


def own_enrolment(store: Store, found: Row[Any], first: bytes, team: str, commune: str) -> Enrolment | None:
    """What to say of this device until the area has answered; None afterwards."""
    token = store.keys.unseal("exchange", f"invite:{found.area}", found.invite) if found.invite else None
    if token is None:
        return None
    return Enrolment(token=token, public_key=_text(first), team=team, commune=commune)


def enrol(conn: Connection, area: str, name: str, said: Enrolment, now: datetime) -> None:
    """Take a device in by its invitation, in an open transaction; the same device may say it again.

    Raises OnboardingError `exchange.bad_signature` (the device is not its key's), `exchange.invitation_unknown`,
    `exchange.invitation_used`, `exchange.invitation_over`.
    """
    if device_id(public_key(said)) != name:
        raise OnboardingError("exchange.bad_signature", field="device")
    here = invitation.c.token == _hash(said.token)
    invited = conn.execute(select(invitation).where(here, invitation.c.area == area).with_for_update()).one_or_none()
    if invited is None:
        raise OnboardingError("exchange.invitation_unknown", field="invite")
    if invited.used_by not in (None, name):
        raise OnboardingError("exchange.invitation_used", field="invite")
    if invited.used_by is None and invited.until < now:
        raise OnboardingError("exchange.invitation_over", field="invite", until=invited.until.isoformat())
    conn.execute(update(invitation).where(here).values(used_by=name))
    row = {
        "id": name, "area": area, "public_key": said.public_key, "team": said.team[:200], "commune": said.commune[:16],
        "state": "waiting" if invited.approval else "approved", "clock_offset": 0, "enrolled_at": now,
        "heard_at": None, "retired": None, "replaced_by": None,
    }  # fmt: skip
    if insert_if_absent(conn, device, row) and invited.replaces:
        lost = update(device).where(device.c.id == invited.replaces, device.c.area == area)
        conn.execute(lost.values(state="revoked", replaced_by=name))


def keys_of(row: Row[Any]) -> Known:
    """What is known of a device's keys."""
    return Known(row.public_key, row.retired or {})


def follow(conn: Connection, row: Row[Any], known: Known) -> None:
    """Keep what a device's statements brought, unless somebody else has just kept something newer."""
    if known.current != row.public_key and row.public_key in known.retired:
        here = (device.c.id == row.id, device.c.area == row.area)
        conn.execute(update(device).where(*here).values(public_key=known.current, retired=dict(known.retired)))


def known_device(conn: Connection, area: str, name: str, *, lock: bool = False) -> Row[Any] | None:
    """A device of this area, or None; OnboardingError `exchange.revoked` when nothing is taken from it any more."""
    wanted = select(device).where(device.c.id == name, device.c.area == area)
    found = conn.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    if found is not None and found.state == "revoked":
        raise OnboardingError("exchange.revoked", field="device", device=name)
    return found


def devices(store: Store) -> list[Row[Any]]:
    """The devices of every area this installation receives for, newest first."""
    with store.reading() as conn:
        return list(conn.execute(select(device).order_by(device.c.enrolled_at.desc())).all())


def revoke(store: Store, name: str, area: str | None = None) -> None:
    """Take nothing more from a device, in every area or in one; what was taken stays, what waited to be approved goes.

    Raises OnboardingError `exchange.unknown_device`.
    """
    here = [device.c.id == name, *([device.c.area == area] if area else [])]
    held = [held_batch.c.device == name, *([held_batch.c.area == area] if area else [])]

    def change(conn: Connection) -> int:
        conn.execute(delete(held_batch).where(*held))
        return conn.execute(update(device).where(*here).values(state="revoked")).rowcount

    if not store.write(change):
        raise OnboardingError("exchange.unknown_device", field="device", device=name[:64])


def public_key(said: Enrolment) -> bytes:
    """A device's public key, 32 bytes; `exchange.bad_signature` when it is none."""
    try:
        key = base64.b64decode(said.public_key, validate=True)
    except ValueError as error:
        raise OnboardingError("exchange.bad_signature", field="device") from error
    if len(key) != 32:
        raise OnboardingError("exchange.bad_signature", field="device")
    return key


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf8")).hexdigest()


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")

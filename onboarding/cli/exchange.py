"""`exchange …`: identity, invitations, sending and taking batches between installations, from the command line."""

import base64
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from ..errors import OnboardingError
from ..exchange import approval as approvals
from ..exchange import area_corrections, enrolment, importer, keys, outbox, rotation, sending
from ..exchange import totals as sums
from ..exchange.envelope import peek
from ..exchange.files import MARK, read_messages, write_messages
from ..exchange.receiver import serve
from ..exchange.records import Receipt
from ..logbook.area_codes import communes_in, name_of
from ..members import current_member
from ..store import Store, open_store
from . import emit, group, verb, write_file

_exchange = group("exchange", "Send what was recorded to a reporting area, and take it in there.")
_DB = typer.Option(None, "--db", help="The store; default ONBOARDING_DB or data/kit.db.")
MOST_FILE = 64 * 2**20
"""Bytes of a file read at once: a thousand batches with room to spare."""


@verb("identity", under=_exchange)
def identity(db: str | None = _DB) -> None:
    """This installation's device id, public key and team; the key pair is made at first need."""
    store = open_store(db)
    mine = keys.device_keys(store)
    public = bytes(mine.sign.verify_key)
    said = {"device": mine.name, "public_key": base64.b64encode(public).decode("ascii")}
    emit({**said, "fingerprint": keys.fingerprint(public), "team": _team(store)[0]})


@verb("invite", under=_exchange)
def invite(
    area: str = typer.Option(..., "--area", help="A reporting area's code."),
    url: str = typer.Option("", "--url", help="Where its receiver listens; left out: by file only."),
    days: int = typer.Option(enrolment.DAYS, "--days", min=1, max=180),
    approval: bool = typer.Option(False, "--approval", help="What the machine sends waits for `exchange approve`."),
    replaces: str = typer.Option("", "--replaces", help="A lost device: the new one takes over its businesses."),
    db: str | None = _DB,
) -> None:
    """A one-time invitation for one team's machine."""
    store = open_store(db)
    communes_in(store, area)
    text = enrolment.invite(
        store, area, name_of(store, area), url=url, days=days, approval=approval, replaces=replaces
    )  # fmt: skip
    emit({"invite": text, **(_lost(store, area, replaces) if replaces else {})})


def _lost(store: Store, area: str, device: str) -> dict[str, Any]:
    """What of a lost device is known to have been on its way: the rest of what it did not send is on paper only."""
    missing = {"gaps": importer.gaps(store).get((area, device), 0), "on_the_way": sums.on_the_way(store).get(device, 0)}
    return {"replaces": device, "state": "revoked", **missing}


@verb("approve", under=_exchange)
def approve(
    device: str,
    receipt: str = typer.Option("", "--receipt", help="Write the receipts for what waited into this file."),
    db: str | None = _DB,
) -> None:
    """Take a device that waits for approval, and all it has sent so far."""
    taken = importer.approve(open_store(db), device)
    if receipt:
        write_file(Path(receipt), write_messages(taken.answers))
    emit({"device": device, "state": "approved", **_outcome(taken.receipts), "refused": list(taken.refused)})


@verb("rotate", under=_exchange)
def rotate(
    area: str = typer.Option("", "--area", help="The keys of this area; left out: this installation's own key."),
    db: str | None = _DB,
) -> None:
    """Make the next key; the one before is taken for 180 days more."""
    store = open_store(db)
    whose = {"area": area} if area else {"device": keys.device_keys(store).name}
    public = rotation.rotate_area(store, area) if area else rotation.rotate_device(store)
    emit({**whose, "public_key": base64.b64encode(public).decode("ascii"), "fingerprint": keys.fingerprint(public)})


@verb("correct", under=_exchange)
def correct(
    business: str,
    reason: str = typer.Option(..., "--reason", help="Why; kept beside the correction."),
    commune: str = typer.Option("", "--commune", help="Where it is counted from now on."),
    same_as: str = typer.Option("", "--same-as", help="The business it is one with."),
    out: bool = typer.Option(False, "--out", help="Out of every count."),
    db: str | None = _DB,
) -> None:
    """The area's own word on a business that was sent to it; no device overrules it."""
    store = open_store(db)
    if sum(map(bool, (commune, same_as, out))) != 1:
        raise OnboardingError("exchange.one_correction", field="commune")
    who = current_member(store)
    by = {"reason": reason, "member": who.member if who else ""}
    if commune:
        area_corrections.move(store, business, commune, **by)
    elif same_as:
        area_corrections.join(store, business, same_as, **by)
    else:
        area_corrections.take_out(store, business, **by)
    what = {"commune": commune} if commune else {"same_as": same_as} if same_as else {"out": True}
    emit({"business": business, **what})


@verb("enrol", under=_exchange)
def enrol(invite: str, db: str | None = _DB) -> None:
    """Join an area by its invitation; the first batch sent tells it so."""
    joined = enrolment.join(open_store(db), invite)
    emit({"area": joined.area, "name": joined.name, "url": joined.url, "until": joined.until})


@verb("devices", under=_exchange)
def devices(db: str | None = _DB) -> None:
    """A line for each device the areas of this store take from."""
    store = open_store(db)
    missing, held = sums.on_the_way(store), approvals.held(store)
    for row in enrolment.devices(store):
        public = base64.b64decode(row.public_key)
        said: dict[str, Any] = {"device": row.id, "area": row.area, "team": row.team, "commune": row.commune}
        said |= {"on_the_way": missing.get(row.id, 0), "held": held.get((row.area, row.id), 0)}
        said |= {"replaced_by": row.replaced_by} if row.replaced_by else {}
        said |= {"state": row.state, "fingerprint": keys.fingerprint(public), "clock_offset": row.clock_offset}
        emit(
            {**said, "enrolled_at": row.enrolled_at.isoformat(), "heard_at": row.heard_at and row.heard_at.isoformat()}
        )


@verb("revoke", under=_exchange)
def revoke(
    device: str,
    take_back: bool = typer.Option(False, "--take-back", help="Also take out of every count all it ever sent."),
    db: str | None = _DB,
) -> None:
    """Take nothing more from a device."""
    store = open_store(db)
    enrolment.revoke(store, device)
    taken = {"taken_back": importer.take_back(store, device)} if take_back else {}
    emit({"device": device, "state": "revoked", **taken})


@verb("send", under=_exchange)
def send(
    to: str = typer.Option("", "--to", help="The area's address; left out: the invitation's."),
    file: str = typer.Option("", "--file", help="Write the batches into this file instead."),
    certificate: str = typer.Option("", "--ca", help="A certificate file to trust, where the area made its own."),
    db: str | None = _DB,
) -> None:
    """Send what has no receipt yet, and say where things stand."""
    store = open_store(db)
    team, commune = _team(store)
    if file:
        messages = outbox.prepare(store, team=team, commune=commune)
        write_file(Path(file), write_messages(messages))
    else:
        sending.send(store, team=team, commune=commune, to=to, certificate=certificate or None)
    status(db)


@verb("status", under=_exchange)
def status(db: str | None = _DB) -> None:
    """How many records stand here, are confirmed, wait; and the bytes sending now would carry."""
    state = outbox.status(open_store(db))
    counts = {"recorded": state.recorded, "confirmed": state.confirmed, "waiting": state.waiting, "bytes": state.bytes}
    emit({**counts, "set_aside": state.set_aside})


@verb("receive", under=_exchange)
def receive(
    listen: str = typer.Option(..., "--listen", help="HOST:PORT."),
    tls: tuple[str, str] = typer.Option(("", ""), "--tls", help="Certificate and key file."),
    db: str | None = _DB,
) -> None:
    """Listen for batches until stopped."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65_536:
        raise OnboardingError("exchange.no_address", field="listen")
    serve(open_store(db), host.strip("[]"), int(port), certificate=tls[0] or None, key=tls[1] or None)


@verb("totals", under=_exchange)
def totals(weeks: int = typer.Option(sums.WEEKS, "--weeks", min=1, max=60), db: str | None = _DB) -> None:
    """Signed weekly sums as text, for a message or a QR; the area takes it with `exchange take`."""
    text = sums.totals(open_store(db), weeks)
    emit({"totals": text, "bytes": len(text)})


@verb("take", under=_exchange)
def take(
    file: str,
    receipt: str = typer.Option("", "--receipt", help="Where the receipts go; default FILE.receipt.kit."),
    db: str | None = _DB,
) -> None:
    """Take in a file of batches that came by stick or chat, or a team's totals as text; receipts go beside it."""
    store = open_store(db)
    text = file if file.startswith(sums.PREFIX) else _text(Path(file))
    if text.startswith(sums.PREFIX):
        emit({"weeks": sums.read_totals(store, text)})
        return
    taken = importer.take_all(store, _messages(Path(file)), now=datetime.now(UTC))
    if taken.answers:
        write_file(Path(receipt or f"{file}.receipt.kit"), write_messages(taken.answers))
    emit(_outcome(taken.receipts) | {"refused": list(taken.refused)})


@verb("receipt", under=_exchange)
def receipt(file: str, db: str | None = _DB) -> None:
    """Note the receipts that came back in a file."""
    store, receipts, refused = open_store(db), list[Receipt](), list[str]()
    for message in _messages(Path(file)):
        try:
            receipts.append(outbox.take_receipt(store, message))
        except OnboardingError as error:
            refused.append(error.code)
    emit(_outcome(receipts) | {"refused": refused})


def _outcome(receipts: Sequence[Receipt]) -> dict[str, Any]:
    set_aside = [{"seq": one.seq, "place": answer.place, "error": answer.error} for one in receipts
                 for answer in one.quarantined]  # fmt: skip
    accepted, known = sum(one.accepted for one in receipts), sum(one.known for one in receipts)
    return {"accepted": accepted, "known": known, "quarantined": set_aside}


def _messages(path: Path) -> list[bytes]:
    """The messages of a file, or the one message it is."""
    try:
        with path.open("rb") as source:
            raw = source.read(MOST_FILE + 1)
    except OSError as error:
        raise OnboardingError("file.not_read", field="file", file=path.name) from error
    if len(raw) > MOST_FILE:
        raise OnboardingError("exchange.too_large", field="file")
    if raw.startswith(MARK):
        return read_messages(raw)
    peek(raw)
    return [raw]


def _text(path: Path) -> str:
    """The text of a small file, where it is text."""
    try:
        with path.open("rb") as source:
            return source.read(4 * sums.MOST).decode("utf8", errors="replace").strip()
    except OSError as error:
        raise OnboardingError("file.not_read", field="file", file=path.name) from error


def _team(store: Store) -> tuple[str, str]:
    who = current_member(store)
    return (who.team, who.commune) if who else ("", "")

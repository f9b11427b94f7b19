"""Merges the records of one batch into an area's log, so that counts never depend on the order batches come in.

A device speaks only for the businesses it recorded: whatever it says of another device's is set aside. A withdrawal
takes out that entry for ever, and every older entry under a phone number the vendor ever had, whichever team wrote it:
the person wants to be in no count. What the vendor agrees to on a later day counts again.

Events of businesses nobody has seen are inserted together (`logbook.bulk`); the rest goes record by record.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import Connection, delete, func, select

from ..business import Consent
from ..errors import OnboardingError
from ..languages import VIETNAM, clean
from ..logbook import BusinessSnapshot, bulk, identity, persons, withdrawal
from ..logbook.entry import Entry, hmac_hex
from ..logbook.recording import business_row
from ..logbook.recording import record as record_entry
from ..places import UNIT_SET, commune
from ..store.schema.exchange import corrected_business, device, quarantine, taken_record, withdrawn_phone
from ..store.sql import among, load_new, upsert
from . import area_corrections
from .records import (
    Answer,
    CorrectionRecord,
    EventRecord,
    JoinRecord,
    Record,
    WithdrawalRecord,
    businesses_of,
    digest,
    kind_of,
    parse_record,
)

NOON: Final = time(12, tzinfo=VIETNAM)
"""A record says a day, not a moment; the log keeps moments."""
SHOWN: Final = ("kind", "id", "business", "commune", "rung", "day")
MEMBER: Final = ""
"""Members are not named on the way to an area."""
_REFUSED: Final = ("exchange.not_yours", "exchange.other_content")
"""Why a record in good shape is set aside."""
_COUNTED: Final = Consent(purposes={"counts": True})
"""What a record that travelled was agreed to."""


class Outcome(NamedTuple):
    """What became of a batch's records."""

    accepted: int
    known: int
    set_aside: tuple[Answer, ...]


class _Arrived(NamedTuple):
    """One record with its place in the batch, from 0, its digest, its kind and id, and the businesses it speaks of."""

    place: int
    record: Record
    sha256: str
    name: tuple[str, str]
    businesses: tuple[str, ...]


class Merge:
    """The records of one device's batch being merged, in an open transaction that may be run again.

    `shift` mends an impossible clock of the device; `secret` keys the phone numbers' hashes.
    """

    def __init__(self, conn: Connection, secret: bytes, sender: str, shift: timedelta, now: datetime) -> None:
        self.conn, self.secret, self.sender, self.shift, self.now = conn, secret, sender, shift, now
        self._set_aside: list[Answer] = []
        self._moments: dict[date, datetime] = {}
        self._hashes: dict[str, str] = {}
        self._gone: set[str] = set()
        self._corrected: set[str] = set()

    def take(self, raws: Sequence[bytes]) -> Outcome:
        """Merge every record, or set it aside with its reason. Withdrawals go first: they hold for all others."""
        batch = list(self._parsed(raws))
        fresh = list(self._news(batch, raws))
        known = len(batch) - len(fresh) - sum(answer.error in _REFUSED for answer in self._set_aside)
        rows = [self._taken_row(one) for one in fresh]
        if not load_new(self.conn, (taken_record, rows)):
            upsert(self.conn, taken_record, rows)
        self._look_ahead({business for one in fresh for business in one.businesses})
        together, others = self._first_seen(fresh)
        entries = [self._entry(one.record) for one in together if isinstance(one.record, EventRecord)]
        if not bulk.record_new(self.conn, entries, self._hashed, self.now):
            others = sorted([*together, *others], key=lambda one: one.place)
        for one in sorted(others, key=lambda one: not isinstance(one.record, WithdrawalRecord)):
            self._each(one.record)
        return Outcome(len(fresh), known, tuple(sorted(self._set_aside, key=lambda answer: answer.place)))

    def _look_ahead(self, businesses: set[str]) -> None:
        """Which of a batch's businesses were withdrawn or corrected, asked once instead of for each record."""
        gone = (taken_record.c.kind == "withdrawal", among(self.conn, taken_record.c.id, businesses))
        self._gone = set(self.conn.execute(select(taken_record.c.id).where(*gone)).scalars())
        corrected = among(self.conn, corrected_business.c.business_id, businesses)
        found = self.conn.execute(select(corrected_business.c.business_id).where(corrected)).scalars()
        self._corrected = {*found, *area_corrections.moved(self.conn, businesses)}

    def _parsed(self, raws: Sequence[bytes]) -> Iterator[_Arrived]:
        for place, raw in enumerate(raws):
            try:
                record = parse_record(raw)
                if isinstance(record, EventRecord | CorrectionRecord | WithdrawalRecord):
                    commune(record.commune)
            except OnboardingError as error:
                self._put_aside(place, raw, error.code)
            else:
                name = (kind_of(record), record.id)
                yield _Arrived(place, record, digest(raw), name, businesses_of(record))

    def _news(self, batch: list[_Arrived], raws: Sequence[bytes]) -> Iterator[_Arrived]:
        """Each record that is new here; what is not the sender's, or says something else than before, is set aside."""
        digests = self._known(batch)
        before = set(digests)
        owners = self._owners({business for one in batch for business in one.businesses})
        for one in batch:
            if any(owners.get(business, self.sender) != self.sender for business in one.businesses):
                self._put_aside(one.place, raws[one.place], "exchange.not_yours")
            elif digests.setdefault(one.name, one.sha256) != one.sha256:
                self._put_aside(one.place, raws[one.place], "exchange.other_content")
            elif one.name not in before:
                before.add(one.name)
                yield one

    def _known(self, batch: list[_Arrived]) -> dict[tuple[str, str], str]:
        """The digests of records taken before, by kind and id; the key begins with the kind."""
        columns = (taken_record.c.kind, taken_record.c.id, taken_record.c.digest)
        kinds = taken_record.c.kind.in_(sorted({one.name[0] for one in batch}))
        here = (kinds, among(self.conn, taken_record.c.id, [one.record.id for one in batch]))
        rows = self.conn.execute(select(*columns).where(*here))
        return {(row.kind, row.id): row.digest for row in rows}

    def _owners(self, businesses: Iterable[str]) -> dict[str, str]:
        """The device that speaks for a business, of those known: that recorded it, or took over from a lost one."""
        query = select(taken_record.c.business_id, taken_record.c.device).distinct()
        rows = self.conn.execute(query.where(among(self.conn, taken_record.c.business_id, businesses)))
        owners: dict[str, str] = {}
        for row in rows:
            if owners.get(row.business_id) != self.sender:
                owners[row.business_id] = row.device
        heirs = self._heirs() if any(owner != self.sender for owner in owners.values()) else {}
        return {business: heirs.get(owner, owner) for business, owner in owners.items()}

    def _heirs(self) -> dict[str, str]:
        """By lost device, the one that took over at the end of the chain."""
        replaced = device.c.replaced_by.is_not(None)
        query = select(device.c.id, device.c.replaced_by).where(replaced).order_by(device.c.enrolled_at.desc())
        heirs: dict[str, str] = {}
        for lost, heir in self.conn.execute(query):  # the newest first, so that its own heir is known already
            heirs.setdefault(lost, heirs.get(heir, heir))
        return heirs

    def _first_seen(self, fresh: list[_Arrived]) -> tuple[list[_Arrived], list[_Arrived]]:
        """Records of which nothing touches what is here or each other, and the rest."""
        by_business: defaultdict[str, list[_Arrived]] = defaultdict(list)
        phones: Counter[str] = Counter()
        for one in fresh:
            for business in one.businesses:
                by_business[business].append(one)
        for group in by_business.values():
            phones.update({one.record.phone for one in group if isinstance(one.record, EventRecord)} - {""})
        plain = {
            business: group
            for business, group in by_business.items()
            if bulk.fits([one.record for one in group if isinstance(one.record, EventRecord)], len(group))
            and all(phones[one.record.phone] < 2 for one in group if isinstance(one.record, EventRecord))
        }
        touched = self._touched(plain)
        together = [one for business, group in plain.items() if business not in touched for one in group]
        places = {one.place for one in together}
        return together, [one for one in fresh if one.place not in places]

    def _touched(self, groups: Mapping[str, list[_Arrived]]) -> set[str]:
        """The businesses of which something is here already: an entry, a join, the phone number."""
        numbers = {
            self._hashed(one.record.phone): business
            for business, group in groups.items()
            for one in group
            if isinstance(one.record, EventRecord) and one.record.phone
        }
        values = {*groups, *numbers}
        here = {numbers.get(value, value) for value in identity.look_up(self.conn, values)}
        here |= {one for pair in identity.joins(self.conn, groups) for one in pair}
        here |= self._corrected & set(groups)
        gone = select(withdrawn_phone.c.value).where(among(self.conn, withdrawn_phone.c.value, numbers))
        return here | {numbers[value] for value in self.conn.execute(gone).scalars()}

    def _each(self, record: Record) -> None:
        match record:
            case EventRecord():
                self._event(record)
            case WithdrawalRecord():
                self._withdrawal(record)
            case CorrectionRecord():
                self._correction(record)
            case JoinRecord():
                self._join(record)

    def _event(self, record: EventRecord) -> None:
        entry = self._entry(record)
        if self._still_counts(record, entry.happened_at):
            record_entry(self.conn, entry, self.secret)
            if record.business in self._corrected:
                self._apply_correction(record.business)

    def _still_counts(self, record: EventRecord | CorrectionRecord, at: datetime) -> bool:
        """Whether what happened at a moment holds in spite of what was withdrawn; whatever else this record ties to a
        withdrawal goes."""
        number = self._hashed(record.phone)
        withdrawn = self._withdrawn_at(record.business)
        if withdrawn is not None:
            if number:
                self._withdraw_phone(number, withdrawn)
            return False
        until = self._phone_withdrawn_at(number)
        if until is None:
            return True
        self._withdraw_until(record.business, record.commune, until)
        return at > until

    def _entry(self, record: EventRecord) -> Entry:
        """The record as the log takes it."""
        about = BusinessSnapshot(
            consent=_COUNTED, trade=record.trade, wallet=record.wallet, phone=record.phone, units=record.units
        )
        return Entry(
            visit_id=record.visit, business_id=record.business, commune=record.commune, rung=record.rung,
            team=record.team[:100], member=MEMBER, device=self.sender, event_id=record.id,
            happened_at=self._moment(record.day), written_at=self.now,
            seen={"corrected_days": self.shift.days} if self.shift else {}, about=about,
        )  # fmt: skip

    def _moment(self, day: date) -> datetime:
        """Noon of the day, moved by an impossible clock's error and never in the future."""
        if day not in self._moments:
            self._moments[day] = min(datetime.combine(day, NOON).astimezone(UTC) + self.shift, self.now)
        return self._moments[day]

    def _withdrawal(self, record: WithdrawalRecord) -> None:
        at = self._moment(record.day)
        identity.withdraw_values(self.conn, [record.id], record.commune, at)
        stone = {"commune": record.commune, "subject_key": record.id, "at": at, "member": MEMBER, "rungs": {}}
        withdrawal.leave_stone(self.conn, stone, [record.id])
        told = (taken_record.c.business_id == record.id, taken_record.c.number.is_not(None))
        for number in self.conn.execute(select(taken_record.c.number).where(*told).distinct()).scalars().all():
            self._withdraw_phone(number, at)
        withdrawal.withdraw_entries(self.conn, [record.id], None, self.now)

    def _withdrawn_at(self, business: str) -> datetime | None:
        """When the vendor withdrew this very entry, if so."""
        return identity.withdrawn_at(self.conn, [business]) if business in self._gone else None

    def _withdraw_phone(self, number: str, at: datetime) -> None:
        """Note a number as withdrawn; every older entry that ever had that number goes."""
        before = self._phone_withdrawn_at(number)
        if before is not None and before >= at:
            return
        upsert(self.conn, withdrawn_phone, [{"device": self.sender, "value": number, "at": at}], change=("at",))
        told = select(taken_record.c.business_id).where(taken_record.c.number == number).distinct()
        for business in self.conn.execute(told).scalars().all():
            row = business_row(self.conn, business)
            self._withdraw_until(business, row.commune if row else "", at)

    def _withdraw_until(self, business: str, where: str, at: datetime) -> None:
        identity.withdraw_values(self.conn, [business], where, at)
        withdrawal.withdraw_entries(self.conn, [business], at, self.now)

    def _phone_withdrawn_at(self, number: str) -> datetime | None:
        if not number:
            return None
        newest = select(func.max(withdrawn_phone.c.at)).where(withdrawn_phone.c.value == number)
        found: datetime | None = self.conn.execute(newest).scalar_one()
        return found

    def _correction(self, record: CorrectionRecord) -> None:
        here = corrected_business.c.business_id == record.business
        before = self.conn.execute(select(corrected_business.c.revision).where(here)).scalar_one_or_none()
        if before is not None and before >= record.revision:
            self._still_counts(record, self.now)
            return
        row = {
            "business_id": record.business, "revision": record.revision, "commune": record.commune,
            "units": record.units, "phone": self._hashed(record.phone) or None,
        }  # fmt: skip
        upsert(self.conn, corrected_business, [row], change=("revision", "commune", "units", "phone"))
        self._answer_quarantine(record)
        self._corrected.add(record.business)
        if self._still_counts(record, self.now):
            self._apply_correction(record.business)

    def _answer_quarantine(self, record: CorrectionRecord) -> None:
        """An event told again with another place was set aside; the correction that follows it says the same."""
        here = (quarantine.c.device == self.sender, quarantine.c.error == "exchange.other_content")
        told = {"business": record.business, "commune": record.commune, "kind": "event"}
        done = [
            row.sha256
            for row in self.conn.execute(select(quarantine).where(*here))
            if told.items() <= row.record.items()
        ]
        if done:
            self.conn.execute(delete(quarantine).where(*here, quarantine.c.sha256.in_(done)))

    def _apply_correction(self, business: str) -> None:
        """Put a business where its newest correction says, known by what that says; the area's own word goes first."""
        corrected = self.conn.execute(
            select(corrected_business).where(corrected_business.c.business_id == business)
        ).one_or_none()
        row = business_row(self.conn, business)
        if row is None or row.state == "withdrawn":
            return
        settled = area_corrections.commune_of(self.conn, business)
        if corrected is None and settled in (None, row.commune):
            return
        where = settled or (corrected.commune if corrected else row.commune)
        units = UNIT_SET if settled else corrected.units if corrected else row.units
        identity.relocate(self.conn, [business], where, units)
        if corrected is not None:
            persons.replace_phone(self.conn, where, business, corrected.phone or "")
            if corrected.phone:
                persons.claim_phone(self.conn, where, corrected.phone)
        identity.regroup(self.conn, [business], self.now)

    def _join(self, record: JoinRecord) -> None:
        if area_corrections.is_settled(self.conn, (record.business, record.other)):
            return
        at = min(record.at.astimezone(UTC) + self.shift, self.now)
        if persons.write_join(self.conn, record.business, record.other, held=record.held, at=at, member=MEMBER):
            identity.regroup(self.conn, [record.business, record.other], self.now)

    def _hashed(self, phone: str) -> str:
        if phone not in self._hashes:
            self._hashes[phone] = hmac_hex(self.secret, phone) if phone else ""
        return self._hashes[phone]

    def _taken_row(self, one: _Arrived) -> dict[str, Any]:
        kind, name = one.name
        phone = one.record.phone if isinstance(one.record, EventRecord | CorrectionRecord) else ""
        return {
            "kind": kind, "id": name, "device": self.sender, "digest": one.sha256, "business_id": one.businesses[0],
            "number": self._hashed(phone) or None,
        }  # fmt: skip

    def _put_aside(self, place: int, raw: bytes, code: str) -> None:
        self._set_aside.append(Answer(place=place, error=code))
        row = {"device": self.sender, "sha256": digest(raw), "error": code, "record": _shown(raw), "at": self.now}
        upsert(self.conn, quarantine, [row], change=("error", "at"))


def _shown(raw: bytes) -> Mapping[str, Any]:
    """What is kept of a record set aside, to be looked at: nothing that could hold a person."""
    try:
        read = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    fields = read if isinstance(read, dict) else {}
    return {key: clean(str(fields[key]), 64) for key in SHOWN if key in fields}

"""Business snapshot of a log entry: what is recorded, what of it may be kept, and who is counted."""

import hashlib
import hmac
import re
import uuid
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec

from ..business import Consent, Keeps, Rung, normalise_phone
from ..errors import OnboardingError
from ..languages import clean, fold
from ..places import UNIT_SET
from ..store.schema import new_id

_ID = re.compile(r"[0-9a-f]{32}")
_COMMUNE = re.compile(r"[0-9A-Za-z_-]{1,16}")
_HASH = re.compile(r"[0-9a-f]{8,64}")


class BusinessSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a business, never an account number. `qr` is a keyed fingerprint, `photos` are hashes.

    `distinct`: the member was asked "có phải hộ này không?" and said no. `units` is the unit set of the commune.
    """

    consent: Consent = Consent()
    name: str = ""
    owner: str = ""
    phone: str = ""
    address: str = ""
    trade: str = ""
    wallet: str = ""
    bank: str = ""
    last_four: str = ""
    qr: str = ""
    photos: tuple[str, ...] = ()
    units: str = UNIT_SET
    distinct: bool = False


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One step of one visit, checked: ids are hex, texts are clean and short enough to keep."""

    visit_id: str
    business_id: str
    commune: str
    rung: Rung
    team: str
    member: str
    device: str
    event_id: str
    happened_at: datetime
    written_at: datetime
    seen: Mapping[str, Any]
    about: BusinessSnapshot | None
    team_id: str = ""


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it. `counted`: its business counts at this rung, through this event or an earlier one.

    `because` when it does not: `refused`, `not_asked` (about being counted), or `withdrawn`. `same_as` is the business
    it turned out to be, when that is another one.
    """

    event_id: str
    new: bool
    counted: bool
    because: str = ""
    same_as: str | None = None


def validate(entry: Entry) -> Entry:
    """The same entry fit to be written, or `log.bad_id`, `log.bad_commune`."""
    for field in ("visit_id", "business_id", "event_id"):
        if not _ID.fullmatch(getattr(entry, field)):
            raise OnboardingError("log.bad_id", field=field)
    if not _COMMUNE.fullmatch(entry.commune):
        raise OnboardingError("log.bad_commune", field="commune", found=entry.commune[:20])
    short = {field: clean(getattr(entry, field), 100) for field in ("team", "member", "device")}
    about = entry.about and _cleaned(entry.about)
    return msgspec.structs.replace(entry, about=about, rung=Rung(entry.rung), **short)


def _cleaned(about: BusinessSnapshot) -> BusinessSnapshot:
    most = {"name": 400, "owner": 400, "address": 800, "trade": 64, "wallet": 64, "bank": 16, "units": 16}
    texts = {field: clean(text, limit) for field, limit in most.items() if (text := getattr(about, field))}
    photos = tuple(sorted({photo for photo in about.photos if _HASH.fullmatch(photo)}))
    four = about.last_four if re.fullmatch(r"[0-9A-Za-z]{1,4}", about.last_four) else ""
    qr = about.qr if _HASH.fullmatch(about.qr) else ""
    return msgspec.structs.replace(
        about, phone=normalise_phone(about.phone), photos=photos, last_four=four, qr=qr, **texts
    )


def hmac_hex(secret: bytes, text: str) -> str:
    """A keyed hash (HMAC-SHA-256) as 32 hex digits: the same for the same text, and worthless without the kit's key."""
    return hmac.digest(secret, text.encode("utf8"), hashlib.sha256).hex()[:32]


def redact_business(about: BusinessSnapshot) -> dict[str, Any]:
    """The columns of a business row, as far as each purpose of the consent allows."""
    person = about.consent.agreed("visit")
    return {
        "name": about.name if person else "",
        "name_key": fold(about.name)[:400] if person else "",
        "owner": about.owner if person else "",
        "address": about.address if person else "",
        "last_four": about.last_four if person else "",
        "phone": about.phone if about.consent.allows(Keeps.PHONE) else "",
        "trade": about.trade,
        "wallet": about.wallet,
        "bank": about.bank if person else "",
        "qr": about.qr if person else "",
        "consent": msgspec.to_builtins(about.consent),
    }


def redact_evidence(seen: Mapping[str, Any], consent: Consent) -> dict[str, Any]:
    """What was seen as evidence; without consent to keep the visit only yes, no and numbers remain."""
    if consent.agreed("visit"):
        return dict(seen)
    return {key: value for key, value in seen.items() if isinstance(value, bool | int)}


@lru_cache(maxsize=1)
def this_device() -> str:
    """A name for this machine that tells nothing about it."""
    return hashlib.sha256(f"onboarding:{uuid.getnode():x}".encode()).hexdigest()[:12]


def new_event_id(at: datetime) -> str:
    """An event's id, in the order things were written."""
    return new_id(at.timestamp())

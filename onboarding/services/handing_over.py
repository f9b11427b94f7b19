"""She holds the pack: the log takes what there is evidence for, and the draft forgets the account number."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ..business import Rung, Visit
from ..catalogue import Part
from ..errors import OnboardingError
from ..languages import VIETNAM
from ..listings import RULES_VERSION
from ..logbook import BusinessSnapshot, Logbook
from ..payments import BankAccount, Proof, Shown, fingerprint, read
from ..payments.account_check import compare
from ..payments.card import SECRET
from ..store import Store
from ..visits import Draft, Drafts
from .pack import code_text, listing_texts

HANDED_OVER_ON = "handed_over_on"
"""Where a draft keeps the day she first took the pack home (ISO day in Việt Nam); return visits count from it."""


class HandedOver(Part, frozen=True, kw_only=True):
    """What the log took: the rungs reached by this visit, and whether the business counts ("" or why it does not)."""

    rungs: tuple[Rung, ...]
    counted: bool
    because: str = ""


def proof(visit: Visit) -> Proof | None:
    """What the banking app showed against what the code says; None while nothing was typed of it."""
    payment, seen = visit.payment, visit.payment.seen
    said = read(code_text(payment)) if payment.code or payment.account else None
    if said is None or not seen or not (said.bank and said.account):
        return None
    shown = Shown(*(str(seen.get(key, "")) for key in Shown._fields))
    names = (payment.holder, visit.business.owner, visit.business.name)
    return compare(BankAccount(said.bank, said.account, payment.service or "account"), shown, names)


def rungs_of(visit: Visit, photos: int) -> tuple[Rung, ...]:
    """The rungs below the hand-over that this visit has evidence for, lowest first."""
    found = [Rung.STARTED]
    if photos and visit.listing is not None and visit.listing.price is not None:
        found.append(Rung.PREPARED)
    proven = proof(visit)
    if proven is not None and proven.holds:
        found.append(Rung.QR_CHECKED)
    return tuple(found)


def hand_over(store: Store, draft_id: str, *, at: datetime | None = None) -> HandedOver:
    """She holds the pack: write every rung reached to the log and wipe the account number from the draft.

    As often as it is said, the log holds each rung once. OnboardingError `draft.gone`, `payment.proof_differs` when
    the banking app showed somebody else's account, and those of `code_text`.
    """
    drafts, log = Drafts(store), Logbook(store)
    draft = drafts.load(draft_id)
    if draft is None:
        raise OnboardingError("draft.gone")
    visit = Visit.from_draft({**draft.data, "id": draft.id, "team": draft.team, "member": draft.member})
    _require_hers(visit)
    photos = [photo for photo, _meta in drafts.photos(draft.id)]
    again = draft.state == "handed_over"
    above = (Rung.PAID,) if not again and visit.payment.seen.get("paid") else ()
    rungs = () if again else rungs_of(visit, len(photos))
    about = None if again else about_of(store, visit, photos, distinct=bool(draft.data.get("distinct")))
    business = str(draft.data.get("business_id") or draft.id)
    where = visit.business.commune or draft.commune
    taken = [
        log.record(
            draft.id,
            business,
            where,
            rung,
            team=visit.team,
            member=visit.member,
            happened_at=at,
            about=about,
            seen=_seen(visit, rung),
        )
        for rung in (*rungs, Rung.HANDED_OVER, *above)
    ]
    counted = taken[len(rungs)]
    drafts.finish(draft.id)
    _keep_day(drafts, draft, at or datetime.now(VIETNAM))
    return HandedOver(rungs=(*rungs, Rung.HANDED_OVER, *above), counted=counted.counted, because=counted.because)


def _keep_day(drafts: Drafts, draft: Draft, at: datetime) -> None:
    if not draft.data.get(HANDED_OVER_ON):
        drafts.save(draft.id, {HANDED_OVER_ON: at.astimezone(VIETNAM).date().isoformat()}, rev=draft.rev)


def _require_hers(visit: Visit) -> None:
    proven = proof(visit)
    if proven is not None and not proven.holds:
        raise OnboardingError("payment.proof_differs", field="payment", differs=list(proven.differs))


def about_of(store: Store, visit: Visit, photos: Sequence[str], *, distinct: bool = False) -> BusinessSnapshot:
    """What the log may know of her. Never asked after the wiping: the log keeps what was said before it."""
    business, text = visit.business, code_text(visit.payment)
    said = read(text) if text else None
    return BusinessSnapshot(
        consent=visit.consent,
        name=business.name,
        owner=business.owner,
        phone=business.phone,
        address=business.address,
        trade=business.trade,
        wallet=visit.checklist.provider,
        bank=(said.bank or "") if said else "",
        last_four=(said.account or "")[-4:] if said else "",
        qr=fingerprint(text, store.secret(SECRET)) if text else "",
        photos=tuple(photos),
        distinct=distinct,
    )


def _seen(visit: Visit, rung: Rung) -> dict[str, Any]:
    """What stands as evidence beside a rung; never a number of hers."""
    if rung is Rung.QR_CHECKED:
        return {"name_matched": True, "bank": visit.payment.seen.get("bank", "")}
    if rung is Rung.PREPARED:
        found = [one for made in listing_texts(visit, datetime.now(VIETNAM).date()) for one in made.findings]
        return {"rules": RULES_VERSION, "to_mend": sum(one.severity == "block" for one in found)}
    return {}

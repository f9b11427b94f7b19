"""Hand-over of a pack: evidence is recorded in the log, and the visit's secrets are wiped."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from ..business import Keeps, Rung, Visit, removed_products, without_account, without_phone
from ..catalogue import Part
from ..errors import OnboardingError
from ..languages import VIETNAM
from ..listings import RULES_VERSION
from ..logbook import BusinessSnapshot, Logbook
from ..logbook.files import ward_list
from ..payments import PaymentCode, fingerprint
from ..payments.card import SECRET
from ..places import commune
from ..store import Store
from ..visits import GIVEN, HANDED_OVER_ON, VisitRow, Visits, content_hash
from .pack import listing_texts
from .payment import check_account, payment_code
from .refusals import account_of, obey_refusals


class HandedOver(Part, frozen=True, kw_only=True):
    """What the log took: the rungs reached by this visit, and whether the business counts ("" or why it does not)."""

    rungs: tuple[Rung, ...]
    counted: bool
    because: str = ""


def rungs_of(visit: Visit, photos: int, code: PaymentCode | None = None) -> tuple[Rung, ...]:
    """The rungs below the hand-over that this visit has evidence for, lowest first."""
    found = [Rung.STARTED]
    if photos and visit.listing is not None and visit.listing.price is not None:
        found.append(Rung.PREPARED)
    check = check_account(visit, code)
    if check is not None and check.holds:
        found.append(Rung.QR_CHECKED)
    return tuple(found)


def hand_over(store: Store, visit_id: str, *, team_id: str = "", at: datetime | None = None) -> HandedOver:
    """Write every rung reached to the log and erase what may not be kept, in one transaction: all of it or nothing.

    Said again, it changes nothing and answers the same. OnboardingError `draft.gone`, `consent.not_asked` (`purposes`:
    codes still to be asked), `place.unknown` for a commune there is not today, `payment.proof_differs` when the banking
    app showed somebody else's account, and those of `payment_code`.
    """
    visits = Visits(store, team_id)
    for _attempt in range(_ATTEMPTS):
        visit = visits.load(visit_id)
        if visit is None:
            raise OnboardingError("draft.gone")
        if visit.state == "handed_over":
            return _answer(visit)
        if visit.state != "open":
            raise OnboardingError("visit.closed")
        written = store.erase(_writing(store, visits, visit, at or datetime.now(UTC)))
        if written is not None:
            return written
    raise OnboardingError("store.busy")


_ATTEMPTS = 20
"""How often a visit that another tab keeps changing is read anew before giving up."""


def _writing(store: Store, visits: Visits, row: VisitRow, at: datetime) -> Callable[[Connection], HandedOver | None]:
    """What hands the visit over inside a transaction; it gives None when the visit changed since it was read."""
    visit = Visit.from_row({**row.data, "id": row.id, "team": row.team, "member": row.member})
    photos = photo_hashes(visits, row.id, row.data)
    unasked = visit.consent.not_asked(photos=bool(photos))
    if unasked:
        raise OnboardingError("consent.not_asked", field="consent", purposes=list(unasked))
    code = payment_code(visit.payment)
    _require_hers(visit, code)
    above = (Rung.PAID,) if visit.payment.seen.get("paid") else ()
    below = rungs_of(visit, len(photos), code)
    rungs = (*below, Rung.HANDED_OVER, *above)
    about = about_of(store, visit, photos, code, distinct=bool(row.data.get("distinct")))
    business, where = str(row.data.get("business_id") or row.id), visit.business.commune or row.commune
    if where:  # none at all is refused by the log
        commune(where)
    writes = [
        Logbook(store, visits.team_id).prepare(
            row.id, business, where, rung, team=visit.team, member=visit.member, happened_at=at, about=about,
            seen=_seen(visit, rung),
        )
        for rung in rungs
    ]  # fmt: skip
    day = str(row.data.get(HANDED_OVER_ON) or at.astimezone(VIETNAM).date().isoformat())

    def write(conn: Connection) -> HandedOver | None:
        if not visits.unchanged(conn, row.id, row.rev):
            return None
        counted = [each(conn) for each in writes][len(below)]
        if not visit.consent.allows(Keeps.NAME):
            ward_list.drop_lines(conn, {business, row.id})
        obey_refusals(conn, visits, row, at)
        done = HandedOver(rungs=rungs, counted=counted.counted, because=counted.because)
        given = {HANDED_OVER_ON: day, GIVEN: msgspec.to_builtins(done)}
        visits.close(conn, row.id, given, account=account_of(visit, code))
        return done

    return write


def _answer(visit: VisitRow) -> HandedOver:
    """What a visit handed over before was answered then."""
    given = (visit.data.get("pack") or {}).get("given")
    return msgspec.convert(given, HandedOver) if given else HandedOver(rungs=(Rung.HANDED_OVER,), counted=True)


def _require_hers(visit: Visit, code: PaymentCode | None) -> None:
    check = check_account(visit, code)
    if check is not None and not check.holds:
        raise OnboardingError("payment.proof_differs", field="payment", differs=list(check.differs))


def photo_hashes(visits: Visits, visit_id: str, data: Mapping[str, Any]) -> list[str]:
    """The hashes of a visit's photos, without those of products that were taken out."""
    gone = removed_products(data)
    return [content_hash(photo) for photo, meta in visits.photos(visit_id) if meta.get("product") not in gone]


def about_of(
    store: Store, visit: Visit, photos: Sequence[str], code: PaymentCode | None, *, distinct: bool = False
) -> BusinessSnapshot:
    """What the log may know of the business: without consent to be recorded only what an anonymous count needs.

    Never asked after the erasure: the log keeps what was said before it.
    """
    business = visit.business
    if not visit.consent.allows(Keeps.NAME):
        return BusinessSnapshot(consent=visit.consent, trade=business.trade, wallet=visit.checklist.provider)
    stays = visit.consent.allows(Keeps.PHONE)
    account = account_of(visit, code)
    name, owner, address = (
        without_account(text if stays else without_phone(text, business.phone), account)
        for text in (business.name, business.owner, business.address)
    )
    return BusinessSnapshot(
        consent=visit.consent,
        name=name,
        owner=owner,
        phone=business.phone,
        address=address,
        trade=business.trade,
        wallet=visit.checklist.provider,
        bank=code.payee.bank if code and code.payee else "",
        last_four=code.last_four if code else "",
        qr=fingerprint(code, store.secret(SECRET)) if code else "",
        photos=tuple(photos),
        distinct=distinct,
    )


def _seen(visit: Visit, rung: Rung) -> dict[str, Any]:
    """What stands as evidence beside a rung; never an account number."""
    if rung is Rung.QR_CHECKED:
        return {"name_matched": True, "bank": visit.payment.seen.get("bank", "")}
    if rung is Rung.PREPARED:
        found = [one for made in listing_texts(visit, datetime.now(VIETNAM).date()) for one in made.findings]
        return {"rules": RULES_VERSION, "to_mend": sum(one.severity == "block" for one in found)}
    return {}

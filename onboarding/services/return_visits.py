"""Return visits: what is due this week, and what was seen there. "Opened" and "used" need what somebody saw.

Only businesses that agreed to be called on again are listed; days count from the hand-over. What was seen raises the
rung: money that came in a customer's payment is `paid`, an approval seen is `merchant`, a customer's sale (the
member's own test is none) is `active`, but not before `follow_up_second_days` of rules.toml are over.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from ..business import Progress, Rung, Visit
from ..catalogue import Part
from ..errors import OnboardingError
from ..languages import N_, VIETNAM
from ..logbook import Logbook
from ..store import Store
from ..visits import HANDED_OVER_ON, VisitRow, Visits
from ..wallets import Checklist, FollowUp, ReferenceData, checklist, follow_ups, load_reference, this_week

OBSERVATIONS: Mapping[str, Mapping[str, str]] = {
    "first_week": {
        "money_came": N_("Có tiền khách trả về, xem trong ứng dụng của chủ hộ"),
        "no_customer_yet": N_("Mã chạy tốt, chưa có khách quét"),
        "trouble": N_("Mã hoặc tài khoản đang trục trặc"),
    },
    "still_used": {
        "sale_seen": N_("Còn dùng: thấy tiền khách mua hàng trong 30 ngày qua"),
        "only_test": N_("Chỉ thấy tiền tổ chuyển thử"),
        "not_used": N_("Không dùng nữa"),
        "trouble": N_("Mã hoặc tài khoản đang trục trặc"),
    },
    "waits": {
        "approved_in_app": N_("Đã duyệt: thấy trong ứng dụng của chủ hộ"),
        "approved_on_paper": N_("Đã duyệt: thấy giấy hoặc tin của nhà cung cấp"),
        "still_waiting": N_("Vẫn chờ"),
        "refused": N_("Bị từ chối"),
    },
    "deadline": {"reminded": N_("Đã nhắc chủ hộ")},
}
"""What may be seen at each kind of return visit: code → sentence."""

RUNG_PROVED_BY = {
    "money_came": Rung.PAID,
    "approved_in_app": Rung.MERCHANT,
    "approved_on_paper": Rung.MERCHANT,
    "sale_seen": Rung.ACTIVE,
}
"""What was seen, and the rung it proves."""


class DueReturn(Part, frozen=True, kw_only=True):
    """One thing to come back for: the visit, whose it is, and what."""

    visit_id: str
    title: str
    member: str
    follow_up: FollowUp


def due_this_week(
    store: Store, team_id: str, day: date, *, member: str = "", touched_since: date | None = None
) -> list[DueReturn]:
    """What a team has to come back for within seven days of `day`, overdue first.

    `member`: only of visits this one made; `touched_since`: only of visits last written in on that day or later.
    """
    visits = Visits(store, team_id)
    listed = (
        one
        for one in visits.open_ones(state="handed_over")
        if (not member or one.member == member)
        and (touched_since is None or one.changed_at.astimezone(VIETNAM).date() >= touched_since)
    )
    due = [one for summary in listed if (visit := visits.load(summary.id)) for one in _due_for(store, visit, day)]
    return sorted(due, key=lambda one: (one.follow_up.due, one.title, one.follow_up.key))


def due_for_visit(store: Store, visit_id: str, day: date, *, team_id: str = "") -> list[DueReturn]:
    """What one visit has to be called on for within seven days of `day`, overdue first."""
    visit = Visits(store, team_id).load(visit_id)
    return _due_for(store, visit, day) if visit and visit.state == "handed_over" else []


def _due_for(store: Store, visit: VisitRow, day: date) -> list[DueReturn]:
    waiting = this_week(_waiting(visit, day), day)
    if not waiting or _withdrawn(store, visit):
        return []
    title = str((visit.data.get("business") or {}).get("name") or "")
    return [DueReturn(visit_id=visit.id, title=title, member=visit.member, follow_up=one) for one in waiting]


def handed_over_on(visit: VisitRow) -> date:
    """The day the pack was first handed over; of a visit that kept none, the day it began."""
    kept = visit.data.get(HANDED_OVER_ON)
    return date.fromisoformat(kept) if kept else visit.created_at.astimezone(VIETNAM).date()


def record_return(
    store: Store, visit_id: str, key: str, seen: str, *, member: str, day: date, team_id: str = ""
) -> Rung | None:
    """Keep what was seen at a return visit; the rung it proves goes to the log, once however often said.

    `key` is the follow-up's, `seen` a code of OBSERVATIONS for its kind. OnboardingError `draft.gone`,
    `follow.unknown`, `follow.too_early` for a sale seen before the thirty days are over: it would prove nothing yet.
    """
    visits = Visits(store, team_id)
    visit = visits.load(visit_id)
    if visit is None:
        raise OnboardingError("draft.gone")
    kind = {"waits": "waits", "by": "deadline"}.get(key.partition(".")[0], key)
    if seen not in OBSERVATIONS.get(kind, {}):
        raise OnboardingError("follow.unknown", field=key, found=seen)
    rung = RUNG_PROVED_BY.get(seen)
    if rung is Rung.ACTIVE:
        _require_month(visit, key, day)
    if rung:  # before the visit: a record is idempotent, so a visit that could not be saved is answered again
        business = str(visit.data.get("business_id") or visit.id)
        where = Visit.from_row(visit.data).business.commune or visit.commune
        Logbook(store, team_id).record(
            visit.id, business, where, rung, team=visit.team, member=member, seen={"what": seen}
        )
    visits.save(visit.id, _changes(key, seen, rung, day), rev=visit.rev)
    return rung


def _require_month(visit: VisitRow, key: str, day: date) -> None:
    passed, least = (day - handed_over_on(visit)).days, load_reference().days("follow_up_second_days", day)
    if passed < least:
        raise OnboardingError("follow.too_early", field=key, days=passed, least=least)


def _changes(key: str, seen: str, rung: Rung | None, day: date) -> dict[str, Any]:
    """What a visit keeps: the answer with its day, and the provider's step ticked when the approval was seen."""
    step = _field_name(key.partition(".")[2])
    ticked = {f"checklist.ticks.{step}": True} if rung is Rung.MERCHANT else {}
    return {f"checklist.seen.{_field_name(key)}": {"what": seen, "on": day.isoformat()}, **ticked}


def _field_name(key: str) -> str:
    """A follow-up's or step's key as one part of a dotted path."""
    return key.replace(".", "-")


def _waiting(row: VisitRow, day: date) -> Iterator[FollowUp]:
    """What this visit still needs, if the vendor agreed to be called on; what still waits is asked again a week on."""
    visit = Visit.from_row(row.data)
    if not visit.consent.agreed("follow_up"):
        return
    kept = (row.data.get("checklist") or {}).get("seen") or {}
    reference = load_reference()
    month = timedelta(days=reference.days("follow_up_second_days", day))
    for one in follow_ups(
        handed_over_on(row), checklist=_vendor_checklist(visit, day, reference), day=day, reference=reference
    ):
        last = kept.get(_field_name(one.key))
        if one.key == "first_week" and handed_over_on(row) + month <= day:
            continue  # whether it is still used asks more
        if last is None:
            yield one
        elif last["what"] == "still_waiting":
            again = date.fromisoformat(last["on"]) + timedelta(days=reference.days("ask_again_days", day))
            yield FollowUp(key=one.key, kind=one.kind, due=again, what=one.what)


def _withdrawn(store: Store, visit: VisitRow) -> bool:
    """Whether consent was withdrawn, or the business is not in the log at all."""
    try:
        return Logbook(store).business(str(visit.data.get("business_id") or visit.id)).state == "withdrawn"
    except OnboardingError as error:
        if error.code != "log.no_business":
            raise
        return True


def _vendor_checklist(visit: Visit, day: date, reference: ReferenceData) -> Checklist | None:
    if visit.checklist.provider not in reference.providers:
        return None
    return _checklist(msgspec.json.encode(visit.checklist), day)


@lru_cache(maxsize=1024)
def _checklist(progress: bytes, day: date) -> Checklist | None:
    """Made once a day for each household: a list of many visits is drawn at every touch of the first screen."""
    parsed = msgspec.json.decode(progress, type=Progress)
    try:
        return checklist(parsed.provider, parsed.facts, done=parsed.done, notes=parsed.notes, day=day)
    except OnboardingError:
        return None  # answers that contradict each other are asked again in the visit

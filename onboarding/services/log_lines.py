"""`log record`: one line of JSON written to the log as a hand-over would write it, with what became of it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ..business import Rung, Visit
from ..errors import OnboardingError
from ..languages import VIETNAM
from ..logbook import Logbook
from ..logbook.periods import is_plausible
from ..places import commune
from ..store import Store
from ..store.schema import new_id
from .handing_over import about_of
from .payment import payment_code

_ID = re.compile(r"[0-9a-f]{32}")
_KEYS = ("business", "consent", "payment", "rung", "happened_at", "team", "member", "id")


def record_line(store: Store, line: Mapping[str, Any]) -> dict[str, Any]:
    """Record one line of CONTRACT's shape: `{"business": id, "event": id, "counted": bool, "because": text}`.

    Lines of one `id` are one business and one visit. Errors: `log.unknown_key`, `log.bad_id`, `counts.no_rung`,
    `log.bad_moment`, `log.impossible_moment`, `visit.wrong_value`, `place.unknown`, and those of `payment_code`.
    """
    unknown = next((key for key in line if key not in _KEYS), None)
    if unknown is not None:
        raise OnboardingError("log.unknown_key", field=str(unknown)[:40])
    business = line.get("business")
    if not isinstance(business, Mapping):
        raise OnboardingError("visit.wrong_value", field="business", reason="Expected `object`")
    visit_id = _id(line.get("id")) or new_id()
    business_id = _id(business.get("id")) or visit_id
    visit = _visit(line, business)
    rung = line.get("rung", Rung.HANDED_OVER)
    if rung not in list(Rung):
        raise OnboardingError("counts.no_rung", field="rung", found=str(rung)[:20], known=", ".join(Rung))
    about = about_of(store, visit, (), payment_code(visit.payment))
    recorded = Logbook(store).record(
        visit_id, business_id, commune(visit.business.commune).code, Rung(rung), team=visit.team, member=visit.member,
        happened_at=_moment(line.get("happened_at")), about=about,
    )  # fmt: skip
    return {
        "business": business_id,
        "event": recorded.event_id,
        "counted": recorded.counted,
        "because": recorded.because,
    }


def _visit(line: Mapping[str, Any], business: Mapping[str, Any]) -> Visit:
    consent = {} if line.get("consent") is None else line["consent"]
    if (
        isinstance(consent, Mapping)
        and "purposes" not in consent
        and all(answer is None or isinstance(answer, bool) for answer in consent.values())
    ):
        consent = {"purposes": consent}
    table = {"business": {key: value for key, value in business.items() if key != "id"}, "consent": consent}
    table |= {key: line[key] for key in ("payment", "team", "member") if line.get(key) is not None}
    return Visit.from_json(table)


def _id(text: object) -> str:
    """An id as 32 hex digits, whether written with dashes or in capitals; nothing where none was given."""
    if text is None or text == "":
        return ""
    plain = str(text).strip().replace("-", "").lower()
    if not _ID.fullmatch(plain):
        raise OnboardingError("log.bad_id", field="id")
    return plain


def _moment(text: object) -> datetime | None:
    """A moment in ISO 8601, in Việt Nam's time where it names no zone; refused where no clock can have shown it."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(str(text))
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise OnboardingError("log.bad_moment", field="happened_at", found=str(text)[:40]) from error
    if not is_plausible(moment, datetime.now(UTC)):
        raise OnboardingError("log.impossible_moment", field="happened_at", found=str(text)[:40])
    return moment

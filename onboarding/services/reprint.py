"""Reprint after the account number was wiped: it is typed again, and must match the recorded fingerprint."""

import msgspec

from ..business import Visit
from ..errors import OnboardingError
from ..payments import fingerprint
from ..payments.card import SECRET, known_fingerprints
from ..store import Store
from ..visits import Visits
from .payment import payment_code


def visit_again(
    store: Store, visit_id: str, account: str = "", code: str = "", *, team_id: str = ""
) -> tuple[Visit, bool]:
    """A handed-over visit with the number typed again, or the wallet's code scanned again, for `make_pack`.

    Nothing is written. The second value is whether the code was held against the recorded one; false when nothing is
    recorded of it.
    OnboardingError `draft.gone`, `reprint.other_account`, and those of `payment_code`.
    """
    row = Visits(store, team_id).load(visit_id)
    if row is None:
        raise OnboardingError("draft.gone")
    visit = Visit.from_row({**row.data, "id": row.id, "team": row.team, "member": row.member})
    if account or code:
        again = msgspec.structs.replace(visit.payment, account="" if code else account, code=code)
        visit = msgspec.structs.replace(visit, payment=again)
    again_code = payment_code(visit.payment)
    marks = known_fingerprints(store, str(row.data.get("business_id") or row.id))
    if again_code and marks and fingerprint(again_code, store.secret(SECRET)) not in marks:
        raise OnboardingError("reprint.other_account", field="code" if code else "account")
    return visit, bool(again_code and marks)

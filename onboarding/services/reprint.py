"""Printing once more after the number was wiped: she says it again, and it must be the one of before."""

import msgspec

from ..business import Visit
from ..errors import OnboardingError
from ..payments import fingerprint
from ..payments.card import SECRET, known_marks
from ..store import Store
from ..visits import Drafts
from .pack import code_text


def visit_again(store: Store, draft_id: str, account: str = "", code: str = "") -> tuple[Visit, bool]:
    """A handed-over visit with the number said again, or her wallet's own code scanned again, for `make_pack`.

    Nothing is written. The second value is whether the code was held against the recorded one; false when nothing is
    recorded of it.
    OnboardingError `draft.gone`, `reprint.other_account`, and those of `code_text`.
    """
    draft = Drafts(store).load(draft_id)
    if draft is None:
        raise OnboardingError("draft.gone")
    visit = Visit.from_draft({**draft.data, "id": draft.id, "team": draft.team, "member": draft.member})
    if account or code:
        again = msgspec.structs.replace(visit.payment, account="" if code else account, code=code)
        visit = msgspec.structs.replace(visit, payment=again)
    text = code_text(visit.payment)
    marks = known_marks(store, str(draft.data.get("business_id") or draft.id))
    if text and marks and fingerprint(text, store.secret(SECRET)) not in marks:
        raise OnboardingError("reprint.other_account", field="code" if code else "account")
    return visit, bool(text and marks)

"""Whether a condition holds for her answers: yes, no with the reason, or not until she is asked.

>>> must = When(all=Answers(registered_hkd=False, exempt_from_registration=False))
>>> judge(must, Answers(registered_hkd=False))
Verdict(holds=None, asks=('exempt_from_registration',), because='')
>>> judge(must, Answers(registered_hkd=False, exempt_from_registration=True)).because
'wallet.because.exempt'
"""

from typing import NamedTuple

from ..languages import N_
from .schema import FIVE, Answers, When

BECAUSE = {
    ("registered_hkd", True): N_("wallet.because.not_registered"),
    ("registered_hkd", False): N_("wallet.because.registered"),
    ("exempt_from_registration", True): N_("wallet.because.must_register"),
    ("exempt_from_registration", False): N_("wallet.because.exempt"),
    ("revenue_band", "le_1bn"): N_("wallet.because.above_threshold"),
    ("revenue_band", "gt_1bn"): N_("wallet.because.below_threshold"),
    ("phone_type", "smartphone"): N_("wallet.because.feature_phone"),
    ("phone_type", "feature"): N_("wallet.because.has_smartphone"),
    ("sells_on_platform", True): N_("wallet.because.no_platform"),
    ("sells_on_platform", False): N_("wallet.because.on_platform"),
    ("needs_online_registration", True): N_("wallet.because.registers_at_office"),
}
"""Why a condition fails, by the answer it wanted."""

OTHER_CLASS = N_("wallet.because.other_class")
NOT_IN_FORCE = N_("wallet.because.not_in_force")
NOT_SO = N_("wallet.because.not_so")
OTHER_OPERATOR = "other_operator"

MISFIT = {
    N_("wallet.because.exempt"): N_("wallet.misfit.needs_registration"),
    N_("wallet.because.not_registered"): N_("wallet.misfit.needs_registration"),
    N_("wallet.because.feature_phone"): N_("wallet.misfit.needs_smartphone"),
    OTHER_OPERATOR: N_("wallet.misfit.other_operator"),
    NOT_SO: N_("wallet.misfit.not_so"),
}
"""Why a provider cannot serve her, by why the last of its kinds of account is not hers."""


class Verdict(NamedTuple):
    """`holds`: True, False (then `because`), or None (then `asks` names the answers it waits for)."""

    holds: bool | None
    asks: tuple[str, ...] = ()
    because: str = ""


YES = Verdict(True)


def judge(when: When, answers: Answers) -> Verdict:
    """All of `when.all`, and one of `when.any` if it names any."""
    each = [_one(name, wanted, answers) for name, wanted in _wanted(when.all)]
    either = [_one(name, wanted, answers) for name, wanted in _wanted(when.any)]
    return _every([*each, _some(either)] if either else each)


def _wanted(part: Answers) -> list[tuple[str, object]]:
    named = ((name, getattr(part, name)) for name in part.__struct_fields__)
    return [(name, wanted) for name, wanted in named if wanted is not None]


def _one(name: str, wanted: object, answers: Answers) -> Verdict:
    given = getattr(answers, name)
    if given is None and name in FIVE:
        return Verdict(None, (name,))
    return YES if given == wanted else Verdict(False, (), BECAUSE.get((name, wanted), NOT_SO))


def _every(verdicts: list[Verdict]) -> Verdict:
    no = next((one for one in verdicts if one.holds is False), None)
    if no:
        return no
    asks = tuple(name for one in verdicts for name in one.asks)
    return Verdict(None, asks) if asks else YES


def _some(verdicts: list[Verdict]) -> Verdict:
    if any(one.holds for one in verdicts):
        return YES
    asks = tuple(name for one in verdicts for name in one.asks)
    return Verdict(None, asks) if asks else verdicts[0]

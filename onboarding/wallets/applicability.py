"""Which steps apply to the answers: common ones, those of the account class, the provider's; and why others do not.

The account class is the first of the provider's classes that fits. While an answer is missing, what depends on it
waits: it is neither shown nor hidden, its question is asked first. When no class fits, the provider cannot serve
the vendor and everything that needs its account is excluded with the reason.

"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

from ..languages import N_
from .answers import NOT_SO, Answers, judge
from .reference_data import ReferenceData
from .schema import NEEDS_SMARTPHONE, USUAL_WAY, Note, Provider, StepDefinition, Way

OTHER_CLASS = N_("wallet.because.other_class")
NOT_IN_FORCE = N_("wallet.because.not_in_force")
OTHER_OPERATOR = "other_operator"
FEATURE_PHONE = N_("wallet.because.feature_phone")

UNSUITABLE = {
    N_("wallet.because.exempt"): N_("wallet.misfit.needs_registration"),
    N_("wallet.because.not_registered"): N_("wallet.misfit.needs_registration"),
    FEATURE_PHONE: N_("wallet.misfit.needs_smartphone"),
    OTHER_OPERATOR: N_("wallet.misfit.other_operator"),
    NOT_SO: N_("wallet.misfit.not_so"),
}
"""Why a provider cannot serve the vendor, by why the last of its account classes does not fit."""

Stage = Literal["before", "class", "provider", "after"]


class CandidateStep(NamedTuple):
    """A step under consideration: it applies when `because` and `asks` are empty.

    `asks` names the answers it waits for. `needs` and `gives` include those of the steps it replaces.
    """

    step: StepDefinition
    stage: Stage
    because: str = ""
    details: Mapping[str, str] = {}
    asks: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()
    documents: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    gives: frozenset[str] = frozenset()
    law: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def applies(self) -> bool:
        """Whether it is a step of this vendor, with every answer it depends on given."""
        return not self.because and not self.asks


def candidates(
    reference: ReferenceData, provider: Provider, answers: Answers, day: date
) -> tuple[list[CandidateStep], str]:
    """Every step considered, in file order, and the code of why the provider cannot serve the vendor (or empty)."""
    fits, unsuitable = classes_for(reference, provider, answers)
    rough = [CandidateStep(step, "before") for step in reference.before]
    for code in provider.classes:
        because, asks = fits[code]
        rough += [CandidateStep(step, "class", because, asks=asks) for step in reference.classes[code].steps]
    rough += [CandidateStep(step, "provider", unsuitable) for step in provider.steps]
    rough += [CandidateStep(step, "after") for step in reference.after]
    return [_evaluate(candidate, reference, answers, day) for candidate in rough], unsuitable


def classes_for(
    reference: ReferenceData, provider: Provider, answers: Answers
) -> tuple[dict[str, tuple[str, tuple[str, ...]]], str]:
    """For each of the provider's classes: why it does not fit (or empty), and the answers it waits for."""
    if provider.operator and answers.operator and provider.operator != answers.operator:
        return dict.fromkeys(provider.classes, (OTHER_OPERATOR, ())), UNSUITABLE[OTHER_OPERATOR]
    fits: dict[str, tuple[str, tuple[str, ...]]] = {}
    chosen = False
    for code in provider.classes:
        verdict = judge(reference.classes[code].fits, answers)
        fits[code] = (OTHER_CLASS, ()) if chosen else (verdict.because, verdict.asks)
        chosen = chosen or (verdict.holds is True and not any(asks for _, asks in fits.values()))
    if all(because for because, _ in fits.values()):
        return fits, UNSUITABLE.get(list(fits.values())[-1][0], UNSUITABLE[NOT_SO])
    pending = tuple(dict.fromkeys(ask for because, asks in fits.values() if not because for ask in asks))
    return {code: (because, () if because else pending) for code, (because, _) in fits.items()}, ""


def _evaluate(rough: CandidateStep, reference: ReferenceData, answers: Answers, day: date) -> CandidateStep:
    """The candidate with laws, documents, notes and missing answers, or with why it does not apply."""
    if rough.because:
        return rough
    step = rough.step
    verdict = judge(step.when, answers)
    if verdict.holds is False:
        return rough._replace(because=verdict.because)
    law = tuple(name for name in step.law if reference.in_force(name, day))
    if step.law and not law and not step.always:
        return rough._replace(because=NOT_IN_FORCE, details=_first_law(step, reference))
    documents = list(_documents(step, reference, answers))
    refused = next((document for document in documents if document.because), None)
    ways = _ways(step, answers)
    if refused or not ways:
        return rough._replace(because=refused.because if refused else FEATURE_PHONE)
    asks = (*rough.asks, *verdict.asks, *(ask for document in documents for ask in document.asks))
    needed = [document.code for document in documents if not document.left_out and not document.optional]
    return rough._replace(
        asks=tuple(dict.fromkeys(asks)),
        ways=ways,
        law=law,
        documents=tuple(document.code for document in documents if not document.left_out),
        optional=tuple(document.code for document in documents if document.optional and not document.left_out),
        needs=frozenset((*step.needs, *needed)) - frozenset(step.gives),
        gives=frozenset(step.gives),
        notes=tuple(note for note in step.notes if judge(note.when, answers).holds),
    )


def _ways(step: StepDefinition, answers: Answers) -> tuple[Way, ...]:
    """How the step may be done with this phone, the usual way first; empty when only a smartphone would do."""
    ways = step.ways or (USUAL_WAY[step.who],)
    return tuple(way for way in ways if answers.phone_type != "feature" or way not in NEEDS_SMARTPHONE)


class _Document(NamedTuple):
    code: str
    optional: bool = False
    left_out: bool = False
    because: str = ""
    asks: tuple[str, ...] = ()


def _documents(step: StepDefinition, reference: ReferenceData, answers: Answers) -> Iterator[_Document]:
    """Each document of a step: a needed one the vendor cannot have ends the step, an optional one is left out."""
    for name in step.documents:
        code, optional = name.removesuffix("?"), name.endswith("?")
        verdict = judge(reference.documents[code].when, answers)
        if verdict.holds:
            yield _Document(code, optional)
        else:
            refused = "" if optional else verdict.because
            yield _Document(code, optional, left_out=True, because=refused, asks=() if optional else verdict.asks)


def _first_law(step: StepDefinition, reference: ReferenceData) -> Mapping[str, str]:
    name, _, part = step.law[0].partition(".")
    law = reference.laws[name]
    return {"law": law.title, "day": (law.parts[part] if part else law.effective).isoformat()}

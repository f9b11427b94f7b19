"""What the vendor agrees to: the purposes asked about, what each lets the kit keep, and the answers."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from ..catalogue import Part
from ..errors import OnboardingError
from ..languages import N_


class Keeps(StrEnum):
    """A kind of data about the vendor that may outlive the hand-over, if a purpose that keeps it was agreed to."""

    COUNT = "count"
    """An event and sums without a name: commune, trade, wallet provider, rung, day, team."""
    NAME = "name"
    """Name, owner, address, what was typed for the listing and its texts, the checklist."""
    PAYMENT = "payment"
    """Bank, holder's name, last four digits and keyed fingerprints of the code; the account number never."""
    PHONE = "phone"
    PHOTOS = "photos"
    """The cleaned photos; originals never."""
    RETURN_VISIT = "return_visit"


class Purpose(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A purpose consent is asked for: its sentence, what it lets the kit keep, and the purposes it needs beside it."""

    words: str
    keeps: frozenset[Keeps]
    needs: tuple[str, ...] = ()
    optional: bool = False
    """Asked with the others, but a hand-over does not wait for the answer: unanswered is no."""


PURPOSES: Mapping[str, Purpose] = {
    "visit": Purpose(
        words=N_("Ghi lượt hỗ trợ này: tên hộ, xã, việc đã làm."), keeps=frozenset({Keeps.NAME, Keeps.PAYMENT})
    ),
    "counts": Purpose(
        words=N_("Tính vào số hộ đã hỗ trợ của xã. Chỉ là con số, không có tên."), keeps=frozenset({Keeps.COUNT})
    ),
    "photos": Purpose(
        words=N_("Giữ ảnh sản phẩm để lần sau in lại."), keeps=frozenset({Keeps.PHOTOS}), needs=("visit",)
    ),
    "follow_up": Purpose(
        words=N_("Tổ gọi hoặc ghé lại sau 7 và 30 ngày."),
        keeps=frozenset({Keeps.PHONE, Keeps.RETURN_VISIT}),
        needs=("visit",),
    ),
    "match": Purpose(
        words=N_("Giữ số điện thoại để xã không tính hộ này hai lần."),
        keeps=frozenset({Keeps.PHONE}),
        needs=("visit", "counts"),
        optional=True,
    ),
}
"""What each purpose allows. Photos and return visits need the visit itself: without it nothing says whose they are."""

CONSENT_WORDS = {code: purpose.words for code, purpose in PURPOSES.items()}
"""What each purpose says on screen and on the vendor's receipt."""

CONSENT_VERSION = "2026-11-26"
"""The day the wording of the consent questions last changed; stored with each consent."""


class Consent(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Answers by purpose (yes, no; absent: not asked), which wording, when, who witnessed, whether it was read aloud.

    >>> some = Consent(purposes={"visit": False, "photos": True})
    >>> some.answer("visit"), some.answer("counts"), some.agreed("photos"), some.not_asked()
    (False, None, False, ('counts',))
    """

    purposes: Mapping[str, bool | None] = {}
    version: str = ""
    at: str = ""
    witness: str = ""
    read_aloud: bool = False

    def answer(self, purpose: str) -> bool | None:
        """Yes, no, or None: nobody asked."""
        return self.purposes.get(purpose)

    def agreed(self, purpose: str) -> bool:
        """Whether the vendor said yes to a purpose and to those it needs."""
        needs = PURPOSES[purpose].needs if purpose in PURPOSES else ()
        return self.answer(purpose) is True and all(self.answer(other) is True for other in needs)

    def allows(self, what: Keeps) -> bool:
        """Whether an agreed purpose lets this kind of data outlive the hand-over."""
        return any(what in purpose.keeps and self.agreed(code) for code, purpose in PURPOSES.items())

    def not_asked(self, *, photos: bool = True) -> tuple[str, ...]:
        """The purposes that must still be asked before a hand-over. `photos`: whether the visit has any.

        A purpose that needs one already refused is not asked about: its answer would change nothing.
        """
        return tuple(
            code
            for code, purpose in PURPOSES.items()
            if self.answer(code) is None
            and not purpose.optional
            and (photos or code != "photos")
            and not any(self.answer(other) is False for other in purpose.needs)
        )


def check_consent(consent: Consent) -> None:
    """Refuse answers to purposes nobody asks about, and a moment that is none."""
    for purpose in consent.purposes:
        if purpose not in PURPOSES:
            raise OnboardingError(
                "visit.wrong_value", field=f"consent.purposes.{purpose[:40]}", reason=f"one of {', '.join(PURPOSES)}"
            )
    try:
        if consent.at and not 2000 <= datetime.fromisoformat(consent.at).year < 2200:
            raise ValueError(f"no such moment: {consent.at[:40]}")
    except ValueError as error:
        raise OnboardingError("visit.wrong_value", field="consent.at", reason=str(error)) from error

"""The ladder of evidence: how far a business is."""

from enum import StrEnum


class Rung(StrEnum):
    """The ladder of evidence, lowest first; each rung is an event with who, when and what was seen."""

    STARTED = "started"
    PREPARED = "prepared"
    QR_CHECKED = "qr_checked"
    HANDED_OVER = "handed_over"
    PAID = "paid"
    MERCHANT = "merchant"
    ACTIVE = "active"

    @property
    def step(self) -> int:
        """Its place on the ladder, from 0."""
        return _STEPS[self]


_STEPS = {rung: step for step, rung in enumerate(Rung)}

COUNTS_FROM = Rung.HANDED_OVER
"""From this rung on a business counts as onboarded."""

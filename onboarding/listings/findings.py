"""Findings of the check: what stands where, why it matters, and what to put instead.

>>> found = Finding(rule="AD-SUP-01", severity="warn_proof", start=8, end=16, message="…", mend="ngon", source="…")
>>> mended("Mật ong ngon nhất vùng", Finding(**{**found.as_json(), "end": 22}))
'Mật ong ngon'
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

import msgspec

from ..catalogue import Part
from ..languages import day as written
from ..languages import say
from .rulebook import RULES_AS_OF

Severity = Literal["block", "warn_proof", "warn", "info"]
SEVERITIES: tuple[Severity, ...] = ("block", "warn_proof", "warn", "info")
"""Gravest first: mend before posting; only with a paper; look and decide; a hint."""

STALE_AFTER_DAYS = 90
"""Days after the rules' date from which the verdict says that they may be out of date."""


class Finding(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A place in a text. `start` and `end` are code points of the text as given; equal where nothing stands yet.

    `mend` is what to put there, or empty; `cut` says that the mend is to take the words out. `field` is `title`,
    `description`, `hashtags`, or the code of a question that wants an answer. `as_of`: when the law was last read.
    """

    rule: str
    severity: Severity
    start: int
    end: int
    message: str
    mend: str = ""
    source: str = ""
    cut: bool = False
    field: str = "description"
    as_of: date | None = None

    @property
    def mendable(self) -> bool:
        """Whether one tap can mend it."""
        return bool(self.mend) or self.cut

    def as_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


def mended(text: str, finding: Finding) -> str:
    """The text after one tap on the mend; unchanged when there is none."""
    if not finding.mendable:
        return text
    before, after = text[: finding.start], text[finding.end :]
    if finding.cut:
        before = before.rstrip(" ")
        after = after.lstrip(" ")
        joint = " " if before and after and after[0] not in ".,;:!?)\n" and before[-1] not in "(\n" else ""
        return f"{before}{joint}{after}".lstrip(" ,;:")
    return before + finding.mend + after


def gravest(findings: Iterable[Finding]) -> Severity | None:
    """The gravest severity among them, or None."""
    return min((finding.severity for finding in findings), key=SEVERITIES.index, default=None)


def verdict(findings: Iterable[Finding], language: str = "vi", *, day: date | None = None) -> str:
    """One sentence about all findings. It never says that a text is lawful, and owns up when the rules are old.

    >>> verdict([], "en")
    'Nothing found by the rules as of 25/11/2026.'
    """
    worst = gravest(findings)
    as_of = written(RULES_AS_OF, "vi")
    if worst == "block":
        sentence = say(language, "Cần sửa trước khi đăng, theo bộ quy tắc ngày {as_of}.", as_of=as_of)
    elif worst in ("warn", "warn_proof"):
        sentence = say(language, "Nên xem lại vài chỗ, theo bộ quy tắc ngày {as_of}.", as_of=as_of)
    else:
        sentence = say(language, "Không thấy lỗi theo bộ quy tắc ngày {as_of}.", as_of=as_of)
    if ((day or date.today()) - RULES_AS_OF).days > STALE_AFTER_DAYS:
        sentence += " " + say(language, "Bộ quy tắc này đã cũ: hãy hỏi lại nơi quản lý thị trường.")
    return sentence

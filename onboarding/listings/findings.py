"""Findings of the check: what stands where, why it matters, and what to put instead.

>>> found = Finding(rule="AD-SUP-01", severity="warn_proof", start=8, end=16, message="…", mend="ngon", source="…")
>>> mended("Mật ong ngon nhất vùng", Finding(**{**found.as_json(), "end": 22}))
'Mật ong ngon'
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

import msgspec

from ..catalogue import Part
from ..languages import day as written
from ..languages import say, today
from .rulebook import RULES_AS_OF
from .text import without_clause

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
    if finding.cut:
        return _without(text, finding.start, finding.end)
    return text[: finding.start] + finding.mend + text[finding.end :]


_LEANS = re.compile(
    r"(?:^|[\s,(])(?:và|hay|hoặc|mà|nên|vì|của|là|để|với|cho|trên|tại|ở|qua|vào|theo|đạt|chuẩn|tiêu chuẩn|ghé|xem|nhắn"
    r"|gọi|liên hệ|có|được|bởi|từ|như|bằng|thành|so|website|web|link)$",
    re.IGNORECASE,
)
"""A word at the end that leans on what stood behind it."""
_GOES_ON = re.compile(r"(?:để|và|thì|mà|là|nhé|nha|hoặc|hay)(?!\w)", re.IGNORECASE)
"""A word that goes on with what stood before it."""
_REST_OF_ADDRESS = re.compile(r"^[.@/]\w\S*")


def _without(text: str, start: int, end: int) -> str:
    """The text without those words, or without their whole clause where what is left would hang in the air."""
    before, after = text[:start].rstrip(" "), text[end:].lstrip(" ")
    alone = not before or before[-1] in ".!?\n"
    hangs = _LEANS.search(before) or _REST_OF_ADDRESS.match(after) or (alone and _GOES_ON.match(after))
    if hangs and (rest := without_clause(text, start, end)):
        return rest
    after = _REST_OF_ADDRESS.sub("", after).lstrip(" ")
    while _LEANS.search(before):
        before = _LEANS.sub("", before).rstrip(" ,;:")
    if before.endswith((",", ";", ":")) and (not after or after[0] in ",;:.!?"):
        before = before[:-1]
    joint = " " if before and after and after[0] not in ".,;:!?)\n" and before[-1] not in "(\n" else ""
    return f"{before}{joint}{after}".lstrip(" ,;:")


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
    if ((day or today()) - RULES_AS_OF).days > STALE_AFTER_DAYS:
        sentence += " " + say(language, "Bộ quy tắc này đã cũ: hãy hỏi lại nơi quản lý thị trường.")
    return sentence

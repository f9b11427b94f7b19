"""Composes the paragraphs of one product from phrases, before any channel's limits.

Category files are templates in Jinja's immutable sandbox with StrictUndefined; what a vendor typed is only ever
a value in them, so that braces in an answer stay braces. A sentence with a missing answer is left out.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, Undefined, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..catalogue import Part
from ..errors import OnboardingError
from ..languages import nfc
from .answers.gazetteer import known_origin, province_of
from .categories import Block, Category
from .text import after, first_capital, first_small, mend_spaces

OWN_WORDS, CONTACT, PAPERS, BY_HAND, APART, MENU = "loi_cua_ho", "lien_he", "giay_to", "sua_tay", "noi_them", "bang_gia"
"""Codes of the paragraphs no category writes: the vendor's own words, contact, papers, what was
edited by hand, sentences that fit no slot, the menu."""

CLOSING = ("gia_ca", "noi_ban")
"""The blocks every listing ends with."""


class Paragraph(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One block of a description; `keep` says how long it holds out when space is short."""

    code: str
    text: str
    keep: int = 5


def _if_there(value: Any) -> Any:
    return "" if isinstance(value, Undefined) else value


def _near(place: str) -> str:
    return place.split(",")[0].strip()


def _far(place: str) -> str:
    return place.split(",")[-1].strip()


def _searched_place(place: str) -> str:
    """The last part of a place where it is one people search for; "" for "đối diện ủy ban", "đầu hẻm 12"."""
    last = _far(place)
    named = len(last.split()) <= 4 and any(map(str.isupper, last)) and not re.search(r"\d", last)
    return last if named and not _NO_NAME.match(last) else ""


_NO_NAME = re.compile(
    r"(?:gần|kế|sát|cạnh|đối|ngay|bên|ngang|quanh|cổng|đầu|cuối|trước|sau|ngã|hẻm|ngõ|kiệt|khu|dưới|trên|trong)\b",
    re.IGNORECASE,
)


def _without_colour(text: str) -> str:
    """A taste for a title; "" for the colour of what is brewed."""
    return "" if _COLOUR.match(text.lower()) else text


_COLOUR = re.compile(r"(?:màu|nước|vàng|xanh|đỏ|nâu|hồng|cam|tím|trong|hổ phách|sóng sánh)\b")


def _without_end(text: str, ending: str) -> str:
    return text[: -len(ending)].rstrip() if text.lower().endswith(f" {ending}") else text


def _called(text: str, *nouns: str) -> str:
    """The goods by their noun, unless the answer has one of the nouns itself: "trà thảo mộc" is no "chè trà …"."""
    low = f"{text.lower()} "
    return text if any(low.startswith(f"{noun} ") for noun in nouns) else f"{nouns[0]} {text}"


def _season(time: str) -> str:
    """A season or month out of an adverb of time, for a title; "" for other times."""
    named = time.startswith(("vào vụ ", "vào mùa ", "vào tháng ")) and not time.endswith((" này", " rồi", " trước"))
    return time.removeprefix("vào ") if named else ""


def _but_known(text: str, said: str) -> str:
    """`text` unless `said` has its words already."""
    return "" if f" {text.lower()} " in f" {said.lower()} " else text


def _short(text: str) -> str:
    """The first thing of a list, short enough for a title; else ""."""
    first = text.split(", ")[0].strip()
    return first if len(first.split()) <= 4 and not _PRICED.search(first) else ""


_PRICED = re.compile(r"\d ?(?:k|đ|nghìn|ngàn|đồng)(?!\w)", re.IGNORECASE)
"""An amount of money; it has no place in a title."""


def _if_priced(text: str) -> str:
    return text if _PRICED.search(text) else ""


def _unless(text: str, *words: str) -> str:
    return "" if text.lower() in words else text


def _several_sizes(text: str) -> str:
    """Sizes for a title: "S, M, L" or "S–XL"; "" for one size or free words."""
    return text if _SIZES.fullmatch(text) else ""


_SIZES = re.compile(r"(?:\d?X{0,3}[SML])(?:(?:, |–)\d?X{0,3}[SML])+")

_ON_TEXT: Mapping[str, Callable[..., str]] = {
    "sau": after,
    "sau_cung": _without_end,
    "noi_gan": _near,
    "noi_xa": _far,
    "noi_tim": _searched_place,
    "bo_mau": _without_colour,
    "co_tien": _if_priced,
    "gon": _short,
    "bo_neu": _unless,
    "nhieu_co": _several_sizes,
    "goi": _called,
    "mua": _season,
    "noi_biet": known_origin,
    "tinh": province_of,
    "chua_co_trong": _but_known,
    "dau_cau": first_capital,
    "thuong": first_small,
}


def _strict(function: Callable[..., str]) -> Callable[..., str]:
    """The filter over text; a missing answer raises UndefinedError, so that its sentence is left out."""
    return lambda value, *words: function(str(value), *words)


FILTERS: Mapping[str, Callable[..., Any]] = {name: _strict(function) for name, function in _ON_TEXT.items()} | {
    "neu_co": _if_there
}
"""What a category's templates may call, by name."""

_SANDBOX = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
_SANDBOX.filters.update(FILTERS)


@lru_cache(maxsize=4096)
def _template(text: str) -> Template:
    try:
        return _SANDBOX.from_string(nfc(text))
    except TemplateError as error:
        raise OnboardingError("category.bad_text", text=text[:80], reason=str(error)) from error


def fill(text: str, phrases: Mapping[str, str]) -> str:
    """One sentence with its blanks filled, or nothing when one of them has no answer.

    >>> fill("Hái {{ ngay }}.", {"ngay": "{{ 7 * 7 }}"}), fill("Hái {{ ngay }}.", {})
    ('Hái {{ 7 * 7 }}.', '')
    """
    try:
        return _NEEDLESS.sub("", " ".join(_template(text).render(phrases).split()))
    except UndefinedError:
        return ""
    except TemplateError as error:
        raise OnboardingError("category.bad_text", text=text[:80], reason=str(error)) from error


def paragraphs(category: Category, phrases: Mapping[str, str], spoken: bool) -> list[Paragraph]:
    """Every block that has something to say, in the category's order."""
    written = ((block, _sentences(block, phrases, spoken)) for block in category.written)
    return [
        Paragraph(code=block.code, text=_joined(block, sentences), keep=block.keep)
        for block, sentences in written
        if sentences
    ]


def _sentences(block: Block, phrases: Mapping[str, str], spoken: bool) -> list[str]:
    lines = block.spoken if spoken and block.spoken else block.lines
    filled = (_said_once(_NEXT.sub(_capital, mend_spaces(fill(line, phrases)))) for line in lines)
    return [first_capital(sentence) for sentence in filled if sentence]


_NEEDLESS = re.compile(
    r"(?<!\w)(?:ở (?=(?:gần|đối diện|kế|sát|cạnh|ngay|bên cạnh|bên hông|ngang)\b)|vị (?=(?:nhân|hương|mùi)\b))"
)
"""Words of a template an answer does without: beside something is a place without "ở", a filling has its own name."""
_NEXT = re.compile(r"(?<=[^\W\d_]{3}[.!?] )[^\W\d_](?=[^\W\d_])")
"""The first letter of a further sentence an answer holds."""


def _capital(found: "re.Match[str]") -> str:
    return found[0].upper()


_LABEL = re.compile(r"^(?P<label>[^:.]{2,40}): (?P<value>.+)$")


def _said_once(row: str) -> str:
    """A row whose answer begins with its label again, or with the label's last word, without saying it twice.

    >>> _said_once("Chậu: chậu nhựa."), _said_once("Dùng trong: trong ngày."), _said_once("Lưu ý khi dùng: lưu ý: thử")
    ('Chậu nhựa.', 'Dùng trong ngày.', 'Lưu ý khi dùng: thử')
    """
    found = _LABEL.match(row)
    if found is None or not found["label"].strip():
        return row
    label, value = found["label"], found["value"]
    low, words = value.lower(), label.lower().split()
    if len(words) > 1 and re.search(rf"\w {re.escape(label.lower())}\b", low):
        return first_capital(value)
    if low.startswith((f"{label.lower()} ", f"có {label.lower()}")):
        return first_capital(value)
    if low.startswith(f"{words[-1]} ") and words[-1] in ("trong", "từ", "ở", "cho", "vào", "lúc", "sau", "bằng"):
        return f"{label} {value[len(words[-1]) + 1 :]}"
    begun = next(
        (" ".join(words[:n]) for n in range(len(words), 1, -1) if low.startswith(" ".join(words[:n]) + ":")), ""
    )
    if begun:
        return f"{label}: {value[len(begun) + 1 :].lstrip()}"
    act = next((word for word in words if word in _ACTS and low.startswith(f"{word} ")), "")
    if act:
        rest = _SECOND_ACT.sub("", value[len(act) + 1 :])
        return f"{label}: {re.sub(r'^(?:size|cỡ|hàng|trả) (?=[^0-9])', '', rest)}"
    return row


_ACTS = frozenset(
    {"sỉ", "chết", "đổi", "giao", "hư", "lắp", "ươm", "may", "nuôi", "đặt", "hẹn", "bán", "rang", "hái", "cắt", "làm"}
)
"""What a label asks about and the answer begins with again: "Đổi cỡ: đổi trong 3 ngày"."""
_SECOND_ACT = re.compile(r"^(?:và )?lắp (?=\w)")
"""The label's second act, said again too: "Giao và lắp: giao lắp tận nhà"."""


def _joined(block: Block, sentences: Sequence[str]) -> str:
    if not block.rows:
        return " ".join(sentences)
    rows = [f"- {sentence}" for sentence in sentences] if block.heading else list(sentences)
    return "\n".join([f"{block.heading}:", *rows] if block.heading else rows)

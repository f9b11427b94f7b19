"""Reads typed answers into phrases for templates: each parsed in its question's shape, or left out."""

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import regex

from ...business import Facts
from ...languages import fold, number
from ..categories import Category, Question, categories
from ..text import calm, first_capital, first_small, tidy
from .chatter import bare, without_lone_price, without_price
from .market_words import spelt_out, without_courtesies, without_has
from .pack import pack_sentence, pack_words, whole_number
from .phrase import NO, Phrase
from .shapes import chosen, parse, same_choice, says_no, says_nothing, says_yes
from .unmarked import with_everyday_marks

LONGEST = {"long": 1200}
"""Most characters kept of one answer, by kind of question; 300 otherwise."""


class Answers(NamedTuple):
    """What one product's answers say: `phrases` by question code, and `sentences` that fit no slot, in order.

    `speaker`: how the text speaks of the vendor, one word through all of it ("nhà mình", "nhà tôi").
    """

    phrases: Mapping[str, str]
    sentences: tuple[str, ...]
    speaker: str


def read_answers(category: Category, facts: Facts) -> Answers:
    """The answers this category asks for; an answer that says nothing is left out."""
    given = {"nguoi_chiu_trach_nhiem": facts.contact.get("name"), "dia_chi": facts.contact.get("address")}
    loud = _shouted(facts.answers)
    speaker = speaker_of(facts.own_words)
    phrases, sentences = {}, []
    for question in category.asked:
        value = facts.answers.get(question.code)
        phrase = read_answer(question, given.get(question.code) if value in (None, "") else value, loud=loud)
        if question.code == "quy_cach":
            phrase = Phrase(pack_words(facts), pack_sentence(value))
        if phrase.text:
            phrases[question.code] = phrase.text
        elif phrase.sentence:
            sentences.append(in_person(phrase.sentence, speaker))
    return Answers(phrases, tuple(dict.fromkeys(sentences)), speaker)


def read_answer(question: Question, value: Any, *, loud: bool = False) -> Phrase:
    """One answer in its question's shape. `loud`: the whole sheet was typed in capitals.

    >>> read_answer(Question(code="q", kind="number", unit="g"), 1500).text
    '1.500 g'
    >>> read_answer(Question(code="q", kind="choices"), ["Ăn sáng", "pha nước"]).text
    'ăn sáng và pha nước'
    """
    if question.kind == "yes_no":
        return Phrase(_yes_no(value))
    if question.shape in ("count", "weight"):
        whole = whole_number(value, question.shape)
        return Phrase("" if whole is None else str(whole))
    if isinstance(value, bool):
        return Phrase(question.yes if value else question.no)
    if isinstance(value, int | float):
        return _number(float(value), question)
    if isinstance(value, str):
        return _phrase(question, value, loud)
    if isinstance(value, Sequence):
        return Phrase(_joined([_phrase(question, item, loud).text for item in value if isinstance(item, str)]))
    return NO


def _yes_no(value: Any) -> str:
    if not isinstance(value, str | bool | int):
        return ""
    word = str(value).strip()
    if _UNTRIED.search(word):
        return ""
    if value is False or says_no(word) or fold(word) in ("0", "false") or _NO_BEGINS.match(word):
        return "không"
    yes = value is True or says_yes(word) or fold(word) in ("1", "x", "true", "100%") or _YES_SOMEWHERE.search(word)
    return "có" if yes else ""


_UNTRIED = re.compile(r"(?<!\w)(?:thử|biết|rõ|chắc|nhớ|xài|dùng bao giờ)(?!\w)", re.IGNORECASE)
"""Nobody knows, which is no "no": "chưa thử", "k biết"."""
_NO_BEGINS = re.compile(r"(?:dạ )?(?:không|ko|k|hông|chưa)(?!\w)", re.IGNORECASE)
_YES_SOMEWHERE = re.compile(
    r"^(?:dạ )?(?:có(?! thể| lẽ| khi)|đã|được|đc|hay|dễ|thường)(?!\w)|(?<!\w)rồi(?: (?:nha|nhé|ạ|á))?$"
    r"|^(?:dạ |vâng )?(?:100 ?% )?(?:làm |vẽ |đan |dệt |thêu |nặn |hoàn toàn )?(?:bằng )?(?:tay|thủ công)"
    r"(?: hết| cả)?$",
    re.IGNORECASE,
)
"""A yes or no with more behind it: "có, trời lạnh là đóng đường", "giặt ủi rồi nha"."""


def _number(value: float, question: Question) -> Phrase:
    if not math.isfinite(value) or value == 0 or abs(value) >= 1e12:
        return NO
    typed = number(int(value) if value == int(value) else round(value, 3), "vi")
    if question.unit == "%":
        return Phrase(f"{typed}%")
    return Phrase(f"{typed} {question.unit}".strip()) if question.unit else parse(question.shape or "thing", typed)


@lru_cache(maxsize=1)
def _examples() -> Mapping[str, str]:
    """The examples beside the questions, of two words and more, by their letters without marks; no ambiguous one."""
    spellings: dict[str, set[str]] = {}
    for kind in categories().values():
        for question in kind.asked:
            examples = question.help.vi.partition("Ví dụ: ")[2] if question.help else ""
            for example in re.split(r"[,;.]", examples):
                if " " in example.strip() and "mẫu" not in example.lower():
                    spellings.setdefault(fold(example), set()).add(first_small(example.strip()))
    return {folded: next(iter(several)) for folded, several in spellings.items() if len(several) == 1}


def with_marks(text: str) -> str:
    """Things typed without marks, spelt as our own examples spell them: "tom kho, det tay" → "tôm khô, det tay"."""
    if not text.isascii():
        return text
    return ", ".join(_examples().get(fold(part), part) for part in text.split(", "))


_TAKES_HAS = frozenset({"free", "storage", "warning", "allergens", "serving", "printed"})
"""Shapes whose parsers read a leading "có" themselves, or where it belongs to the sentence."""
_WITHOUT_PRICE = frozenset({"", "thing", "name", "variety", "place", "time", "colours", "serving", "storage"})
"""Shapes of slots where a price is the goods' own, asked for apart."""
_SEMICOLON = re.compile(r"\s*;\s*")
_YES_AND = re.compile(r"(?:có|được|ừ|rồi|ok)(?: giao| ship)?[ ,]*, ?(?=\w)", re.IGNORECASE)
"""A yes with more behind it: "có, trong xã"."""
_BOTH = re.compile(r"(?:cả|ca|có cả) (?:2|hai|3|ba|4|bốn|hai loại|2 loại|đôi)|loại nào cũng có", re.IGNORECASE)
"""Several of the choices, where one listing sells one thing."""
_LINES = re.compile(r"[.,;]?\s*[\r\n]+\s*(?:[-•*+]\s+)?")


def _phrase(question: Question, value: str, loud: bool) -> Phrase:
    lines = value[:20_000].strip()
    short = all(len(line.split()) <= 6 for line in lines.splitlines())
    typed = tidy(_LINES.sub(", " if short else ". ", lines), LONGEST.get(question.kind, 300))
    if not typed:
        return NO
    return _read_text(question, typed, loud)


@lru_cache(maxsize=8192)
def _read_text(question: Question, typed: str, loud: bool) -> Phrase:
    typed = same_choice(typed) if question.choices else typed
    if question.choices and (named := chosen(typed, tuple(choice.vi for choice in question.choices))):
        return Phrase(named)
    if says_nothing(typed):
        return Phrase(question.no if says_no(typed) else "")
    if says_yes(typed):
        return Phrase(question.yes)
    if question.kind == "number":
        return _typed_number(typed, question)
    typed = bare(typed)
    if question.shape in _WITHOUT_PRICE:
        typed = without_price(typed)
    elif question.shape == "list":
        typed = without_lone_price(typed)
    sign = question.code.startswith("ten_") and question.shape == "name"  # a name as it stands on the shop's sign
    as_typed = sign or question.shape == "code"
    text = without_courtesies(typed) if as_typed else with_marks(with_everyday_marks(spelt_out(typed)))
    if question.yes and not says_yes(question.yes.split(",")[0]) and (more := _YES_AND.match(text)):
        rest = text[more.end() :]
        return Phrase(f"{question.yes}, {'đặt trước' if rest == 'đặt' else rest}")
    if question.shape not in _TAKES_HAS and question.kind != "long":
        text = _SEMICOLON.sub(", ", without_has(text))
    text = _without_dont_know(text)
    if says_nothing(text):
        return Phrase(question.no if says_no(text) else "")
    proper = question.proper and question.shape != "place"  # a place's own parser knows its names
    if question.shape != "place" or len(text) > 3:  # "NĐ" is a province, no shouting
        text = quiet(text, proper) if loud else calm(text, proper)
    named_shop = (sign and question.code != "ten_nghe_nhan_co_dong_y") or question.code == "nha_san_xuat"
    if named_shop and text.islower():
        text = " ".join(word.upper() if word in _FIRMS else first_capital(word) for word in text.split())
    if question.choices:
        named = chosen(text, tuple(choice.vi for choice in question.choices)) or _in_english(text, question)
        if named or _BOTH.fullmatch(text):
            return Phrase(named)
    phrase = parse(question.shape or ("free" if question.kind == "long" else "thing"), text, question.unit)
    repeated = (
        re.match(rf"({'|'.join(question.after)})\s+(?!\d)", phrase.text, re.IGNORECASE) if question.after else None
    )
    if repeated and phrase.text[repeated.end() :]:
        return Phrase(phrase.text[repeated.end() :])
    ended = (
        re.search(rf"(?<=\w)(?<!cũng)(?<!đều) (?:{'|'.join(question.after)})$", phrase.text) if question.after else None
    )
    return Phrase(phrase.text[: ended.start()]) if ended else phrase


_FIRMS = frozenset(("vn", "tnhh", "cp", "mtv", "htx"))
"""Abbreviations in names of firms."""


def _without_dont_know(text: str) -> str:
    """A list without the part that says nobody knows: "k biết nữa, ong rừng" → "ong rừng"."""
    parts = text.split(", ")
    told = [part for part in parts if not (says_nothing(part) and (says_no(part) or _DONT_KNOW.search(part)))]
    return ", ".join(told) if told and len(parts) > 1 else text


_DONT_KNOW = re.compile(r"\b(?:biết|nhớ|rõ|chắc|biet|nho)\b", re.IGNORECASE)


def _in_english(text: str, question: Question) -> str:
    """The choice somebody named in English: "medium" → "rang vừa"."""
    english = {choice.in_("en"): choice.vi for choice in question.choices}
    return english.get(chosen(text, tuple(english)), "")


def _typed_number(typed: str, question: Question) -> Phrase:
    """Digits, with or without the question's unit; anything else says nothing a number can stand for."""
    bare = re.sub(r"^(?:khoảng|chừng|tầm|độ|trên|hơn)\s+(?=\d)", "", typed.lower())
    if question.unit == "độ":
        bare = re.sub(r"(?<=\d) ?(?:°|độ|do)? ?n?$", "", bare)  # grams of nitrogen a litre: "40N", "40 độ N"
    if question.unit == "ngày" and re.fullmatch(r"(?:ăn |dùng )?(?:hết )?(?:trong ngày|hôm nay|trong buổi)", bare):
        return Phrase("ngày")
    if question.unit == "ngày" and (longer := re.search(r"\d+(?: ?[-–] ?\d+)? ?(?:ngày|tuần|tháng|giờ)\b", bare)):
        return parse("lasting", longer[0])
    bare = bare.removesuffix(question.unit.lower()).strip() if question.unit else bare
    if regex.fullmatch(r"\d{1,9}(?:[.,]\d{1,2})?", bare):
        return _number(float(bare.replace(",", ".")), question)
    if regex.fullmatch(r"\d{1,3}(?:\.\d{3})+", bare):
        return _number(float(bare.replace(".", "")), question)
    between = regex.fullmatch(r"(\d{1,6}) ?(?:-|–|đến|tới| ) ?(\d{1,6})", bare)
    return Phrase(f"{between[1]}–{between[2]} {question.unit}".strip()) if between else NO


def unread(question: Question, value: Any) -> bool:
    """Whether something was given and came out as nothing: neither as words for a slot nor as a sentence.

    The pack is not read here but in `pack`, with the price.
    """
    if not isinstance(value, str):
        return value is not None and not isinstance(value, bool | int | float | list | tuple)
    typed = tidy(value, 80)
    if not typed or says_nothing(typed) or says_yes(typed) or question.code == "quy_cach":
        return False
    read = read_answer(question, value)
    return not read.text and not read.sentence


def _joined(phrases: Sequence[str]) -> str:
    parts = [phrase for phrase in phrases if phrase][:20]
    return " và ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


_CODES = re.compile(r"(?:[A-ZĐ]*\d[\w-]*|OCOP|VIP|X{0,3}[SML]|[2-6]XL|HACCP|ISO|VIETGAP|GLOBALGAP|VSATTP|ATTP)")


def _shouted(answers: Mapping[str, Any]) -> bool:
    """Whether the sheet was typed in capitals: at least two answers, and most of their letters large."""
    typed = [value for value in answers.values() if isinstance(value, str) and any(map(str.isalpha, value))]
    letters = [letter for value in typed for letter in value if letter.isalpha()]
    loud = [value for value in typed if value.isupper() and len(value) > 3]
    return len(loud) >= 2 and sum(map(str.isupper, letters)) * 10 > len(letters) * 7


def quiet(text: str, proper: bool) -> str:
    """An answer typed in capitals in small letters, codes such as ST25, XL and OCOP kept."""
    if not text.isupper():
        return text
    words = [
        word if _CODES.fullmatch(word.strip(",.;")) else (word.capitalize() if proper else word.lower())
        for word in text.split()
    ]
    return " ".join(words)


_PERSON = re.compile(r"(?<!\w)(?:nhà )?(tôi|tui|em|mình|tụi tui|chúng tôi|tụi em)(?!\w)(?! bé| út)", re.IGNORECASE)
_HOUSE = re.compile(r"(?<!\w)(?P<cap>[Nn])hà (?:tôi|tui|em|mình)(?!\w)")
_START = re.compile(r"^(?:nhà )?(?:tôi|tui|em|mình|tụi tui|tụi em|chúng tôi)(?!\w)(?! bé| út)", re.IGNORECASE)


@lru_cache(maxsize=1024)
def speaker_of(own_words: str) -> str:
    """How the vendor speaks of the household in the own words: "nhà tôi", "nhà em" …; "nhà mình" where unsaid."""
    for found in _PERSON.finditer(own_words[:2000]):
        before = own_words[: found.start()].lower().split()[-1:]
        if before not in (["trẻ"], ["chị"], ["anh"], ["một"], ["tự"], ["các"], ["cho"], ["bé"]):
            return f"nhà {found[1].lower().removeprefix('tụi ').removeprefix('chúng ')}"
    return "nhà mình"


def in_person(sentence: str, speaker: str) -> str:
    """A sentence of the answers in the one person of the text."""
    started = _START.sub(speaker, sentence)
    return first_capital(_HOUSE.sub(lambda found: ("N" if found["cap"] == "N" else "n") + speaker[1:], started))

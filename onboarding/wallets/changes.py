"""Diff of a provider's file in words, for whoever reviews it: "phí: trống → “…”, đọc ngày 24/11/2026".

>>> from onboarding.wallets.reference_data import load_reference
>>> old = load_reference().providers["bidv"]
>>> new = msgspec.structs.replace(old, url="https://www.bidv.com.vn/", fees=old.facts[0])
>>> print(*diff_words(old, new), sep="\\n")
trang chính thức: https://bidv.com.vn/ → https://www.bidv.com.vn/
phí: trống → “MyShop Pro trong SmartBanking: tài khoản hộ và cá nhân cùng một đăng nhập”, đọc ngày 24/11/2026
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from ..languages import N_, say
from ..languages import day as day_text
from .labels import BASIS_WORDS, KIND_WORDS, WHO_WORDS
from .schema import Provider, StepDefinition

LABELS = {
    "name": N_("tên"),
    "kind": N_("loại"),
    "classes": N_("loại tài khoản"),
    "url": N_("trang chính thức"),
    "operator": N_("nhà mạng"),
    "fees": N_("phí"),
    "review_time": N_("thời gian xét duyệt"),
    "hotline": N_("số hỗ trợ"),
    "speaker": N_("giá loa"),
    "facts": N_("điều đã đọc"),
}
STEP_LABELS = {
    "title": N_("việc"),
    "who": N_("ai làm"),
    "ways": N_("cách làm"),
    "needs": N_("cần trước"),
    "gives": N_("làm xong thì có"),
    "replaces": N_("thay bước"),
    "extends": N_("thêm vào bước"),
    "documents": N_("giấy tờ"),
    "law": N_("văn bản"),
    "source": N_("nguồn"),
    "verified": N_("đã kiểm chứng"),
    "basis": N_("căn cứ"),
    "as_of": N_("đọc ngày"),
    "recheck": N_("cần đọc lại"),
    "when": N_("điều kiện"),
    "blocks": N_("phải xong trước"),
    "stops": N_("lý do dừng"),
    "notes": N_("ghi chú"),
}
"""What the keys of a provider's file, and of its steps, are called."""

_CODES = {**WHO_WORDS, **BASIS_WORDS, **KIND_WORDS}


def diff_words(old: Provider, new: Provider, language: str = "vi") -> list[str]:
    """What changed between two versions of a provider's file, a line each; empty when nothing did."""
    lines = _changed(old, new, LABELS, "", language)
    before, after = {step.id: step for step in old.steps}, {step.id: step for step in new.steps}
    for name in dict.fromkeys([*before, *after]):
        lines += _step(name, before.get(name), after.get(name), language)
    if not lines and [*before] != [*after]:
        lines = [say(language, "thứ tự các bước: {steps}", steps=", ".join(after))]
    return lines


def _step(name: str, old: StepDefinition | None, new: StepDefinition | None, language: str) -> list[str]:
    if old and new:
        return _changed(old, new, STEP_LABELS, f"{name}, ", language)
    if new:
        return [say(language, "bước mới {name}: {title}", name=name, title=new.title.in_(language))]
    return [say(language, "bỏ bước {name}: {title}", name=name, title=old.title.in_(language))] if old else []


def _changed(
    old: StepDefinition | Provider, new: StepDefinition | Provider, labels: dict[str, str], of: str, language: str
) -> list[str]:
    pairs = ((label, getattr(old, key), getattr(new, key)) for key, label in labels.items())
    return [
        f"{of}{say(language, label)}: {_words(before, language)} → {_words(after, language)}"
        for label, before, after in pairs
        if before != after
    ]


def _words(value: Any, language: str) -> str:
    """A value as a person reads it; nothing at all is "trống"."""
    if isinstance(value, date):
        return day_text(value, language)
    return _plain(msgspec.to_builtins(value), language) or say(language, "trống")


def _plain(value: Any, language: str) -> str:
    if isinstance(value, Mapping):
        return _table(value, language)
    if isinstance(value, list | tuple):
        return "; ".join(_plain(inner, language) for inner in value)
    if isinstance(value, bool):
        return say(language, "có") if value else say(language, "không")
    if value in _CODES:
        return say(language, _CODES[value])
    return "" if value is None else str(value)


def _table(value: Mapping[str, Any], language: str) -> str:
    if "vi" in value:
        return str(value.get(language) or value["vi"])
    if "text" in value and "as_of" in value:
        read_on = day_text(date.fromisoformat(value["as_of"]), language)
        return say(language, "“{text}”, đọc ngày {day}", text=_plain(value["text"], language), day=read_on)
    if "text" in value:
        return _plain(value["text"], language)
    parts = ((key, _plain(inner, language)) for key, inner in value.items())
    return ", ".join(f"{key} {text}" for key, text in parts if text)

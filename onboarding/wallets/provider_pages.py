"""A provider's file in words: its page in Vietnamese, for a bank or ward officer to correct, and the diff of two files.

`python -m onboarding facts --pages docs/providers` writes them; a test keeps them equal to the files.

>>> old = load_reference().providers["bidv"]
>>> new = msgspec.structs.replace(old, url="https://www.bidv.com.vn/", fees=old.facts[0])
>>> print(*diff_words(old, new), sep="\\n")
trang chính thức: https://bidv.com.vn/ → https://www.bidv.com.vn/
phí: trống → “MyShop Pro trong SmartBanking: tài khoản hộ và cá nhân cùng một đăng nhập”, đọc ngày 24/11/2026
"""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from ..languages import N_, say
from ..languages import day as day_text
from .freshness import doubts_about, texts
from .labels import BASIS_WORDS, BLANKS, KIND_WORDS, WHO_WORDS
from .reference_data import ReferenceData, load_reference
from .schema import Provider, Statement, StepDefinition

MADE = "<!-- Tạo từ onboarding/wallets/ bằng lệnh: python -m onboarding facts --pages docs/providers -->"
HELP = (
    "Thấy chỗ nào sai hay thiếu, xin ghi lại: mã của bước, điều đúng, trang chính thức nào nói vậy, đọc ngày nào. "
    "Gửi người giữ bộ hỗ trợ này, hoặc sửa thẳng tệp `onboarding/wallets/providers/{code}.toml`."
)


def pages(reference: ReferenceData | None = None) -> dict[str, str]:
    """Every page by file name, and `README.md` that lists them."""
    reference = reference or load_reference()
    by_file = {f"{code}.md": page(provider, reference) for code, provider in reference.providers.items()}
    return {"README.md": _index(reference), **by_file}


def write_pages(folder: Path, reference: ReferenceData | None = None) -> list[Path]:
    """The pages written into a folder; gives back their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in pages(reference).items():
        written.append(folder / name)
        written[-1].write_text(text, "utf8")
    return written


def page(provider: Provider, reference: ReferenceData) -> str:
    """One provider's page as Markdown."""
    day = max(step.as_of for step in provider.steps)
    parts = [
        MADE,
        f"# {provider.name}",
        f"{say('vi', KIND_WORDS[provider.kind])} · trang chính thức: <{provider.url}> · ngày {day_text(day, 'vi')}",
        HELP.format(code=provider.code),
        "## Phí, xét duyệt, hỗ trợ (chỗ chấm: chưa ai kiểm chứng)",
        _blanks(provider, reference, day),
        "## Bước riêng của nơi này",
        *(_step(step, reference, day) for step in provider.steps),
    ]
    for code in provider.classes:
        kind = reference.classes[code]
        parts += [f"## {kind.name.vi}", f"Hạn mức: {_statement(kind.limit, reference, day)}"]
        parts += [_step(step, reference, day) for step in kind.steps]
    parts += (
        ["## Điều đã đọc", *(f"- {_statement(fact, reference, day)}" for fact in provider.facts)]
        if provider.facts
        else []
    )
    parts.append("Các bước chung trước và sau, giống nhau ở mọi nơi: xem [README](README.md).")
    return "\n\n".join(parts) + "\n"


def _index(reference: ReferenceData) -> str:
    day = max(step.as_of for step in reference.before)
    by_name = sorted(reference.providers.values(), key=lambda provider: provider.name.casefold())
    rows = [
        f"| [{each.name}]({each.code}.md) | {say('vi', KIND_WORDS[each.kind])} | <{each.url}> |" for each in by_name
    ]
    parts = [
        MADE,
        "# Nhà cung cấp",
        "Xếp theo tên, không xếp hạng. Mỗi trang được tạo từ dữ liệu, để ngân hàng, ví, nhà mạng hay cán bộ xã "
        "sửa được mà không cần biết lập trình.",
        "\n".join(["| Nơi | Loại | Trang chính thức |", "|---|---|---|", *rows]),
        "## Bước chung, trước khi mở",
        *(_step(step, reference, day) for step in reference.before),
        "## Bước chung, sau khi mở",
        *(_step(step, reference, day) for step in reference.after),
    ]
    return "\n\n".join(parts) + "\n"


def _blanks(provider: Provider, reference: ReferenceData, day: date) -> str:
    statements = {key: getattr(provider, key) for key in BLANKS}
    values = {
        key: _statement(statement, reference, day) if statement else "……… (đọc ngày ………, ở trang ………)"
        for key, statement in statements.items()
    }
    return "\n".join(f"- {say('vi', BLANKS[key])}: {value}" for key, value in values.items())


def _statement(statement: Statement, reference: ReferenceData, day: date) -> str:
    return f"{reference.fill(statement.text, day).vi} ({_where(statement.source, reference)})"


def _step(step: StepDefinition, reference: ReferenceData, day: date) -> str:
    doubts = doubts_about(step, reference, day, law=step.law, texts=texts(step))
    lines = [
        f"### {step.id}: {reference.fill(step.title, day).vi}",
        f"- Ai làm: {say('vi', WHO_WORDS[step.who])}",
        *([f"- Giấy tờ: {_papers(step, reference)}"] if step.documents else []),
        *([f"- Văn bản: {'; '.join(_laws(step.law, reference))}"] if step.law else []),
        f"- Nguồn: {_where(step.source, reference)}",
        f"- Căn cứ: {say('vi', BASIS_WORDS[step.basis])}; ghi ngày {day_text(step.as_of, 'vi')}",
        *(f"- Cần đọc lại trang chính thức: {say('vi', code)}" for code in doubts),
        *(f"- Ghi chú: {reference.fill(note.text, day).vi}" for note in step.notes),
    ]
    return "\n".join([lines[0], "", *lines[1:]])


def _papers(step: StepDefinition, reference: ReferenceData) -> str:
    named = ((reference.documents[name.removesuffix("?")].name.vi, name.endswith("?")) for name in step.documents)
    return "; ".join(f"{name} (nếu có)" if optional else name for name, optional in named)


def _laws(names: Iterable[str], reference: ReferenceData) -> list[str]:
    return [reference.laws[name.partition(".")[0]].title for name in names]


def _where(names: tuple[str, ...], reference: ReferenceData) -> str:
    sources = (reference.sources[name] for name in names)
    links = [f"[{page.publisher}]({page.url}), {page.day}, hạng {page.grade}" for page in sources]
    return "; ".join(links) or "chưa có nguồn"


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
    lines = _changes(old, new, LABELS, "", language)
    before, after = {step.id: step for step in old.steps}, {step.id: step for step in new.steps}
    for name in dict.fromkeys([*before, *after]):
        lines += _step_changes(name, before.get(name), after.get(name), language)
    if not lines and [*before] != [*after]:
        lines = [say(language, "thứ tự các bước: {steps}", steps=", ".join(after))]
    return lines


def _step_changes(name: str, old: StepDefinition | None, new: StepDefinition | None, language: str) -> list[str]:
    if old and new:
        return _changes(old, new, STEP_LABELS, f"{name}, ", language)
    if new:
        return [say(language, "bước mới {name}: {title}", name=name, title=new.title.in_(language))]
    return [say(language, "bỏ bước {name}: {title}", name=name, title=old.title.in_(language))] if old else []


def _changes(
    old: StepDefinition | Provider, new: StepDefinition | Provider, labels: dict[str, str], of: str, language: str
) -> list[str]:
    pairs = ((label, getattr(old, key), getattr(new, key)) for key, label in labels.items())
    return [
        f"{of}{say(language, label)}: {_in_words(before, language)} → {_in_words(after, language)}"
        for label, before, after in pairs
        if before != after
    ]


def _in_words(value: Any, language: str) -> str:
    """A value as a person reads it; nothing at all is "trống"."""
    if isinstance(value, date):
        return day_text(value, language)
    return _plain(msgspec.to_builtins(value), language) or say(language, "trống")


def _plain(value: Any, language: str) -> str:
    if isinstance(value, Mapping):
        return _mapping(value, language)
    if isinstance(value, list | tuple):
        return "; ".join(_plain(inner, language) for inner in value)
    if isinstance(value, bool):
        return say(language, "có") if value else say(language, "không")
    if value in _CODES:
        return say(language, _CODES[value])
    return "" if value is None else str(value)


def _mapping(value: Mapping[str, Any], language: str) -> str:
    if "vi" in value:
        return str(value.get(language) or value["vi"])
    if "text" in value and "as_of" in value:
        read_on = day_text(date.fromisoformat(value["as_of"]), language)
        return say(language, "“{text}”, đọc ngày {day}", text=_plain(value["text"], language), day=read_on)
    if "text" in value:
        return _plain(value["text"], language)
    parts = ((key, _plain(inner, language)) for key, inner in value.items())
    return ", ".join(f"{key} {text}" for key, text in parts if text)

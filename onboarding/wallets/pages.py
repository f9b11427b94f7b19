"""A page for each provider, in Vietnamese, made from its file, so that a bank or a ward officer can correct it.

`python -m onboarding facts --pages docs/providers` writes them; a test keeps them equal to the files.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from ..languages import day as day_text
from ..languages import say
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
    made = {f"{code}.md": page(provider, reference) for code, provider in reference.providers.items()}
    return {"README.md": _index(reference), **made}


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
    named = sorted(reference.providers.values(), key=lambda one: one.name.casefold())
    rows = [f"| [{one.name}]({one.code}.md) | {say('vi', KIND_WORDS[one.kind])} | <{one.url}> |" for one in named]
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
    told = {key: getattr(provider, key) for key in BLANKS}
    return "\n".join(
        f"- {say('vi', BLANKS[key])}: {_statement(one, reference, day) if one else '……… (đọc ngày ………, ở trang ………)'}"
        for key, one in told.items()
    )


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
    found = (reference.sources[name] for name in names)
    links = [f"[{one.publisher}]({one.url}), {one.day}, hạng {one.grade}" for one in found]
    return "; ".join(links) or "chưa có nguồn"

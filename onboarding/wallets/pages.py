"""A page for each provider, in Vietnamese, made from its file, so that a bank or a ward officer can correct it.

`python -m onboarding facts --pages docs/providers` writes them; a test keeps them equal to the files.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from ..languages import day as day_text
from ..languages import say
from .freshness import amber
from .labels import BASIS_WORDS, BLANKS, KIND_WORDS, WHO_WORDS
from .reference_data import Book, read_book
from .schema import Item, Provider, Told
from .upkeep import texts

MADE = "<!-- Tạo từ onboarding/wallets/ bằng lệnh: python -m onboarding facts --pages docs/providers -->"
HELP = (
    "Thấy chỗ nào sai hay thiếu, xin ghi lại: mã của bước, điều đúng, trang chính thức nào nói vậy, đọc ngày nào. "
    "Gửi người giữ bộ hỗ trợ này, hoặc sửa thẳng tệp `onboarding/wallets/providers/{code}.toml`."
)


def pages(book: Book | None = None) -> dict[str, str]:
    """Every page by file name, and `README.md` that lists them."""
    book = book or read_book()
    made = {f"{code}.md": page(provider, book) for code, provider in book.providers.items()}
    return {"README.md": _index(book), **made}


def write_pages(folder: Path, book: Book | None = None) -> list[Path]:
    """The pages written into a folder; gives back their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in pages(book).items():
        written.append(folder / name)
        written[-1].write_text(text, "utf8")
    return written


def page(provider: Provider, book: Book) -> str:
    """One provider's page as Markdown."""
    day = max(step.as_of for step in provider.steps)
    parts = [
        MADE,
        f"# {provider.name}",
        f"{say('vi', KIND_WORDS[provider.kind])} · trang chính thức: <{provider.url}> · ngày {day_text(day, 'vi')}",
        HELP.format(code=provider.code),
        "## Phí, xét duyệt, hỗ trợ (chỗ chấm: chưa ai kiểm chứng)",
        _blanks(provider, book, day),
        "## Bước riêng của nơi này",
        *(_step(step, book, day) for step in provider.steps),
    ]
    for code in provider.classes:
        kind = book.classes[code]
        parts += [f"## {kind.name.vi}", f"Hạn mức: {_told(kind.limit, book, day)}"]
        parts += [_step(step, book, day) for step in kind.steps]
    parts += ["## Điều đã đọc", *(f"- {_told(fact, book, day)}" for fact in provider.facts)] if provider.facts else []
    parts.append("Các bước chung trước và sau, giống nhau ở mọi nơi: xem [README](README.md).")
    return "\n\n".join(parts) + "\n"


def _index(book: Book) -> str:
    day = max(step.as_of for step in book.before)
    named = sorted(book.providers.values(), key=lambda one: one.name.casefold())
    rows = [f"| [{one.name}]({one.code}.md) | {say('vi', KIND_WORDS[one.kind])} | <{one.url}> |" for one in named]
    parts = [
        MADE,
        "# Nhà cung cấp",
        "Xếp theo tên, không xếp hạng. Mỗi trang được tạo từ dữ liệu, để ngân hàng, ví, nhà mạng hay cán bộ xã "
        "sửa được mà không cần biết lập trình.",
        "\n".join(["| Nơi | Loại | Trang chính thức |", "|---|---|---|", *rows]),
        "## Bước chung, trước khi mở",
        *(_step(step, book, day) for step in book.before),
        "## Bước chung, sau khi mở",
        *(_step(step, book, day) for step in book.after),
    ]
    return "\n\n".join(parts) + "\n"


def _blanks(provider: Provider, book: Book, day: date) -> str:
    told = {key: getattr(provider, key) for key in BLANKS}
    return "\n".join(
        f"- {say('vi', BLANKS[key])}: {_told(one, book, day) if one else '……… (đọc ngày ………, ở trang ………)'}"
        for key, one in told.items()
    )


def _told(told: Told, book: Book, day: date) -> str:
    return f"{book.fill(told.text, day).vi} ({_where(told.source, book)})"


def _step(step: Item, book: Book, day: date) -> str:
    doubts = amber(step, book, day, recheck=step.recheck, law=step.law, texts=texts(step))
    lines = [
        f"### {step.id}: {book.fill(step.title, day).vi}",
        f"- Ai làm: {say('vi', WHO_WORDS[step.who])}",
        *([f"- Giấy tờ: {_papers(step, book)}"] if step.documents else []),
        *([f"- Văn bản: {'; '.join(_laws(step.law, book))}"] if step.law else []),
        f"- Nguồn: {_where(step.source, book)}",
        f"- Căn cứ: {say('vi', BASIS_WORDS[step.basis])}; ghi ngày {day_text(step.as_of, 'vi')}",
        *(f"- Cần đọc lại trang chính thức: {say('vi', code)}" for code in doubts),
        *(f"- Ghi chú: {book.fill(note.text, day).vi}" for note in step.notes),
    ]
    return "\n".join([lines[0], "", *lines[1:]])


def _papers(step: Item, book: Book) -> str:
    named = ((book.documents[name.removesuffix("?")].name.vi, name.endswith("?")) for name in step.documents)
    return "; ".join(f"{name} (nếu có)" if optional else name for name, optional in named)


def _laws(names: Iterable[str], book: Book) -> list[str]:
    return [book.laws[name.partition(".")[0]].title for name in names]


def _where(names: tuple[str, ...], book: Book) -> str:
    found = (book.sources[name] for name in names)
    links = [f"[{one.publisher}]({one.url}), {one.day}, hạng {one.grade}" for one in found]
    return "; ".join(links) or "chưa có nguồn"

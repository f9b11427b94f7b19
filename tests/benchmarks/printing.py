"""A warm pack of every sheet against an empty typst page; `python tests/benchmarks/printing.py`.

Two ways of being warm: the same visit made again, as the wizard does at every preview and download, and another
visit each time (other names, account, photo), of which no text is remembered. The empty page is compiled as anyone
compiles one: `typst.compile` with the same fonts.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from statistics import median

import typst
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[2]))
from onboarding.payments.symbol import draw
from onboarding.printing import (
    Agreed,
    Blank,
    Call,
    ChannelText,
    Code,
    Danger,
    PackContents,
    Product,
    Receipt,
    Step,
    bundle,
    pack,
    pages,
    phone_page,
    picture,
    receipt_picture,
    sheets,
    usual,
)
from onboarding.printing.font_metrics import FONTS
from onboarding.services.verify_codes import verify_codes_on_pages

ROUNDS = 15


def code_text(number: int) -> str:
    """What the code of that visit says."""
    return f"00020101021138570010A000000727012700069704360113001100{number:07}0208QRIBFTTA53037045802VN6304B3C2"


def visit(number: int) -> PackContents:
    """Another visit each time: 26 steps, three channels, one photo of 1200 pixels and 250 KB, seven dangers."""
    jpeg = BytesIO()
    Image.effect_noise((1200, 1200), 11 + number % 7).convert("RGB").save(jpeg, "JPEG", quality=70)
    steps = tuple(Step(title=f"Việc {n} của lượt {number}", who="Chủ hộ", due="Hôm nay") for n in range(26))
    texts = tuple(
        ChannelText(channel=f"Nơi {n}", title=f"Mật ong {number}", text=f"Mật ong rừng số {number}.\n" * 6)
        for n in "123"
    )
    return PackContents(
        business=f"Hộ mẫu {number} Mật ong rừng",
        day=date(2026, 11, 24),
        code=Code(
            symbol=draw(code_text(number)),
            bank="Vietcombank",
            last_four=f"{number:04}",
            holder="NGUYEN THI MAU",
            number="1",
        ),
        products=(Product(title=f"Mật ong {number}", price=180000 + number, texts=texts, photos=(jpeg.getvalue(),)),),
        provider="Ví Mẫu",
        steps=steps,
        next_steps=steps[:3],
        calls=tuple(Call(label=f"Tổ {n} của lượt {number}", number="156") for n in range(4)),
        blanks=tuple(Blank(label=f"Phí {n}") for n in range(4)),
        dangers=tuple(Danger(title=f"Chiêu {n}", text=f"Cách tránh {number}. Gác máy.", source="A") for n in range(7)),
        consent=Receipt(answers=(Agreed(purpose="Ghi lượt hỗ trợ", yes=True),), number=str(number)),
    )


def cpu(work: Callable[[int], object], number: int) -> float:
    before = time.process_time()
    work(number)
    return (time.process_time() - before) * 1000


def milliseconds(work: Callable[[int], object], rounds: int = ROUNDS) -> float:
    return median([cpu(work, number) for number in range(rounds)][2:])


def empty_page(_number: int) -> bytes:
    """An empty page as anyone compiles one."""
    return typst.compile(b"", font_paths=[str(FONTS)], ignore_system_fonts=True)


def times_empty(work: Callable[[int], object]) -> float:
    """How much more than an empty page it takes, the two in turns: other work on the machine slows both."""
    return median([cpu(work, number) / cpu(empty_page, number) for number in range(ROUNDS)][2:])


def main() -> None:
    visits = [visit(number) for number in range(ROUNDS)]
    for contents in visits:
        assert contents.code
        contents.code.symbol.svg()  # drawn by payments, which has its own benchmark
    empty = milliseconds(empty_page)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "empty.typ")
        page.write_text("", "utf8")
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
        held = typst.Compiler(page, root=folder, font_paths=fonts)
        kept = milliseconds(lambda n: held.compile(sys_inputs={"n": str(n)}))
    print(f"empty typst page: {empty:.1f} ms; by a kept compiler {kept:.1f} ms")
    report("usual", usual(visits[0]), visits)
    pdf = report("every", tuple(code for code, sheet in sheets().items() if sheet.ready(visits[0])), visits)
    zipped, page = milliseconds(lambda n: bundle(visits[n], pdf)), milliseconds(lambda n: phone_page(visits[n]))
    print(f"bundle {zipped:.1f} ms, of it the page {page:.1f} ms")
    print(f"receipt picture {milliseconds(lambda n: receipt_picture(visits[n])):.1f} ms")
    print(f"preview, a page at 110 dpi: {milliseconds(lambda n: picture(pdf, 0, 110), 6):.0f} ms")


def report(name: str, chosen: tuple[str, ...], visits: list[PackContents]) -> bytes:
    """Prints the cost of a pack of these sheets and of reading its codes back as the hand-over does; gives a pack."""
    first = cpu(lambda n: pack(visits[n], chosen), 0)
    pdf = pack(visits[0], chosen)
    again, other = times_empty(lambda n: pack(visits[0], chosen)), times_empty(lambda n: pack(visits[n], chosen))
    print(f"{name} sheets, {len(pages(pdf, 20))} pages: first {first:.0f} ms")
    print(f"  to an empty page: same visit {again:.2f} (at most 5), another visit {other:.2f} (20)")
    symbols = sum(sheet.symbols for code, sheet in sheets().items() if code in chosen and "code" in sheet.needs)
    read = milliseconds(lambda n: verify_codes_on_pages(pdf, {code_text(0): symbols}), 5)
    print(f"  its {symbols} symbols read back by both decoders: {read:.0f} ms")
    return pdf


if __name__ == "__main__":
    main()

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
from onboarding.payments.pictures import grey
from onboarding.payments.readback import DECODERS
from onboarding.payments.symbol import draw
from onboarding.printing import (
    Agreed,
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
)
from onboarding.printing.font_metrics import FONTS
from onboarding.services.verify_codes import verify_codes_on_pages

ROUNDS = 15


def code_text(number: int) -> str:
    """What the code of that visit says."""
    return f"00020101021138570010A000000727012700069704360113001100{number:07}0208QRIBFTTA53037045802VN6304B3C2"


def visit(number: int) -> PackContents:
    """Another visit each time: 26 steps, three channels, one photo of 1200 pixels and 250 KB, seven dangers."""
    kept = BytesIO()
    Image.effect_noise((1200, 1200), 11 + number % 7).convert("RGB").save(kept, "JPEG", quality=70)
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
        products=(Product(title=f"Mật ong {number}", price=180000 + number, texts=texts, photos=(kept.getvalue(),)),),
        provider="Ví Mẫu",
        steps=tuple(Step(title=f"Việc {n} của lượt {number}", who="Chủ hộ", due="Hôm nay") for n in range(26)),
        dangers=tuple(Danger(title=f"Chiêu {n}", text=f"Cách tránh {number}. Gác máy.", source="A") for n in range(7)),
        consent=Receipt(answers=(Agreed(purpose="Ghi lượt hỗ trợ", yes=True),), number=str(number)),
    )


def milliseconds(work: Callable[[int], object], rounds: int = ROUNDS) -> float:
    taken = []
    for number in range(rounds):
        before = time.process_time()
        work(number)
        taken.append((time.process_time() - before) * 1000)
    return median(taken[2:])


def main() -> None:
    visits = [visit(number) for number in range(ROUNDS)]
    for contents in visits:
        assert contents.code
        contents.code.symbol.svg()  # drawn by payments, which has its own benchmark
    empty = milliseconds(lambda n: typst.compile(b"", font_paths=[str(FONTS)], ignore_system_fonts=True))
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "empty.typ")
        page.write_text("", "utf8")
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
        held = typst.Compiler(page, root=folder, font_paths=fonts)
        kept = milliseconds(lambda n: held.compile(sys_inputs={"n": str(n)}))
    before = time.process_time()
    pdf = pack(visits[0])
    first = (time.process_time() - before) * 1000
    again, other = milliseconds(lambda n: pack(visits[0])), milliseconds(lambda n: pack(visits[n]))
    print(f"empty typst page: {empty:.1f} ms; by a kept compiler {kept:.1f} ms")
    many = len(pages(pdf, 20))
    print(f"every sheet, {many} pages: first {first:.0f}, same visit again {again:.1f}, another {other:.1f} ms")
    print(
        f"ratio to an empty typst page: same visit {again / empty:.2f} (at most 5), another visit {other / empty:.2f}"
    )
    print(f"a page of another visit's pack to an empty page: {other / empty / many:.2f}")
    zipped, page = milliseconds(lambda n: bundle(visits[n], pdf)), milliseconds(lambda n: phone_page(visits[n]))
    print(f"bundle {zipped:.1f} ms, of it the page {page:.1f} ms")
    print(f"receipt picture {milliseconds(lambda n: receipt_picture(visits[n])):.1f} ms")
    print(f"preview, a page at 110 dpi: {milliseconds(lambda n: picture(pdf, 0, 110), 6):.0f} ms")
    text = code_text(0)
    near, whole = (milliseconds(lambda n, read=read: read(pdf, text), 5) for read in (from_nearby, over_whole_pages))
    print(f"read back by both decoders: from nearby {near:.0f} ms, over whole pages {whole:.0f} ms")


def from_nearby(pdf: bytes, text: str) -> None:
    """As the hand-over does it: thirteen symbols."""
    verify_codes_on_pages(pdf, {text: 13})


def over_whole_pages(pdf: bytes, text: str) -> None:
    """Both decoders over every page at 150 dpi, as it was done before."""
    for page in pages(pdf, 150, grey=True):
        for decoder in DECODERS.values():
            assert set(decoder(grey(page))) <= {text}


if __name__ == "__main__":
    main()

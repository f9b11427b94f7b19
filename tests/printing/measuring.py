"""What the tests of the paper measure with: hard contents, and where letters and symbols stand on a page."""

import msgspec
import numpy as np
import pypdfium2
import zxingcpp

from onboarding.printing import PackContents

with_ = msgspec.structs.replace
LONG_NAME = ("Hộ kinh doanh Nguyễn Thị Thuỳ Trang, mật ong rừng nguyên chất và trà a-ti-sô " * 4)[:300]
ADDRESS = "\n".join(f"Dòng {n}: thôn Đoàn Kết, xã Đạ Huoai, tỉnh Lâm Đồng" for n in range(1, 13))


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").replace("\ufffe", "").split())


def every_text(value, **changes):
    """The same record with each text in it made by `changes[field]`, parts inside included."""
    if isinstance(value, msgspec.Struct):
        made = {name: every_text(getattr(value, name), **changes) for name in value.__struct_fields__}
        return with_(value, **{**made, **{name: text for name, text in changes.items() if name in made}})
    return tuple(every_text(each, **changes) for each in value) if isinstance(value, tuple) else value


def hard(contents: PackContents) -> dict[str, PackContents]:
    code, product = contents.code, contents.products[0]
    texts = tuple(with_(text, text="\n".join([text.text] * 30)) for text in product.texts)
    dear = with_(code, title=LONG_NAME, amount=1_250_000_000)
    billion = with_(product, title=LONG_NAME, price=999_999_999_999, unit="thùng 24 chai", photos=(), texts=texts)
    wide = "W" * 100
    unbroken = dict.fromkeys(("business", "address", "bank", "holder", "title", "who", "purpose", "unit"), wide)
    return {
        "long": with_(
            contents,
            business=LONG_NAME,
            address=ADDRESS,
            code=with_(code, bank="Ngân hàng Thương mại Cổ phần Đầu tư và Phát triển Việt Nam", amount=1_250_000_000),
            codes=(dear,) * 7,
            products=(billion,),
        ),
        "unbroken": every_text(contents, **unbroken, channel=wide, text=wide * 20, source=wide, documents=(wide,) * 5),
        "one letter": every_text(contents, business="X", owner="", address="", phone="", holder="X", title="X"),
        "big": with_(contents, big=True),
        "aloud": with_(contents, aloud=True),
        "big, aloud, English": with_(contents, big=True, aloud=True, lang="en", code=with_(code, amount=125000)),
    }


def boxes(page: pypdfium2.PdfPage) -> np.ndarray:
    """Left, bottom, right, top of every printed letter, in points."""
    text = page.get_textpage()
    found = [text.get_charbox(at) for at in range(text.count_chars()) if text.get_text_range(at, 1).strip()]
    return np.array([box for box in found if box[2] > box[0]])


def overlaps(letters: np.ndarray) -> int:
    """Pairs of letters that lie on each other by a third; a ligature's letters share one box and do not count."""
    low, high = letters[:, None, :], letters[None, :, :]
    wide = np.minimum(low[..., 2], high[..., 2]) - np.maximum(low[..., 0], high[..., 0])
    tall = np.minimum(low[..., 3], high[..., 3]) - np.maximum(low[..., 1], high[..., 1])
    area = (letters[:, 2] - letters[:, 0]) * (letters[:, 3] - letters[:, 1])
    shared = np.where((wide > 0) & (tall > 0), wide * tall, 0) / np.minimum(area[:, None], area[None, :])
    same = (low == high).all(axis=2)
    return int(((shared > 1 / 3) & ~same).sum())


def symbols(page: pypdfium2.PdfPage, modules: int) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right, top of each symbol on a page with its quiet zone, in points."""
    found = []
    for code in zxingcpp.read_barcodes(page.render(scale=2).to_pil()):
        corners = [getattr(code.position, at) for at in ("top_left", "top_right", "bottom_left", "bottom_right")]
        across, down = [corner.x / 2 for corner in corners], [page.get_height() - corner.y / 2 for corner in corners]
        quiet = (max(across) - min(across)) / modules * 3.8
        found.append((min(across) - quiet, min(down) - quiet, max(across) + quiet, max(down) + quiet))
    return found

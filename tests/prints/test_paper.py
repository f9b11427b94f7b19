"""The pack as a PDF: right letters, right tags, nothing that acts, nothing that leaves its place."""

import unicodedata
from io import BytesIO

import msgspec
import numpy as np
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from onboarding.errors import OnboardingError
from onboarding.prints import PackContents, pack, pages, sheets

with_ = msgspec.structs.replace
LETTERS = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
    "AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬBCDĐEÈẺẼÉẸÊỀỂỄẾỆGHIÌỈĨÍỊKLMNOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢPQRSTUÙỦŨÚỤƯỪỬỮỨỰVXYỲỶỸÝỴ"
)
MARKED = [letter for letter in LETTERS if not letter.isascii()]
ONE_PAGE = {"tent": 1, "poster": 1, "pocket_card": 1, "stickers": 1, "table_card": 2}
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


@pytest.mark.parametrize("case", ["long", "unbroken", "one letter", "big", "aloud", "big, aloud, English"])
def test_nothing_leaves_the_page_and_nothing_lies_on_another(contents, case):
    edge = 4 / 25.4 * 72
    with pypdfium2.PdfDocument(pack(hard(contents)[case])) as document:
        for number, page in enumerate(document, 1):
            letters, (width, height) = boxes(page), page.get_size()
            assert letters[:, :2].min() >= edge, number
            assert letters[:, 2].max() <= width - edge, number
            assert letters[:, 3].max() <= height - edge, number
            assert overlaps(letters) == 0, number


@pytest.mark.parametrize("case", ["long", "unbroken", "one letter", "big", "big, aloud, English"])
@pytest.mark.parametrize("sheet", ONE_PAGE)
def test_a_card_stays_on_its_page_and_no_letter_stands_in_its_symbol(contents, case, sheet):
    with pypdfium2.PdfDocument(pack(hard(contents)[case], (sheet,))) as document:
        assert len(document) == ONE_PAGE[sheet]
        page = document[0]
        letters, found = boxes(page), symbols(page, contents.code.symbol.matrix.shape[0])
        assert found
        for left, bottom, right, top in found:
            apart = (letters[:, 2] < left) | (letters[:, 0] > right) | (letters[:, 3] < bottom) | (letters[:, 1] > top)
            assert apart.all()


def test_nothing_is_cut_off(contents):
    hardest = hard(contents)["long"]
    said = squeezed(text_of(pack(hardest)))
    assert said.count(squeezed(LONG_NAME)) >= 12
    assert squeezed(ADDRESS) in said
    for text in hardest.products[0].texts:
        assert squeezed(text.text.splitlines()[-1]) in said
        assert squeezed(text.title) in said
    assert "999.999.999.999₫" in said
    assert "1.250.000.000₫" in said
    assert hardest.code is not None
    assert squeezed(hardest.code.bank) in said


def test_a_title_the_text_begins_with_is_printed_once(contents):
    title = contents.products[0].texts[1].title
    only = with_(contents.products[0], title="X", texts=contents.products[0].texts[1:])
    plain = with_(contents, business="Y", products=(only,))
    assert text_of(pack(plain, ("listing",))).count(title) == 1


def test_all_134_vietnamese_letters_come_back_as_they_went_in(contents):
    assert len(set(MARKED)) == 134
    broken_up = unicodedata.normalize("NFD", " ".join(MARKED))
    product = with_(contents.products[0], texts=(with_(contents.products[0].texts[0], text=broken_up),))
    said = text_of(pack(with_(contents, products=(product,)), ("listing",)))
    assert squeezed("".join(MARKED)) in squeezed(said)
    assert unicodedata.is_normalized("NFC", said)


def test_the_pdf_is_tagged_in_vietnamese_with_a_title_and_its_font_inside(contents):
    with pikepdf.open(BytesIO(pack(contents))) as pdf:
        assert str(pdf.Root.Lang) == "vi"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert pdf.Root.StructTreeRoot.K is not None
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert "Hộ mẫu 1" in about["dc:title"]
        fonts = [font for page in pdf.pages for font in page.Resources.get("/Font", {}).values()]
        assert fonts
        for font in fonts:
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            assert {"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys())
            assert "BeVietnamPro" in str(font.BaseFont)


def test_the_symbol_and_the_photo_are_told_in_words(contents):
    with pikepdf.open(BytesIO(pack(contents, ("table_card", "listing")))) as pdf:
        told = [str(thing.Alt) for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing]
    assert any("Vietcombank" in words and "4567" in words for words in told)
    assert any("Mật ong rừng nguyên chất" in words for words in told)


def test_the_same_contents_give_the_same_bytes(contents):
    assert pack(contents) == pack(contents)


def test_what_a_vendor_types_is_printed_and_never_obeyed(contents):
    tricks = '*đậm* #read("/etc/passwd") $x^2$ = Đề //! order @x <y> `z` \\ #panic() =cmd| ../../x'
    said = squeezed(text_of(pack(with_(contents, business=tricks), ("poster",))))
    assert squeezed(tricks) in said


def test_letters_the_font_lacks_are_left_out_and_the_rest_stays(contents):
    said = text_of(pack(with_(contents, business="🐝 Ong 漢字 vàng \u202e\u0000!"), ("poster",)))
    assert "Ong vàng !" in said


def test_ten_thousand_letters_flow_over_pages(contents):
    text = "Mật ong rừng. " * 720
    product = with_(contents.products[0], texts=(with_(contents.products[0].texts[0], text=text),))
    said = squeezed(text_of(pack(with_(contents, products=(product,)), ("listing",))))
    assert len(text) > 10_000
    assert said.count("Mậtongrừng.") == 720


def test_a_fixed_amount_is_on_the_cards_and_no_amount_when_there_is_none(contents):
    assert contents.code is not None
    fixed = with_(contents, code=with_(contents.code, amount=125000))
    for sheet in ONE_PAGE:
        assert "125.000 ₫" in text_of(pack(fixed, (sheet,))), sheet
        assert "₫" not in text_of(pack(contents, (sheet,))), sheet


def test_every_card_has_an_english_line_for_visitors(contents):
    for sheet in ONE_PAGE:
        assert "Scan to pay" in text_of(pack(contents, (sheet,))), sheet
        assert "Quét để trả tiền" in text_of(pack(with_(contents, lang="en"), (sheet,))), sheet


def test_sheets_with_nothing_to_say_are_left_out(contents):
    bare = with_(contents, code=None, codes=(), steps=(), dangers=(), consent=None)
    said = text_of(pack(bare))
    assert "Tin đăng bán hàng" in said
    assert "Quét để trả tiền" not in said
    with pytest.raises(OnboardingError, match=r"pack\.nothing_to_print"):
        pack(with_(bare, products=()))
    with pytest.raises(OnboardingError, match=r"pack\.nothing_to_print"):
        pack(bare, ("poster",))


def test_an_unknown_sheet_is_named(contents):
    with pytest.raises(OnboardingError) as told:
        pack(contents, ("poster", "../../x"))
    assert (told.value.code, told.value.details["found"]) == ("sheet.unknown", "../../x")


def test_a_step_says_every_reason_to_read_the_official_page_again(contents):
    said = " ".join(text_of(pack(contents, ("checklist",))).split())
    assert "Đọc lại trang chính thức trước khi làm. Chưa ai kiểm chứng. Đã đọc từ lâu." in said


def test_pages_are_pictures_one_for_each_page(contents):
    pdf = pack(contents)
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(pages(pdf, 40)) == len(document)
    assert pages(pdf, 40)[0].startswith(b"\x89PNG")


def test_in_black_only_every_word_stays_dark_enough_to_read(contents):
    for sheet in sheets():
        picture = np.asarray(Image.open(BytesIO(pages(pack(contents, (sheet,)), 100, grey=True)[0])).convert("L"))
        assert (picture < 110).sum() > 1000, sheet


def test_the_receipt_says_whom_to_call_or_leaves_a_line_to_write_it(contents):
    assert contents.consent is not None
    said = squeezed(text_of(pack(with_(contents, consent=with_(contents.consent, contact="Lan 0900 000 000")))))
    assert "GọiLan0900000000" in said
    blank = text_of(pack(contents, ("consent",)))
    assert "Gọi" in blank
    for hostile in ("W" * 100, "=cmd| ../../x #read(1)"):
        with pypdfium2.PdfDocument(
            pack(with_(contents, consent=with_(contents.consent, contact=hostile)), ("consent",))
        ) as document:
            letters = boxes(document[0])
            assert len(document) == 1
            assert letters[:, 2].max() <= document[0].get_width() - 14 / 25.4 * 72 + 1
            assert overlaps(letters) == 0


@pytest.mark.parametrize("case", ["long", "big"])
def test_a_home_printer_can_print_it_all_no_ink_stands_in_the_outer_seven_millimetres(contents, case):
    edge = int(7 / 25.4 * 100) - 1
    for number, page in enumerate(pages(pack(hard(contents)[case]), 100, grey=True), 1):
        ink = np.asarray(Image.open(BytesIO(page)).convert("L")) < 250
        ink[edge:-edge, edge:-edge] = False
        assert not ink.any(), number


def test_what_stands_several_times_on_a_sheet_is_read_aloud_once(contents):
    for sheet in ("stickers", "tent"):
        with pikepdf.open(BytesIO(pack(contents, (sheet,)))) as pdf:
            told = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
        assert len(told) == 1, sheet

"""The pack as a PDF: right letters, right tags, nothing that acts, nothing that leaves its place."""

import unicodedata
from io import BytesIO

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from onboarding.errors import OnboardingError
from onboarding.printing import pack, pages, sheets
from tests.printing.measuring import ADDRESS, LONG_NAME, boxes, hard, overlaps, squeezed, symbols, text_of, with_

LETTERS = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
    "AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬBCDĐEÈẺẼÉẸÊỀỂỄẾỆGHIÌỈĨÍỊKLMNOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢPQRSTUÙỦŨÚỤƯỪỬỮỨỰVXYỲỶỸÝỴ"
)
MARKED = [letter for letter in LETTERS if not letter.isascii()]
ONE_PAGE = {"tent": 1, "poster": 1, "pocket_card": 1, "stickers": 1, "table_card": 2}


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
            assert {"BeVietnamPro", "Noto"} & {name for name in ("BeVietnamPro", "Noto") if name in str(font.BaseFont)}


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


def test_invisible_signs_go_and_every_letter_stays(contents):
    said = text_of(pack(with_(contents, business="🐝 Ong 漢字 vàng \u202e\u0000!"), ("poster",)))
    assert "🐝Ong漢字vàng!" in squeezed(said)


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
    bare = with_(
        contents,
        code=None,
        codes=(),
        steps=(),
        next_steps=(),
        sales_book=None,
        dangers=(),
        translations=(),
        consent=None,
    )  # fmt: skip
    said = text_of(pack(bare))
    assert "Bài đăng bán" in said
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

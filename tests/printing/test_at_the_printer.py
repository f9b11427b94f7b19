"""The paper as a printer and a pen meet it: margins, black ink, a line to write on; and read aloud once."""

import ctypes
from io import BytesIO

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image
from pypdfium2 import raw

from onboarding.printing import pack, pages, sheets
from tests.printing.measuring import boxes, hard, overlaps, squeezed, text_of, with_


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


PLAIN = tuple(code for code in sheets() if not code.startswith("labels_"))
"""Every sheet but the pre-cut labels, which stand where their sheet is cut."""


@pytest.mark.parametrize("case", ["long", "big"])
def test_a_home_printer_can_print_it_all_no_ink_stands_in_the_outer_seven_millimetres(contents, case):
    edge = int(7 / 25.4 * 100) - 1
    for number, page in enumerate(pages(pack(hard(contents)[case], PLAIN), 100, grey=True), 1):
        ink = np.asarray(Image.open(BytesIO(page)).convert("L")) < 250
        ink[edge:-edge, edge:-edge] = False
        assert not ink.any(), number


def test_what_stands_several_times_on_a_sheet_is_read_aloud_once(contents):
    for sheet in ("stickers", "tent"):
        with pikepdf.open(BytesIO(pack(contents, (sheet,)))) as pdf:
            told = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
        assert len(told) == 1, sheet


def test_small_words_are_pure_black_so_that_a_black_only_printer_makes_no_dots_of_them(contents):
    seen = 0
    with pypdfium2.PdfDocument(pack(contents, PLAIN)) as document:
        for number, page in enumerate(document, 1):
            for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
                size, colour = ctypes.c_float(), [ctypes.c_uint() for _ in range(4)]
                raw.FPDFTextObj_GetFontSize(thing, size)
                raw.FPDFPageObj_GetFillColor(thing, *colour)
                if size.value < 7.9:
                    seen += 1
                    assert [each.value for each in colour] == [0, 0, 0, 255], number
    assert seen > 20


NAME, HOLDER = "Quán cơm Nghiêng Nghiêng Thị Nghiêm", "NGUYEN THI NGHIEM"
SMALL_LABELS = {"labels_3x7": 7.5}
"""Where thirty-five letters beside a symbol that two decoders read leave less."""


@pytest.mark.parametrize("sheet", [code for code, kind in sheets().items() if kind.scan_cm and code != "price_codes"])
def test_a_name_of_thirty_five_letters_is_printed_at_eight_points_or_as_large_as_its_label_bears(contents, sheet):
    named = with_(contents, business=NAME, code=with_(contents.code, holder=HOLDER))
    with pypdfium2.PdfDocument(pack(named, (sheet,))) as document:
        text = document[0].get_textpage()
        for word in ("Quán", "NGUYEN"):
            at, _length = text.search(word).get_next()
            assert raw.FPDFText_GetFontSize(text.raw, at) >= SMALL_LABELS.get(sheet, 8) - 1e-3, word

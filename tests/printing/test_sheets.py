"""The kinds of sheet: a contract each one keeps, and a new one by dropping in a file."""

import shutil
from pathlib import Path

import pypdfium2
import pytest

from onboarding import printing
from onboarding.errors import OnboardingError
from onboarding.printing import pack, sheets

HOME = Path(printing.__file__).parent
MM = 72 / 25.4
PAPERS = {"a4": (210, 297), "a5": (148, 210), "a6": (105, 148)}
THANKS = """//! order = 95
//! paper = "a6"
//! needs = ["products"]
//! title = {vi = "Lời cảm ơn", en = "Thank-you note"}
//! about = {vi = "Bỏ vào túi hàng.", en = "Goes into the bag."}
//! [words]
//! thanks = {vi = "Cảm ơn đã mua hàng của {name}", en = "Thank you for buying from {name}"}
#import "../kit.typ": *
#let sheet(w, o) = page(width: 105mm, height: 148mm, margin: 8mm, heading(level: 1, say(w.thanks, name: d.business)))
"""


@pytest.mark.parametrize("sheet", sheets().values(), ids=lambda sheet: sheet.code)
def test_every_sheet_keeps_the_contract(contents, sheet):
    assert sheet.title.get("en", "")
    assert sheet.about.get("en", "")
    assert all(words.get("en", "") and words.vi for words in sheet.words.values())
    with pypdfium2.PdfDocument(pack(contents, (sheet.code,))) as document:
        for page in document:
            assert page.get_size() == pytest.approx([side * MM for side in PAPERS[sheet.paper]], abs=1)


def test_the_sheets_of_the_house_are_there_in_order():
    house = ["table_card", "tent", "poster", "pocket_card", "stickers", "listing", "checklist", "safety", "consent"]
    assert [code for code in sheets() if code in house] == house


def test_every_sheet_is_shown_in_the_docs():
    docs = HOME.parents[1] / "docs"
    told = (docs / "paper.md").read_text("utf8")
    shown = [code for code in sheets() if (docs / "sheets" / f"{code}.png").exists()]
    assert len(shown) >= 15, "a sheet dropped in may lag behind; those of the kit are drawn"
    for code in shown:
        assert f"sheets/{code}.png" in told, code


@pytest.fixture
def elsewhere(tmp_path) -> Path:
    """The room's typst files in a folder of their own, so that dropping in disturbs nobody."""
    shutil.copytree(HOME / "sheets", tmp_path / "sheets")
    for name in ("kit.typ", "pack.typ"):
        shutil.copy(HOME / name, tmp_path)
    return tmp_path / "sheets"


def said(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def test_a_sheet_dropped_in_is_printed_and_taken_out_is_gone(contents, elsewhere):
    before = pack(contents, folder=elsewhere)
    (elsewhere / "thanks.typ").write_text(THANKS, "utf8")
    assert "thanks" in sheets(elsewhere)
    assert sheets(elsewhere)["thanks"].title.in_("vi") == "Lời cảm ơn"
    assert "Cảm ơn đã mua hàng của Hộ mẫu 1 Mật ong rừng" in said(pack(contents, ("thanks",), folder=elsewhere))
    assert "Cảm ơn đã mua hàng" in said(pack(contents, folder=elsewhere))
    (elsewhere / "thanks.typ").unlink()
    assert "thanks" not in sheets(elsewhere)
    assert pack(contents, folder=elsewhere) == before


@pytest.mark.parametrize(
    ("name", "head", "code"),
    [
        ("Lời.typ", THANKS, "sheet.wrong_name"),
        ("thanks.typ", THANKS.replace('paper = "a6"', "papier = 6"), "sheet.wrong_head"),
        ("thanks.typ", THANKS.replace("order = 95", "order ="), "sheet.wrong_head"),
        ("thanks.typ", "#let sheet(w, o) = []", "sheet.wrong_head"),
    ],
)
def test_a_sheet_that_is_not_one_is_named(elsewhere, name, head, code):
    (elsewhere / name).write_text(head, "utf8")
    with pytest.raises(OnboardingError) as told:
        sheets(elsewhere)
    assert (told.value.code, told.value.details["file"]) == (code, name)

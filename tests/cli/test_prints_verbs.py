"""`pack` as a script calls it: a visit in, a PDF and a ZIP out, a refusal in words that help."""

import json
import subprocess
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from tests.command_line import command

ROOT = Path(__file__).parents[2]
VISIT = {
    "id": "0123456789abcdef0123456789abcdef",
    "business": {"name": "Hộ mẫu 1", "commune": "24000", "trade": "mat_ong"},
    "listing": {"category": "mat_ong", "price": 180000, "unit": "chai", "photos": ["ong.jpg"]},
    "payment": {"bank": "VCB", "account": "0011001234567", "holder": "NGUYEN THI MAU"},
    "lang": "vi",
}
CODE = "00020101021138570010A00000072701270006970436011300110012345670208QRIBFTTA53037045802VN6304E8DB"


def run(folder: Path, visit: object, *more: str) -> subprocess.CompletedProcess[str]:
    (folder / "visit.json").write_text(json.dumps(visit), "utf8")
    words = ["--lang", "vi", "pack", str(folder / "visit.json"), "--out", str(folder / "out"), *more]
    done = command(*words)
    return subprocess.CompletedProcess(words, done.returncode, done.stdout.decode(), done.stderr.decode())


@cache
def photo() -> bytes:
    """One picture for every test: the kit keeps what it saw in a photo, and looks at each once."""
    kept, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "secret place"
    Image.effect_noise((500, 400), 40).convert("RGB").save(kept, "JPEG", exif=exif)
    return kept.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ong.jpg").write_bytes(photo())
    return tmp_path


def test_a_visit_becomes_a_pdf_and_a_zip_whose_code_is_hers(folder):
    answer = run(folder, VISIT)
    assert answer.returncode == 0, answer.stderr
    pdf, archive = (Path(name) for name in json.loads(answer.stdout)["files"])
    assert (pdf.name, archive.name) == ("bo-mang-ve-ho-mau-1.pdf", "bo-mang-ve-ho-mau-1.zip")
    with pypdfium2.PdfDocument(pdf.read_bytes()) as document:
        read = zxingcpp.read_barcodes(document[0].render(scale=2).to_pil())
        assert "4567" in document[0].get_textpage().get_text_range()
    assert "0011001234567" in read[0].text
    with zipfile.ZipFile(archive) as opened:
        photo = next(name for name in opened.namelist() if name.endswith(".jpg"))
        assert b"secret place" not in opened.read(photo)


def test_only_the_sheets_asked_for_are_made(folder):
    answer = run(folder, VISIT, "--sheets", "poster,listing")
    with pypdfium2.PdfDocument(Path(json.loads(answer.stdout)["files"][0]).read_bytes()) as document:
        assert len(document) == 2


@pytest.mark.parametrize(
    ("change", "more", "code"),
    [
        ({}, ["--sheets", "../../x"], "sheet.unknown"),
        ({"payment": {}}, ["--sheets", "poster,stickers"], "pack.nothing_to_print"),
        ({"listing": {"category": "mat_ong", "photos": ["../nowhere.jpg"]}}, [], "input.no_file"),
        ({"payment": {"bank": "VCB", "account": "12/34"}}, [], "account."),
        ({"payment": {"bank": "VCB", "account": "12 ab"}}, [], "account.several_numbers"),
        ({"payment": {"code": CODE, "bank": "BIDV", "account": "1017595600"}}, [], "payment.code_or_account"),
        ({"consent": {"purposes": {"visit": True}, "at": "hôm qua"}}, [], "visit.wrong_value"),
        ({"listing": {"category": "mat_ong", "photos": ["a\x00.jpg"]}}, [], "input.no_file"),
        ({"team": "\ud800"}, [], "input.not_json"),
        ({"business": 7}, [], "visit.wrong_value"),
        ({"id": "../../etc"}, [], "visit.wrong_value"),
        ({"consent": {"purposes": {"everything": True}}}, [], "visit.wrong_value"),
        ({"consent": {"purposes": {}, "at": "9999-12-31T23:59:59+00:00"}}, [], "visit.wrong_value"),
    ],
)
def test_a_refusal_names_its_code_and_writes_nothing(folder, change, more, code):
    answer = run(folder, {**VISIT, **change}, *more)
    said = json.loads(answer.stderr)
    assert answer.returncode == 2
    assert said["error"].startswith(code)
    assert said["message"]
    assert not (folder / "out").exists()


def test_every_product_of_the_visit_is_on_its_page_with_its_own_photo(folder):
    """CONTRACT: `listings`; the first stands where `listing` did, and one given twice counts once."""
    honey, coffee = VISIT["listing"], {"category": "ca_phe", "price": 95000, "unit": "gói"}
    visit = {**{key: value for key, value in VISIT.items() if key != "listing"}, "listings": [honey, coffee, honey]}
    answer = run(folder, visit, "--sheets", "listing")
    assert answer.returncode == 0, answer.stderr
    said = json.loads(answer.stdout)
    with pypdfium2.PdfDocument(Path(said["files"][0]).read_bytes()) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    assert "180.000" in text
    assert "95.000" in text
    assert said["warnings"] == []


def test_a_payee_without_an_account_is_said_and_not_left_out_in_silence(folder):
    answer = run(folder, {**VISIT, "payment": {"bank": "VCB", "account": "  "}}, "--sheets", "listing")
    assert json.loads(answer.stdout)["warnings"] == ["pack.code_left_out"]


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"payment": {**VISIT["payment"], "amount": 50}}, "amount.under_a_thousand"),
        ({"payment": {**VISIT["payment"], "amount": 10**9}}, "vietqr.amount_over_one_transfer"),
        ({"payment": {"code": CODE, "amount": 70_000}}, "pack.amount_left_out"),
    ],
)
def test_an_odd_amount_is_printed_or_left_out_with_a_warning(folder, change, warning):
    answer = run(folder, {**VISIT, **change}, "--sheets", "pocket_card")
    assert json.loads(answer.stdout)["warnings"] == [warning], answer.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        {"price": -5},
        {"price": 0},
        {"price": 10**18},
        {"currency": "USD"},
        {"pack": {"amount": 2, "unit": "chai", "price": -1}},
    ],
)
def test_a_price_that_cannot_be_meant_is_not_printed_and_said(folder, wrong):
    visit = {**VISIT, "listing": {**VISIT["listing"], **wrong}}
    said = json.loads(run(folder, visit, "--sheets", "listing").stdout)
    with pypdfium2.PdfDocument(Path(said["files"][0]).read_bytes()) as document:
        paper = "".join(page.get_textpage().get_text_range() for page in document)
    assert said["warnings"] == ["pack.price_left_out"]
    assert all(price not in paper for price in ("-5", "-1 ", "1.000.000.000", "\n0 ₫"))
    assert ("₫" in paper) is ("pack" in wrong)


@pytest.mark.parametrize("at", ["2026-11-25T08:30:00", "2026-11-25T08:30:00+07:00", "2026-11-25T01:30:00Z"])
def test_the_receipts_hour_is_the_one_on_a_clock_in_vietnam(folder, at):
    visit = {**VISIT, "consent": {"purposes": {"visit": True}, "at": at}}
    said = json.loads(run(folder, visit, "--sheets", "consent").stdout)
    with pypdfium2.PdfDocument(Path(said["files"][0]).read_bytes()) as document:
        assert "08:30 25/11/2026" in document[0].get_textpage().get_text_range()


@pytest.mark.parametrize("blank", ["", "   ", "\u200b\u2060"])
def test_a_name_of_blanks_is_no_name(folder, blank):
    visit = {**VISIT, "business": {**VISIT["business"], "name": blank}}
    said = json.loads(run(folder, visit, "--sheets", "pocket_card").stdout)
    with pypdfium2.PdfDocument(Path(said["files"][0]).read_bytes()) as document:
        assert "Hộ kinh doanh" in document[0].get_textpage().get_text_range()
    nobody = {**visit, "payment": {**VISIT["payment"], "holder": blank}}
    assert json.loads(run(folder, nobody).stderr)["error"] == "pack.no_name"


@pytest.mark.parametrize(
    ("checklist", "warnings"),
    [
        ({"provider": "bidv", "facts": {"registered_hkd": True}}, []),
        (
            {"provider": "bidv", "facts": {"registered_hkd": True, "exempt_from_registration": True}},
            ["pack.checklist_left_out"],
        ),
        ({"provider": "khong_co", "facts": {}}, ["pack.checklist_left_out"]),
    ],
)
def test_a_checklist_that_cannot_be_made_is_said(folder, checklist, warnings):
    answer = run(folder, {**VISIT, "checklist": checklist})
    assert json.loads(answer.stdout)["warnings"] == warnings, answer.stderr

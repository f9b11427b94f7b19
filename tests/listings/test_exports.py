"""Files a place imports, judged by field lists kept apart from the writers, and safe wherever they are opened."""

import csv
import io
import re
import tomllib
from pathlib import Path

import pytest
from openpyxl import load_workbook

from onboarding.errors import OnboardingError
from onboarding.listings import categories, draft, export, writer, writers
from onboarding.listings.exports.tables import full_rows

FIELDS = tomllib.loads((Path(__file__).parent / "judges" / "fields.toml").read_text("utf8"))
GOODS = [code for code, kind in categories().items() if kind.kind == "goods"]
FORMULA = '=HYPERLINK("http://x")'


def made_for(to, *facts):
    place = writer(to).place
    return export([(one, draft(one, place.code)) for one in facts], to)


def rows_of(data: bytes, to: str) -> list[dict[str, str]]:
    if writer(to).suffix == ".xlsx":
        sheet = load_workbook(io.BytesIO(data))[FIELDS[to]["sheet"]]
        head, *lines = ([("" if v is None else str(v)) for v in row] for row in sheet.iter_rows(values_only=True))
        return [dict(zip(head, line, strict=True)) for line in lines]
    tab = "\t" if writer(to).suffix == ".tsv" else ","
    return list(
        csv.DictReader(
            io.StringIO(data.decode("utf-8-sig"), newline=""),
            delimiter=tab,
            quoting=csv.QUOTE_NONE if tab == "\t" else 0,
        )
    )


@pytest.mark.parametrize("to", FIELDS)
def test_the_columns_are_the_published_ones_in_their_order(to, facts_of):
    assert list(rows_of(made_for(to, facts_of("mat_ong")), to)[0]) == FIELDS[to]["columns"]


@pytest.mark.parametrize("code", GOODS)
@pytest.mark.parametrize("to", FIELDS)
def test_a_row_keeps_the_places_own_terms(to, code, facts_of):
    wanted = FIELDS[to]
    row = rows_of(made_for(to, facts_of(code)), to)[0]
    assert [name for name in wanted["filled"] if not row[name]] == []
    assert {name: row[name] for name, most in wanted["most"].items() if len(row[name]) > most} == {}
    assert {name: row[name] for name, known in wanted["one_of"].items() if row[name] not in known} == {}
    for name, shape in wanted["shape"].items():
        assert row[name] == "" or re.fullmatch(shape, row[name]), (name, row[name])


@pytest.mark.parametrize("to", FIELDS)
def test_a_row_carries_what_was_answered(to, facts_of):
    row = rows_of(made_for(to, facts_of("mat_ong")), to)[0]
    said = " | ".join(row.values())
    assert "185000" in said
    assert "Mật ong hoa cà phê, ong nuôi Đắk Lắk, màu hổ phách, chai 500 ml" in said
    assert "100% mật ong" in said
    assert "185.000 ₫" not in said
    assert "0900" not in said
    assert any(value in ("950", "950 g", "0.95") for value in row.values())


@pytest.mark.parametrize("to", FIELDS)
def test_nothing_typed_becomes_a_formula(to, facts_of):
    typed = facts_of("mat_ong", answers={"thuong_hieu": FORMULA, "quy_cach": FORMULA, "sku": "=1+1"}, unit=FORMULA)
    data = made_for(to, typed)
    if writer(to).suffix == ".xlsx":
        cells = [cell for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    else:
        values = [value for row in rows_of(data, to) for value in row.values()]
        assert [value for value in values if value[:1] in ("=", "+", "-", "@", "\t", "\r")] == []


@pytest.mark.parametrize("to", writers())
def test_letters_pictures_and_angle_brackets_arrive_whole(to, facts_of):
    data = made_for(to, facts_of("mat_ong", own_words='Ong <b>nhà</b> & “tôi” 🍯, "ngon"\tlắm'))
    text = (
        " ".join(str(c.value) for r in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows() for c in r)
        if data[:2] == b"PK"
        else data.decode("utf-8-sig")
    )
    assert "🍯" in text
    assert "<b>" not in text or to in ("meta_catalog", "kiotviet_xlsx", "google_merchant")


def test_a_description_for_a_shop_is_safe_html(facts_of):
    row = rows_of(made_for("shopify_csv", facts_of("mat_ong", own_words="<script>alert(1)</script>")), "shopify_csv")[0]
    assert "<script>" not in row["Description"]
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" in row["Description"]
    assert "<br>- Hạn dùng" in row["Description"]


def test_two_products_of_one_name_have_two_codes(facts_of):
    rows = rows_of(made_for("meta_catalog", facts_of("mat_ong"), facts_of("mat_ong")), "meta_catalog")
    assert len({row["id"] for row in rows}) == 2


def test_further_photos_have_rows_of_their_own(facts_of):
    facts = facts_of("mat_ong", photos=["a.jpg", "b.PNG", "c"])
    rows = rows_of(made_for("shopify_csv", facts), "shopify_csv")
    assert [row["Product image URL"].rsplit("-", 1)[1] for row in rows] == ["1.jpg", "2.png", "3.jpg"]
    assert [bool(row["Title"]) for row in rows] == [True, False, False]


def test_nothing_left_in_stock_is_said(facts_of):
    row = rows_of(made_for("meta_catalog", facts_of("mat_ong", answers={"ton_kho": 0})), "meta_catalog")[0]
    assert row["availability"] == "out of stock"


def test_a_place_without_a_bulk_file_gets_a_sheet_to_copy(facts_of):
    text = made_for("buudien", facts_of("mat_ong")).decode("utf-8-sig")
    assert text.startswith(
        "Nơi đăng: Buudien.vn (Postmart cũ)\r\nTên: Mật ong hoa cà phê, ong nuôi Đắk Lắk, màu hổ phách, chai 500 ml\r\n"
    )
    assert "Giá: 185.000 ₫ / chai 500 ml\r\n" in text
    assert "Nặng cả gói: 950 g\r\n" in text


def test_a_place_with_its_own_template_is_never_made_from_nothing():
    with pytest.raises(OnboardingError) as refusal:
        writer("shopee")
    assert refusal.value.code == "export.needs_template"


@pytest.mark.parametrize("to", ["", "excel", "../meta", "x" * 999])
def test_an_unknown_file_is_refused_with_what_there_is(to):
    with pytest.raises(OnboardingError) as refusal:
        writer(to)
    assert refusal.value.code == "export.unknown"
    assert "google_rss" in str(refusal.value.details["known"])


@pytest.mark.parametrize(
    ("code", "changes", "said"),
    [
        ("mat_ong", {"own_words": "Chữa dứt điểm ung thư"}, "export.blocked"),
        ("mat_ong", {"price": None}, "export.no_price"),
        ("mat_ong", {"variants": [{"name": "Chai to", "price": -5}]}, "export.no_price"),
        ("mat_ong", {"variants": [{"name": "Chai to", "price": 10**13}]}, "export.no_price"),
        ("mat_ong", {"currency": "KHR", "variants": [{"name": "Chai to", "price": 35_900}]}, "export.no_price"),
        ("xa_phong_my_pham", {"answers": {"so_tiep_nhan_cong_bo": ""}}, "export.lacks"),
    ],
)
def test_what_may_not_go_out_is_refused_with_what_to_do(code, changes, said, facts_of):
    with pytest.raises(OnboardingError) as refusal:
        made_for("meta_catalog", facts_of(code, **changes))
    assert refusal.value.code == said
    assert refusal.value.field


def test_nothing_to_export_is_refused():
    with pytest.raises(OnboardingError, match=r"export\.nothing"):
        export([], "meta_catalog")


def test_a_column_the_place_does_not_have_is_our_mistake():
    with pytest.raises(KeyError, match="no column"):
        full_rows([{"Giá bán lẻ": 1}], writer("meta_catalog").place)

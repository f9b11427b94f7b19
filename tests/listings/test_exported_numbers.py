"""Price, pack, weight and stock of any product, read back out of every file."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from onboarding.business import Facts, MenuItem
from onboarding.listings import draft, export, writer

COLUMNS = {
    "shopify_csv": ("Price", "Inventory quantity", "Weight value (grams)", 1),
    "woocommerce_csv": ("Regular price", "Stock", "Weight (kg)", 1000),
    "haravan_csv": ("Giá", "Số lượng tồn kho", "Khối lượng", 1),
    "kiotviet_xlsx": ("Giá bán", "Tồn kho", "Trọng lượng", 1),
    "sapo_xlsx": ("Giá", "Cửa hàng chính_Tồn kho", "Khối lượng", 1),
    "meta_catalog": ("price", "quantity_to_sell_on_facebook", "shipping_weight", 1),
    "google_merchant": ("price", None, "shipping_weight", 1),
}
"""Columns of price, stock and weight, and how many grams one of the last is."""

PACKS = {
    ("túi 500 g", "kg"): (1, 2),
    ("bao 25 kg", "kg"): (25, 1),
    ("chai 750 ml", "lít"): (3, 4),
    ("hũ 250 g", "hũ"): (1, 1),
    ("gói 2 lạng", "kg"): (1, 5),
    ("can 5 lít", "lít"): (5, 1),
}
"""Pack and unit of the price → how many units one pack is."""


def first_row(data: bytes) -> dict[str, str]:
    if data[:2] == b"PK":
        head, line, *_ = load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)
        return {str(name): "" if value is None else str(value) for name, value in zip(head, line, strict=True)}
    text = data.decode("utf-8-sig")
    tabs = text.partition("\n")[0].count("\t") > 3
    return next(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t" if tabs else ","))


def whole(text: str) -> int:
    return round(float(text.removesuffix(" VND").removesuffix(" g")))


@given(
    price=st.integers(50, 50_000).map(lambda thousands: thousands * 100),
    packed=st.sampled_from(sorted(PACKS)),
    stock=st.one_of(st.integers(0, 99_999), st.integers(1000, 99_999).map(lambda n: f"{n:,}".replace(",", "."))),
    grams=st.integers(1, 60_000),
)
@settings(max_examples=25, deadline=None)
def test_every_file_has_the_products_own_numbers(price, packed, stock, grams):
    pack, unit = packed
    many, of = PACKS[packed]
    answers = {"loai": "măng khô", "quy_cach": pack, "ton_kho": stock, "khoi_luong_goi_g": grams}
    seller = {"name": "Hộ mẫu 1", "address": "Ấp 2, xã Mẫu"}
    facts = Facts(category="nong_san_kho", answers=answers, price=price, unit=unit, contact=seller, photos=("a.jpg",))
    paid, left = round(price * many / of), int(str(stock).replace(".", ""))
    for to, (cost, have, heavy, one) in COLUMNS.items():
        row = first_row(export([(facts, draft(facts, writer(to).place.code))], to))
        assert whole(row[cost]) == paid, to
        assert have is None or whole(row[have]) == left, to
        assert round(float(row[heavy].removesuffix(" g")) * one) == grams, to
        assert pack in " ".join(row.values()).lower(), to


@pytest.mark.parametrize(("to", "unit"), [("sapo_xlsx", "Đơn vị tính"), ("kiotviet_xlsx", "ĐVT")])
def test_each_dish_of_a_menu_has_its_own_unit(to, unit):
    menu = (MenuItem(name="Bún bò", price=35000, unit="tô"), MenuItem(name="Trà đá", price=3000, unit="ly"))
    facts = Facts(
        category="quan_an", answers={"ten_mon": "bún bò", "ten_quan": "Quán Mẫu"}, items=menu,
        contact={"name": "Hộ mẫu 1", "address": "Ấp 2, xã Mẫu"}, photos=("a.jpg",),
    )  # fmt: skip
    sheet = load_workbook(io.BytesIO(export([(facts, draft(facts, to))], to))).worksheets[0]
    head, *lines = sheet.iter_rows(values_only=True)
    assert [line[head.index(unit)] for line in lines] == ["tô", "ly"]


@pytest.mark.parametrize("to", [to for to in COLUMNS if to.endswith("csv") or to == "meta_catalog"])
def test_a_csv_has_a_twin_for_excel_with_the_same_cells(to, facts_of):
    facts = facts_of("mat_ong")
    pair = [(facts, draft(facts, to))]
    seen = load_workbook(io.BytesIO(export(pair, to, twin=True))).worksheets[0].iter_rows(values_only=True)
    rows = list(csv.reader(io.StringIO(export(pair, to).decode("utf-8-sig"), newline="")))
    assert [["" if value is None else value for value in line] for line in seen] == rows

"""A listing sells one thing: price, pack, weight and stock speak of the same thing in every draft and every file."""

import csv
import io
import re
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from onboarding.business import Facts, MenuItem, Pack, Variant
from onboarding.channels import channels
from onboarding.listings import all_goods, draft, drafts, export, writer, writers
from onboarding.listings.answers import price_line, sale_of

GRAMS = {"kg": 1000, "ký": 1000, "g": 1, "gram": 1, "lạng": 100}
PRICE_COLUMNS = ("Price", "price", "Regular price", "Giá", "Giá bán")
TABLES = [name for name, kind in writers().items() if kind.suffix in (".csv", ".tsv", ".xlsx")]


def rice(price, unit, pack, **more):
    answers = {"giong_lua": "ST25", "quy_cach": pack, **more.pop("answers", {})}
    return Facts(category="gao", answers=answers, price=price, unit=unit, photos=("a.jpg",), **more)


def rows(facts, to):
    data = export([(facts, draft(facts, writer(to).place.code))], to)
    if writer(to).suffix == ".xlsx":
        head, *lines = load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)
        return [dict(zip(head, ["" if v is None else str(v) for v in line], strict=True)) for line in lines]
    tab = "\t" if writer(to).suffix == ".tsv" else ","
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=tab))


def goods(facts):
    return all_goods([(facts, draft(facts, "tiki"))])[0]


@settings(max_examples=60)
@given(
    price=st.integers(1, 5000).map(lambda n: n * 1000),
    unit=st.sampled_from(sorted(GRAMS)),
    size=st.sampled_from(["25 kg", "2,5 kg", "2.5kg", "500g", "500 gram", "300 g", "1 kg", "5kg", "3 lạng"]),
    container=st.sampled_from(["bao ", "túi ", "gói ", ""]),
)
def test_the_price_of_a_pack_is_the_price_of_what_it_holds(price, unit, size, container):
    number, of = re.fullmatch(r"([\d.,]+) ?(\D+)", size).groups()
    grams = Fraction(number.replace(",", ".")) * GRAMS[of.strip()]
    expected = round(price * grams / GRAMS[unit])
    facts = rice(price, unit, f"{container}{size}")
    assert sale_of(facts).price == expected
    for to in ("meta_catalog", "shopify_csv", "kiotviet_xlsx"):
        found = {row[name] for row in rows(facts, to) for name in PRICE_COLUMNS if row.get(name)}
        assert {value.removesuffix(" VND") for value in found} == {str(expected)}


@pytest.mark.parametrize("to", TABLES)
def test_every_file_has_the_packs_price_and_the_parcels_weight(to):
    facts = rice(32000, "kg", "bao 25 kg", answers={"khoi_luong_goi_g": "25,2 kg", "ton_kho": "1,200"})
    values = {value.removesuffix(" VND").removesuffix(" g") for value in rows(facts, to)[0].values()}
    assert "800000" in values
    assert "32000" not in values
    assert values & {"25200", "25.2"}


@pytest.mark.parametrize(
    ("typed", "grams"), [("2,5 kg", 2500), ("0,9kg", 900), ("950", 950), (950, 950), ("1 kg", 1000), ("nặng", None)]
)
def test_a_parcels_weight_is_read_as_people_write_it(typed, grams):
    assert goods(rice(1000, "kg", "1 kg", answers={"khoi_luong_goi_g": typed})).weight == grams


@pytest.mark.parametrize(
    ("typed", "pieces"),
    [("1,200", 1200), ("1.200 con", 1200), ("khoảng 20", 20), (40, 40), ("còn nhiều", None), (0, 0)],
)
def test_stock_is_read_as_people_write_it(typed, pieces):
    assert goods(rice(1000, "kg", "1 kg", answers={"ton_kho": typed})).stock == pieces


def test_sapo_and_shopify_are_told_the_stock_and_who_counts_it():
    facts = rice(1000, "kg", "1 kg", answers={"ton_kho": 7})
    assert rows(facts, "sapo_xlsx")[0]["Cửa hàng chính_Tồn kho"] == "7"
    shopify = rows(facts, "shopify_csv")[0]
    assert (shopify["Inventory tracker"], shopify["Inventory quantity"]) == ("shopify", "7")


def test_a_pack_with_its_own_price_needs_no_sum():
    facts = Facts(category="gao", price=32000, unit="kg", pack=Pack(amount=25, unit="kg", price=780000))
    assert price_line(facts) == "780.000 ₫ / 25 kg"


def test_several_sizes_keep_the_price_of_the_kilo_and_say_so():
    assert price_line(rice(18000, "kg", "1kg 2kg 5kg")) == "18.000 ₫ / kg"


@pytest.mark.parametrize("to", TABLES)
def test_sizes_become_variants_with_codes_prices_and_stock(to):
    sizes = (Variant(name="S", stock="5"), Variant(name="M", price=105000), Variant(name="L"))
    facts = Facts(
        category="quan_ao", price=99000, unit="cái", answers={"loai": "áo thun"}, variants=sizes, photos=("a.jpg",)
    )
    found = [value for row in rows(facts, to) for name, value in row.items() if name in PRICE_COLUMNS and value]
    assert [value.removesuffix(" VND") for value in found] == ["99000", "105000", "99000"]


def test_sizes_typed_as_an_answer_are_variants_and_no_end_of_a_title():
    facts = Facts(category="quan_ao", price=99000, unit="cái", answers={"loai": "áo thun", "bang_size": "S, M, L"})
    assert all(not re.search(r"(?<!M), [SL]$", title) for title in draft(facts, "shopee_vn").titles)
    assert [choice.name for choice in goods(facts).choices] == ["S", "M", "L"]


def test_a_menu_is_a_price_list_in_the_text():
    items = (MenuItem(name="bún bò", price=35000, unit="tô"), MenuItem(name="trà tắc", price=10000))
    text = draft(Facts(category="quan_an", answers={"ten_mon": "bún bò"}, items=items), "facebook_page").text
    assert "Bảng giá:\n- Bún bò: 35.000 ₫ / tô\n- Trà tắc: 10.000 ₫" in text


def test_a_long_dish_keeps_all_its_words_in_the_price_list():
    name = "Cơm tấm sườn bì chả trứng ốp la thêm một phần cơm và canh khổ qua nhồi thịt"
    text = draft(Facts(category="quan_an", items=(MenuItem(name=name, price=45000),)), "facebook_page").text
    assert f"- {name}: 45.000 ₫" in text


def test_a_code_stays_when_words_change_and_an_id_is_known():
    before = rice(32000, "kg", "bao 25 kg", id="a" * 32)
    after = rice(33000, "kg", "bao 25 kg", id="a" * 32, answers={"giong_lua": "ST 25", "ten_goi": "Hạt Ngọc"})
    assert goods(before).sku == goods(after).sku


def test_two_packs_of_one_rice_have_two_codes():
    assert goods(rice(32000, "kg", "bao 25 kg")).sku != goods(rice(32000, "kg", "túi 5 kg")).sku


def test_no_apostrophe_against_formulas_reaches_a_shopper():
    facts = rice(32000, "kg", "1 kg", own_words="=1+1", answers={"ten_goi": "=Hạt ngọc", "sku": "＝1"})
    for to in (to for to in TABLES if writer(to).suffix != ".xlsx"):
        assert not any(
            value.startswith(("'", "=", "+", "@", "＝")) for row in rows(facts, to) for value in row.values()
        )


def test_a_lone_quote_in_a_tab_separated_field_swallows_no_row():
    pairs = [rice(32000, "kg", "1 kg", own_words='Cơm dẻo 15" nồi nhỏ, "thơm'), rice(40000, "kg", "5 kg")]
    text = export([(facts, draft(facts, "google_merchant")) for facts in pairs], "google_merchant").decode()
    for quoting in (csv.QUOTE_NONE, csv.QUOTE_MINIMAL):
        assert len(list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=quoting))) == 2


def test_every_csv_begins_with_the_mark_excel_needs():
    facts = rice(32000, "kg", "1 kg")
    for to in (to for to in TABLES if writer(to).suffix == ".csv"):
        assert export([(facts, draft(facts, writer(to).place.code))], to).startswith(b"\xef\xbb\xbf")


def test_the_price_in_a_text_is_the_packs():
    for made in drafts(rice(32000, "kg", "bao 25 kg"), channels()).values():
        if made.price_line:
            assert "Giá: 800.000 ₫ / bao 25 kg (32.000 ₫ / kg)" in made.text


@pytest.mark.parametrize(
    ("typed", "pack", "unit", "price"),
    [
        ("túi 5 kg", {"amount": 500, "unit": "g", "price": 20_000}, "500 g", 20_000),
        ("hũ 0,5 kg", {"amount": 500, "unit": "g", "price": 20_000}, "hũ 0,5 kg", 20_000),
        ("túi 5 kg", {"amount": -5, "unit": "kg", "price": 1_000}, "túi 5 kg", 160_000),
        ("", {"amount": 25, "unit": "kg", "price": 700_000}, "25 kg", 700_000),
    ],
)
def test_a_pack_given_in_numbers_wins_over_another_in_words(typed, pack, unit, price):
    table = {"category": "gao", "price": 32_000, "unit": "kg", "answers": {"quy_cach": typed}, "pack": pack}
    sale = sale_of(msgspec.convert(table, Facts))
    assert (sale.unit, sale.price) == (unit, price)

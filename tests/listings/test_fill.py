"""The vendor's own template: filled by its keys, all else byte for byte, and refused when it is not one."""

import io
import re
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from onboarding.errors import OnboardingError
from onboarding.listings import draft, fill, place_of

SHOPEE_KEYS = [
    "ps_category|0|1", "ps_product_name|1|0", "ps_product_description|1|0", "ps_sku_parent_short|0|0",
    "et_title_variation_1|0|0", "ps_price|1|1", "ps_stock|1|1", "ps_item_cover_image|0|3", "ps_item_image_1|0|3",
    "ps_weight|1|1", "ps_length|0|1", "ps_width|0|1", "ps_height|0|1", "channel_id.50018|0|1",
    "ps_product_pre_order_dts|0|1",
]  # fmt: skip
TIKTOK_KEYS = [
    "category", "brand", "product_name", "product_description", "main_image", "image_2", "property_name_1",
    "parcel_weight", "parcel_length", "parcel_width", "parcel_height", "price", "quantity", "seller_sku",
    "product_property/100107",
]  # fmt: skip


def template(sheet: str, keys: list[str], weight: str = "Cân nặng (gram)", **cells: object) -> bytes:
    """A workbook such as a shop hands out: a guide, hidden lists, styles, a drop-down, a note, keys in row 1."""
    book = Workbook()
    guide = book.active
    guide.title = "Hướng dẫn"
    guide["A1"] = "Đọc kỹ trước khi điền"
    guide["A1"].font = Font(bold=True)
    main = book.create_sheet(sheet)
    for column, key in enumerate(keys, 1):
        main.cell(1, column, key)
        main.cell(3, column, weight if "weight" in key else key.split("|")[0])
        main.cell(7, column).fill = PatternFill("solid", fgColor="FFF2CC")
    main["A2"] = "basic"
    main["B3"].comment = Comment("Tên 10–120 chữ", "Sàn")
    pick = DataValidation(type="list", formula1="=Danh_muc!$A$1:$A$3")
    main.add_data_validation(pick)
    pick.add("A7:A1000")
    for where, value in cells.items():
        main[where] = value
    lists = book.create_sheet("Danh_muc")
    lists.sheet_state = "hidden"
    for row in range(1, 4):
        lists.cell(row, 1, f"1000{row} - Ngành {row}")
    out = io.BytesIO()
    book.save(out)
    return with_part(out.getvalue(), "customXml/item1.xml", b"<shop id='7'>\r\n</shop>")


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(name, content)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def row_by_key(data: bytes, sheet: str, row: int) -> dict[str, object]:
    main = load_workbook(io.BytesIO(data))[sheet]
    return {str(main.cell(1, c).value).split("|")[0]: main.cell(row, c).value for c in range(1, main.max_column + 1)}


SHOPEE, TIKTOK = template("Bản đăng tải", SHOPEE_KEYS), template("Template", TIKTOK_KEYS)


def filled(data: bytes, to: str, *facts):
    return fill([(one, draft(one, to)) for one in facts], data, to)


def test_shopees_template_is_filled_by_its_keys(facts_of):
    made = filled(SHOPEE, "shopee_vn", facts_of("mat_ong"))
    row = row_by_key(made.data, "Bản đăng tải", 7)
    assert made.rows == (7,)
    assert row["ps_product_name"] == "Mật Ong Hoa Cà Phê, Ong Nuôi Đắk Lắk, Màu Hổ Phách, Chai 500 ml"
    assert row["ps_product_description"] == draft(facts_of("mat_ong"), "shopee_vn").text
    assert (row["ps_price"], row["ps_stock"], row["ps_weight"]) == (185000, 40, 950)
    assert (row["ps_length"], row["ps_width"], row["ps_height"]) == (10, 10, 25)
    assert row["ps_item_cover_image"] == f"{row['ps_sku_parent_short'].lower()}-1.jpg"
    assert row["ps_category"] is None
    assert made.left == ("ps_category", "et_title_variation_1", "channel_id.50018", "ps_product_pre_order_dts")


def test_tiktoks_template_is_filled_by_its_keys(facts_of):
    made = filled(TIKTOK, "tiktok_shop_vn", facts_of("gao", answers={"thuong_hieu": "Ruộng Nhà"}))
    row = row_by_key(made.data, "Template", 6)
    assert row["product_name"] == "Gạo ST25 Tháp Mười Dẻo Mềm, Vụ Đông Xuân 2026, Đồng Tháp, Túi 5 kg"
    assert (row["price"], row["quantity"], row["parcel_weight"]) == (175000, 80, 5100)
    assert row["brand"] == "Ruộng Nhà"
    assert row["product_property/100107"] is None


@pytest.mark.parametrize(("data", "to"), [(SHOPEE, "shopee_vn"), (TIKTOK, "tiktok_shop_vn")])
def test_every_other_part_of_the_file_stays_byte_for_byte(data, to, facts_of):
    before, after = parts(data), parts(filled(data, to, facts_of("mat_ong")).data)
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == ["xl/worksheets/sheet2.xml"]


def test_the_sheet_keeps_its_styles_notes_lists_and_other_rows(facts_of):
    after = load_workbook(io.BytesIO(filled(SHOPEE, "shopee_vn", facts_of("mat_ong")).data))["Bản đăng tải"]
    assert [cell.value for cell in after[1]] == SHOPEE_KEYS
    assert after["A2"].value == "basic"
    assert after["B3"].comment.text == "Tên 10–120 chữ"
    assert after["B7"].fill.fgColor.rgb == "00FFF2CC"
    assert after["A7"].fill.fgColor.rgb == "00FFF2CC"
    assert str(after.data_validations.dataValidation[0].sqref) == "A7:A1000"


def test_several_products_go_below_what_is_there(facts_of):
    data = template("Bản đăng tải", SHOPEE_KEYS, B7="Bơ 034", F7=45000, B9="Chè")
    made = filled(data, "shopee_vn", facts_of("mat_ong"), facts_of("gao"))
    assert made.rows == (10, 11)
    assert row_by_key(made.data, "Bản đăng tải", 7)["ps_product_name"] == "Bơ 034"
    assert row_by_key(made.data, "Bản đăng tải", 11)["ps_price"] == 175000


def test_weight_is_in_the_unit_the_template_asks_for(facts_of):
    data = template("Bản đăng tải", SHOPEE_KEYS, weight="Cân nặng (kg)")
    assert row_by_key(filled(data, "shopee_vn", facts_of("mat_ong")).data, "Bản đăng tải", 7)["ps_weight"] == 0.95


def test_a_key_moved_to_another_column_is_followed(facts_of):
    data = template("Bản đăng tải", SHOPEE_KEYS[::-1])
    assert row_by_key(filled(data, "shopee_vn", facts_of("mat_ong")).data, "Bản đăng tải", 7)["ps_price"] == 185000


def test_a_sheet_by_another_name_is_found_by_its_keys(facts_of):
    made = filled(template("Template", SHOPEE_KEYS), "shopee_vn", facts_of("mat_ong"))
    assert row_by_key(made.data, "Template", 7)["ps_price"] == 185000


def test_a_template_says_whose_it_is():
    assert place_of(SHOPEE).code == "shopee_vn"
    assert place_of(TIKTOK).code == "tiktok_shop_vn"


def test_nothing_typed_becomes_a_formula_in_it(facts_of):
    facts = facts_of("mat_ong", answers={"sku": "=1+1"}, own_words="=2+2")
    main = load_workbook(io.BytesIO(filled(SHOPEE, "shopee_vn", facts).data))["Bản đăng tải"]
    assert {cell.data_type for cell in main[7]} <= {"s", "n", "inlineStr"}
    assert main.cell(7, 4).value == "=1+1"


def test_pictures_angle_brackets_and_spaces_arrive_whole(facts_of):
    own = "Ong <b>nhà</b> & “tôi” 🍯\n  lùi vào"
    facts = facts_of("mat_ong", own_words=own)
    assert own in row_by_key(filled(SHOPEE, "shopee_vn", facts).data, "Bản đăng tải", 7)["ps_product_description"]


def prefixed(data: bytes) -> bytes:
    """The same file as another program writes it: every element with `x:`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet2.xml":
                marked = re.sub(r"<(/?)([A-Za-z])", r"<\1x:\2", text.decode()).replace("xmlns=", "xmlns:x=")
                text = marked.encode()
            new.writestr(name, text)
    return out.getvalue()


def test_a_template_written_with_prefixes_is_filled_too(facts_of):
    made = filled(prefixed(SHOPEE), "shopee_vn", facts_of("mat_ong"))
    assert row_by_key(made.data, "Bản đăng tải", 7)["ps_price"] == 185000


def no_sheet() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("hello.txt", "xin chào")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "template.not_a_workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "template.not_a_workbook"),
        (b"ps_product_name,ps_price\n", "template.not_a_workbook"),
        (no_sheet(), "template.not_a_workbook"),
        (SHOPEE[: len(SHOPEE) // 2], "template.not_a_workbook"),
        (b"PK" + b"\0" * 20_000_001, "template.too_large"),
        (template("Bản đăng tải", ["tên", "giá"]), "template.no_keys"),
        (TIKTOK, "template.no_keys"),
        (template("Bản đăng tải", ["", *SHOPEE_KEYS[5:]]), "template.no_keys"),
    ],
    ids=[
        "empty",
        "old excel",
        "csv",
        "another zip",
        "cut short",
        "too large",
        "no keys",
        "another shop's",
        "key row gone",
    ],
)
def test_a_file_that_is_not_the_template_is_refused_with_a_reason(data, said, facts_of):
    with pytest.raises(OnboardingError) as refusal:
        filled(data, "shopee_vn", facts_of("mat_ong"))
    assert refusal.value.code == said
    assert refusal.value.field == "fill"


def test_nobodys_template_is_refused_by_name():
    with pytest.raises(OnboardingError) as refusal:
        place_of(template("Bản đăng tải", ["tên"]))
    assert "Shopee" in str(refusal.value.details["channels"])


def test_a_place_without_a_template_is_refused(facts_of):
    with pytest.raises(OnboardingError, match=r"template\.not_for"):
        filled(SHOPEE, "tiki", facts_of("mat_ong"))

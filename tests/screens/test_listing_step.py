"""The listing step without a browser: few questions, a living draft, findings mended at their source, edits kept."""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from streamlit.testing.v1 import AppTest

from onboarding.business import Visit
from onboarding.listings import category
from onboarding.screens.steps import listing
from onboarding.services import contents_of
from onboarding.store import Store
from tests.visits_of import visits_of

ROOT = Path(__file__).parents[2]
OWN = "Nhà tôi theo đàn ong ba đời rồi, mật ngon nhất vùng, chữa ho hay lắm."


def at_step(store: Store, trade: str = "mat_ong", **listed: Any) -> AppTest:
    """The wizard at its third step, over a visit that says this."""
    business = {"name": "Hộ mẫu 1", "commune": "24988", "trade": trade, "phone": "0900 000 001"}
    data = {"business": business, "listing": listed, "photo_count": 1}
    made = visits_of(store).create(team="Tổ số thôn mẫu", member="Lan", commune="24988", data=data)
    visits_of(store).save(made.id, {}, rev=made.rev, step=2)
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    at = at.button(key=f"open_{made.id}").click().run()
    assert not at.exception
    return at


def honey(store: Store, **listed: Any) -> AppTest:
    sample = msgspec.to_builtins(category("mat_ong").sample)
    known = {"category": "mat_ong", "answers": sample["answers"], "price": sample["price"], "unit": sample["unit"]}
    return at_step(store, **known, **listed)


def kept(store: Store) -> dict[str, Any]:
    drafts = visits_of(store)
    (one,) = drafts.open_ones()
    found = drafts.load(one.id)
    assert found
    return found.data


def seen(at: AppTest) -> str:
    """Everything shown as HTML: the draft as the place will show it."""
    return "\n".join(block.proto.body for block in at.get("html"))


def field(at: AppTest, label: str) -> Any:
    return next(one for one in [*at.text_input, *at.text_area] if one.label.startswith(label))


def pills(at: AppTest, label: str) -> Any:
    return next(one for one in at.get("button_group") if one.label.startswith(label))


def button(at: AppTest, label: str) -> Any:
    return next(one for one in at.button if one.label.startswith(label))


def opened(at: AppTest, name: str) -> AppTest:
    """The same page with one drawer open."""
    at.session_state[name] = True
    return at.run()


def drawer(store: Store, name: str) -> str:
    (one,) = visits_of(store).open_ones()
    return f"{name}_{one.id}"


def test_the_kind_of_goods_comes_from_the_first_step(store):
    at_step(store, trade="gao")
    assert kept(store)["listing"]["category"] == "gao"


def test_few_fields_are_shown_at_first(store):
    at = at_step(store)
    assert len([*at.text_input, *at.text_area]) <= 8


def test_an_answer_shows_in_the_draft_at_once(store):
    at = at_step(store)
    field(at, "Đặt đàn ong").set_value("Hưng Yên").run()
    pills(at, "Ong lấy mật").select("hoa nhãn").run()
    assert "Mật ong hoa nhãn Hưng Yên" in seen(at)
    assert kept(store)["listing"]["answers"]["loai_hoa"] == "hoa nhãn"
    assert Visit.from_row(kept(store)).listing.answers["vung"] == "Hưng Yên"


def test_what_no_button_names_can_be_typed(store):
    at = at_step(store)
    pills(at, "Ong lấy mật").select("__khac").run()
    field(at, "Ghi rõ").set_value("hoa keo").run()
    assert kept(store)["listing"]["answers"]["loai_hoa"] == "hoa keo"
    assert "Mật ong hoa keo" in seen(at)


@pytest.mark.parametrize(
    ("typed", "price"), [("185k", 185_000), ("185.000đ", 185_000), ("", None), ("nhiều", None), ("-5", None)]
)
def test_a_price_is_read_as_people_write_it(store, typed, price):
    at = at_step(store)
    field(at, "Giá bán").set_value(typed).run()
    assert kept(store)["listing"].get("price") == price
    assert bool(at.error) == (typed in ("nhiều", "-5"))


def test_contact_begins_as_the_first_step_has_it_and_a_cleared_phone_stays_cleared(store):
    at = honey(store)
    assert kept(store)["listing"]["contact"]["phone"] == "0900 000 001"
    at = opened(at, drawer(store, "contact"))
    field(at, "Số điện thoại").set_value("").run()
    assert kept(store)["listing"]["contact"]["phone"] == ""
    assert "0900" not in seen(at.run())


def test_a_finding_is_marked_explained_and_mended_where_it_was_said(store):
    at = honey(store, own_words=OWN)
    assert "<mark class='look'>ngon nhất vùng</mark>" in seen(at)
    assert "<mark class='stop'>chữa ho</mark>" in seen(at)
    button(at, "Đổi thành").click().run()
    assert kept(store)["listing"]["own_words"] == OWN.replace("ngon nhất vùng", "ngon")
    assert field(at, "Chủ hộ nói gì").value == OWN.replace("ngon nhất vùng", "ngon")
    button(at, "Bỏ đoạn này").click().run()
    assert kept(store)["listing"]["own_words"] == "Nhà tôi theo đàn ong ba đời rồi, mật ngon."
    assert "<mark" not in seen(at)


def test_another_title_can_be_chosen_and_follows_the_facts(store):
    at = opened(honey(store), f"{drawer(store, 'edit')}_facebook_page")
    at.radio[0].set_value(1).run()
    assert kept(store)["texts"]["facebook_page"]["variant"] == "1"
    assert "<p class='title'>Mật ong hoa cà phê, ong nuôi Đắk Lắk, chai 500 ml</p>" in seen(at)
    field(at, "Bán chai hay hũ").set_value("hũ 1 kg").run()
    assert "<p class='title'>Mật ong hoa cà phê, ong nuôi Đắk Lắk, hũ 1 kg</p>" in seen(at)


def test_an_edit_stays_when_the_facts_change(store):
    at = opened(honey(store), f"{drawer(store, 'edit')}_facebook_page")
    body = field(at, "Bài")
    body.set_value(body.value.replace("Nhà mình có", "Nhà tui có")).run()
    field(at, "Quay mật").set_value("tháng 4").run()
    assert "Nhà tui có mật ong nuôi" in seen(at)
    assert "Mật quay vào tháng 4" in seen(at)
    button(at, "Bỏ phần đã sửa").click().run()
    assert "Nhà mình có mật ong nuôi" in seen(at)


def test_where_both_changed_the_new_words_are_offered(store):
    at = opened(honey(store), f"{drawer(store, 'edit')}_facebook_page")
    body = field(at, "Bài")
    body.set_value(body.value.replace("24 tháng kể từ ngày đóng chai", "hai năm")).run()
    at = opened(at, drawer(store, "label"))
    field(at, "Hạn dùng").set_value("18 tháng").run()
    assert "- Hạn dùng: hai năm." in seen(at)
    button(at, "Dùng câu mới").click().run()
    assert "- Hạn dùng: 18 tháng." in seen(at)
    assert not [one for one in at.button if one.label == "Dùng câu mới"]


def test_what_is_edited_is_what_the_pack_prints(store):
    at = opened(honey(store), f"{drawer(store, 'edit')}_zalo_oa")
    pills(at, "Xem bài cho").select("zalo_oa").run()
    field(at, "Tên món").set_value("Mật ong nhà Hộ mẫu").run()
    visit = Visit.from_row(kept(store))
    (product,) = contents_of(visit, [], day=date(2026, 11, 24), code=None).products
    assert product.texts[1].title == "Mật ong nhà Hộ mẫu"


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", "{{ 7*7 }}", "**đậm** $x$", "=cmd|' /C calc'!A0", "🍯" * 50]
)
def test_typed_words_are_inert_on_the_page(store, typed):
    at = honey(store, own_words=typed)
    assert not at.exception
    assert "<script>alert" not in seen(at)
    assert "49" not in seen(at).split("kit-post")[1]


def test_a_place_that_does_not_take_such_goods_is_not_offered(store):
    at = opened(at_step(store, trade="quan_an"), drawer(store, "places"))
    names = [option.content for option in pills(at, "Đăng ở đâu").proto.options]
    assert "Facebook" in names
    assert "Shopee" not in names


@pytest.mark.parametrize("code", ["gom_su", "du_lich_cong_dong", "xa_phong_my_pham"])
def test_a_visit_without_a_trade_asks_what_kind_of_goods(store, code):
    at = at_step(store, trade="")
    pills(at, "Món này").select(code).run()
    assert not at.exception
    assert kept(store)["listing"]["category"] == code
    assert "kit-post" in seen(at.run())


def test_a_file_for_an_own_shop_can_be_fetched(store):
    at = opened(honey(store), drawer(store, "places"))
    pills(at, "Bưu điện").select("shopify_csv").run()
    pills(at, "Xem bài cho").select("shopify_csv").run()
    at = opened(at, f"{drawer(store, 'file')}_shopify_csv")
    assert [one.label for one in at.get("download_button")] == ["Tải tệp", "Bản để xem bằng Excel"]


def test_a_step_is_done_with_a_product_a_price_and_an_answer():
    assert not listing.done({})
    assert not listing.done({"listing": {"category": "gao", "price": 1, "answers": {}}})
    assert not listing.done({"listing": {"category": "gao", "answers": {"vu": "x"}}})
    assert listing.done({"listing": {"category": "gao", "price": 1, "answers": {"vu": "x"}}})


def test_a_blocked_text_is_not_copied_without_a_word(store):
    at = honey(store, own_words="Chữa dứt điểm ung thư")
    assert any("phải sửa trước khi đăng" in one.value for one in at.error)
    assert any("Vẫn chép" in one.label for one in at.expander)


def test_the_packs_price_is_shown_beside_the_kilos_and_can_be_put_right_in_one_tap(store):
    at = at_step(store, "gao", category="gao", answers={"quy_cach": "bao 25 kg"}, price=32000, unit="kg")
    assert any("800.000 ₫" in one.value.replace("\\", "") for one in at.caption)
    button(at, "Không, giá đã ghi").click().run()
    assert kept(store)["listing"]["unit"] == "bao 25 kg"
    assert "32.000 ₫ / bao 25 kg" in seen(at)


def test_what_no_text_shows_is_asked_before_the_posting(store):
    at = honey(store)
    (one,) = visits_of(store).open_ones()
    shown = opened(at, f"reminders_{one.id}_facebook_page")
    assert any("đồng ý bằng văn bản" in block.value for block in shown.markdown)

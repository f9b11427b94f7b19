"""Several products in one visit: each with its own answers, price, texts and photos; paper and phone page follow."""

from datetime import date
from io import BytesIO
from pathlib import Path

import msgspec
from PIL import Image
from streamlit.testing.v1 import AppTest

from onboarding.business import Consent, Visit, further_products
from onboarding.listings import category
from onboarding.screens.session import OpenVisit
from onboarding.screens.visit import products
from onboarding.services import contents_of
from onboarding.services.pack import listing_texts
from onboarding.services.readiness import before_hand_over
from onboarding.visits.erasure import retained
from tests.screens.test_listing_step import field, kept, pills
from tests.visits_of import visits_of

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 24)


def jpeg(colour):
    out = BytesIO()
    Image.new("RGB", (40, 40), colour).save(out, "JPEG")
    return out.getvalue()


def at_step(store, step, **listed):
    business = {"name": "Hộ mẫu 1", "commune": "24988", "trade": "mat_ong", "phone": "0900 000 001"}
    made = visits_of(store).create(
        team="Tổ số thôn mẫu", member="Lan", commune="24988", data={"business": business, "listing": listed}
    )
    visits_of(store).save(made.id, {}, rev=made.rev, step=step)
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    at = at.button(key=f"open_{made.id}").click().run()
    assert not at.exception
    return at


def honey(store):
    sample = msgspec.to_builtins(category("mat_ong").sample)
    return at_step(store, 2, category="mat_ong", answers=sample["answers"], price=sample["price"], unit=sample["unit"])


def button(at, label):
    return next(one for one in at.button if one.label == label)


def test_a_second_product_has_words_and_a_price_of_its_own(store):
    at = button(honey(store), "Thêm món khác").click().run()
    at = pills(at, "Món này thuộc nhóm nào").set_value("gao").run()
    at = field(at, category("gao").questions[0].label.vi).set_value("ST25").run()
    at = field(at, "Giá bán").set_value("32k").run()
    at = field(at, "Giá đó là của").set_value("kg").run()
    assert not at.exception
    data = kept(store)
    assert data["listing"]["category"] == "mat_ong"
    (rice,) = further_products(data).values()
    assert (rice["category"], rice["price"], rice["unit"]) == ("gao", 32000, "kg")
    visit = Visit.from_row(data)
    assert [facts.category for facts in visit.products] == ["mat_ong", "gao"]
    titles = [product.title for product in contents_of(visit, [], day=DAY, code=None).products]
    assert ["ong" in title.lower() for title in titles] == [True, False]
    assert "ST25" in titles[1]


def test_the_first_product_stays_as_it_was_when_one_goes_back_to_it(store):
    at = button(honey(store), "Thêm món khác").click().run()
    at = pills(at, "Món này thuộc nhóm nào").set_value("gao").run()
    before = kept(store)["listing"]
    at = pills(at, "Món").set_value("").run()
    assert kept(store)["listing"] == before
    assert field(at, "Giá bán").value


def test_a_product_like_this_one_takes_the_answers_and_neither_price_nor_own_words(store):
    at = honey(store)
    at = field(at, "Chủ hộ nói gì về món này?").set_value("Mật nhà tôi quay tháng ba.").run()
    at = button(at, "Thêm món giống món này").click().run()
    data = kept(store)
    (copied,) = further_products(data).values()
    assert copied["answers"] == data["listing"]["answers"]
    assert copied.get("own_words", "") == ""
    assert copied.get("price") is None
    assert [item.words for item in before_hand_over(Visit.from_row(data), [], DAY) if item.step == "listing"] == [
        "Chưa có giá bán"
    ]


def test_a_product_taken_out_comes_back_as_it_was(store):
    at = button(honey(store), "Thêm món giống món này").click().run()
    (before,) = further_products(kept(store)).values()
    at = button(at, "Bỏ món này").click().run()
    assert further_products(kept(store)) == {}
    at = button(at, "Lấy lại món").click().run()
    assert list(further_products(kept(store)).values()) == [before]
    assert not at.exception


def test_words_edited_by_hand_stay_with_their_product(store):
    facts = {"category": "gao", "answers": {"giong_lua": "ST25"}, "price": 32000, "unit": "kg"}
    texts = {"facebook_page": {"title": "Gạo ST25 của nhà"}}
    data = {
        "listing": {"category": "mat_ong", "answers": {"loai_hoa": "hoa nhãn"}},
        "products": {"ab" * 16: {"listing": facts, "texts": texts}},
    }
    visit = Visit.from_row(data)
    shown = [{one.channel: one.title for one in listing_texts(visit, DAY, facts)} for facts in visit.products]
    assert [titles["facebook_page"] == "Gạo ST25 của nhà" for titles in shown] == [False, True]


def test_each_photo_goes_with_its_product(store, monkeypatch):
    button(honey(store), "Thêm món giống món này").click().run()
    (rice,) = further_products(kept(store))
    visits = visits_of(store)
    (row,) = visits.open_ones()
    first, second = jpeg("red"), jpeg("blue")
    visits.put_photo(row.id, second, meta={"product": rice})
    visits.put_photo(row.id, first)
    monkeypatch.setattr(products, "visit_repository", lambda: visits)  # the session's own, outside a session
    visit = OpenVisit(visits, visits.load(row.id))
    shown = [products.photos_of(visit, product) for product in ("", rice)]
    assert [[visits.photo(row.id, photo) for photo, _meta in photos] for photos in shown] == [[first], [second]]


def test_without_consent_to_a_phone_no_product_keeps_one():
    data = {"products": {"ab" * 16: {"listing": {"category": "gao", "contact": {"phone": "0900 000 001"}}}}}
    consent = Consent(purposes={"visit": True, "counts": True, "follow_up": False})
    assert "0900" not in repr(retained(data, consent))
    assert retained(data, consent)["products"]["ab" * 16]["listing"]["category"] == "gao"


def test_a_menu_is_read_a_line_each(store):
    at = at_step(store, 2, category="quan_an", answers={"ten_mon": "bún bò"})
    next(one for one in at.expander if one.label == "Thực đơn, bảng giá")
    visits = visits_of(store)
    (row,) = visits.open_ones()
    visits.save(row.id, {"listing.items": [{"name": "Bún bò", "price": 35000}]}, rev=visits.load(row.id).rev)
    texts = listing_texts(Visit.from_row(kept(store)), DAY)
    assert "- Bún bò: 35.000 ₫" in texts[0].text

"""Our files before judges we did not write: Adobe's for structured data, schema.org, Google's types, a feed reader."""

import csv
import io
import json
from xml.etree import ElementTree

import feedparser
import pytest
from google.shopping.merchant_products_v1 import types as google
from google.shopping.type import Price
from schema_org import Product as SchemaProduct
from schema_org import ProductGroup as SchemaGroup

from onboarding.listings import categories, draft, export, writer
from onboarding.listings.answers import sale_of

GOODS = [code for code, kind in categories().items() if kind.kind == "goods"]
BAD = '{"@context": "https://schema.org", "@type": "Product", "offers": {"@type": "Offer", "price": "125.000đ"}}'


def made_for(to, *facts) -> bytes:
    return export([(one, draft(one, writer(to).place.code)) for one in facts], to)


def errors(verdict):
    return [issue for issue in verdict["issues"] if issue["severity"] == "ERROR"]


def test_google_finds_no_error_in_the_data_of_any_product(google_says, facts_of):
    pages = [made_for("schema_org", facts_of(code)).decode() for code in GOODS]
    verdicts = google_says(pages)
    kinds = [[json.loads(page)["@type"]] for page in pages]
    assert [verdict["seen"] for verdict in verdicts] == kinds
    assert {kind for (kind,) in kinds} == {"Product", "ProductGroup"}
    assert [errors(verdict) for verdict in verdicts] == [[]] * len(GOODS)


def test_google_finds_no_error_in_several_products_on_one_page(google_says, facts_of):
    page = made_for("schema_org", facts_of("mat_ong"), facts_of("gao"), facts_of("che")).decode()
    (verdict,) = google_says([page])
    assert verdict["seen"] == ["Product"]
    assert errors(verdict) == []


def test_the_judge_does_find_errors(google_says):
    (verdict,) = google_says([BAD])
    assert len(errors(verdict)) >= 3


def test_typed_html_cannot_end_the_script_it_stands_in(google_says, facts_of):
    facts = facts_of("mat_ong", own_words="</script><script>alert(1)</script><!--")
    page = made_for("schema_org", facts).decode()
    (verdict,) = google_says([page])
    assert "</script" not in page
    assert errors(verdict) == []
    assert "</script>" in json.loads(page)["description"]


@pytest.mark.parametrize("code", GOODS)
def test_schema_org_knows_every_property_we_use(code, facts_of):
    found = json.loads(made_for("schema_org", facts_of(code, answers={"thuong_hieu": "Thôn Bốn"})))
    found.pop("@context")
    model = SchemaGroup if found["@type"] == "ProductGroup" else SchemaProduct
    assert model.model_validate_json(json.dumps(found)).schema_type == found["@type"]
    offers = [one["offers"] for one in found.get("hasVariant", [found])]
    assert {offer["price"] for offer in offers} == {sale_of(facts_of(code)).price}
    assert {offer["priceCurrency"] for offer in offers} == {"VND"}


def test_google_takes_sizes_each_with_its_price(google_says, facts_of):
    sizes = [{"name": "S", "price": 90_000, "stock": 0}, {"name": "XL", "price": 120_000}]
    page = made_for("schema_org", facts_of("quan_ao", variants=sizes, photos=["a.jpg", "b.jpg"])).decode()
    found = json.loads(page)
    assert [(one["size"], one["offers"]["price"]) for one in found["hasVariant"]] == [("S", 90_000), ("XL", 120_000)]
    assert [one["offers"]["availability"].rpartition("/")[2] for one in found["hasVariant"]] == [
        "OutOfStock",
        "InStock",
    ]
    assert len({found["productGroupID"], *(one["sku"] for one in found["hasVariant"])}) == 3
    (verdict,) = google_says([page])
    assert errors(verdict) == []


def test_schema_org_refuses_a_property_that_is_not_one():
    with pytest.raises(ValueError, match="gia_ban"):
        SchemaProduct.model_validate({"@type": "Product", "name": "x", "gia_ban": 1})


def attributes(row: dict[str, str]) -> google.ProductAttributes:
    """A row of the file in Google's own types: an unknown name, word or shape is refused by them."""
    amount, currency = row.pop("price").split()
    weight, unit = row.pop("shipping_weight").split()
    several = {"additional_image_link": "additional_image_links", "product_type": "product_types"}
    values = {several.get(name, name): value for name, value in row.items() if value and name != "id"}
    for name in several.values():
        if name in values:
            values[name] = values[name].split(",") if name == "additional_image_links" else [values[name]]
    return google.ProductAttributes(
        **{
            **values,
            "availability": google.Availability[values["availability"].upper()],
            "condition": google.Condition[values["condition"].upper()],
            "identifier_exists": values["identifier_exists"] == "yes",
        },
        price=Price(amount_micros=int(amount) * 1_000_000, currency_code=currency),
        shipping_weight=google.ShippingWeight(value=float(weight), unit=unit),
    )


@pytest.mark.parametrize("code", GOODS)
def test_google_takes_every_row_of_its_file(code, facts_of):
    facts = facts_of(code, photos=["a.jpg", "b.jpg", "c.jpg"])
    lines = list(csv.DictReader(io.StringIO(made_for("google_merchant", facts).decode()), delimiter="\t", quoting=3))
    row = lines[0]
    sku = row["id"]
    made = attributes(row)
    product = google.ProductInput(offer_id=sku, content_language="vi", feed_label="VN", product_attributes=made)
    assert product.product_attributes.title.startswith(draft(facts, "google_merchant").title)
    assert product.product_attributes.price.amount_micros == sale_of(facts).price * 1_000_000
    assert len(product.product_attributes.additional_image_links) == 2


@pytest.mark.parametrize(
    "wrong", [{"availability": "con_hang"}, {"condition": "mới"}, {"titl": "x"}, {"price": "185.000đ VND"}]
)
def test_google_refuses_a_wrong_row(wrong, facts_of):
    text = made_for("google_merchant", facts_of("mat_ong")).decode()
    (row,) = csv.DictReader(io.StringIO(text), delimiter="\t", quoting=3)
    with pytest.raises((KeyError, ValueError)):
        attributes({**row, **wrong})


@pytest.mark.parametrize("code", GOODS)
def test_a_feed_reader_finds_each_product_in_the_rss(code, facts_of):
    facts = facts_of(code, own_words="Ong & <b>hoa</b> “nhà” 🍯")
    feed = feedparser.parse(made_for("google_rss", facts, facts))
    assert not feed.bozo
    assert feed.version == "rss20"
    first, *_, last = feed.entries
    assert first["g_title"].startswith(draft(facts, "google_merchant").title)
    assert first["g_price"] == f"{sale_of(facts).price} VND"
    assert first["g_id"] != last["g_id"]


def test_the_rss_is_well_formed_whatever_is_typed(facts_of):
    data = made_for("google_rss", facts_of("mat_ong", own_words="a\x0bb ]]> & < \ufffe \U0001f36f"))
    names = {element.tag for element in ElementTree.fromstring(data).iter()}
    assert "{http://base.google.com/ns/1.0}price" in names

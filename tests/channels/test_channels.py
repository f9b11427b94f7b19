"""Where a vendor may sell, as data: complete, sourced, honest about what is unsure."""

import re
from pathlib import Path

import pytest

from onboarding import channels as room
from onboarding.channels import Channel, channel, channels
from onboarding.errors import OnboardingError

FOLDER = Path(room.__file__).parent
ASKED_FOR = {
    "shopee_vn", "tiktok_shop_vn", "lazada_vn", "tiki", "facebook_page", "meta_catalog", "zalo_oa", "google_merchant",
    "woocommerce_csv", "shopify_csv", "sapo_xlsx", "kiotviet_xlsx", "haravan_csv", "buudien", "voso", "schema_org",
    "print_sheet",
}  # fmt: skip


def test_every_place_a_vendor_asks_about_is_there():
    assert set(channels()) >= ASKED_FOR


def test_a_place_that_closed_is_not_offered():
    assert "sendo" not in channels()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_the_first_line_says_where_it_comes_from_and_when(path):
    first = path.read_text("utf8").splitlines()[0]
    assert first.startswith("# Nguồn: ")
    assert re.search(r"\d{4}-\d{2}-\d{2}$", first)


@pytest.mark.parametrize("place", channels().values(), ids=lambda place: place.code)
def test_every_number_has_a_source_and_a_grade(place: Channel):
    for bound in (place.title, place.description):
        if bound.most or bound.least or bound.words:
            assert bound.source, bound
            assert bound.grade != "unknown", bound
    for part in (place.hashtags, place.file, place.template):
        if part is not None and part != room.Hashtags():
            assert part.source


@pytest.mark.parametrize("place", channels().values(), ids=lambda place: place.code)
def test_a_place_speaks_both_languages(place: Channel):
    rules = [rule.text for rule in (*place.forbids, *place.after)]
    for said in (place.name, *rules, *([place.note] if place.note else [])):
        assert said.vi
        assert said.get("en", "")
        assert said.in_("en") == said.get("en", "")


@pytest.mark.parametrize("place", channels().values(), ids=lambda place: place.code)
def test_only_places_she_speaks_in_herself_carry_contact_details(place: Channel):
    assert bool(place.contact) == (place.kind in ("social", "paper"))
    assert not {"account", "bank", "stk"} & set(place.contact)


def test_an_unsure_limit_is_known_as_unsure():
    assert not channel("shopee_vn").title.sure
    assert channel("tiki").title.sure


def test_the_short_name_of_a_place_will_do():
    assert channel("tiktok").code == "tiktok_shop_vn"


def test_short_names_are_unlike_each_other():
    families = [place.family for place in channels().values()]
    assert len(families) == len(set(families))


@pytest.mark.parametrize("code", ["sendo", "", "../shopee_vn", "x" * 10_000, "SHOPEE_VN "])
def test_an_unknown_place_is_refused_with_what_there_is(code):
    with pytest.raises(OnboardingError) as refusal:
        channel(code)
    assert refusal.value.code == "channel.unknown"
    assert "shopee_vn" in str(refusal.value.details["known"])


def test_a_place_dropped_in_is_there_and_gone_again(drop_in):
    text = (FOLDER / "voso.toml").read_text("utf8").replace('family = "voso"', 'family = "cho_que"')
    with drop_in(room, "cho_que.toml", text):
        assert channel("cho_que").title.most == 120
    assert "cho_que" not in channels()


def test_a_slip_in_a_file_names_the_key(drop_in):
    text = (
        (FOLDER / "voso.toml").read_text("utf8").replace("most = 120", 'most = "nhiều"').replace('"voso"', '"cho_que"')
    )
    with drop_in(room, "cho_que.toml", text), pytest.raises(OnboardingError) as refusal:
        channels()
    assert refusal.value.code == "catalogue.wrong_value"
    assert refusal.value.details["key"] == "title.most"

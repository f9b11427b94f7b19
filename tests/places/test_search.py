"""A commune is found as people type it."""

import unicodedata

import pytest

from onboarding.errors import OnboardingError
from onboarding.languages import fold
from onboarding.places import commune, communes, find_communes, provinces


def first(query: str, **asked: object) -> str:
    found = find_communes(query, **asked)
    return found[0].label if found else ""


def test_every_commune_of_today_is_there_with_its_kind_and_province():
    kinds = [one.kind for one in communes().values()]
    assert (kinds.count("xã"), kinds.count("phường"), kinds.count("đặc khu")) == (2621, 687, 13)
    assert {one.province_code for one in communes().values()} == set(provinces())


def test_a_commune_is_known_by_its_code():
    assert commune("00004").label == "Phường Ba Đình, thành phố Hà Nội"
    assert first("00004") == "Phường Ba Đình, thành phố Hà Nội"


@pytest.mark.parametrize("code", ["", "99999", "1", "00004; DROP TABLE", "٠٠٠٠٤", "x" * 10_000])
def test_a_code_nobody_has_is_refused_beside_its_field(code):
    with pytest.raises(OnboardingError) as refused:
        commune(code)
    assert (refused.value.code, refused.value.field) == ("place.unknown", "commune")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("an binh vinh long", "Xã An Bình, tỉnh Vĩnh Long"),
        ("Xã An Bình, tỉnh Vĩnh Long", "Xã An Bình, tỉnh Vĩnh Long"),
        ("VĨNH LONG an bình", "Xã An Bình, tỉnh Vĩnh Long"),
        ("an bi vinh lo", "Xã An Bình, tỉnh Vĩnh Long"),
        ("phường sài gòn", "Phường Sài Gòn, thành phố Hồ Chí Minh"),
        ("p. sai gon tphcm", "Phường Sài Gòn, thành phố Hồ Chí Minh"),
        ("phu quoc", "Đặc khu Phú Quốc, tỉnh An Giang"),
        ("đặc khu phú quốc", "Đặc khu Phú Quốc, tỉnh An Giang"),
        ("b'lao", "Phường B'Lao, tỉnh Lâm Đồng"),
        ("b’lao", "Phường B'Lao, tỉnh Lâm Đồng"),
        ("lang biang da lat", "Phường Lang Biang - Đà Lạt, tỉnh Lâm Đồng"),
        ("Hoà Bình vĩnh long", "Xã Hòa Bình, tỉnh Vĩnh Long"),
    ],
)
def test_marks_kind_case_and_order_do_not_matter(typed, meant):
    assert first(typed) == meant
    assert first(unicodedata.normalize("NFD", typed)) == meant


@pytest.mark.parametrize(
    ("slipped", "meant"),
    [
        ("an bing vinh log", "Xã An Bình, tỉnh Vĩnh Long"),
        ("anbinh vinh long", "Xã An Bình, tỉnh Vĩnh Long"),
        ("sài gnò", "Phường Sài Gòn, thành phố Hồ Chí Minh"),
        ("saigon", "Phường Sài Gòn, thành phố Hồ Chí Minh"),
        ("hoanf kieem", "Phường Hoàn Kiếm, thành phố Hà Nội"),
    ],
)
def test_slips_of_the_keyboard_are_forgiven(slipped, meant):
    assert first(slipped) == meant


@pytest.mark.parametrize(
    ("typed", "now", "was"),
    [
        ("phuc xa ba dinh", "Phường Hồng Hà", "Phường Phúc Xá, quận Ba Đình, thành phố Hà Nội"),
        ("phuc xa", "Phường Hồng Hà", "Phường Phúc Xá, quận Ba Đình, thành phố Hà Nội"),
        ("phường 5 quận 3", "Phường Bàn Cờ", "Phường 5, quận 3, thành phố Hồ Chí Minh"),
        ("p5 q3 tphcm", "Phường Bàn Cờ", "Phường 5, quận 3, thành phố Hồ Chí Minh"),
        ("huyện lý sơn", "Đặc khu Lý Sơn", "Huyện Lý Sơn, tỉnh Quảng Ngãi"),
    ],
)
def test_a_name_from_before_july_2025_leads_to_its_successor_and_says_so(typed, now, was):
    found = find_communes(typed)[0]
    assert (found.name, found.was) == (now, was)


def test_an_old_district_leads_to_all_its_successors():
    found = find_communes("huyện cái bè", limit=50)
    assert {"Xã Cái Bè", "Xã Hậu Mỹ", "Xã Mỹ Thiện"} <= {one.name for one in found}
    assert all(one.was for one in found)


def test_a_name_of_today_comes_before_the_same_name_of_before():
    former = [bool(one.was) for one in find_communes("tân lập", limit=40) if "Tân Lập" in (one.was or one.name)]
    assert former == sorted(former)
    assert True in former
    assert not former[0]


def test_of_names_that_only_begin_so_those_of_today_come_first():
    former = [bool(one.was) for one in find_communes("tan lo", limit=12)]
    assert former == sorted(former)
    assert {True, False} == set(former)


def test_marks_that_were_typed_decide_between_names_that_differ_by_marks_only():
    assert first("Ba Đình").startswith("Phường Ba Đình")
    assert first("Ba Dinh").startswith("Xã Ba Dinh")


def test_an_abolished_province_still_helps():
    assert first("cai be tien giang") == "Xã Cái Bè, tỉnh Đồng Tháp"


def test_the_search_stays_inside_a_province_when_asked():
    found = find_communes("an bình", province="86", limit=20)
    assert found
    assert {one.province_code for one in found} == {"86"}


def test_nothing_is_listed_twice_and_never_more_than_asked():
    for query in ("an", "xa", "tan phu", "quận 1", "da lat", "ha noi"):
        codes = [one.code for one in find_communes(query, limit=30)]
        assert len(codes) == len(set(codes)) <= 30


@pytest.mark.parametrize(
    "hostile", ["", " ", "😀", "=cmd|' /C calc'!A0", "../../x", "\x00", "%", "a" * 10_000, "an " * 5_000, "(((["]
)
def test_hostile_text_is_only_text(hostile):
    assert isinstance(find_communes(hostile), list)


def test_every_commune_is_first_by_its_own_full_label():
    for one in list(communes().values())[::3]:
        assert find_communes(one.label)[0].label == one.label, one.label


def test_every_commune_is_found_by_its_label_without_marks():
    for one in list(communes().values())[3::11]:
        assert one.code in [found.code for found in find_communes(fold(one.label))], one.label

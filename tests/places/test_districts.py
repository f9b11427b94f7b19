"""The old districts still group today's communes; what one source reports stays a report."""

import pytest

from onboarding.errors import OnboardingError
from onboarding.places import (
    commune,
    communes,
    communes_of,
    find_districts,
    group,
    groups,
    old_district_of,
    provinces,
    reported,
)


def test_every_commune_stands_under_exactly_one_old_district():
    grouped = [code for one in groups().values() for code in one.communes]
    assert sorted(grouped) == sorted(communes())
    assert len(groups()) == 696


def test_a_commune_with_land_of_two_old_districts_is_marked_approximate():
    loose = {code for one in groups().values() for code in one.approximate}
    assert len(loose) == 317
    assert all(set(one.approximate) <= set(one.communes) for one in groups().values())


def test_an_old_district_is_found_as_people_type_it():
    assert find_districts("vũng liêm")[0].district.label == "Huyện Vũng Liêm, tỉnh Vĩnh Long"
    assert find_districts("huyen chau thanh tien giang")[0].district.label == "Huyện Châu Thành, tỉnh Tiền Giang"
    assert find_districts("quận 1")[0].district.name == "Quận 1"
    assert find_districts("") == []
    assert find_districts("=cmd|'!A0") == []
    assert len(find_districts("chau", limit=3)) == 3


def test_a_commune_knows_its_old_district():
    assert old_district_of("29659").name == "Huyện Vũng Liêm"
    assert "29659" in group("859").communes


@pytest.mark.parametrize("code", ["", "9999", "nowhere", "../815"])
def test_an_old_district_nobody_knows_is_refused(code):
    with pytest.raises(OnboardingError, match=r"place\.district_unknown"):
        group(code)


def test_one_code_stands_for_a_commune_a_district_or_a_province():
    assert communes_of("29659") == ("29659",)
    assert communes_of("859") == group("859").communes
    assert sum(len(communes_of(code)) for code in provinces()) == 3321
    with pytest.raises(OnboardingError, match=r"place\.unknown"):
        communes_of("zz")


def test_reported_changes_are_marked_unverified_and_not_applied():
    assert len(reported()) == 25
    assert not any(one.verified for one in reported())
    assert commune("07294").name == "Xã Bố Hạ"


def test_a_report_keeps_the_code_of_a_unit_that_exists():
    assert all(one.code in (communes() if one.level == "commune" else provinces()) for one in reported())

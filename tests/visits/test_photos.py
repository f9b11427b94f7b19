"""Photos stay with their visit, once each, in the order the member put them."""

import pytest

from onboarding.errors import OnboardingError
from onboarding.visits import Visits, content_hash


@pytest.fixture
def drafts(store):
    return Visits(store)


@pytest.fixture
def one(drafts):
    return drafts.create().id


def test_the_same_photo_twice_is_one(drafts, one):
    assert drafts.put_photo(one, b"honey") == drafts.put_photo(one, b"honey")
    assert len(drafts.photos(one)) == 1


def test_one_picture_of_two_products_belongs_to_both(drafts, one):
    product = "ab" * 16
    first, second = drafts.put_photo(one, b"honey"), drafts.put_photo(one, b"honey", meta={"product": product})
    assert [(photo, meta.get("product")) for photo, meta in drafts.photos(one)] == [(first, None), (second, product)]
    assert content_hash(second) == content_hash(first) == first
    drafts.drop_photo(one, second)
    assert drafts.photo(one, first) == b"honey"


def test_a_cleaned_picture_lies_under_its_original_and_is_replaced(drafts, one):
    photo = drafts.put_photo(one, b"honey", meta={"advice": ["photo.blur"]})
    for data in (b"clean 1", b"clean 2"):
        assert drafts.put_photo(one, data, kind="clean", photo_id=photo) == photo
    assert drafts.photo(one, photo, "clean") == b"clean 2"
    assert drafts.photo(one, photo) == b"honey"
    assert drafts.kinds(one, photo) == ["clean", "original"]
    assert drafts.photos(one) == [(photo, {"advice": ["photo.blur"]})]


def test_photos_stand_in_the_order_chosen(drafts, one):
    ids = [drafts.put_photo(one, bytes([n])) for n in range(4)]
    assert [photo for photo, _ in drafts.photos(one)] == ids
    drafts.order(one, [ids[3], ids[1], "ff" * 16, ids[3]])
    assert [photo for photo, _ in drafts.photos(one)] == [ids[3], ids[1], ids[0], ids[2]]
    drafts.drop_photo(one, ids[1])
    drafts.drop_photo(one, ids[1])
    assert [photo for photo, _ in drafts.photos(one)] == [ids[3], ids[0], ids[2]]
    fresh = drafts.put_photo(one, b"new")
    assert drafts.photos(one)[-1][0] == fresh


def test_meta_is_merged_and_none_deletes(drafts, one):
    photo = drafts.put_photo(one, b"honey", meta={"box": [1, 2, 3, 4], "turn": 90})
    drafts.set_photo_meta(one, photo, {"turn": None, "alt": "Mật ong"})
    assert drafts.photos(one) == [(photo, {"box": [1, 2, 3, 4], "alt": "Mật ong"})]


def test_a_photo_that_is_gone_is_said(drafts, one):
    with pytest.raises(OnboardingError, match=r"draft\.photo_gone"):
        drafts.set_photo_meta(one, "ab" * 16, {"a": 1})
    with pytest.raises(OnboardingError, match=r"draft\.gone"):
        drafts.put_photo("0" * 32, b"honey")
    assert drafts.photo(one, "ab" * 16) is None


@pytest.mark.parametrize(
    ("kind", "photo"), [("../x", None), ("A", None), ("", None), ("clean", "../../x"), ("clean", "zz")]
)
def test_names_that_could_lead_elsewhere_are_refused(drafts, one, kind, photo):
    with pytest.raises(OnboardingError, match=r"draft\.bad_photo"):
        drafts.put_photo(one, b"x", kind=kind, photo_id=photo)
    assert drafts.photo(one, "../../x") is None


def test_a_large_photo_comes_back_byte_for_byte(drafts, one):
    data = bytes(range(256)) * 40_000
    assert drafts.photo(one, drafts.put_photo(one, data)) == data

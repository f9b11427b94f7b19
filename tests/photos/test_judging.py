"""What the judge says of a photo: nothing of a good one, one code for each thing that can be done better."""

import cv2
import numpy as np
import pytest

from onboarding.languages import LANGUAGES, say
from onboarding.photos import clean, judge
from tests.photos.pictures import SIZE, fruit, jpeg, scene


def codes(picture):
    return [advice.code for advice in judge(jpeg(picture))]


def test_a_good_photo_is_left_in_peace():
    assert codes(fruit(scene())[0]) == []


def test_a_blurred_photo_is_to_be_taken_again():
    picture = cv2.GaussianBlur(fruit(scene())[0], (0, 0), 9)
    assert "photo.blur" in codes(picture + np.random.default_rng(2).normal(0, 2, picture.shape))


def test_a_dark_photo_is_to_be_taken_in_the_light():
    assert "photo.dark" in codes(fruit(scene())[0] * 0.35)


def test_burnt_out_goods_are_told():
    assert "photo.glare" in codes(fruit(scene(), colour=(330, 330, 330))[0])


def test_a_product_at_the_edge_is_cut_off():
    said = codes(fruit(scene(), x=80, radius=300, colour=(40, 110, 60))[0])
    assert "photo.cut_off" in said


def test_two_products_are_several():
    picture, _ = fruit(scene(), x=330, radius=180)
    assert "photo.several" in codes(fruit(picture, x=860, radius=180)[0])


def test_a_busy_background_is_told():
    checks = ((np.indices((SIZE[1], SIZE[0])) // 18).sum(0) % 2)[..., None] * 170 + 40.0
    assert "photo.busy" in codes(fruit(checks * np.ones(3))[0])


@pytest.mark.parametrize(("grey", "said"), [(255, ["photo.glare"]), (0, ["photo.dark"]), (190, [])])
def test_of_a_picture_of_nothing_only_its_light_is_told(grey, said):
    assert codes(np.full((SIZE[1], SIZE[0], 3), grey)) == said


def test_few_pixels_are_told():
    picture, _ = fruit(scene())
    small = cv2.resize(picture, (600, 450), interpolation=cv2.INTER_AREA)
    assert "photo.small" in codes(small)


def test_a_small_product_asks_to_come_closer():
    assert "photo.far" in codes(fruit(scene(), radius=70)[0])


@pytest.mark.parametrize(("lean", "expected"), [(9, -9), (-9, 9)])
def test_a_leaning_bottle_is_told_by_how_much(lean, expected):
    picture, standing = scene(), np.zeros((SIZE[1], SIZE[0]), np.uint8)
    cv2.ellipse(standing, (600, 450), (100, 300), lean, 0, 360, 1, -1)
    picture[standing > 0] = (30, 90, 50)
    picture[(standing > 0) & (np.indices(standing.shape)[1] < 580)] = (60, 140, 80)
    found = [advice for advice in judge(jpeg(picture)) if advice.code == "photo.tilted"]
    assert len(found) == 1
    assert found[0].details["degrees"] == pytest.approx(expected, abs=2)


def written(picture, words, at=(60, 110)):
    eight_bits = np.ascontiguousarray(picture.clip(0, 255).astype(np.uint8))
    return cv2.putText(eight_bits, words, at, cv2.FONT_HERSHEY_DUPLEX, 2.2, (255, 255, 255), 6)


def test_a_telephone_number_laid_over_the_photo_is_told():
    assert "photo.text" in codes(written(fruit(scene())[0], "0912 345 678"))


def test_a_banner_with_words_is_told():
    picture = fruit(scene())[0]
    picture[770:880] = (200, 20, 30)
    assert "photo.text" in codes(written(picture, "MAT ONG RUNG", (60, 850)))


def test_words_beside_the_goods_are_gone_with_their_background():
    data = jpeg(written(fruit(scene())[0], "0912 345 678"))
    made, kept = clean(data), clean(data, background="original")
    assert made.cut_out
    assert "photo.text" not in [advice.code for advice in made.advice]
    assert "photo.text" in [advice.code for advice in kept.advice]


def test_a_printed_sign_seen_at_an_angle_is_no_text_over_the_photo():
    flat = written(np.full((SIZE[1], SIZE[0], 3), 120.0), "0912 345 678")
    corners = np.array([[0, 0], [SIZE[0], 0], [SIZE[0], SIZE[1]], [0, SIZE[1]]], np.float32)
    seen = corners + np.array([[30, 20], [-40, 90], [-60, -60], [60, -10]], np.float32)
    leaning = cv2.warpPerspective(flat, cv2.getPerspectiveTransform(corners, seen), SIZE)
    assert "photo.text" not in codes(cv2.GaussianBlur(leaning, (0, 0), 1.5))


def test_checks_in_a_row_are_not_words():
    checks = ((np.indices((SIZE[1], SIZE[0])) // 40).sum(0) % 2)[..., None] * 170 + 40.0
    assert "photo.text" not in codes(fruit(checks * np.ones(3))[0])


CODES = ["text", "blur", "dark", "glare", "small", "far", "cut_off", "hand", "several", "busy", "tilted", "unsure"]
CODES += ["panorama", "screenshot"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_advice_has_its_sentence(code, language):
    said = say(language, f"photo.{code}", degrees=7)
    assert said.endswith(".")
    assert not said.startswith("photo.")

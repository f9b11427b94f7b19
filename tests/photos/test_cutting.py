"""The product on white: found alone, in a box, under strokes; what it must never do to the goods."""

from functools import cache

import numpy as np
import pytest
from PIL import Image

from onboarding.errors import OnboardingError
from onboarding.photos import Stroke, clean, preview, size_of
from tests.photos.pictures import SIZE, fruit, image, iou, jpeg, reopened, ring, scene


@cache
def one_fruit():
    picture, truth = fruit(scene())
    return picture, truth, clean(jpeg(picture))


@cache
def two_fruits():
    picture, left = fruit(scene(), x=330, radius=170)
    picture, right = fruit(picture, x=850, radius=170, colour=(214, 150, 40))
    return jpeg(picture), left, right


def test_a_fruit_on_a_table_is_found_and_put_on_white():
    _, truth, made = one_fruit()
    assert (made.cut_out, made.size) == (True, (1200, 1200))
    assert iou(made.mask, truth) > 0.95
    corners = np.asarray(reopened(made.jpeg))[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert corners.min() >= 253


def test_the_mask_has_the_size_of_the_upright_photo():
    picture, _, made = one_fruit()
    exif = Image.Exif()
    exif[274] = 6
    sideways = clean(jpeg(image(picture).transpose(Image.Transpose.ROTATE_90), exif=exif))
    assert made.mask.size == sideways.mask.size == sideways.upright == SIZE
    assert iou(sideways.mask, np.asarray(made.mask) > 127) > 0.97


def test_the_product_stands_in_the_middle_and_fills_what_the_preset_says():
    _, _, made = one_fruit()
    product = np.asarray(reopened(made.jpeg).convert("L")) < 235
    rows, columns = np.flatnonzero(product.sum(1) > 20), np.flatnonzero(product.sum(0) > 20)
    assert abs(rows.mean() - 600) < 15
    assert abs(columns.mean() - 600) < 15
    assert 0.79 < max(np.ptp(rows), np.ptp(columns)) / 1200 < 0.85


def test_the_goods_are_never_redrawn():
    picture, _, made = one_fruit()
    inside = np.asarray(image(picture).crop((500, 420, 700, 620)), float).mean((0, 1))
    out = np.asarray(reopened(made.jpeg), float)
    scale = 1200 * 0.82 / 420
    half, left, top = 100 * scale, 600 + (600 - 600) * scale, 600 + (520 - 520) * scale
    middle = out[int(top - half) : int(top + half), int(left - half) : int(left + half)].mean((0, 1))
    assert np.abs(middle - inside).max() < 2.5


def test_nothing_but_the_picture_is_in_the_file():
    picture, _, _ = one_fruit()
    exif = Image.Exif()
    exif[0x010F] = "Máy mẫu"
    exif.get_ifd(0x8825).update({1: "N", 2: (11.0, 56.0, 25.0)})
    data = jpeg(picture, exif=exif, comment=b"nha rieng")
    for made in (clean(data).jpeg, clean(data, background="original").jpeg, preview(data)):
        file = reopened(made)
        assert set(file.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert dict(file.getexif()) == {}
        assert b"nha rieng" not in made


def test_what_is_seen_through_a_ring_is_not_the_product():
    picture, truth = ring(scene())
    made = clean(jpeg(picture))
    assert iou(made.mask, truth) > 0.9
    assert np.asarray(made.mask)[450, 600] < 20


def test_a_box_says_which_of_two_is_meant():
    data, left, right = two_fruits()
    assert iou(clean(data, box=(140, 330, 380, 380)).mask, left) > 0.9
    assert iou(clean(data, box=(660, 330, 380, 380)).mask, right) > 0.9


def test_nothing_outside_the_box_is_taken():
    data, left, _ = two_fruits()
    mask = np.asarray(clean(data, box=(140, 330, 190, 380)).mask)
    assert mask[:, 345:].max() < 30
    assert (mask[:, :325] > 127)[left[:, :325]].mean() > 0.5


@pytest.mark.parametrize(
    "box",
    [(0, 0, 0, 0), (5000, 5000, 100, 100), (10, 10, -50, 40), (float("nan"), 0, 200, 200), (0, 0, float("inf"), 9)],
)
def test_a_box_that_covers_nothing_is_refused(box):
    data, _, _ = two_fruits()
    with pytest.raises(OnboardingError) as caught:
        clean(data, box=box)
    assert caught.value.code == "photo.wrong_box"


def test_a_box_that_hangs_over_the_edge_is_cut_to_the_photo():
    data, left, _ = two_fruits()
    assert iou(clean(data, box=(-200, 300, 740, 420)).mask, left) > 0.85


def test_strokes_take_away_and_give_back():
    data, left, right = two_fruits()
    whole = (120, 320, 940, 400)
    kept = Stroke(keep=True, points=((250, 520), (410, 520)), width=60)
    gone = Stroke(keep=False, points=((720, 520), (980, 520), (850, 400), (850, 650)), width=60)
    made = clean(data, box=whole, strokes=[kept, gone])
    mask = np.asarray(made.mask) > 127
    assert made.cut_out
    assert mask[left].mean() > 0.9
    assert mask[right].mean() < 0.2


def test_an_empty_wall_is_not_called_good_unless_somebody_looked_and_says_so():
    made = clean(jpeg(scene()))
    assert not made.cut_out
    assert "photo.unsure" in [advice.code for advice in made.advice]
    assert made.mask.size == SIZE
    looked = clean(jpeg(scene()), sure=True)
    assert looked.cut_out == (np.asarray(looked.mask) > 127).any()


def test_the_real_background_stays_whole_and_nothing_is_searched():
    picture, _, _ = one_fruit()
    made = clean(jpeg(picture), background="original")
    assert (made.cut_out, made.size) == (False, (1200, 1200))
    out = np.asarray(reopened(made.jpeg), int)
    there = np.asarray(image(picture).resize((1200, 900)), int)
    assert np.abs(out[150:1050] - there).mean() < 3


def test_the_real_background_with_a_box_is_cropped_to_it():
    data, _, _ = two_fruits()
    out = np.asarray(reopened(clean(data, background="original", box=(140, 330, 380, 380)).jpeg), int)
    assert out[600, 600, 0] > out[600, 600, 1] + 60


def test_a_turn_is_applied_before_boxes_are_read():
    data, left, _ = two_fruits()
    assert size_of(data, 90) == (SIZE[1], SIZE[0])
    made = clean(data, turn=90, box=(SIZE[1] - 710, 140, 380, 380))
    assert iou(made.mask, np.rot90(left, -1)) > 0.9


def test_a_shadow_darkens_the_ground_and_leaves_the_product():
    picture, _, made = one_fruit()
    plain = np.asarray(reopened(made.jpeg), int)
    shaded = np.asarray(reopened(clean(jpeg(picture), shadow=True).jpeg), int)
    assert np.abs(shaded[400:800, 400:800] - plain[400:800, 400:800]).mean() < 1
    assert (plain - shaded)[1080:1130, 550:650].max() > 20


def test_straightening_turns_the_product_and_keeps_the_mask_of_the_photo():
    picture, truth, _ = one_fruit()
    made = clean(jpeg(picture), straighten=10)
    assert iou(made.mask, truth) > 0.95
    assert np.asarray(reopened(made.jpeg))[0, 0].min() >= 253


@pytest.mark.parametrize(
    "wish", [{"preset": "../../etc"}, {"turn": 45}, {"background": "beach"}, {"white_at": (1, 2, 3)}, {"turn": "90"}]
)
def test_a_wish_that_makes_no_sense_is_refused_with_its_name(wish):
    picture, _, _ = one_fruit()
    with pytest.raises(OnboardingError) as caught:
        clean(jpeg(picture), **wish)
    assert caught.value.code in ("photo.unknown_preset", "photo.wrong_turn", "photo.wrong_wish")
    assert caught.value.field in wish

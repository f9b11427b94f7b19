"""A hand that holds the goods is not the goods; a weave is not the goods either."""

import cv2
import numpy as np

from onboarding.photos import clean, colour_model, hand_removal
from onboarding.photos.decode import open_photo
from onboarding.photos.mask import RegionMask
from tests.photos.pictures import SIZE, fruit, iou, jpeg, scene

SKIN = (214, 158, 132)


def held_box(skin=SKIN):
    """A blue carton; an arm comes in from the left below it. The picture, the carton, the arm."""
    picture, row_column = scene(), np.indices((SIZE[1], SIZE[0]))
    row, column = row_column
    carton = (abs(column - 700) < 130) & (abs(row - 400) < 250)
    arm = (column < 600) & (abs(row - 480) < 70)
    picture[carton] = (40, 80, 150)
    picture[arm & ~carton] = skin
    picture[arm & carton] = skin
    return picture, carton & ~arm, arm


def patch(flags):
    return RegionMask((0.0, 0.0, float(SIZE[0]), float(SIZE[1])), flags.astype(np.float32), SIZE)


def test_the_part_of_a_mask_that_is_skin_and_leaves_the_box_is_a_hand():
    picture, carton, arm = held_box()
    box = (450.0, 130.0, 850.0, 670.0)
    found = hand_removal.hand_mask(open_photo(jpeg(picture)), box, patch(carton | arm))
    goods = hand_removal.remove(patch(carton | arm), found)
    inside = np.zeros_like(arm)
    inside[:, 350:] = True
    assert ((found.render((0, 0, *SIZE), SIZE) > 0.5) & arm & inside).sum() > 0.8 * (arm & inside).sum()
    assert iou(goods.render((0, 0, *SIZE), SIZE) * 255, carton) > 0.9


def test_skin_coloured_goods_within_the_box_are_goods():
    picture, carton, _ = held_box(skin=(30, 120, 60))
    picture[carton] = SKIN
    box = (540.0, 130.0, 860.0, 670.0)
    found = hand_removal.hand_mask(open_photo(jpeg(picture)), box, patch(carton))
    assert hand_removal.remove(patch(carton), found) is None


def test_goods_on_a_woven_mat_are_found():
    row, column = np.indices((SIZE[1], SIZE[0]))
    weave = 60 * np.sign(np.sin(row / 8) * np.sin(column / 8)) + 20 * np.sin(column / 47 + row / 61)
    mat = np.array([190, 150, 80.0]) + weave[..., None] + np.random.default_rng(3).normal(0, 4, (*row.shape, 3))
    picture, truth = fruit(mat, radius=130, colour=(120, 40, 90))
    assert iou(clean(jpeg(picture)).mask, truth) > 0.9


def test_crumbs_and_the_holes_of_a_label_are_mended_and_a_handle_stays_open():
    share = np.zeros((300, 300), np.float32)
    cv2.rectangle(share, (60, 40), (240, 260), 1, -1)
    cv2.circle(share, (110, 200), 5, 0, -1)
    cv2.circle(share, (180, 100), 45, 0, -1)
    cv2.circle(share, (20, 20), 8, 1, -1)
    whole = colour_model._consolidate(share) > 0.5
    assert whole[200, 110]
    assert not whole[100, 180]
    assert not whole[20, 20]

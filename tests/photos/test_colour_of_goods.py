"""Colour is left alone unless white paper is tapped; then it is true again, and how far it moved is told."""

import numpy as np
import pytest

from onboarding.errors import OnboardingError
from onboarding.photos import clean
from onboarding.photos.colour import colour_difference, delta_e, gamma, lab, linear
from tests.photos.pictures import fruit, jpeg, reopened, scene

# Sharma, Wu and Dalal (2005), table 1: pairs that tell right CIEDE2000 from nearly right.
PAIRS = [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
    ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
    ((50, -0.001, 2.49), (50, 0.0011, -2.49), 4.7461),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373),
    ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
]


def with_paper(gains=(1.0, 1.0, 1.0), paper=228):
    picture, truth = fruit(scene())
    picture[700:860, 60:260] = paper
    lit = gamma((linear(np.clip(picture, 0, 255).astype(np.float32) / 255) * np.array(gains)).clip(0, 1)) * 255
    return lit, truth


@pytest.mark.parametrize(("one", "other", "expected"), PAIRS)
def test_the_distance_is_the_published_one(one, other, expected):
    assert delta_e(np.array([one]), np.array([other]))[0] == pytest.approx(expected, abs=1e-4)


def test_white_is_white_in_lab():
    assert lab(np.array([[255, 255, 255]], np.uint8))[0] == pytest.approx((100, 0, 0), abs=0.05)


def product_of(made):
    out = np.asarray(reopened(made.jpeg))
    return out[570:770, 500:700].reshape(-1, 3)


@pytest.mark.parametrize("gains", [(1.0, 0.82, 0.5), (0.7, 0.85, 1.0), (0.35, 0.35, 0.35)])
def test_tapping_paper_gives_the_goods_their_true_colours(gains):
    lit, _ = with_paper(gains)
    true, _ = with_paper((0.88 / float(linear(np.float32(228 / 255))),) * 3)
    truth, wrong = (product_of(clean(jpeg(picture), background="original")) for picture in (true, lit))
    mended = clean(jpeg(lit), white_at=(160, 780), background="original")
    assert colour_difference(product_of(mended), truth).mean() < 2.5 < colour_difference(wrong, truth).mean()
    assert mended.delta_e > 3


def test_how_far_is_told_of_the_product_alone():
    picture, _ = with_paper((1.0, 0.82, 0.5))
    made = clean(jpeg(picture), white_at=(160, 780), box=(360, 280, 480, 480))
    kept = clean(jpeg(picture), white_at=(160, 780), background="original")
    assert made.delta_e == pytest.approx(kept.delta_e, abs=1.5)
    assert made.sidecar["delta_e"] == made.delta_e


def test_a_dark_shelf_is_not_taken_for_white_paper():
    picture, _ = fruit(scene())
    picture[700:860, 60:260] = 76
    with pytest.raises(OnboardingError) as caught:
        clean(jpeg(picture), white_at=(160, 780), background="original")
    assert caught.value.code == "photo.not_paper"


def test_paper_in_the_dark_is_refused_and_not_half_corrected():
    lit, _ = with_paper((0.1, 0.1, 0.1))
    with pytest.raises(OnboardingError) as caught:
        clean(jpeg(lit), white_at=(160, 780), background="original")
    assert caught.value.code in ("photo.paper_dark", "photo.not_paper")


def test_a_weave_is_not_paper():
    picture, _ = fruit(scene())
    weave = (np.indices((160, 200)) // 4).sum(0) % 2 * 70 + 150
    picture[700:860, 60:260] = weave[..., None]
    with pytest.raises(OnboardingError) as caught:
        clean(jpeg(picture), white_at=(160, 780), background="original")
    assert caught.value.code == "photo.not_paper"


def test_without_a_tap_no_colour_is_touched():
    lit, _ = with_paper((1.0, 0.82, 0.5))
    made = clean(jpeg(lit), background="original")
    assert made.delta_e is None
    assert "white" not in [step["step"] for step in made.sidecar["steps"]]


@pytest.mark.parametrize(
    ("where", "paper", "code"),
    [
        ((600, 520), 228, "photo.not_paper"),
        ((160, 780), 255, "photo.paper_burnt"),
        ((9000, 10), 228, "photo.tap_outside"),
        ((-1, 10), 228, "photo.tap_outside"),
    ],
)
def test_what_is_not_paper_is_refused(where, paper, code):
    lit, _ = with_paper(paper=paper)
    with pytest.raises(OnboardingError) as caught:
        clean(jpeg(lit), white_at=where, background="original")
    assert (caught.value.code, caught.value.field) == (code, "white_at")

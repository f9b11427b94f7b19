"""A step is one file: it has its place, says what it did, and one dropped in is used; the sidecar tells it all."""

import json
import sys
import unicodedata

import numpy as np
import pytest
from PIL import Image

from onboarding.errors import OnboardingError
from onboarding.photos import clean, clean_for, presets, steps
from onboarding.photos import preset as presets_preset
from onboarding.photos.options import CleanOptions
from onboarding.photos.steps.encode import encoded, fitting
from tests.photos.pictures import fruit, jpeg, reopened, scene

DROPPED_IN = '''"""Makes every picture a little green, for a test."""

from PIL import Image

ORDER = 80


def apply(work):
    work.canvas = Image.new("RGB", work.canvas.size, (0, 120, 0))
    return {"colour": "green"}
'''


def fruit_photo():
    return jpeg(fruit(scene())[0])


@pytest.mark.parametrize(("name", "step"), steps.steps(), ids=lambda one: one if isinstance(one, str) else "")
def test_every_step_has_its_place_and_says_what_it_is(name, step):
    assert isinstance(step.ORDER, int)
    assert callable(step.apply)
    assert step.__doc__


def test_no_two_steps_share_a_place():
    places = [step.ORDER for _, step in steps.steps()]
    assert places == sorted(set(places))


def test_a_step_dropped_in_is_used_and_told(tmp_path, monkeypatch):
    (tmp_path / "greenish.py").write_text(DROPPED_IN, "utf8")
    monkeypatch.setattr(steps, "__path__", [*steps.__path__, str(tmp_path)])
    made = clean(fruit_photo(), background="original")
    sys.modules.pop("onboarding.photos.steps.greenish")
    assert {"step": "greenish", "colour": "green"} in made.sidecar["steps"]
    assert reopened(made.jpeg).getpixel((600, 600))[1] > 100


def test_the_sidecar_is_plain_and_doing_it_again_gives_the_same_picture():
    wishes = {"box": (350, 280, 500, 480), "strokes": [], "shadow": True, "turn": 0}
    made = clean(fruit_photo(), **wishes)
    told = json.loads(json.dumps(made.sidecar))
    again = clean(fruit_photo(), **CleanOptions.parse(**told["asked"]).as_arguments())
    assert again.jpeg == made.jpeg
    assert told["source"]["sha256"] == again.sidecar["source"]["sha256"]
    assert (told["background_replaced"], told["score"], told["delta_e"]) == (True, made.score, None)
    ours = ["find", "cut_out", "edges", "frame", "shadow", "encode"]
    assert [step["step"] for step in told["steps"] if step["step"] in ours] == ours


def test_the_best_quality_under_the_limit_is_taken():
    noisy = Image.effect_noise((400, 400), 40).convert("RGB")
    best, largest = fitting(noisy, 10**9)
    quality, file = fitting(noisy, len(largest) // 2)
    assert best == 92
    assert len(file) <= len(largest) // 2 < len(encoded(noisy, quality + 1))


def test_what_cannot_be_made_small_enough_says_so():
    with pytest.raises(OnboardingError) as caught:
        fitting(Image.effect_noise((900, 900), 90).convert("RGB"), 9_000)
    assert caught.value.code == "photo.cannot_fit"


def test_every_preset_makes_a_picture_its_place_takes():
    codes = [*presets(), "shopee_vn", "tiktok_shop_vn", "lazada_vn"]
    made = clean_for(fruit_photo(), codes)
    for code, preset in {code: presets_preset(code) for code in codes}.items():
        file = reopened(made[code].jpeg)
        assert file.format == "JPEG"
        assert file.size == (preset.size, preset.size)
        assert preset.size >= preset.least_px
        assert len(made[code].jpeg) <= preset.most_bytes
    assert made["shopee_vn"] is made["square"]


def test_only_presets_that_differ_are_listed():
    shapes = [preset.shape for preset in presets().values()]
    assert len(set(shapes)) == len(shapes)
    assert "square" in presets()


@pytest.mark.parametrize(
    ("product", "name"),
    [
        ("Mật ong rừng", "mat-ong-rung-01.jpg"),
        (unicodedata.normalize("NFD", "Mật ong rừng"), "mat-ong-rung-01.jpg"),
        ("../../etc/passwd", "etc-passwd-01.jpg"),
        ("=cmd|' /C calc'!A0", "cmd-c-calc-a0-01.jpg"),
        ("🍯", "tep-01.jpg"),
        ("", "tep-01.jpg"),
    ],
)
def test_a_file_name_is_readable_and_never_a_path(product, name):
    assert presets()["square"].file_name(product, 1) == name
    assert len(presets()["square"].file_name("ô" * 10_000, 1)) < 80


def test_a_picture_of_one_colour_survives_every_step():
    flat = jpeg(np.full((300, 400, 3), 128.0))
    assert reopened(clean(flat, shadow=True, straighten=5).jpeg).size == (1200, 1200)

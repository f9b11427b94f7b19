"""The photo step by hand: box, strokes, white paper, order, cover, undo; nothing a page sends is believed unread."""

import hashlib
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from onboarding.members import current_member
from onboarding.photos import clean, preset, presets
from onboarding.screens import steps
from onboarding.screens.components import annotator
from onboarding.screens.visit.photo import files, making
from onboarding.store import Store
from tests.photos.pictures import fruit, jpeg, scene
from tests.visits_of import visits_of

ROOT = Path(__file__).parents[2]
AT = steps.codes().index("photos")


class Step:
    """The photo step of a visit with some photos already taken."""

    def __init__(self, store: Store, *photos: bytes) -> None:
        self.drafts = visits_of(store)
        who = current_member(store)
        named = {"business": {"name": "Hộ mẫu 1"}}
        made = self.drafts.create(team=who.team, member=who.member, commune=who.commune, data=named)
        self.id = made.id
        for picture in photos:
            self.drafts.put_photo(made.id, picture)
        self.drafts.save(made.id, {"photo_count": len(photos)}, rev=made.rev, step=AT)
        at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120).run()
        self.at = at.button(key=f"open_{made.id}").click().run()
        assert not self.at.exception

    def ids(self) -> list[str]:
        return [photo_id for photo_id, _ in self.drafts.photos(self.id)]

    def meta(self, place: int = 0) -> dict:
        return self.drafts.photos(self.id)[place][1]

    def clean(self, place: int = 0) -> bytes:
        return self.drafts.photo(self.id, self.ids()[place], "clean") or b""

    def press(self, name: str, place: int = 0) -> None:
        self.at = self.at.button(key=f"{name}_{self.id}_{self.ids()[place]}").click().run()
        assert not self.at.exception

    def has(self, name: str, place: int = 0) -> bool:
        key = f"{name}_{self.id}_{self.ids()[place]}"
        return any(button.key == key for button in self.at.button)

    def tool(self, name: str, place: int = 0) -> None:
        pills = self.at.button_group(key=f"tool_{self.id}_{self.ids()[place]}")
        self.at = pills.set_value(name).run()
        assert not self.at.exception

    def draw(self, drawn: object) -> None:
        (ink,) = [one.proto for one in self.at.get("bidi_component") if one.proto.component_name == "kit_hand"]
        states = self.at._tree.get_widget_states()
        message = json.dumps([{"event": "drawn", "value": drawn}])
        states.widgets.add(id=f"$$STREAMLIT_INTERNAL_KEY_{ink.id}__events", json_trigger_value=message)
        self.at = self.at._run(states)
        assert not self.at.exception


def one_fruit(**more) -> bytes:
    return jpeg(fruit(scene(), **more)[0])


def two_fruits() -> bytes:
    picture, _ = fruit(scene(), x=330, radius=170)
    return jpeg(fruit(picture, x=850, radius=170, colour=(214, 150, 40))[0])


def test_photos_are_cleaned_and_the_first_is_the_cover(store):
    step = Step(store, one_fruit(), one_fruit(colour=(60, 120, 60)))
    assert [step.meta(place)["cut_out"] for place in (0, 1)] == [True, True]
    assert step.drafts.kinds(step.id, step.ids()[0]) == ["clean", "original", "thumb"]
    before = step.ids()
    step.press("cover", 1)
    assert step.ids() == before[::-1]
    step.press("right", 0)
    assert step.ids() == before


def test_a_box_drawn_on_the_photo_is_kept_and_used_and_can_be_taken_back(store):
    step = Step(store, two_fruits())
    step.tool("box")
    step.draw({"box": [0.117, 0.367, 0.317, 0.422]})
    assert step.meta()["wishes"]["box"] == [0.117, 0.367, 0.317, 0.422]
    assert step.meta()["cut_out"]
    middle = Image.open(BytesIO(step.clean())).getpixel((600, 600))
    assert middle[0] > middle[1] + 60
    step.press("back_box")
    assert "box" not in step.meta()["wishes"]


def test_strokes_add_up_and_each_counts_once(store):
    step = Step(store, two_fruits())
    step.tool("erase")
    one = {"id": "a1", "keep": False, "width": 0.05, "points": [[0.6, 0.58], [0.82, 0.58], [0.71, 0.45], [0.71, 0.7]]}
    two = {"id": "a2", "keep": True, "width": 0.05, "points": [[0.2, 0.58], [0.34, 0.58]]}
    step.draw({"strokes": [one]})
    step.draw({"strokes": [one, two]})
    assert [stroke["id"] for stroke in step.meta()["wishes"]["strokes"]] == ["a1", "a2"]
    step.press("back_strokes")
    assert [stroke["id"] for stroke in step.meta()["wishes"]["strokes"]] == ["a1"]


@pytest.mark.parametrize(
    "drawn",
    [
        {},
        {"box": [0, 0, 0, 0]},
        {"box": [0.1, 0.1, "x", 1]},
        {"box": [0.1, 0.1, 9, 9]},
        {"box": [float("nan")] * 4},
        {"spot": [True, 1]},
        {"spot": [1e400, 0]},
        {"strokes": {"id": "a"}},
        {"strokes": [{"id": 5}, None, "x"]},
        {"strokes": [{"id": "a", "width": 2, "points": [[0.1, 0.1]]}]},
    ],
)
def test_what_is_no_drawing_is_left_out(drawn):
    assert annotator.read(drawn) == {}


def test_a_drawing_is_cut_to_what_can_be_kept():
    long = {"id": "a" * 99, "keep": 1, "width": 0.02, "points": [[0.5, 0.5]] * 5000}
    (kept,) = annotator.read({"strokes": [long]})["strokes"]
    assert (len(kept["id"]), len(kept["points"]), kept["keep"]) == (24, annotator.MOST_POINTS, False)


def test_a_touch_beside_the_paper_says_so_and_changes_nothing(store):
    step = Step(store, one_fruit())
    before = step.clean()
    step.tool("white")
    step.draw({"spot": [0.5, 0.58]})
    assert any("giấy trắng" in one.value for one in step.at.error)
    assert step.clean() == before
    assert "spot" not in step.meta()["wishes"]


def test_a_turn_forgets_what_was_drawn_and_the_original_is_one_button_away(store):
    step = Step(store, two_fruits())
    step.tool("box")
    step.draw({"box": [0.117, 0.367, 0.317, 0.422]})
    step.press("turn")
    assert step.meta()["wishes"] == {"background": "white", "turn": 90}
    step.press("undo")
    assert step.meta()["wishes"] == {"background": "original", "turn": 0}
    assert not step.meta()["cut_out"]
    assert not step.has("undo")


def test_advice_is_a_choice_take_it_again_or_use_it(store):
    small = Image.open(BytesIO(one_fruit())).resize((600, 450))
    step = Step(store, jpeg(small), one_fruit())
    step.at = step.at.run()
    opened = st_open(step)
    assert opened == step.ids()[1]
    assert not step.has("retake", 1)
    step.drafts.order(step.id, step.ids()[::-1])
    step.press("drop", 0)
    assert step.has("retake")
    step.press("use")
    assert step.meta()["accepted"] is True
    assert not step.has("retake")


def st_open(step: Step) -> str:
    return str(step.at.session_state[f"photo_open_{step.id}"])


def test_take_it_again_removes_the_photo(store):
    step = Step(store, jpeg(Image.open(BytesIO(one_fruit())).resize((600, 450))))
    step.press("retake")
    assert step.ids() == []
    assert step.drafts.load(step.id).data.get("photo_count") is None


def test_all_photos_come_in_one_file_named_for_the_goods_each_with_what_was_done(store, monkeypatch):
    step = Step(store, one_fruit(), one_fruit(colour=(60, 120, 60)))
    monkeypatch.setattr(files, "visit_repository", lambda: step.drafts)  # outside a page there is no team in hand
    every = step.drafts.photos(step.id)
    name = files.named({"listing": {"answers": {"loai": "Mật ong rừng"}}})
    file = zipfile.ZipFile(BytesIO(files.packed(step.id, every, name)))
    assert sorted(file.namelist()) == [f"mat-ong-rung-0{n}.{kind}" for n in (1, 2) for kind in ("jpg", "json")]
    assert file.read("mat-ong-rung-01.jpg") == step.clean()
    told = json.loads(file.read("mat-ong-rung-01.json"))
    assert told["source"]["sha256"] == hashlib.sha256(step.drafts.photo(step.id, every[0][0])).hexdigest()
    assert [one["step"] for one in told["steps"]][:2] == ["find", "cut_out"]


def test_a_place_that_wants_another_size_has_its_own_folder(store, monkeypatch):
    step = Step(store, one_fruit())
    monkeypatch.setattr(files, "visit_repository", lambda: step.drafts)
    small = msgspec.structs.replace(preset("shopee_vn"), size=800)
    monkeypatch.setattr(files, "presets", lambda: {**presets(), "shopee_vn": small})
    monkeypatch.setattr("onboarding.photos.cleaning.preset_of", lambda code: files.presets()[code])
    file = zipfile.ZipFile(BytesIO(files.packed(step.id, step.drafts.photos(step.id), "../../x")))
    assert sorted(file.namelist()) == ["shopee-vn/x-01.jpg", "x-01.jpg", "x-01.json"]
    assert Image.open(BytesIO(file.read("shopee-vn/x-01.jpg"))).size == (800, 800)


def test_every_advice_of_the_judge_has_its_drawing():
    from onboarding.screens.visit.photo.advice import _DRAWINGS
    from tests.photos.test_judging import CODES

    assert {f"photo.{code}" for code in CODES} - {"photo.tilted"} == set(_DRAWINGS)


def test_wishes_of_a_photo_nobody_touched_are_upright_on_white():
    assert making.wishes_of({}) == {"background": "white", "turn": 0}


def test_runs_the_page_has_given_up_on_make_a_picture_once(store, monkeypatch):
    drafts, picture, cleaned = visits_of(store), one_fruit(), []
    made = drafts.create(team="Tổ", member="Lan", commune="24988", data={})
    of = SimpleNamespace(id=made.id)
    monkeypatch.setattr(making, "visit_repository", lambda: drafts)
    photo_id = drafts.put_photo(made.id, picture)
    monkeypatch.setattr(making, "clean", lambda *asked, **wishes: cleaned.append(1) or clean(*asked, **wishes))
    with ThreadPoolExecutor(4) as runs:
        list(runs.map(lambda _: making.make(of, photo_id, picture, making.FRESH), range(4)))
    assert cleaned == [1]
    making.make(of, photo_id, picture, {**making.FRESH, "turn": 90})
    assert cleaned == [1, 1]
    assert drafts.photos(made.id)[0][1]["turn"] == 90

"""The photo step as the page talks to it: once is once, a refusal stays beside its batch, nonsense changes nothing."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from onboarding.screens import steps
from onboarding.store import Store
from tests.screens.phone import send, send_photo
from tests.visits_of import visits_of

ROOT = Path(__file__).parents[2]
AT = steps.codes().index("photos")


def step(store: Store) -> tuple[AppTest, str]:
    drafts = visits_of(store)
    made = drafts.create(team="t", member="Lan", commune="24988", data={"business": {"name": "Hộ mẫu 1"}})
    drafts.save(made.id, {}, rev=made.rev, step=AT)
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    return at.button(key=f"open_{made.id}").click().run(), made.id


def photo(colour: str) -> bytes:
    kept = BytesIO()
    Image.new("RGB", (300, 240), colour).save(kept, "JPEG")
    return kept.getvalue()


def refusals(at: AppTest) -> list[str]:
    return [one.value.replace("\\", "") for one in at.error]


def test_a_photo_sent_again_because_the_answer_was_late_is_one_photo(store):
    at, visit = step(store)
    at = send_photo(at, photo("brown"), shot="a")
    at = send_photo(at, photo("brown"), shot="a")
    assert len(visits_of(store).photos(visit)) == 1
    assert visits_of(store).load(visit).data["photo_count"] == 1


def test_a_refusal_stands_while_the_rest_of_its_batch_arrives_and_goes_at_the_next_choosing(store):
    at, visit = step(store)
    at = send_photo(at, b"%PDF-1.7", shot="a", batch="1", name="<b>hợp đồng</b> *x*.jpg")
    at = send_photo(at, b"", shot="b", batch="1", name="b.jpg")
    at = send_photo(at, photo("brown"), shot="c", batch="1", name="c.jpg")
    assert [said.partition(".jpg: ")[2][:14] for said in refusals(at)] == ["Tệp này không ", "Tệp ảnh trống."]
    assert refusals(at)[0].startswith("<b>hợp đồng</b> *x*.jpg: ")
    assert len(visits_of(store).photos(visit)) == 1
    at = send_photo(at, photo("green"), shot="d", batch="2")
    assert refusals(at) == []
    assert len(visits_of(store).photos(visit)) == 2


@pytest.mark.parametrize(
    "said",
    [
        None, [], "x", {}, {"id": "a"}, {"id": 7, "b64": "AAAA"}, {"id": "a", "b64": "not base64!"},
        {"id": "a", "b64": 5}, {"id": "a", "b64": "A" * 24_000_100},
    ],
)  # fmt: skip
def test_what_is_no_photo_message_changes_nothing(store, said):
    at, visit = step(store)
    at = send(at, json.dumps([{"event": "photo", "value": said}]))
    assert not at.exception
    assert visits_of(store).photos(visit) == []

"""The log keeps which rules a listing was read by, and whether anything in it was still to mend."""

import io
import json
from datetime import date

import pytest
from PIL import Image

from onboarding.business import Rung, Visit
from onboarding.listings import RULES_VERSION
from onboarding.logbook.files import interchange
from onboarding.services import hand_over
from onboarding.services.pack import listing_texts
from onboarding.visits import Visits


@pytest.mark.parametrize(("own", "to_mend"), [("Ong nhà nuôi.", 0), ("Mật này chữa ho gà.", 3)])
def test_the_log_keeps_the_version_of_the_rules(store, own, to_mend):
    data = {
        "business": {"name": "Hộ mẫu 1", "commune": "24988", "trade": "mat_ong"},
        "consent": {"purposes": {"visit": True, "counts": True, "photos": True, "follow_up": False}},
        "listing": {"category": "mat_ong", "answers": {"loai_hoa": "hoa nhãn"}, "price": 120000, "own_words": own},
    }
    visits = Visits(store)
    made = visits.create(team="Tổ mẫu", member="Lan", commune="24988", data=data)
    visits.put_photo(made.id, _jpeg())
    hand_over(store, made.id)
    written = io.StringIO()
    interchange.write(store, written)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    (seen,) = [line["event"]["seen"] for line in lines if line.get("event", {}).get("rung") == Rung.PREPARED]
    assert seen == {"rules": RULES_VERSION, "to_mend": to_mend}


def _jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (200, 150, 60)).save(out, "JPEG")
    return out.getvalue()


def test_a_place_that_does_not_take_such_goods_is_not_in_the_pack():
    eatery = {"business": {"name": "Quán mẫu 1"}, "listing": {"category": "quan_an", "answers": {"ten_mon": "bún bò"}}}
    texts = listing_texts(Visit.from_json(eatery), date(2026, 11, 24))
    assert [text.channel for text in texts] == ["facebook_page", "zalo_oa"]

"""Open visits lose nothing that was typed: two tabs, double taps, lost keys; and secrets never stand in clear."""

import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from onboarding.business import Visit
from onboarding.errors import OnboardingError
from onboarding.store import open_store
from onboarding.store.schema import METADATA
from onboarding.store.schema.visits import draft as draft_table
from onboarding.visits import Visits
from onboarding.visits.merge import composed, get, put, touches
from onboarding.visits.upkeep import forget_closed

ACCOUNT = "0011001234567890"
CODE = "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5"


@pytest.fixture
def drafts(store):
    return Visits(store)


@pytest.fixture
def one(drafts):
    return drafts.create(team="Tổ 1", member="An", commune="24988")


def everything(store):
    with store.reading() as conn:
        return "\n".join(repr(row) for table in METADATA.sorted_tables for row in conn.execute(select(table)))


def test_two_tabs_that_change_different_things_both_win(drafts, one):
    drafts.save(one.id, {"business.name": "Hộ mẫu", "listing.answers.loai": "hoa nhãn"}, rev=one.rev)
    found = drafts.save(one.id, {"business.phone": "0901234567", "listing.answers.vung": "Tà Năng"}, rev=one.rev)
    assert found.conflicts == ()
    assert found.data["business"] == {"name": "Hộ mẫu", "phone": "0901234567"}
    assert found.data["listing"]["answers"] == {"loai": "hoa nhãn", "vung": "Tà Năng"}


def test_two_tabs_that_change_the_same_thing_keep_both(drafts, one):
    drafts.save(one.id, {"business.name": "Mật ong Hoa"}, rev=one.rev)
    found = drafts.save(one.id, {"business.name": "Mật ong Sen"}, rev=one.rev)
    assert (found.data["business"]["name"], found.conflicts) == ("Mật ong Sen", ("business.name",))
    assert drafts.trail(one.id) == [(3, "business.name", "Mật ong Hoa")]


def test_the_same_words_from_both_tabs_are_no_conflict(drafts, one):
    for _ in range(2):
        found = drafts.save(one.id, {"business.name": "Hộ mẫu"}, rev=one.rev)
    assert (found.rev, found.conflicts, drafts.trail(one.id)) == (2, (), [])


def test_one_tab_going_on_is_no_conflict_with_itself(drafts, one):
    rev = one.rev
    for word in ("M", "Mậ", "Mật"):
        found = drafts.save(one.id, {"business.name": word}, rev=rev)
        rev = found.rev
        assert found.conflicts == ()


def test_a_whole_part_and_a_piece_of_it_are_seen_to_meet(drafts, one):
    drafts.save(one.id, {"listing.answers.loai": "hoa nhãn"}, rev=one.rev)
    found = drafts.save(one.id, {"listing": {"category": "mat_ong"}}, rev=one.rev)
    assert found.conflicts == ("listing",)
    assert drafts.trail(one.id)[0][2] == {"answers": {"loai": "hoa nhãn"}}


def test_a_double_tap_saves_once(drafts, one):
    found = []
    taps = [
        threading.Thread(
            target=lambda: found.append(drafts.save(one.id, {"business.name": "Hoa"}, rev=one.rev, step=2))
        )
        for _ in range(6)
    ]
    for tap in taps:
        tap.start()
    for tap in taps:
        tap.join()
    assert {(draft.rev, draft.step, draft.conflicts) for draft in found} == {(2, 2, ())}


def test_twenty_tabs_at_once_lose_no_field(drafts, one):
    tabs = [
        threading.Thread(target=lambda n=n: drafts.save(one.id, {f"listing.answers.q{n}": n}, rev=one.rev))
        for n in range(20)
    ]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    now = drafts.load(one.id)
    assert now.data["listing"]["answers"] == {f"q{n}": n for n in range(20)}
    assert now.rev == 21


def test_none_deletes_and_step_alone_moves(drafts, one):
    drafts.save(one.id, {"business.name": "Hoa", "business.phone": "09"}, rev=1)
    found = drafts.save(one.id, {"business.phone": None}, rev=2, step=4)
    assert (found.data, found.step) == ({"business": {"name": "Hoa"}}, 4)
    assert drafts.save(one.id, {}, rev=found.rev, step=1).step == 1


def test_what_was_typed_survives_a_new_process(url, monkeypatch):
    monkeypatch.setenv("ONBOARDING_KEY", "dGhlIHRlc3RzJyBvd24ga2V5LCAzMiBieXRlcyBsb25nIQ==")
    store = open_store(url)
    one = Visits(store).create(data={"business": {"name": "Hoa"}, "payment": {"account": ACCOUNT}})
    store.close()
    again = open_store(url)
    assert Visits(again).load(one.id) == one
    assert one.data["payment"]["account"] == ACCOUNT
    again.close()


def test_a_draft_is_a_visit(drafts):
    visit = Visit.from_json({"business": {"name": "Hộ mẫu", "commune": "24988"}, "payment": {"account": ACCOUNT}})
    one = drafts.create(data=visit.as_json())
    assert Visit.from_json(drafts.load(one.id).data) == visit
    assert one.commune == "24988"


def test_an_account_number_never_stands_in_clear(drafts, one, store):
    drafts.save(one.id, {"payment.account": ACCOUNT, "payment.code": CODE}, rev=one.rev)
    drafts.save(one.id, {"payment": {"account": "9" * 12, "bank": "970436"}}, rev=one.rev)
    text = everything(store)
    if store.path:
        text += "".join(path.read_bytes().decode("latin1") for path in Path(store.path).parent.glob("kit.db*"))
    for secret in (ACCOUNT, CODE, "9" * 12):
        assert secret not in text
    assert drafts.load(one.id).data["payment"] == {"account": "9" * 12, "bank": "970436"}
    assert drafts.trail(one.id)[0][2] == {"account": ACCOUNT, "code": CODE}


def test_under_another_key_the_rest_is_there_and_the_number_is_asked_again(url, monkeypatch):
    monkeypatch.setenv("ONBOARDING_KEY", "dGhlIHRlc3RzJyBvd24ga2V5LCAzMiBieXRlcyBsb25nIQ==")
    store = open_store(url)
    one = Visits(store).create(data={"business": {"name": "Hoa"}, "payment": {"account": ACCOUNT}})
    store.close()
    monkeypatch.setenv("ONBOARDING_KEY", "YW5vdGhlciBrZXkgb2YgYXQgbGVhc3QgMzIgYnl0ZXMgaW4gbGVuZ3Ro")
    other = open_store(url)
    found = Visits(other).load(one.id)
    assert (found.data["business"], found.unreadable) == ({"name": "Hoa"}, ("payment.account",))
    mended = Visits(other).save(one.id, {"payment.account": "123456789"}, rev=found.rev)
    assert (mended.data["payment"]["account"], mended.unreadable) == ("123456789", ())
    other.close()


def test_handing_over_wipes_number_code_trail_and_originals(drafts, one, store):
    drafts.save(one.id, {"payment.account": ACCOUNT, "payment.code": CODE, "payment.bank": "970436"}, rev=one.rev)
    drafts.save(one.id, {"payment.account": "5" * 10}, rev=one.rev)
    drafts.save(one.id, {"consent.purposes.photos": True, "consent.purposes.visit": True}, rev=3)
    photo = drafts.put_photo(one.id, b"original")
    drafts.put_photo(one.id, b"clean", kind="clean", photo_id=photo)
    for _ in range(2):
        drafts.finish(one.id)
    done = drafts.load(one.id)
    assert (done.state, done.data["payment"]) == ("handed_over", {"bank": "970436"})
    assert drafts.trail(one.id) == []
    assert drafts.kinds(one.id, photo) == ["clean"]
    with store.reading() as conn:
        assert conn.execute(select(draft_table.c.sealed)).scalar_one() == {}
    assert drafts.open_ones() == []


def test_without_consent_no_photo_stays(drafts, one):
    photo = drafts.put_photo(one.id, b"original")
    drafts.put_photo(one.id, b"clean", kind="clean", photo_id=photo)
    drafts.finish(one.id)
    assert drafts.kinds(one.id, photo) == []


def test_a_tab_left_open_does_not_bring_the_number_back(drafts, one):
    drafts.save(one.id, {"payment.account": ACCOUNT}, rev=one.rev)
    drafts.finish(one.id)
    with pytest.raises(OnboardingError) as refused:
        drafts.save(one.id, {"payment.account": ACCOUNT, "business.name": "Hoa"}, rev=2)
    assert refused.value.code == "visit.closed"
    assert drafts.load(one.id).data == {}
    assert drafts.reopen(one.id).state == "open"
    assert drafts.save(one.id, {"payment.account": ACCOUNT}, rev=9).data["payment"] == {"account": ACCOUNT}


def test_open_visits_are_listed_last_touched_first(drafts):
    names = ["Hoa", "Bình", "Sen"]
    made = [drafts.create(data={"business": {"name": name}}) for name in names]
    drafts.save(made[0].id, {"business.name": "Hoa 2"}, rev=1)
    assert [one.title for one in drafts.open_ones()] == ["Hoa 2", "Sen", "Bình"]


def test_a_discarded_visit_leaves_nothing(drafts, one, store):
    drafts.save(one.id, {"business.name": "Hoa"}, rev=1)
    drafts.put_photo(one.id, b"original")
    drafts.discard(one.id)
    assert drafts.load(one.id) is None
    with store.reading() as conn:
        for name in ("draft", "draft_trail", "draft_photo", "draft_picture"):
            assert conn.execute(select(METADATA.tables[name])).all() == []
    with pytest.raises(OnboardingError, match=r"draft\.gone"):
        drafts.save(one.id, {"business.name": "x"}, rev=1)


def test_closed_visits_are_forgotten_after_their_time(drafts, one, store):
    later = datetime.now(UTC) + timedelta(seconds=5)
    assert forget_closed(store, later) == 0
    drafts.finish(one.id)
    assert forget_closed(store, datetime.now(UTC) - timedelta(days=1)) == 0
    assert forget_closed(store, later) == 1


@pytest.mark.parametrize(
    "bad", ["", "x", "A" * 32, "0" * 31, "../../etc/passwd", "'; DROP TABLE draft; --", "0" * 33, None]
)
def test_what_is_no_id_opens_nothing(drafts, bad):
    assert drafts.load(bad) is None
    assert drafts.photos(bad) == []
    with pytest.raises(OnboardingError, match=r"draft\.gone"):
        drafts.save(bad, {"a": 1}, rev=1)


@pytest.mark.parametrize("path", ["", ".", "a.", ".a", "a..b", "a" * 201, " a", "a\x00b", "a.b.c.d.e.f.g.h.i"])
def test_a_path_that_is_none_is_refused(drafts, one, path):
    with pytest.raises(OnboardingError, match=r"draft\.bad_path"):
        drafts.save(one.id, {path: "x"}, rev=1)


TEXTS = [
    "Mật ong",
    "🍯👩‍🌾" * 50,
    "x" * 10_000,
    '=cmd|"/c calc"!A1',
    "../../x",
    "a\x00b",
    "\ud800",
    "Ho\u0323\u0302 ma\u0302\u0303u",
]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_any_text_is_kept_composed(drafts, one, text):
    found = drafts.save(one.id, {"business.name": text, "listing.own_words": text}, rev=1)
    kept = found.data["business"]["name"]
    assert kept == composed(text)
    assert drafts.load(one.id).data == found.data
    assert drafts.save(one.id, {"business.name": text}, rev=2).rev == 2  # the same words again change nothing


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["a", "a.b", "a.b.c", "d", "d.e"]), json_values, max_size=4))
@settings(max_examples=150)
def test_what_is_put_at_a_path_is_got_there(changes):
    data = {}
    for path, value in changes.items():
        put(data, path, composed(value))
        assert get(data, path) == composed(value)
    json.dumps(data)


def test_paths_touch_when_one_lies_in_the_other():
    assert touches("payment", "payment.account")
    assert not touches("payment.account", "payment.account_kind")

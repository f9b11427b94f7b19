"""Whatever was agreed, refused or not asked: after the visit nothing lies in store, log file or export beyond it.

Every byte of every file is searched, under each of the 3⁴ combinations of answers; the optional purpose, which adds
nothing a hand-over waits for, goes round its three answers beside them.
"""

import io
import itertools
import zipfile
from datetime import datetime, timedelta

import pytest

from onboarding.business import PURPOSES, Consent, Keeps
from onboarding.errors import OnboardingError
from onboarding.languages import VIETNAM
from onboarding.logbook import Logbook
from onboarding.logbook.files import interchange, old_files
from onboarding.services import hand_over, maintenance
from onboarding.services.store_check import verify
from onboarding.store import open_store
from onboarding.store.backup import backup
from onboarding.visits import Visits
from tests.visits_of import visits_of

ANSWERS = (True, False, None)
ACCOUNT, PHONE = "0011009876501", "0912345678"
SPELLINGS = ("0912 345 678", "0912.345.678", "(+84) 912-345-678", "84912345678")
"""The same number as it was typed into texts."""
ACCOUNTS = (ACCOUNT, "0011 0098 76501", "0011.0098.76501")
"""The account number as it was typed into a name, own words and a text."""
ORIGINAL, CLEANED, THUMB = b"ORIGINAL-PICTURE", b"CLEANED-PICTURE", b"THUMBNAIL-PICTURE"
NAMED = {
    "name": "Quầy Hộ Mẫu Tám", "owner": "Chủ Hộ Mẫu Tám", "address": "Thôn Mẫu Tám", "holder": "CHU HO MAU TAM",
    "own words": "Lời Riêng Của Hộ", "text": "Tựa Đề Hộ Tự Viết", "remark": "Ghi Chú Về Hộ", "answer": "Hoa Rừng Mẫu",
    "free key": "Ô Ghi Thêm Của Hộ", "bank": "970436",
}  # fmt: skip


def data(answers):
    return {
        "lang": "vi",
        "business": {
            "name": NAMED["name"], "owner": f"{NAMED['owner']} {SPELLINGS[0]} {ACCOUNTS[2]}",
            "address": f"{NAMED['address']}, {SPELLINGS[1]}", "phone": PHONE,
            "commune": "24988", "trade": "mat_ong",
        },
        "consent": {"purposes": {code: answer for code, answer in answers.items() if answer is not None}},
        "listing": {
            "category": "mat_ong", "answers": {"loai_hoa": NAMED["answer"]}, "price": 125_000,
            "own_words": f"{NAMED['own words']}, {SPELLINGS[0]} hoặc {SPELLINGS[1]}, {ACCOUNTS[1]}, STK{ACCOUNT}VCB.",
            "contact": {"phone": PHONE},
        },
        "texts": {"zalo": {"title": f"{NAMED['text']} {SPELLINGS[2]}, {SPELLINGS[3]}, {ACCOUNT}"}},
        "payment": {"bank": NAMED["bank"], "account": ACCOUNT, "holder": NAMED["holder"]},
        "checklist": {"remarks": {"momo-1": {"read": NAMED["remark"]}}},
        "note_of_a_screen": NAMED["free key"],
    }  # fmt: skip


def everything(store, folder):
    """Every byte a store leaves: its files while open and after closing, the log as a file, a backup's content."""
    target = io.StringIO()
    interchange.write(store, target)
    backup(store, folder / "copy.zip")
    with zipfile.ZipFile(folder / "copy.zip") as book:
        inside = b"".join(book.read(name) for name in book.namelist())

    def files():
        return b"".join(file.read_bytes() for file in folder.iterdir() if file.name != "kit.key")

    opened = files()
    store.close()
    return opened + files() + inside + target.getvalue().encode()


ASKED = [code for code, purpose in PURPOSES.items() if not purpose.optional]
GIVEN = [
    (*given, ANSWERS[at % 3 - sum(map(ANSWERS.index, given)) % 3])
    for at, given in enumerate(itertools.product(ANSWERS, repeat=len(ASKED)))
]


@pytest.mark.parametrize("given", GIVEN, ids=str)
def test_nothing_outlives_a_visit_that_was_not_agreed_to(tmp_path, monkeypatch, given):
    monkeypatch.setenv("ONBOARDING_KEY", "dGhlIHRlc3RzJyBvd24ga2V5LCAzMiBieXRlcyBsb25nIQ==")
    answers = dict(zip(PURPOSES, given, strict=True))
    consent = Consent(purposes=answers)
    store = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    visits = Visits(store, "")
    visit = visits.create(team="Tổ mẫu", member="Lan", commune="24988", data=data(answers)).id
    visits.save(visit, {"business.name": NAMED["name"] + " bis"}, rev=1)
    visits.save(visit, {"business.name": NAMED["name"]}, rev=1)  # another tab: the value before is kept aside
    photo = visits.put_photo(visit, ORIGINAL)
    visits.put_photo(visit, CLEANED, kind="clean", photo_id=photo)
    visits.put_photo(visit, THUMB, kind="thumb", photo_id=photo)
    unasked = consent.not_asked()
    if unasked:
        with pytest.raises(OnboardingError) as refused:
            hand_over(store, visit, team_id="")
        assert (refused.value.code, refused.value.details["purposes"]) == ("consent.not_asked", list(unasked))
        assert Logbook(store).count(exact=True).total == 0
        day = datetime.now(VIETNAM).date()
        for days in (14, 17):  # nobody comes back to it
            maintenance.run(store, day + timedelta(days=days))
        allowed = frozenset()
    else:
        hand_over(store, visit, team_id="")
        allowed = frozenset(what for what in Keeps if consent.allows(what))
    assert Logbook(store).count(exact=True).total == (Keeps.COUNT in allowed)
    left = everything(store, tmp_path)
    kept = {what for what, value in NAMED.items() if value.encode() in left}
    assert not kept or Keeps.NAME in allowed, kept
    for number in (PHONE, *SPELLINGS):
        assert (number.encode() in left) == (Keeps.PHONE in allowed), number
    assert (CLEANED in left or THUMB in left) == (Keeps.PHOTOS in allowed)
    assert ORIGINAL not in left
    assert not [number for number in ACCOUNTS if number.encode() in left]
    assert photo.encode() not in left or Keeps.NAME in allowed


def test_a_product_taken_out_again_is_in_no_byte_after_the_hand_over(tmp_path):
    """Its answers, own words and photo, though everything was agreed to."""
    store = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    agreed = data(dict.fromkeys(PURPOSES, True))
    made = visits_of(store).create(team="Tổ mẫu", member="An", commune="24988", data=agreed)
    words, taken_out = "Lời riêng của món đã bỏ", "ab" * 16
    listing = {"category": "gao", "answers": {"giong_lua": words}, "own_words": words}
    visits_of(store).save(made.id, {f"products.{taken_out}": {"listing": listing, "removed": True}}, rev=made.rev)
    photo = visits_of(store).put_photo(made.id, b"PHOTO-TAKEN-OUT", meta={"product": taken_out})
    visits_of(store).put_photo(made.id, b"CLEAN-TAKEN-OUT", kind="clean", photo_id=photo)
    hand_over(store, made.id)
    kept = everything(store, tmp_path)
    assert not [what for what in (words.encode(), b"PHOTO-TAKEN-OUT", b"CLEAN-TAKEN-OUT") if what in kept]


@pytest.mark.parametrize("name_stays", [False, True])
def test_opened_again_and_refused_the_first_hand_over_is_taken_back(tmp_path, name_stays):
    store = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    agreed, refused = dict.fromkeys(PURPOSES, True), dict.fromkeys(PURPOSES, False) | {"visit": name_stays}
    made = visits_of(store).create(team="Tổ mẫu", member="An", commune="24988", data=data(agreed))
    assert hand_over(store, made.id).counted
    again = visits_of(store).reopen(made.id)
    visits_of(store).save(made.id, {"consent.purposes": refused}, rev=again.rev)
    assert not hand_over(store, made.id).counted
    assert Logbook(store).count(exact=True).total == 0
    if name_stays:
        assert Logbook(store).business(made.id).name == NAMED["name"]
    assert verify(store).sound
    assert (NAMED["name"].encode() in everything(store, tmp_path)) == name_stays


@pytest.mark.parametrize("name_stays", [False, True])
def test_a_no_in_a_visit_left_open_again_is_obeyed_when_it_is_closed(tmp_path, name_stays):
    store = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    agreed, refused = dict.fromkeys(PURPOSES, True), dict.fromkeys(PURPOSES, False) | {"visit": name_stays}
    made = visits_of(store).create(team="Tổ mẫu", member="An", commune="24988", data=data(agreed))
    assert hand_over(store, made.id).counted
    again = visits_of(store).reopen(made.id)
    visits_of(store).save(made.id, {"consent.purposes": refused}, rev=again.rev)
    today = datetime.now(VIETNAM).date()
    maintenance.run(store, today + timedelta(days=13))
    assert Logbook(store).count(exact=True).total == 1
    maintenance.run(store, today + timedelta(days=14))
    assert Logbook(store).count(exact=True).total == 0
    assert visits_of(store).load(made.id).state == "handed_over"
    assert verify(store).sound
    assert (NAMED["name"].encode() in everything(store, tmp_path)) == name_stays


def test_who_agreed_again_after_a_mistaken_no_counts_again(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    agreed, refused = dict.fromkeys(PURPOSES, True), dict.fromkeys(PURPOSES, False)
    made = visits_of(store).create(team="Tổ mẫu", member="An", commune="24988", data=data(agreed))
    counted = [hand_over(store, made.id).counted]
    for purposes in (refused, agreed, {**agreed, "counts": False}, agreed):
        again = visits_of(store).reopen(made.id)
        typed = {"consent.purposes": purposes, "business": data(agreed)["business"]}
        visits_of(store).save(made.id, typed, rev=again.rev)
        counted.append(hand_over(store, made.id).counted)
        assert Logbook(store).count(exact=True).total == counted[-1]
        assert verify(store).sound
    assert counted == [True, False, True, False, True]


def test_the_machine_s_own_older_file_does_not_count_again_who_said_no(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    agreed = dict.fromkeys(PURPOSES, True)
    made = visits_of(store).create(team="Tổ mẫu", member="An", commune="24988", data=data(agreed))
    hand_over(store, made.id)
    with (tmp_path / "old.jsonl").open("w", encoding="utf8") as file:
        interchange.write(store, file, people=True)
    again = visits_of(store).reopen(made.id)
    visits_of(store).save(made.id, {"consent.purposes": {**agreed, "counts": False}}, rev=again.rev)
    hand_over(store, made.id)
    old_files.take(store, tmp_path / "old.jsonl", member="An")
    assert Logbook(store).count(exact=True).total == 0

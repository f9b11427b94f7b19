"""A photo of the stall's card is held against the record without the record holding the account."""

import io

import numpy as np
import pytest
from PIL import Image

from onboarding.errors import OnboardingError
from onboarding.payments import BankAccount, Details, decode, draw, fingerprint, payload, read
from onboarding.payments.card import SECRET, check_card, known_fingerprints
from onboarding.payments.card_photo import survey
from onboarding.payments.emv import checksum
from onboarding.payments.fingerprint import compare, spoken
from onboarding.store import open_store
from onboarding.store.schema.logbook import business, mark
from onboarding.store.sql import upsert
from tests.payments.camera import jpeg, shoot
from tests.payments.stall import shot

KEY = b"a key of thirty-two bytes, about"
OWN_CODE = payload(BankAccount("970436", "0011001234567"), None, "MAT ONG")
OVERLAY = payload(BankAccount("970436", "0099001234567"), None, "MAT ONG")
"""The same bank, the same last four, the same purpose; a payer sees the same holder's name. Another account."""


def photo(*texts):
    wide = Image.new("L", (600 * len(texts), 600), 235)
    for place, text in enumerate(texts):
        wide.paste(draw(text).picture(10), (600 * place + 40, 60))
    out = io.BytesIO()
    wide.save(out, "JPEG", quality=80)
    return out.getvalue()


def test_a_fingerprint_is_the_same_for_the_same_code_and_says_nothing_without_the_key():
    assert fingerprint(OWN_CODE, KEY) == fingerprint(OWN_CODE, KEY)
    assert len({fingerprint(OWN_CODE, KEY), fingerprint(OVERLAY, KEY), fingerprint(OWN_CODE, KEY[::-1])}) == 3
    assert fingerprint(OWN_CODE, KEY) == fingerprint(payload(BankAccount("970436", "0011001234567"), 1, "X"), KEY)
    assert fingerprint(OWN_CODE, KEY) != fingerprint(OWN_CODE[:-1], KEY)
    assert "0011001234567" not in fingerprint(OWN_CODE, KEY)
    assert spoken(fingerprint(OWN_CODE, KEY)) == spoken(fingerprint(OWN_CODE, KEY))


def test_a_guessable_key_is_refused():
    with pytest.raises(OnboardingError, match=r"fingerprint\.short_key"):
        fingerprint(OWN_CODE, b"1234")


def test_an_overlaid_sticker_with_the_same_name_is_different():
    known = [fingerprint(OWN_CODE, KEY)]
    assert compare(decode(photo(OWN_CODE)), known, KEY).verdict == "same"
    assert compare(decode(photo(OVERLAY)), known, KEY).verdict == "different"
    assert compare(decode(photo(OWN_CODE, OVERLAY)), known, KEY)[:3] == ("different", 2, 1)
    assert compare([], known, KEY).verdict == "unreadable"
    assert compare([OWN_CODE], [], KEY).verdict == "unknown"


def second_payee(tag):
    """The vendor's transfer code with another receiver in the same text."""
    other = "0010A00000072701250006970418011112345678901" + "0208QRIBFTTA" if int(tag) > 25 else "4111111111111111"
    text = (
        OWN_CODE[: OWN_CODE.index("5303704")]
        + f"{tag}{len(other):02}{other}"
        + OWN_CODE[OWN_CODE.index("5303704") : -4]
    )
    return text + checksum(text)


@pytest.mark.parametrize("tag", ["39", "02", "15", "29"])
def test_a_second_receiver_inside_one_text_is_different(tag):
    known = [fingerprint(OWN_CODE, KEY)]
    assert compare([second_payee(tag)], known, KEY)[:3] == ("different", 1, 1)
    assert not read(second_payee(tag)).valid


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://zalo.me/0912345678", "zalo"),
        ("WIFI:T:WPA;S:Quan mau;P:12345678;;", "wifi"),
        ("https://truy-xuat.example.vn/lo/1", "link"),
        ("https://momo.vn/tai-ung-dung", "link"),
        ("Bàn số 5", "text"),
    ],
)
def test_a_code_that_pays_nobody_is_named_and_changes_nothing(text, kind):
    known = [fingerprint(OWN_CODE, KEY)]
    assert compare([OWN_CODE, text], known, KEY) == ("same", 2, 0, (), (kind,))
    assert compare([text], known, KEY).verdict == "unreadable"
    assert compare([OVERLAY, text], known, KEY).verdict == "different"


@pytest.mark.parametrize(
    "text",
    ["https://social.zalopay.vn/mt-gateway/v1/private-qr?type=static", "https://me.momo.vn/abc", "2|99|0900000000|A"],
)
def test_a_wallets_own_code_is_a_strange_one(text):
    assert compare([OWN_CODE, text], [fingerprint(OWN_CODE, KEY)], KEY).verdict == "different"


def test_a_doubtful_photo_is_never_the_same():
    check = compare([OWN_CODE], [fingerprint(OWN_CODE, KEY)], KEY, ("card.something_beside",))
    assert (check.verdict, check.reasons) == ("unreadable", ("card.something_beside",))


@pytest.mark.parametrize("place", ["none", "harmless"])
def test_the_cards_own_photo_is_the_same(place):
    sight = survey(shot(place, "clear", 7))
    assert compare(sight.texts, [fingerprint(OWN_CODE, KEY)], KEY, sight.doubts).verdict == "same"


@pytest.mark.parametrize("place", ["beside 0.6", "beside 0.35", "faint"])
@pytest.mark.parametrize("condition", ["blur", "small"])
def test_a_sticker_beside_the_card_is_never_the_same(place, condition):
    sight = survey(shot(place, condition, 11))
    assert compare(sight.texts, [fingerprint(OWN_CODE, KEY)], KEY, sight.doubts).verdict in ("different", "unreadable")


@pytest.mark.parametrize("seed", [12, 120, 174])
def test_the_rim_of_a_sticker_in_the_quiet_zone_is_seen(seed):
    sight = survey(shot("partial", "blur", seed))
    assert compare(sight.texts, [fingerprint(OWN_CODE, KEY)], KEY, sight.doubts).verdict == "unreadable"


def test_it_works_on_a_phones_photo_of_the_card():
    seen = shoot(np.asarray(draw(OWN_CODE).picture(16)), span=380, tilt=35, turn=12, glare=0.8)
    assert compare(decode(jpeg(seen)), [fingerprint(OWN_CODE, KEY)], KEY).verdict == "same"


@pytest.fixture
def store(tmp_path):
    made = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    yield made
    made.close()


def record(store, business_id, *texts):
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    marks = [fingerprint(text, store.secret(SECRET)) for text in texts]
    row = {column.name: "" for column in business.c if str(column.type).startswith(("VARCHAR", "STRING"))}
    row |= {"commune": "24000", "id": business_id, "subject_key": business_id, "units": "2025-07-01", "state": "there"}
    row |= {"rung": "handed_over", "consent": {}, "first_at": now, "changed_at": now, "qr": marks[0]}
    row |= {"confirmed_distinct": False}
    row |= {"same_as": None} if "same_as" in business.c else {}
    rows = [{"commune": "24000", "kind": "qr", "value": value, "business_id": business_id} for value in marks[1:]]
    store.write(lambda conn: (upsert(conn, business, [row]), upsert(conn, mark, rows)))


def test_the_record_answers_for_all_of_a_business_codes(store):
    priced = payload(BankAccount("970436", "0011001234567"), 50_000, "PHAN HOA")
    wallet = payload(BankAccount("971025", "PSP1234567890123"), None, None, Details(reference="MOMOW2W12345678"))
    record(store, "a" * 32, OWN_CODE, wallet)
    for codes in ([OWN_CODE], [priced], [wallet], [OWN_CODE, priced, wallet]):
        assert check_card(store, "a" * 32, photo(*codes)).verdict == "same"
    assert check_card(store, "a" * 32, photo(OVERLAY)).verdict == "different"
    assert check_card(store, "b" * 32, photo(OWN_CODE)).verdict == "unknown"
    assert check_card(store, "a" * 32, jpeg(np.full((300, 300), 90, np.uint8))).verdict == "unreadable"


def test_a_business_that_is_no_id_is_unknown(store):
    for wrong in ("", "=cmd|", "../../x", "A" * 32, "a" * 10_000):
        assert known_fingerprints(store, wrong) == frozenset()


def test_the_store_never_holds_the_account_number(store, tmp_path):
    record(store, "a" * 32, OWN_CODE)
    assert check_card(store, "a" * 32, photo(OWN_CODE)).verdict == "same"
    store.close()
    assert all(b"0011001234567" not in file.read_bytes() for file in tmp_path.iterdir() if file.is_file())

"""Many laptops, one count: whatever happens on the way, the area counts each business once and learns no person."""

import random
import shutil
from datetime import UTC, datetime, timedelta

import pyrage
import pytest
from nacl.signing import SigningKey

from onboarding.business import Consent
from onboarding.errors import OnboardingError
from onboarding.exchange import enrolment, importer, keys, outbox, totals
from onboarding.exchange.envelope import Header, body_of, sign_message
from onboarding.exchange.files import read_messages, write_messages
from onboarding.exchange.records import EventRecord, WithdrawalRecord, canonical, pack
from onboarding.languages import VIETNAM
from onboarding.logbook import Logbook
from onboarding.store.schema import new_id
from tests.exchange.conftest import HERE, NAME, PHONE, TEAM, YES, hand_over, joined, opened, total


def messages(store):
    return outbox.prepare(store, team=TEAM, commune=HERE)


def exchange(team, area):
    """Everything that waits goes there, and every receipt comes back."""
    return [outbox.take_receipt(team, importer.take(area, message)) for message in messages(team)]


def forged(area, records, *, key=None, enrol=None, seq=1, at=None):
    """A message made by hand, as somebody with the area's public key could."""
    key = key or SigningKey.generate()
    body = pyrage.encrypt(pack(records, enrol), [keys.area_keys(area, HERE).age.to_public()])
    moment = (at or datetime.now(UTC)).isoformat()
    device = keys.device_id(bytes(key.verify_key))
    return sign_message(Header(kind="batch", device=device, area=HERE, at=moment, seq=seq), body, key)


def event(business=None, **changes):
    fields = {
        "id": new_id(), "business": business or new_id(), "visit": new_id(), "commune": HERE, "units": "2025-07-01",
        "rung": "handed_over", "day": datetime.now(UTC).date(), "team": TEAM,
    }  # fmt: skip
    return EventRecord(**fields | changes)


def refused(area, message):
    """The code an area refuses a message with; nothing it counts has changed."""
    before = total(area)
    with pytest.raises(OnboardingError) as error:
        importer.take(area, message)
    assert total(area) == before
    return error.value.code


def test_what_a_team_recorded_is_counted_at_the_area_and_confirmed_at_home(pair):
    for _ in range(7):
        hand_over(pair.team, phone="")
    before = outbox.status(pair.team)
    assert (before.recorded, before.confirmed, before.waiting) == (7, 0, 7)
    exchange(pair.team, pair.area)
    after = outbox.status(pair.team)
    assert (after.recorded, after.confirmed, after.waiting, after.bytes) == (7, 7, 0, 0)
    assert total(pair.area) == total(pair.team) == 7
    assert messages(pair.team) == []


def test_no_person_is_on_the_way_nor_at_the_area(pair, tmp_path):
    hand_over(pair.team)
    sent = messages(pair.team)
    receipts = [importer.take(pair.area, message) for message in sent]
    pair.area.close()
    stored = b"".join(path.read_bytes() for path in (tmp_path / "area").iterdir())
    for secret in (NAME.encode(), PHONE.encode(), b"Lan\x00"):
        assert not any(secret in raw for raw in [*sent, *receipts, stored])


def test_the_same_batch_any_number_of_times_in_any_order_counts_once(pair):
    made = []
    for _ in range(5):
        hand_over(pair.team, phone="")
        made = messages(pair.team)
    assert len(made) == 5
    order = made * 3
    random.shuffle(order)
    answers = {message: importer.take(pair.area, message) for message in order}
    assert all(importer.take(pair.area, message) == answers[message] for message in made)
    assert total(pair.area) == 5


def test_a_lost_receipt_is_asked_for_again_with_the_same_bytes(pair):
    hand_over(pair.team, phone="")
    first = messages(pair.team)
    importer.take(pair.area, first[0])
    assert messages(pair.team) == first
    exchange(pair.team, pair.area)
    assert outbox.status(pair.team).waiting == 0


def test_a_restored_backup_of_the_team_counts_nothing_twice_and_loses_nothing(pair, tmp_path):
    hand_over(pair.team, phone="")
    pair.team.close()
    shutil.copytree(tmp_path / "team", tmp_path / "old")
    again = opened(tmp_path, "team")
    hand_over(again, phone="")
    exchange(again, pair.area)
    again.close()
    restored = opened(tmp_path, "old")
    hand_over(restored, phone="")
    exchange(restored, pair.area)
    assert outbox.status(restored).waiting == 0
    restored.close()
    assert total(pair.area) == 3


def test_an_area_set_back_to_an_old_backup_is_filled_again(pair, tmp_path):
    hand_over(pair.team, phone="")
    exchange(pair.team, pair.area)
    pair.area.close()
    shutil.copytree(tmp_path / "area", tmp_path / "old")
    area = opened(tmp_path, "area")
    hand_over(pair.team, phone="")
    exchange(pair.team, area)
    area.close()
    old = opened(tmp_path, "old")
    for _ in range(3):
        hand_over(pair.team, phone="")
        exchange(pair.team, old)
    assert total(old) == total(pair.team) == 5
    old.close()


def test_any_byte_changed_or_cut_is_refused_and_changes_nothing(pair):
    hand_over(pair.team, phone="")
    (message,) = messages(pair.team)
    places = sorted({0, 1, len(message) - 1, *random.sample(range(len(message)), 120)})
    for at in places:
        flipped = bytearray(message)
        flipped[at] ^= 1 + random.randrange(255)
        assert refused(pair.area, bytes(flipped)).startswith("exchange.")
    for length in (0, 1, 5, message.index(b"\n"), len(message) // 2, len(message) - 1):
        assert refused(pair.area, message[:length]).startswith("exchange.")
    assert refused(pair.area, message + b"x").startswith("exchange.")
    exchange(pair.team, pair.area)
    assert total(pair.area) == 1


def test_a_stranger_is_not_taken_from_however_many_events_they_invent(pair):
    invented = [canonical(event()) for _ in range(500)]
    assert refused(pair.area, forged(pair.area, invented)) == "exchange.unknown_device"
    stranger = SigningKey.generate()
    made_up = enrolment.Enrolment(token="x" * 32, public_key=_text(stranger), team=TEAM, commune=HERE)
    assert refused(pair.area, forged(pair.area, invented, key=stranger, enrol=made_up)) == "exchange.invitation_unknown"


def _text(key):
    import base64

    return base64.b64encode(bytes(key.verify_key)).decode()


def test_an_invitation_works_once(pair, tmp_path):
    text = enrolment.invite(pair.area, HERE, "Xã mẫu")
    second, third = opened(tmp_path, "second"), opened(tmp_path, "third")
    for store in (second, third):
        enrolment.join(store, text)
        hand_over(store, phone="")
    exchange(second, pair.area)
    assert refused(pair.area, messages(third)[0]) == "exchange.invitation_used"
    assert total(pair.area) == 1
    second.close()
    third.close()


def test_an_invitation_that_is_over_or_damaged_says_so(pair, tmp_path):
    text = enrolment.invite(pair.area, HERE, "Xã mẫu", days=1)
    broken = text[:40] + "\n  " + text[40:]
    assert enrolment.read_invitation(broken).area == HERE
    later = datetime.now(UTC) + timedelta(days=2)
    for wrong, now, code in (
        (text, later, "exchange.invitation_over"),
        (text[:-3], None, "exchange.not_an_invitation"),
        (text + "ă", None, "exchange.not_an_invitation"),
        ("xin chào", None, "exchange.not_an_invitation"),
    ):
        with pytest.raises(OnboardingError) as error:
            enrolment.read_invitation(wrong, now)
        assert error.value.code == code


def test_a_revoked_device_is_not_taken_from_and_what_it_sent_stays(pair):
    hand_over(pair.team, phone="")
    exchange(pair.team, pair.area)
    (device,) = enrolment.devices(pair.area)
    enrolment.revoke(pair.area, device.id)
    hand_over(pair.team, phone="")
    assert refused(pair.area, messages(pair.team)[0]) == "exchange.revoked"
    assert total(pair.area) == 1


def test_a_device_speaks_only_for_what_it_recorded(pair, tmp_path):
    business = hand_over(pair.team, phone="")
    exchange(pair.team, pair.area)
    other = opened(tmp_path, "other")
    joined(other, pair.area)
    hand_over(other, phone="")
    exchange(other, pair.area)
    key = keys.device_key(other)
    records = [
        canonical(WithdrawalRecord(id=business, commune=HERE, day=datetime.now(UTC).date())),
        canonical(event(business)),
        canonical(event()),
    ]
    receipt = importer.read_receipt(importer.take(pair.area, forged(pair.area, records, key=key, seq=2)))
    assert [(one.place, one.error) for one in receipt.quarantined] == [
        (0, "exchange.not_yours"),
        (1, "exchange.not_yours"),
    ]
    assert (receipt.accepted, total(pair.area)) == (1, 3)
    other.close()


def test_one_bad_record_is_set_aside_and_the_rest_taken(pair):
    good, key = event(), keys.device_key(pair.team)
    hand_over(pair.team, phone="")
    exchange(pair.team, pair.area)
    records = [
        canonical(good), b'{"kind":"event"}', b"[1,2]", b'"x"', canonical(event(commune="99999")),
        canonical(event(id="nope")), canonical(event(id=good.id, rung="paid")),
    ]  # fmt: skip
    receipt = importer.read_receipt(importer.take(pair.area, forged(pair.area, records, key=key, seq=2)))
    assert receipt.accepted == 1
    assert [one.place for one in receipt.quarantined] == [1, 2, 3, 4, 5, 6]
    assert receipt.quarantined[-1].error == "exchange.other_content"
    assert len(importer.set_aside(pair.area)) == 6
    assert total(pair.area) == 2


@pytest.mark.parametrize("field", ["id", "business", "visit"])
@pytest.mark.parametrize("text", ["nope", "A" * 32, "g" + 31 * "0", 32 * "0" + "\n"])
def test_an_id_that_is_none_is_set_aside(pair, field, text):
    hand_over(pair.team, phone="")
    exchange(pair.team, pair.area)
    message = forged(pair.area, [canonical(event(**{field: text}))], key=keys.device_key(pair.team), seq=2)
    receipt = importer.read_receipt(importer.take(pair.area, message))
    assert [one.error for one in receipt.quarantined] == ["exchange.bad_record"]


@pytest.mark.parametrize("first", ["event", "withdrawal"])
def test_a_withdrawal_holds_whatever_comes_first_and_whatever_comes_later(pair, first):
    hand_over(pair.team, phone="")
    exchange(pair.team, pair.area)
    key, business = keys.device_key(pair.team), new_id()
    gone = canonical(WithdrawalRecord(id=business, commune=HERE, day=datetime.now(UTC).date()))
    both = [canonical(event(business)), gone]
    order = both if first == "event" else both[::-1]
    for seq, record in enumerate([*order, canonical(event(business))], 2):
        importer.take(pair.area, forged(pair.area, [record], key=key, seq=seq))
    assert total(pair.area) == 1


def test_a_withdrawal_at_home_reaches_the_area(pair):
    gone, stays = hand_over(pair.team, phone=""), hand_over(pair.team, phone="0900000124")
    exchange(pair.team, pair.area)
    assert total(pair.area) == 2
    Logbook(pair.team).withdraw(gone, member="Lan")
    exchange(pair.team, pair.area)
    assert total(pair.area) == total(pair.team) == 1
    assert stays


@pytest.mark.parametrize("years", [-30, 7])
def test_a_clock_off_by_years_counts_today(pair, years):
    hand_over(pair.team, phone="")
    exchange(pair.team, pair.area)
    key, wrong = keys.device_key(pair.team), datetime.now(UTC) + timedelta(days=365 * years)
    importer.take(pair.area, forged(pair.area, [canonical(event(day=wrong.date()))], key=key, seq=2, at=wrong))
    answer = Logbook(pair.area).count(by=("week",), exact=True)
    assert {row["week"] for row in answer.rows} == {Logbook(pair.team).count(by=("week",), exact=True).rows[0]["week"]}


def test_a_message_for_another_area_or_of_another_kind_is_refused(pair, tmp_path):
    hand_over(pair.team, phone="")
    (message,) = messages(pair.team)
    elsewhere = opened(tmp_path, "elsewhere")
    assert refused(elsewhere, message) == "exchange.not_our_area"
    enrolment.invite(elsewhere, HERE, "Xã mẫu")
    assert refused(elsewhere, message) == "exchange.bad_batch"
    elsewhere.close()
    receipt = importer.take(pair.area, message)
    assert refused(pair.area, receipt) == "exchange.not_a_batch"
    with pytest.raises(OnboardingError) as error:
        outbox.take_receipt(pair.team, message)
    assert error.value.code == "exchange.bad_signature"


def test_a_message_that_unpacks_to_too_much_is_refused_in_little_memory(pair):
    hand_over(pair.team, phone="")
    exchange(pair.team, pair.area)
    key = keys.device_key(pair.team)
    many = [canonical(event()) for _ in range(501)]
    assert refused(pair.area, forged(pair.area, many, key=key, seq=2)) == "exchange.too_large"
    bomb = [b'{"x":"' + b"0" * 40_000_000 + b'"}']
    assert refused(pair.area, forged(pair.area, bomb, key=key, seq=3)) == "exchange.too_large"


def test_a_file_cut_anywhere_or_of_another_kind_says_so():
    raw = write_messages([b"a" * 50, b"b" * 70])
    assert read_messages(raw) == [b"a" * 50, b"b" * 70]
    for length in range(len(raw)):
        if length == len(write_messages([])) or length == len(write_messages([b"a" * 50])):
            continue
        with pytest.raises(OnboardingError):
            read_messages(raw[:length])


def test_damaged_batches_never_raise_anything_but_a_refusal(pair):
    hand_over(pair.team, phone="")
    exchange(pair.team, pair.area)
    key, before, whole = keys.device_key(pair.team), total(pair.area), canonical(event(new_id()))
    for seq in range(2, 60):
        raw = bytearray(whole)
        for _ in range(random.randint(1, 6)):
            raw[random.randrange(len(raw))] = random.randrange(256)
        try:
            receipt = importer.read_receipt(importer.take(pair.area, forged(pair.area, [bytes(raw)], key=key, seq=seq)))
        except OnboardingError as error:
            assert error.code.startswith("exchange.")  # noqa: PT017
        else:
            before += receipt.accepted
    assert total(pair.area) <= before


def test_weekly_sums_by_message_are_told_apart_and_never_counted(pair):
    for _ in range(6):
        hand_over(pair.team, phone="")
    first = messages(pair.team)
    text = totals.totals(pair.team)
    assert len(text) <= totals.MOST
    assert TEAM not in text
    assert refused_text(pair.area, text) == "exchange.unknown_device"
    importer.take(pair.area, first[0])
    assert totals.on_the_way(pair.area) == {}
    for _ in range(3):
        hand_over(pair.team, phone="")
    broken = text[: len(text) // 2] + ("A" if text[len(text) // 2] != "A" else "B") + text[len(text) // 2 + 1 :]
    assert refused_text(pair.area, broken).startswith("exchange.")
    totals.read_totals(pair.area, totals.totals(pair.team))
    assert list(totals.on_the_way(pair.area).values()) == [3]
    assert total(pair.area) == 6
    exchange(pair.team, pair.area)
    assert totals.on_the_way(pair.area) == {}
    assert total(pair.area) == 9


@pytest.mark.parametrize("weekday", range(7))
def test_sums_told_again_are_of_whole_weeks(pair, weekday):
    monday = datetime(2026, 11, 16, 0, 30, tzinfo=VIETNAM)
    for day in range(7):
        hand_over(pair.team, phone="", at=monday + timedelta(days=day))
    importer.take(pair.area, messages(pair.team)[0])
    area_has = totals.on_the_way(pair.area)
    now = monday + timedelta(days=7 + weekday)
    told = {}
    for weeks in (2, 1):
        told[weeks] = [row.n for row in decoded(totals.totals(pair.team, weeks, now=now)) if row.week == "2026-W47"]
    assert (area_has, told) == ({}, {2: [7], 1: []})


def decoded(text):
    """The sums inside a message."""
    return totals._decoded_rows(body_of(totals._message(text)))


def refused_text(area, text):
    """The code with which an area refuses a team's sums."""
    with pytest.raises(OnboardingError) as error:
        totals.read_totals(area, text)
    return error.value.code


MATCH = Consent(purposes={"visit": True, "counts": True, "match": True})


@pytest.mark.parametrize(("consent", "businesses"), [(MATCH, 1), (YES, 2)], ids=["agreed", "not asked"])
def test_a_vendor_two_teams_bring_in_is_one_where_the_vendor_agreed_to_be_recognised(
    pair, tmp_path, consent, businesses
):
    other = opened(tmp_path, "other")
    joined(other, pair.area)
    hand_over(pair.team, consent=consent, phone="0900 000 123")
    hand_over(other, consent=consent, phone="+84 900 000 123")
    exchange(pair.team, pair.area)
    exchange(other, pair.area)
    assert total(pair.area) == businesses
    assert importer.not_recognisable(pair.area) == (0 if consent is MATCH else 2)
    other.close()
    pair.area.close()
    left = b"".join(file.read_bytes() for file in (tmp_path / "area").iterdir() if file.is_file())
    assert not any(word.encode() in left for word in (NAME, "0900000123", "900 000 123"))


def test_the_same_batch_again_is_known(pair):
    hand_over(pair.team)
    (message,) = messages(pair.team)
    first, again = (importer.take_all(pair.area, [message]) for _ in range(2))
    assert [(one.receipts[0].accepted, one.receipts[0].known) for one in (first, again)] == [(1, 0), (0, 1)]
    assert first.answers == again.answers


def test_a_message_that_is_refused_keeps_no_other_of_its_file_out(pair):
    hand_over(pair.team)
    (message,) = messages(pair.team)
    taken = importer.take_all(pair.area, [b"KIT1 nothing", message[:-1], message])
    assert len(taken.refused) == 2
    assert (taken.receipts[0].accepted, total(pair.area)) == (1, 1)


def test_a_withdrawal_that_waits_alone_is_counted_as_waiting(pair):
    business = hand_over(pair.team)
    exchange(pair.team, pair.area)
    Logbook(pair.team).withdraw(business, member="Lan")
    waits = outbox.status(pair.team)
    assert waits.waiting >= 1
    assert waits.bytes > 0
    exchange(pair.team, pair.area)
    assert (outbox.status(pair.team).waiting, total(pair.area)) == (0, 0)

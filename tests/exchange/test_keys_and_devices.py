"""Keys that follow each other, lost laptops replaced, devices that wait for approval: what each may and may not."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from nacl.signing import SigningKey

from onboarding.errors import OnboardingError
from onboarding.exchange import approval, enrolment, importer, keys, outbox, rotation, totals
from onboarding.exchange.envelope import Header, peek, sign_message
from onboarding.exchange.records import WithdrawalRecord, canonical
from onboarding.logbook import Logbook
from tests.exchange.conftest import HERE, TEAM, hand_over, joined, opened, total
from tests.exchange.test_exchange import event, exchange, forged, messages, refused

LATER = datetime.now(UTC) + rotation.OVERLAP + timedelta(days=1)


def settled(team, area):
    for _ in range(4):
        exchange(team, area)
    assert outbox.status(team).waiting == 0
    assert importer.gaps(area) == {}


@pytest.fixture
def known(pair):
    """A team's machine the area has heard from."""
    hand_over(pair.team, phone="")
    exchange(pair.team, pair.area)
    return pair


def test_a_batch_of_before_the_device_s_rotation_is_taken_and_so_are_all_after_it(known):
    hand_over(known.team, phone="")
    (before,) = messages(known.team)
    name = keys.device_keys(known.team).name
    for _ in range(3):
        rotation.rotate_device(known.team)
    hand_over(known.team, phone="")
    after = messages(known.team)[-1]
    assert peek(before).device == peek(after).device == name
    for message in (after, before):
        outbox.take_receipt(known.team, importer.take(known.area, message))
    settled(known.team, known.area)
    assert total(known.area) == 3
    assert len(enrolment.devices(known.area)) == 1


def test_a_key_retired_longer_ago_than_the_overlap_signs_nothing_any_more(known):
    hand_over(known.team, phone="")
    (before,) = messages(known.team)
    rotation.rotate_device(known.team)
    hand_over(known.team, phone="")
    importer.take(known.area, messages(known.team)[-1])
    with pytest.raises(OnboardingError) as error:
        importer.take(known.area, before, now=LATER)
    assert error.value.code == "exchange.key_retired"
    assert total(known.area) == 2


def test_a_rotated_device_joins_another_area(known, tmp_path):
    rotation.rotate_device(known.team)
    other = opened(tmp_path, "other")
    joined(known.team, other)
    settled(known.team, other)
    assert total(other) == 1
    other.close()


def named(key, fresh, device):
    """A statement by which one key names another."""
    header = Header(kind="rotation", device=device, area="", at=datetime.now(UTC).isoformat())
    return rotation.as_text([rotation._statement(header, key, fresh)])


def with_statements(area, key, device, statements, records):
    """A batch by hand that brings statements along."""
    import pyrage

    from onboarding.exchange.records import pack

    body = pyrage.encrypt(pack(records, None, statements), [keys.area_keys(area, HERE).age.to_public()])
    header = Header(kind="batch", device=device, area=HERE, at=datetime.now(UTC).isoformat(), seq=9)
    return sign_message(header, body, key)


def test_a_stranger_names_no_key_for_a_device(known):
    stranger, fresh = SigningKey.generate(), SigningKey.generate()
    device = keys.device_keys(known.team).name
    records = [canonical(event())]
    for signer in (stranger, fresh):
        made = with_statements(known.area, fresh, device, named(signer, fresh, device), records)
        assert refused(known.area, made) == "exchange.bad_signature"
    own = keys.device_key(known.team)
    other_device = with_statements(known.area, fresh, device, named(own, fresh, "0" * 32), records)
    assert refused(known.area, other_device) == "exchange.bad_signature"


def test_a_retired_key_names_no_key(known):
    old, device = keys.device_key(known.team), keys.device_keys(known.team).name
    rotation.rotate_device(known.team)
    hand_over(known.team, phone="")
    exchange(known.team, known.area)
    thief = SigningKey.generate()
    made = with_statements(known.area, thief, device, named(old, thief, device), [canonical(event())])
    assert refused(known.area, made) == "exchange.bad_signature"


def test_another_device_of_the_area_names_no_key_for_this_one(known, tmp_path):
    other = opened(tmp_path, "other")
    joined(other, known.area)
    hand_over(other, phone="")
    exchange(other, known.area)
    fresh, device = SigningKey.generate(), keys.device_keys(known.team).name
    statements = named(keys.device_key(other), fresh, device)
    assert refused(known.area, with_statements(known.area, fresh, device, statements, [])) == "exchange.bad_signature"
    other.close()


def test_batches_and_receipts_on_their_way_hold_over_an_area_s_rotation(known):
    hand_over(known.team, phone="")
    (before,) = messages(known.team)
    old_receipt = importer.take(known.area, before)
    hand_over(known.team, phone="")
    under_way = messages(known.team)[-1]
    invitation = enrolment.invite(known.area, HERE, "Xã mẫu")
    old = enrolment.link(known.team)
    for _ in range(2):
        rotation.rotate_area(known.area, HERE)
    new_receipt = importer.take(known.area, under_way)
    for receipt in (new_receipt, old_receipt, importer.take(known.area, before)):
        outbox.take_receipt(known.team, receipt)
    new = enrolment.link(known.team)
    assert (new.sign_key, new.age_key) != (old.sign_key, old.age_key)
    assert new.age_key == str(keys.area_keys(known.area, HERE).age.to_public())
    hand_over(known.team, phone="")
    settled(known.team, known.area)
    assert total(known.area) == 4
    assert enrolment.read_invitation(invitation).sign == old.sign_key


def test_an_invitation_of_before_an_area_s_rotation_still_lets_a_machine_in(known, tmp_path):
    other = opened(tmp_path, "other")
    enrolment.join(other, enrolment.invite(known.area, HERE, "Xã mẫu"))
    rotation.rotate_area(known.area, HERE)
    hand_over(other, phone="")
    settled(other, known.area)
    assert total(known.area) == 2
    other.close()


def test_a_message_to_a_key_retired_longer_ago_than_the_overlap_is_not_opened(known):
    hand_over(known.team, phone="")
    (before,) = messages(known.team)
    rotation.rotate_area(known.area, HERE)
    with pytest.raises(OnboardingError) as error:
        importer.take(known.area, before, now=LATER)
    assert error.value.code == "exchange.bad_batch"
    rotation.rotate_area(known.area, HERE, now=LATER)
    assert len(keys.area_keys(known.area, HERE).retired_ages) == 1  # the oldest is destroyed


def test_nobody_but_the_area_names_its_next_key(known, tmp_path):
    hand_over(known.team, phone="")
    (message,) = messages(known.team)
    receipt = importer.take(known.area, message)
    impostor = opened(tmp_path, "impostor")
    enrolment.invite(impostor, HERE, "Xã mẫu")
    rotation.rotate_area(impostor, HERE)
    strange = keys.area_keys(impostor, HERE)
    body = importer.read_receipt(receipt)
    import msgspec

    forged_body = msgspec.json.encode(msgspec.structs.replace(body, rotations=rotation.as_text(strange.statements)))
    header = msgspec.structs.replace(peek(receipt), sha256="")
    with pytest.raises(OnboardingError) as error:
        outbox.take_receipt(known.team, sign_message(header, forged_body, strange.sign))
    assert error.value.code == "exchange.bad_signature"
    assert outbox.status(known.team).waiting == 1
    impostor.close()


def test_of_a_retired_key_only_the_public_half_is_left(known):
    from sqlalchemy import select

    from onboarding.store.schema.exchange import exchange_key

    old = keys.device_key(known.team)
    rotation.rotate_device(known.team)
    with known.team.reading() as conn:
        rows = conn.execute(select(exchange_key)).all()
    left = {known.team.keys.unseal("exchange", row.name, row.sealed) for row in rows}
    import base64

    assert base64.b64encode(bytes(old)).decode() not in left
    assert base64.b64encode(bytes(old.verify_key)).decode() in left


def replacement(area, lost):
    return enrolment.invite(area, HERE, "Xã mẫu", replaces=lost)


def test_a_new_laptop_speaks_for_the_businesses_of_the_lost_one(known, tmp_path):
    business = hand_over(known.team, phone="")
    exchange(known.team, known.area)
    lost = keys.device_keys(known.team).name
    hand_over(known.team, phone="")
    unsent = messages(known.team)[0]
    first, second, third = (opened(tmp_path, name) for name in ("first", "second", "third"))
    stranger = opened(tmp_path, "stranger")
    joined(stranger, known.area)
    hand_over(stranger, phone="")
    exchange(stranger, known.area)
    for store in (first, second):
        enrolment.join(store, replacement(known.area, lost))
        exchange(store, known.area)
        lost = keys.device_keys(store).name
    assert refused(known.area, unsent) == "exchange.revoked"
    assert refused(known.area, messages_of(first)) == "exchange.revoked"
    assert total(known.area) == 3
    gone = canonical(WithdrawalRecord(id=business, commune=HERE, day=datetime.now(UTC).date()))
    by_stranger = forged(known.area, [gone], key=keys.device_key(stranger), seq=5)
    assert importer.read_receipt(importer.take(known.area, by_stranger)).quarantined
    importer.take(known.area, forged(known.area, [gone], key=keys.device_key(second), seq=5))
    assert total(known.area) == 2
    for store in (first, second, third, stranger):
        store.close()


def messages_of(store):
    hand_over(store, phone="")
    return messages(store)[-1]


def test_a_lost_laptop_s_backup_on_another_machine_becomes_a_device_of_its_own(known, tmp_path):
    lost = keys.device_keys(known.team).name
    hand_over(known.team, phone="")
    messages(known.team)
    known.team.close()
    shutil.copytree(tmp_path / "team", tmp_path / "again")
    again = opened(tmp_path, "again")
    enrolment.join(again, replacement(known.area, lost))
    assert keys.device_keys(again).name != lost
    settled(again, known.area)
    assert total(known.area) == total(again) == 2
    (business, *_rest) = [row["business_id"] for row in rows(again)]
    Logbook(again).withdraw(business, member="Lan")
    settled(again, known.area)
    assert total(known.area) == 1
    again.close()


def rows(store):
    from sqlalchemy import select

    from onboarding.store.schema.logbook import event as table

    with store.reading() as conn:
        return [row._asdict() for row in conn.execute(select(table))]


def test_what_a_lost_laptop_did_not_send_stays_known_as_missing(known):
    for _ in range(2):
        hand_over(known.team, phone="")
        made = messages(known.team)
    importer.take(known.area, made[-1])
    for _ in range(3):
        hand_over(known.team, phone="")
    totals.read_totals(known.area, totals.totals(known.team))
    lost = keys.device_keys(known.team).name
    replacement(known.area, lost)
    assert importer.gaps(known.area)[HERE, lost] == 1
    assert totals.on_the_way(known.area)[lost] == 4


def test_only_a_device_of_the_area_can_be_replaced(known):
    for wrong in ("0" * 32, "nobody"):
        with pytest.raises(OnboardingError) as error:
            replacement(known.area, wrong)
        assert error.value.code == "exchange.unknown_device"


def test_what_a_new_laptop_sent_is_taken_back_without_what_the_lost_one_sent(known, tmp_path):
    new = opened(tmp_path, "new")
    enrolment.join(new, replacement(known.area, keys.device_keys(known.team).name))
    hand_over(new, phone="")
    exchange(new, known.area)
    records = [canonical(event(row["business_id"], rung="paid")) for row in rows(known.team)]
    importer.take(known.area, forged(known.area, records, key=keys.device_key(new), seq=2))
    assert total(known.area) == 2
    name = keys.device_keys(new).name
    enrolment.revoke(known.area, name)
    importer.take_back(known.area, name)
    assert total(known.area) == 1
    new.close()


@pytest.fixture
def waiting(tmp_path, pair):
    """A machine whose batches wait to be approved."""
    team = opened(tmp_path, "waiting")
    enrolment.join(team, enrolment.invite(pair.area, HERE, "Xã mẫu", approval=True))
    for _ in range(3):
        hand_over(team, phone="")
        messages(team)
    yield team, pair.area
    team.close()


def test_what_a_device_sends_waits_uncounted_until_it_is_approved(waiting):
    team, area = waiting
    made = messages(team)
    for message in (*made, made[0]):
        assert refused(area, message) == "exchange.waiting_approval"
    (device,) = enrolment.devices(area)
    assert (device.team, device.state) == (TEAM, "waiting")
    assert approval.held(area) == {(HERE, device.id): 3}
    assert outbox.status(team).waiting == 3
    taken = importer.approve(area, device.id)
    assert (total(area), approval.held(area)) == (3, {})
    for answer in taken.answers:
        outbox.take_receipt(team, answer)
    assert outbox.status(team).waiting == 0
    settled(team, area)
    assert total(area) == 3


def test_a_device_approved_answers_what_is_sent_again(waiting):
    team, area = waiting
    for message in messages(team):
        assert refused(area, message) == "exchange.waiting_approval"
    importer.approve(area, enrolment.devices(area)[0].id)
    settled(team, area)
    assert total(area) == 3


def test_a_device_refused_leaves_nothing(waiting):
    team, area = waiting
    for message in messages(team):
        assert refused(area, message) == "exchange.waiting_approval"
    (device,) = enrolment.devices(area)
    enrolment.revoke(area, device.id)
    assert (total(area), approval.held(area)) == (0, {})
    with pytest.raises(OnboardingError) as error:
        importer.approve(area, device.id)
    assert error.value.code == "exchange.revoked"
    assert refused(area, messages(team)[0]) == "exchange.revoked"


def test_an_unapproved_device_fills_no_disk(waiting, monkeypatch):
    monkeypatch.setattr(approval, "MOST_HELD", 2)
    team, area = waiting
    for message in messages(team):
        assert refused(area, message) == "exchange.waiting_approval"
    (device,) = enrolment.devices(area)
    assert list(approval.held(area).values()) == [2]
    importer.approve(area, device.id)
    settled(team, area)
    assert total(area) == 3


def test_a_replacement_may_wait_for_approval_and_speaks_for_nothing_until_then(known, tmp_path):
    new, lost = opened(tmp_path, "new"), keys.device_keys(known.team).name
    enrolment.join(new, enrolment.invite(known.area, HERE, "Xã mẫu", replaces=lost, approval=True))
    (business,) = {row["business_id"] for row in rows(known.team)}
    gone = canonical(WithdrawalRecord(id=business, commune=HERE, day=datetime.now(UTC).date()))
    assert refused(known.area, messages(new)[0]) == "exchange.waiting_approval"
    message = forged(known.area, [gone], key=keys.device_key(new), seq=2)
    assert refused(known.area, message) == "exchange.waiting_approval"
    importer.approve(known.area, keys.device_keys(new).name)
    assert total(known.area) == 0
    new.close()

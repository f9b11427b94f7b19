"""What waits on a team's machine reaches the area once, whatever was lost, ran out, was asked for or pressed twice."""

import random
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from onboarding.exchange import enrolment, importer, outbox
from onboarding.exchange.envelope import peek
from onboarding.logbook import Logbook
from onboarding.logbook.entry import this_device
from onboarding.store.schema.exchange import sent_record
from tests.exchange.conftest import HERE, THERE, hand_over, opened, total
from tests.exchange.test_exchange import exchange, messages, refused


def communes(area):
    return {row["commune"]: row["n"] for row in Logbook(area).count(by=("commune",), exact=True).rows if row["n"]}


def settled(team, area):
    """Everything sent, every receipt taken, until nothing waits; the area then misses nothing."""
    for _ in range(6):
        exchange(team, area)
    status = outbox.status(team)
    assert (status.waiting, status.set_aside, status.pending) == (0, 0, False)
    assert importer.gaps(area) == {}


@pytest.fixture
def over(tmp_path):
    """A team's machine that recorded and packed under an invitation that has run out, and the area."""
    team, area = opened(tmp_path, "late"), opened(tmp_path, "there")
    long_ago = datetime.now(UTC) - timedelta(days=30)
    enrolment.join(team, enrolment.invite(area, HERE, "Xã mẫu", now=long_ago), now=long_ago)
    for _ in range(3):
        hand_over(team, phone="")
    assert refused(area, messages(team)[0]) == "exchange.invitation_over"
    yield team, area
    team.close()
    area.close()


def test_a_new_invitation_sends_what_waited_under_one_that_ran_out(over):
    team, area = over
    enrolment.join(team, enrolment.invite(area, HERE, "Xã mẫu"))
    settled(team, area)
    assert total(area) == 3


def test_an_area_that_made_its_keys_anew_is_told_all_again(over, tmp_path):
    team, area = over
    enrolment.join(team, enrolment.invite(area, HERE, "Xã mẫu"))
    for _ in range(4):
        settled(team, area)
        hand_over(team, phone="")
    settled(team, area)
    other = opened(tmp_path, "new")
    enrolment.join(team, enrolment.invite(other, HERE, "Xã mẫu"))
    settled(team, other)
    assert total(other) == total(team) == 7
    other.close()


def test_a_move_after_a_receipt_was_lost_reaches_the_area(pair):
    business = hand_over(pair.team, phone="")
    importer.take(pair.area, messages(pair.team)[0])
    Logbook(pair.team).move(business, THERE)
    settled(pair.team, pair.area)
    assert communes(pair.area) == {THERE: 1}


def test_a_move_under_a_new_invitation_reaches_the_area(over):
    team, area = over
    enrolment.join(team, enrolment.invite(area, HERE, "Xã mẫu"))
    for message in messages(team):
        importer.take(area, message)  # its receipt is lost
    enrolment.join(team, enrolment.invite(area, HERE, "Xã mẫu"))
    (business,) = random.sample(businesses(team), 1)
    Logbook(team).move(business, THERE)
    settled(team, area)
    assert communes(area) == {HERE: 2, THERE: 1}


def businesses(store):
    from onboarding.store.schema.logbook import business

    with store.reading() as conn:
        return list(conn.execute(select(business.c.id)).scalars())


def test_a_move_recorded_on_a_restored_backup_reaches_the_area(pair, tmp_path):
    business = hand_over(pair.team, phone="")
    pair.team.close()
    shutil.copytree(tmp_path / "team", tmp_path / "old")
    again = opened(tmp_path, "team")
    exchange(again, pair.area)
    again.close()
    restored = opened(tmp_path, "old")
    Logbook(restored).move(business, THERE)
    settled(restored, pair.area)
    assert communes(pair.area) == {THERE: 1}
    restored.close()


@pytest.mark.parametrize("moved", [False, True], ids=["as sent", "moved since"])
def test_batches_that_never_came_are_sent_again_and_the_gap_closes(pair, moved):
    made = [hand_over(pair.team, phone="") for _ in range(2)]
    first = messages(pair.team)
    importer.take(pair.area, first[0])
    for _ in range(2):
        made.append(hand_over(pair.team, phone=""))
        messages(pair.team)
    last = messages(pair.team)[-1]
    assert len(messages(pair.team)) == 3
    with pair.team.reading() as conn:
        lost = set(conn.execute(select(sent_record.c.id).where(sent_record.c.seq == 2)).scalars())
    assert lost
    confirm_without_telling(pair.team, 2)
    if moved:
        Logbook(pair.team).move(made[2], THERE)
    outbox.take_receipt(pair.team, importer.take(pair.area, last))
    assert list(importer.gaps(pair.area).values()) == [1]
    settled(pair.team, pair.area)
    assert communes(pair.area) == ({HERE: 3, THERE: 1} if moved else {HERE: 4})


def confirm_without_telling(store, seq):
    """A batch the machine holds for confirmed though the area has lost it, as after a restored backup of the area."""
    from sqlalchemy import update

    from onboarding.store.schema.exchange import sent_batch

    long_ago = datetime.now(UTC) - timedelta(days=1)
    here = sent_batch.c.seq == seq
    store.write(lambda conn: conn.execute(update(sent_batch).where(here).values(confirmed_at=long_ago, message=b"")))


def test_a_gap_of_which_nothing_is_left_to_tell_closes_too(pair):
    gone = hand_over(pair.team, phone="")
    messages(pair.team)
    confirm_without_telling(pair.team, 1)
    Logbook(pair.team).withdraw(gone, member="Lan")
    settled(pair.team, pair.area)
    assert total(pair.area) == 0


def test_an_area_set_back_misses_nothing_after_the_next_presses(pair, tmp_path):
    hand_over(pair.team, phone="")
    exchange(pair.team, pair.area)
    pair.area.close()
    shutil.copytree(tmp_path / "area", tmp_path / "old")
    area = opened(tmp_path, "area")
    for _ in range(4):
        hand_over(pair.team, phone="")
        exchange(pair.team, area)
    area.close()
    old = opened(tmp_path, "old")
    hand_over(pair.team, phone="")
    settled(pair.team, old)
    assert total(old) == total(pair.team) == 6
    old.close()


def test_a_machine_set_back_closes_the_gaps_of_numbers_it_does_not_know(pair, tmp_path):
    hand_over(pair.team, phone="")
    exchange(pair.team, pair.area)
    pair.team.close()
    shutil.copytree(tmp_path / "team", tmp_path / "old")
    again = opened(tmp_path, "team")
    for _ in range(4):
        hand_over(again, phone="")
        messages(again)
    importer.take(pair.area, messages(again)[-1])  # numbers 2 to 4 are lost with the disk
    again.close()
    restored = opened(tmp_path, "old")
    hand_over(restored, phone="")
    settled(restored, pair.area)
    assert total(pair.area) == 3
    restored.close()


def sent_in(area, made):
    """By event, how many different batches the area got it in."""
    from onboarding.exchange.keys import area_keys
    from onboarding.exchange.records import parse_record

    found = {}
    for message in set(made):
        for raw in importer._opened(message, area_keys(area, HERE), datetime.now(UTC)).records:
            record = parse_record(bytes(raw))
            if type(record).__name__ == "EventRecord":
                found.setdefault(record.id, set()).add(message)
    return found


def test_receipts_in_any_order_send_no_event_in_two_batches(pair):
    made = []
    for _ in range(5):
        hand_over(pair.team, phone="")
        made = messages(pair.team)
    order = random.sample(made, len(made))
    receipts = [importer.take(pair.area, message) for message in order]
    for receipt in random.sample(receipts, len(receipts)):
        outbox.take_receipt(pair.team, receipt)
        made += messages(pair.team)
    for receipt in receipts:
        outbox.take_receipt(pair.team, receipt)
    made += messages(pair.team)
    assert all(len(batches) == 1 for batches in sent_in(pair.area, made).values())
    settled(pair.team, pair.area)
    assert total(pair.area) == 5


def test_an_old_receipt_again_asks_for_nothing_again(pair):
    for _ in range(3):
        hand_over(pair.team, phone="")
        messages(pair.team)
    made = messages(pair.team)
    late = importer.take(pair.area, made[2])
    for message in made[:2]:
        outbox.take_receipt(pair.team, importer.take(pair.area, message))
    for _ in range(2):
        outbox.take_receipt(pair.team, late)
    assert messages(pair.team) == []


def test_a_machine_that_only_joined_greets_the_area_once(pair):
    assert outbox.status(pair.team).pending
    (message,) = messages(pair.team)
    assert messages(pair.team) == [message]
    assert peek(message).seq == 1
    settled(pair.team, pair.area)
    assert len(enrolment.devices(pair.area)) == 1


def test_a_log_carried_to_another_machine_is_sent_from_there(pair, monkeypatch):
    hand_over(pair.team, phone="")
    monkeypatch.setattr("onboarding.logbook.book.this_device", lambda: "another machine")
    hand_over(pair.team, phone="0900000222")
    assert this_device() != "another machine"
    settled(pair.team, pair.area)
    assert total(pair.area) == 2


def test_two_presses_at_once_put_each_event_into_one_batch(store, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    area = opened(tmp_path, "there")
    enrolment.join(store, enrolment.invite(area, HERE, "Xã mẫu"))
    made = []
    with ThreadPoolExecutor(4) as pool:
        for _ in range(5):
            jobs = [pool.submit(messages, store) for _ in range(3)] + [
                pool.submit(hand_over, store, phone="") for _ in range(3)
            ]
            made += [message for job in jobs[:3] for message in job.result()]
            for job in jobs[3:]:
                job.result()
    made += messages(store)
    assert all(len(batches) == 1 for batches in sent_in(area, made).values())
    for message in made:
        importer.take(area, message)
    assert total(area) == total(store) == 15
    area.close()

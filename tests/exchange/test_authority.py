"""Whose word holds at an area: each device's for what it recorded, in whatever order its batches arrive."""

import itertools
import random
from datetime import UTC, datetime, timedelta

import pytest

from onboarding.business import Consent, Rung
from onboarding.exchange import enrolment, importer, keys, outbox, totals
from onboarding.exchange.records import CorrectionRecord, JoinRecord, WithdrawalRecord, canonical
from onboarding.logbook import Logbook
from onboarding.store.schema import new_id
from tests.exchange.conftest import HERE, THERE, hand_over, joined, opened, total
from tests.exchange.test_exchange import event, exchange, forged, messages

MATCH = Consent(purposes={"visit": True, "counts": True, "match": True})
PHONE = "0900000777"


@pytest.fixture
def senders(pair, tmp_path):
    """Two devices enrolled at the area; each a function that sends records by hand."""
    other = opened(tmp_path, "other")
    joined(other, pair.area)
    made = []
    for store in (pair.team, other):
        hand_over(store, phone="")
        exchange(store, pair.area)
        made.append(_sender(pair.area, keys.device_key(store)))
    yield made
    other.close()


def _sender(area, key):
    numbers = itertools.count(2)

    def send(*records):
        message = forged(area, [canonical(record) for record in records], key=key, seq=next(numbers))
        return importer.read_receipt(importer.take(area, message))

    return send


def day(ago):
    return (datetime.now(UTC) - timedelta(days=ago)).date()


def gone(business, ago=0):
    return WithdrawalRecord(id=business, commune=HERE, day=day(ago))


def verified(area):
    """The counts of the area, which its aggregates and its events agree on."""
    book = Logbook(area)
    assert sum(row["n"] for row in book.count(by=("team",), exact=True).rows) == total(area)
    return total(area)


def test_a_withdrawal_takes_out_the_sender_s_older_entries_of_the_vendor_in_every_order(pair, senders):
    send, base = senders[0], 2
    for order in itertools.permutations(range(4)):
        first, second, phone = new_id(), new_id(), f"09{random.randrange(10**8):08}"
        records = [
            event(first, phone=phone, day=day(5)), event(second, phone=phone, day=day(3)), gone(first, 2),
            event(second, phone=phone, day=day(1), rung="paid", id=new_id()),
        ]  # fmt: skip
        for at in order:
            send(records[at])
        base += 1
        assert verified(pair.area) == base  # what the vendor agreed to after withdrawing counts: once
    paid = Logbook(pair.area).count(rung=Rung.PAID, exact=True).total
    assert paid == base - 2


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one by one"])
def test_a_vendor_who_withdrew_is_in_no_team_s_count_in_every_order(pair, senders, together):
    one, other = senders
    for order in itertools.permutations(range(3)):
        mine, theirs, phone = new_id(), new_id(), f"09{random.randrange(10**8):08}"
        sent = [(one, event(mine, phone=phone, day=day(4))), (other, event(theirs, phone=phone, day=day(3)))]
        sent.append((one, gone(mine, 2)))
        before = verified(pair.area)
        for at in order:
            send, record = sent[at]
            if together and record.id == mine:
                send(record, event(new_id(), phone=phone, day=day(4)))
            else:
                send(record)
        assert verified(pair.area) == before
        other(event(theirs, phone=phone, day=day(1), rung="paid"))  # agreed to anew, after the withdrawal
        assert verified(pair.area) == before + 1


def test_a_withdrawal_without_a_number_leaves_every_other_entry(pair, senders):
    one, other = senders
    mine = event()
    one(mine)
    other(event(phone="0900000111"))
    before = verified(pair.area)
    one(gone(mine.business))
    assert verified(pair.area) == before - 1


def test_a_correction_travels_and_the_newest_holds_in_every_order(pair, senders):
    send = senders[0]
    for order in itertools.permutations(range(3)):
        business, before = new_id(), communes(pair.area)
        records = [
            event(business),
            CorrectionRecord(id=new_id(), business=business, revision=2, commune=THERE, units="2025-07-01"),
            CorrectionRecord(id=new_id(), business=business, revision=1, commune="26734", units="2025-07-01"),
        ]
        for at in order:
            send(records[at])
        after = communes(pair.area)
        assert {code: n - before.get(code, 0) for code, n in after.items() if n != before.get(code, 0)} == {THERE: 1}


def communes(area):
    return {row["commune"]: row["n"] for row in Logbook(area).count(by=("commune",), exact=True).rows if row["n"]}


def test_what_the_team_corrects_in_its_log_reaches_the_area(pair):
    moved, same = (hand_over(pair.team, phone=phone, consent=MATCH) for phone in (PHONE, "0900000778"))
    exchange(pair.team, pair.area)
    assert communes(pair.area) == {HERE: 2}
    book = Logbook(pair.team)
    book.move(moved, THERE)
    exchange(pair.team, pair.area)
    assert communes(pair.area) == {HERE: 1, THERE: 1}
    book.correct(same, phone=PHONE)
    exchange(pair.team, pair.area)
    assert total(pair.area) == total(pair.team) == 1
    book.correct(same, distinct=True)
    exchange(pair.team, pair.area)
    assert total(pair.area) == total(pair.team) == 2
    book.join(same, moved)
    exchange(pair.team, pair.area)
    assert total(pair.area) == total(pair.team) == 1
    assert outbox.status(pair.team).waiting == 0
    assert messages(pair.team) == []


def test_nobody_corrects_or_joins_another_device_s_business(pair, senders):
    one, other = senders
    mine, theirs = event(), event()
    one(mine)
    other(theirs)
    before = communes(pair.area)
    said = one(
        CorrectionRecord(id=new_id(), business=theirs.business, revision=9, commune=THERE, units="2025-07-01"),
        JoinRecord(id=new_id(), business=mine.business, other=theirs.business, held=True, at=datetime.now(UTC)),
        gone(theirs.business),
    )  # fmt: skip
    assert [answer.error for answer in said.quarantined] == ["exchange.not_yours"] * 3
    assert communes(pair.area) == before


def test_a_rung_that_follows_from_a_higher_one_is_not_sent_twice(pair):
    hand_over(pair.team, phone="", rung=Rung.PAID)
    exchange(pair.team, pair.area)
    status = outbox.status(pair.team)
    assert (status.recorded, status.confirmed, status.set_aside) == (1, 1, 0)
    assert total(pair.area) == total(pair.team) == 1


def test_one_device_sends_to_two_areas_of_one_receiver(pair):
    hand_over(pair.team, phone="")
    exchange(pair.team, pair.area)
    enrolment.join(pair.team, enrolment.invite(pair.area, THERE, "Xã mẫu khác"))
    hand_over(pair.team, phone="")
    exchange(pair.team, pair.area)
    assert outbox.status(pair.team).waiting == 0
    assert len(enrolment.devices(pair.area)) == 2
    assert total(pair.area) == 2


def test_an_older_message_of_sums_does_not_replace_a_newer_one(pair):
    hand_over(pair.team, phone="")
    exchange(pair.team, pair.area)
    older = totals.totals(pair.team)
    for _ in range(4):
        hand_over(pair.team, phone="")
    newer = totals.totals(pair.team)
    for text in (newer, older):
        totals.read_totals(pair.area, text)
    assert list(totals.on_the_way(pair.area).values()) == [4]


def test_a_vendor_another_team_brought_in_first_is_not_on_its_way_for_ever(pair, senders):
    one, other = senders
    one(event(phone=PHONE))
    other(event(phone=PHONE))
    assert totals.on_the_way(pair.area) == {}


def test_all_a_device_sent_can_be_taken_back_and_nothing_else_moves(pair, senders):
    one, other = senders
    one(*(event(phone=f"09000001{n:02}") for n in range(5)))
    before = communes(pair.area)
    other(
        *(event(phone=f"09000001{n:02}", day=day(3), commune=THERE) for n in range(5)), *(event() for _ in range(300))
    )
    assert communes(pair.area) != before
    device = next(row.id for row in enrolment.devices(pair.area) if row.id != _first(pair))
    enrolment.revoke(pair.area, device)
    assert importer.take_back(pair.area, device) == 306
    assert sum(communes(pair.area).values()) == sum(before.values()) - 1
    assert verified(pair.area) == sum(before.values()) - 1


def _first(pair):
    return keys.device_id(bytes(keys.device_key(pair.team).verify_key))

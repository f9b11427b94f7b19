"""The area's own word on a business: with a reason, as its own event, above whatever a device says before or after."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from onboarding.errors import OnboardingError
from onboarding.exchange import area_corrections, enrolment, importer, keys
from onboarding.exchange.records import CorrectionRecord, JoinRecord, WithdrawalRecord, canonical
from onboarding.logbook import Logbook
from onboarding.store.schema import new_id
from tests.exchange.conftest import HERE, THERE, hand_over
from tests.exchange.test_authority import _sender, communes, verified
from tests.exchange.test_exchange import event, exchange

ELSEWHERE = "26734"


@pytest.fixture
def send(pair):
    """Records sent by hand by the area's one device."""
    hand_over(pair.team, phone="")
    exchange(pair.team, pair.area)
    return _sender(pair.area, keys.device_key(pair.team))


def later(business, **changes):
    """What a device may say of a business of its own, in any order."""
    said = [
        event(business, rung="paid"),
        CorrectionRecord(id=new_id(), business=business, revision=1 << 61, commune=ELSEWHERE, units="2025-07-01"),
    ]
    return random.sample(said, len(said))


def test_a_commune_set_by_the_area_holds_whatever_the_device_says(pair, send):
    business = new_id()
    send(event(business))
    area_corrections.move(pair.area, business, THERE, reason="Hộ ở xã bên", member="Chị Hoa")
    assert communes(pair.area) == {HERE: 1, THERE: 1}
    for record in later(business):
        send(record)
        assert communes(pair.area) == {HERE: 1, THERE: 1}
    area_corrections.move(pair.area, business, HERE, reason="Nhầm")
    assert communes(pair.area) == {HERE: 2}
    kept = [(row.kind, row.value, row.reason, row.member) for row in area_corrections.corrections(pair.area)]
    assert kept == [("commune", HERE, "Nhầm", ""), ("commune", THERE, "Hộ ở xã bên", "Chị Hoa")]
    assert verified(pair.area) == 2


def test_two_the_area_counts_as_one_stay_one(pair, send):
    one, other = new_id(), new_id()
    send(event(one), event(other))
    area_corrections.join(pair.area, one, other, reason="Cùng một sạp")
    assert verified(pair.area) == 2
    apart = {"held": False, "at": datetime.now(UTC) + timedelta(days=1)}
    send(JoinRecord(id=new_id(), business=one, other=other, **apart), *later(one))
    assert verified(pair.area) == 2


def test_what_the_area_took_out_comes_back_by_nothing(pair, send):
    business, phone = new_id(), "0900000555"
    send(event(business, phone=phone))
    before = verified(pair.area)
    area_corrections.take_out(pair.area, business, reason="Không có hộ này")
    assert verified(pair.area) == before - 1
    for record in later(business):
        send(record)
    assert verified(pair.area) == before - 1
    send(event(phone=phone))  # another team's honest entry of the same vendor counts by itself
    assert verified(pair.area) == before


def test_a_withdrawal_holds_above_the_area_s_word(pair, send):
    business = new_id()
    send(event(business))
    area_corrections.move(pair.area, business, THERE, reason="Hộ ở xã bên")
    send(WithdrawalRecord(id=business, commune=HERE, day=datetime.now(UTC).date()))
    assert communes(pair.area) == {HERE: 1}
    with pytest.raises(OnboardingError):
        area_corrections.join(pair.area, business, _first(pair), reason="Cùng một sạp")


def _first(pair):
    from sqlalchemy import select

    from onboarding.store.schema.exchange import taken_record

    with pair.area.reading() as conn:
        return conn.execute(select(taken_record.c.business_id)).scalars().first()


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_a_correction_without_a_reason_is_refused(pair, send, reason):
    business = new_id()
    send(event(business))
    with pytest.raises(OnboardingError) as error:
        area_corrections.take_out(pair.area, business, reason=reason)
    assert error.value.code == "exchange.no_reason"
    assert verified(pair.area) == 2


def test_only_what_a_device_sent_is_corrected_so(pair, send):
    own = hand_over(pair.area)
    for wrong in (own, new_id(), "x", "A" * 32):
        with pytest.raises(OnboardingError) as error:
            area_corrections.take_out(pair.area, wrong, reason="Nhầm")
        assert error.value.code == "log.no_business"
    assert area_corrections.corrections(pair.area) == []
    assert Logbook(pair.area).count(by=(), exact=True).total == 2


def test_a_device_s_records_are_still_answered(pair, send):
    business = new_id()
    send(event(business))
    area_corrections.take_out(pair.area, business, reason="Không có hộ này")
    said = send(event(business, rung="paid"))
    assert (said.accepted, said.quarantined) == (1, ())
    assert canonical(event(business))
    assert enrolment.devices(pair.area)
    assert importer.set_aside(pair.area) == []

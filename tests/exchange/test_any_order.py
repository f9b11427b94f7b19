"""Random histories of three devices, delivered in any order and any batches: the area counts what a plain recount says.

The recount knows nothing of the store: it takes all records at once and applies the rules of docs/exchange.md.
"""

import os
import random
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from nacl.signing import SigningKey

from onboarding.business import COUNTS_FROM, Rung
from onboarding.exchange import enrolment, importer
from onboarding.exchange.records import CorrectionRecord, EventRecord, WithdrawalRecord, canonical
from onboarding.logbook import Logbook
from onboarding.store.schema import new_id
from tests.exchange.conftest import HERE, THERE
from tests.exchange.test_exchange import _text, forged

RUNGS = (Rung.PREPARED, Rung.QR_CHECKED, Rung.HANDED_OVER, Rung.PAID)
HISTORIES = int(os.environ.get("ONBOARDING_HISTORIES", "3"))
TODAY = datetime.now(UTC).date()


def history(random_):
    """The records of one device: few businesses and few numbers, so that they meet."""
    businesses = {new_id(): random_.choice([*(f"090000010{n}" for n in range(5)), ""]) for _ in range(6)}
    records = []
    for business, phone in businesses.items():
        for rung in random_.sample(RUNGS, random_.randint(1, 3)):
            ago = random_.randint(0, 9)
            records.append(
                EventRecord(
                    id=new_id(), business=business, visit=new_id(), commune=HERE, units="2025-07-01", rung=rung,
                    day=TODAY - timedelta(days=ago), team="Tổ mẫu 1", phone=phone,
                )
            )  # fmt: skip
        if random_.random() < 0.25:
            day = TODAY - timedelta(days=random_.randint(0, 9))
            records.append(WithdrawalRecord(id=business, commune=HERE, day=day))
        elif random_.random() < 0.3:
            for revision in (1, 2):
                fields = {"commune": random_.choice([HERE, THERE]), "phone": random_.choice([phone, "0900000109", ""])}
                correction = CorrectionRecord(
                    id=new_id(), business=business, revision=revision, units="2025-07-01", **fields
                )
                records.append(correction)
    return records


def recount(histories):
    """Onboarded businesses by commune, from all records at once: union by phone over what counts, each where its
    earliest entry is."""
    parent, counting, first = {}, set(), {}

    def root(node):
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    numbers = [_numbers(records) for records in histories]
    withdrawn = _withdrawn(histories, numbers)
    for records, known in zip(histories, numbers, strict=True):
        gone = {one.id for one in records if isinstance(one, WithdrawalRecord)}
        for one in records:
            if not isinstance(one, EventRecord) or one.business in gone:
                continue
            if any(one.day <= withdrawn[number] for number in known["every"][one.business] & set(withdrawn)):
                continue
            for number in known["now"][one.business]:
                parent[root(number)] = root(one.business)
            if one.rung.step >= COUNTS_FROM.step:
                counting.add(one.business)
            entered = (one.day, one.business, known["commune"].get(one.business, one.commune))
            first[one.business] = min(entered, first.get(one.business, entered))
    homes = {}
    for business, entered in first.items():
        homes[root(business)] = min(entered, homes.get(root(business), entered))
    counted = {root(business) for business in counting}
    return dict(Counter(homes[subject][2] for subject in counted))


def _withdrawn(histories, numbers):
    """The newest day a number was withdrawn on, whoever's vendor it was."""
    withdrawn = {}
    for records, known in zip(histories, numbers, strict=True):
        for one in records:
            if isinstance(one, WithdrawalRecord):
                for number in known["every"][one.id]:
                    withdrawn[number] = max(one.day, withdrawn.get(number, one.day))
    return withdrawn


def _numbers(records):
    """By business, every number it ever had, those it is known by now, and the commune it was corrected to."""
    every, now, newest, commune = defaultdict(set), defaultdict(set), {}, {}
    for one in records:
        if not isinstance(one, WithdrawalRecord) and one.phone:
            every[one.business].add(one.phone)
        if isinstance(one, EventRecord) and one.phone:
            now[one.business].add(one.phone)
    for one in records:
        if isinstance(one, CorrectionRecord) and one.revision >= newest.get(one.business, 0):
            newest[one.business] = one.revision
            now[one.business] = {one.phone} - {""}
            commune[one.business] = one.commune
    return {"every": every, "now": now, "commune": commune}


@pytest.mark.parametrize("history_number", range(HISTORIES))
def test_any_order_counts_what_a_plain_recount_counts(store, history_number):
    random_, area = random.Random(f"{random.random()} {history_number}"), store
    histories = [history(random_) for _ in range(3)]
    waiting = []
    for records in histories:
        key = SigningKey.generate()
        token = enrolment.read_invitation(enrolment.invite(area, HERE, "Xã mẫu")).token
        enrol = enrolment.Enrolment(token=token, public_key=_text(key), team="Tổ mẫu 1", commune=HERE)
        random_.shuffle(records)
        while records:
            size = random_.choice([1, 2, 5, 20])
            waiting.append((key, enrol, [canonical(one) for one in records[:size]], records[:size]))
            records = records[size:]
    random_.shuffle(waiting)
    delivered = defaultdict(list)
    for seq, (key, enrol, raws, records) in enumerate(waiting, 1):
        importer.take(area, forged(area, raws, key=key, enrol=enrol, seq=seq))
        delivered[bytes(key.verify_key)] += records
    wanted = recount(list(delivered.values()))
    rows = Logbook(area).count(exact=True).rows
    assert {row["commune"]: row["n"] for row in rows if row["n"]} == wanted
    assert sum(row["n"] for row in Logbook(area).count(by=("team",), exact=True).rows) == sum(wanted.values())

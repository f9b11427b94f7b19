"""Faults on either side: senders killed, a full disk at the area, four senders of the same data; counted once each."""

import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from onboarding.errors import OnboardingError
from onboarding.exchange import enrolment, importer, outbox
from onboarding.exchange.receiver import AWAY
from onboarding.exchange.sending import send
from tests.exchange.conftest import HERE, TEAM, hand_over, opened, total
from tests.exchange.test_exchange import exchange, messages
from tests.exchange.test_receiver import ROOT, CuttingProxy, free_port, receiving

KILLS = int(os.environ.get("ONBOARDING_KILLS", "2"))
SENDER = """
import sys
from onboarding.exchange.sending import send
from onboarding.store import open_store
send(open_store(sys.argv[1]), team="Tổ mẫu 1", commune="24988", to=sys.argv[2], patience=0)
"""


def test_a_sender_killed_while_sending_sends_the_rest_the_next_time(pair):
    port = free_port()
    with receiving(pair.area.url, port):
        for _ in range(KILLS):
            for _ in range(2):
                hand_over(pair.team, phone="")
                made = messages(pair.team)
            proxy = CuttingProxy(port, [random.randrange(40, len(made[0]) + 700), 0, 0, 0, 0])
            words = [sys.executable, "-c", SENDER, pair.team.url, proxy.address]
            sender = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL)
            until = time.monotonic() + 60
            while len(proxy.cuts) > 4 and sender.poll() is None and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(random.uniform(0, 0.05))
            sender.kill()
            sender.wait()
            proxy.close()
            send(pair.team, team=TEAM, commune=HERE, to=f"http://127.0.0.1:{port}", patience=0)
            assert outbox.status(pair.team).waiting == 0
            assert total(pair.area) == total(pair.team)
    assert importer.gaps(pair.area) == {}


def test_a_full_disk_at_the_area_takes_nothing_by_halves_and_all_of_it_later(pair):
    hand_over(pair.team, phone="")
    exchange(pair.team, pair.area)
    for _ in range(300):
        hand_over(pair.team, phone="")
    (message,) = messages(pair.team)
    pages = pair.area.write(lambda conn: conn.exec_driver_sql("PRAGMA page_count").scalar_one())
    refusals = 0
    for room in (0, 5, 15, 40):
        limit(pair.area, pages + room)
        try:
            importer.take(pair.area, message)
        except OnboardingError as error:
            assert error.code in AWAY  # noqa: PT017 - the sender is told to come again
            assert (total(pair.area), importer.gaps(pair.area)) == (1, {})
            refusals += 1
    assert refusals
    limit(pair.area, 1_000_000)
    exchange(pair.team, pair.area)
    assert total(pair.area) == total(pair.team) == 301
    assert outbox.status(pair.team).waiting == 0


def limit(store, pages):
    store.write(lambda conn: conn.exec_driver_sql(f"PRAGMA max_page_count = {pages}").scalar_one())


def test_four_senders_of_the_same_data_at_once_count_it_once(store, tmp_path):
    team, area = opened(tmp_path, "team"), store
    enrolment.join(team, enrolment.invite(area, HERE, "Xã mẫu"))
    made = []
    for _ in range(4):
        for _ in range(5):
            hand_over(team, phone="")
        made = messages(team)
    before = total(area)

    def sender(_number):
        for message in random.sample(made, len(made)):
            importer.take(area, message)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(sender, range(4)))
    for message in made:
        outbox.take_receipt(team, importer.take(area, message))
    assert total(area) == before + 20
    assert outbox.status(team).waiting == 0
    team.close()


def test_of_two_batches_that_overtake_one_another_none_is_sent_again(pair):
    """The second of a device was begun later and finished first: its receipt misses the first, which then comes."""
    from datetime import UTC, datetime, timedelta

    hand_over(pair.team, phone="")
    messages(pair.team)
    hand_over(pair.team, phone="")
    first, second = messages(pair.team)
    now = datetime.now(UTC)
    early = importer.take(pair.area, second, now=now + timedelta(milliseconds=5))
    late = importer.take(pair.area, first, now=now)
    for receipt in (late, early):
        outbox.take_receipt(pair.team, receipt)
    assert outbox.status(pair.team).waiting == 0
    assert total(pair.area) == 2


@pytest.mark.parametrize("years", [-40, 60])
def test_a_team_s_clock_off_by_years_loses_nothing(pair, years):
    from datetime import UTC, datetime, timedelta

    wrong = datetime.now(UTC) + timedelta(days=365 * years)
    for _ in range(3):
        hand_over(pair.team, phone="")
    made = outbox.prepare(pair.team, team=TEAM, commune=HERE, now=wrong)
    receipts = [importer.take(pair.area, message) for message in made]
    for receipt in receipts:
        outbox.take_receipt(pair.team, receipt, now=wrong)
    assert outbox.status(pair.team).waiting == 0
    assert total(pair.area) == 3


def test_a_number_beyond_what_a_store_keeps_is_refused(pair):
    from onboarding.exchange.envelope import Header, peek, sign_message
    from onboarding.exchange.keys import device_keys

    keys = device_keys(pair.team)
    for seq in (-1, 1 << 31, 1 << 80):
        header = Header(kind="batch", device=keys.name, area=HERE, at="2026-11-26T00:00:00+00:00", seq=seq)
        with pytest.raises(OnboardingError) as error:
            peek(sign_message(header, b"", keys.sign))
        assert error.value.code == "exchange.not_a_message"

"""What taking batches costs: `python tests/benchmarks/exchange.py [--batches 40] [--damaged 100000] [--seconds 60]`.

Events a CPU second of this process, on SQLite and on a real PostgreSQL whose own CPU is printed beside it; batches a
second over HTTP, into two receivers on one PostgreSQL, at a steady rate; then damaged batches, of which none may crash
the importer or change a count. A loop that only adds numbers says how fast the machine is meanwhile.
"""

import argparse
import base64
import itertools
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

import psutil
import pyrage
from nacl.signing import SigningKey

from onboarding.errors import OnboardingError
from onboarding.exchange import enrolment, importer, keys
from onboarding.exchange.envelope import Header, sign_message
from onboarding.exchange.records import EventRecord, canonical, pack
from onboarding.logbook import Logbook
from onboarding.places import communes
from onboarding.store import Store, open_store
from onboarding.store.schema import new_id
from tests.exchange.test_receiver import free_port, post, receiving
from tests.postgres import binaries, running

AREA = "24988"
CODES = sorted(communes())[:40]


def say(what: str, value: float, unit: str = "", limit: str = "") -> None:
    print(f"{what:<66} {value:>12,.0f} {unit:<14} {limit}", flush=True)


def messages(store: Store, batches: int, size: int = 500, seed: int = 7) -> list[bytes]:
    """Batches of one device, each of one commune and a quarter of a year; every event is of a business of its own, half
    of them with a phone number."""
    key, dice = SigningKey.generate(), random.Random(seed)
    token = enrolment.read_invitation(enrolment.invite(store, AREA, "Xã mẫu")).token
    public = base64.b64encode(bytes(key.verify_key)).decode("ascii")
    enrol = enrolment.Enrolment(token=token, public_key=public, team="Tổ mẫu 1", commune=AREA)
    recipient, made = keys.area_keys(store, AREA).age.to_public(), []
    for seq in range(1, batches + 1):
        records = [canonical(_event(dice, CODES[seq % len(CODES)])) for _ in range(size)]
        header = Header(
            kind="batch", device=keys.device_id(bytes(key.verify_key)), area=AREA, at=datetime.now(UTC).isoformat(),
            seq=seq,
        )  # fmt: skip
        made.append(sign_message(header, pyrage.encrypt(pack(records, enrol), [recipient]), key))
    return made


def _event(dice: random.Random, commune: str) -> EventRecord:
    return EventRecord(
        id=new_id(), business=new_id(), visit=new_id(), commune=commune, units="2025-07-01",
        rung="handed_over", day=(datetime.now(UTC) - timedelta(days=dice.randrange(90))).date(),
        team="Tổ mẫu 1", trade=dice.choice(["mat_ong", "rau_cu"]), wallet="momo",
        phone=dice.choice(["", f"09{dice.randrange(10**8):08}"]),
    )  # fmt: skip


def importing(name: str, url: str, batches: int, goal: int, others: Callable[[], float] = lambda: 0.0) -> None:
    """Events a CPU second of this process, and what the database's processes spent beside it."""
    store = open_store(url)
    made, theirs = messages(store, batches), others()
    spent, begun = time.process_time(), time.perf_counter()
    for message in made:
        importer.take(store, message)
    spent, wall = time.process_time() - spent, time.perf_counter() - begun
    counted = Logbook(store).count(exact=True).total
    say(f"{name}: events a CPU second of the kit", batches * 500 / spent, "events", f"at least {goal:,}")
    say(f"{name}: events a second", batches * 500 / wall, "events")
    say(f"{name}: CPU of the database's own processes", 1000 * (others() - theirs), "ms")
    say(f"{name}: counted of {batches * 500}", counted)
    store.close()


def damaged(folder: Path, rounds: int) -> None:
    """Batches with bytes changed, cut, doubled or joined: refused, and nothing counted."""
    store = open_store(f"sqlite:///{folder / 'damaged.db'}")
    (whole,), dice = messages(store, 1, 3), random.Random(11)
    importer.take(store, whole)
    before, crashes, taken = Logbook(store).count(exact=True).total, 0, 0
    for _ in range(rounds):
        raw = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            raw[dice.randrange(len(raw))] ^= dice.randint(1, 255)
        cut = dice.choice([raw, raw[: dice.randrange(len(raw))], raw + raw[: dice.randrange(1, 50)]])
        try:
            importer.take(store, bytes(cut))
            taken += 1
        except OnboardingError:
            continue
        except Exception as error:
            crashes += 1
            print(repr(error))
    say("damaged batches tried", rounds)
    say("taken in spite of the damage", taken, "", "0")
    say("crashes", crashes, "", "0")
    say("businesses that changed", abs(Logbook(store).count(exact=True).total - before), "", "0")
    store.close()


def served(url: str, seconds: int, rate: int = 50, devices: int = 100, size: int = 20) -> None:
    """Batches of a week's evidence sent at a steady rate to two receivers; how long each waited for its receipt."""
    store = open_store(url)
    wanted = seconds * rate
    by_device = [messages(store, -(-wanted // devices), size, seed) for seed in range(devices)]
    queue = list(zip(itertools.count(), [batch for turn in zip(*by_device, strict=True) for batch in turn][:wanted]))
    ports, waits, failed = [free_port(), free_port()], list[float](), list[int]()
    with receiving(url, ports[0]) as one, receiving(url, ports[1]) as two:
        watched = [psutil.Process(process.pid) for process in (one, two)]
        spent, theirs, begun = _cpu(watched), _database_seconds(), time.perf_counter()

        def send(job: tuple[int, bytes]) -> None:
            due = begun + job[0] / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            status, _receipt = post(ports[job[0] % 2], job[1])
            waits.append(time.perf_counter() - due)
            if status != 200:
                failed.append(status)

        with ThreadPoolExecutor(64) as pool:
            list(pool.map(send, queue))
        wall = time.perf_counter() - begun
        spent, theirs = _cpu(watched) - spent, _database_seconds() - theirs
    waits.sort()
    say(f"receivers: batches of {size} a second, asked for {rate}", wanted / wall, "batches")
    say("receivers: without a receipt", len(failed), "", "0")
    say("receivers: half waited at most", 1000 * waits[len(waits) // 2], "ms")
    say("receivers: 99 of 100 waited at most", 1000 * waits[len(waits) * 99 // 100], "ms", "1,000")
    say("receivers: their CPU a batch", 1000 * spent / wanted, "ms")
    say("receivers: PostgreSQL's CPU a batch", 1000 * theirs / wanted, "ms")
    say(f"receivers: counted of {wanted * size}", Logbook(store).count(exact=True).total)
    store.close()


def _cpu(watched: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in watched)


def _database_seconds() -> float:
    """CPU seconds of every process of the database, those that ended left out."""
    spent = 0.0
    for process in psutil.process_iter(["name", "cpu_times"]):
        if "postgres" in (process.info["name"] or ""):
            spent += process.info["cpu_times"].user + process.info["cpu_times"].system
    return spent


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--batches", type=int, default=40)
    options.add_argument("--damaged", type=int, default=100_000)
    options.add_argument("--seconds", type=int, default=60)
    chosen = options.parse_args()
    os.environ.pop("ONBOARDING_KEY", None)
    with tempfile.TemporaryDirectory() as name:
        folder, begun = Path(name), time.process_time()
        sum(range(10_000_000))
        say("a loop that adds ten million numbers", 1000 * (time.process_time() - begun), "ms")
        importing("SQLite", f"sqlite:///{folder / 'kit.db'}", chosen.batches, 10_000)
        if bin_folder := binaries():
            with running(bin_folder) as server:
                importing("PostgreSQL", server.fresh("exchange"), chosen.batches, 20_000, _database_seconds)
                if chosen.seconds:
                    served(server.fresh("receivers"), chosen.seconds)
        if chosen.damaged:
            damaged(folder, chosen.damaged)


if __name__ == "__main__":
    main()

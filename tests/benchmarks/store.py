"""What keeping and counting costs: `python tests/benchmarks/store.py [--businesses 5200000] [--kills 40] [--cuts 150]`.

Ratios in one run: a durable record against the disk's own fsync; 32 writers against one; the count page over the
whole country against 10,000 businesses, and against counting the events; commune totals against a full recount; kills
and power cuts with what was lost. A finished large store is kept in `--folder` and used again.
"""

import argparse
import base64
import os
import random
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from io import FileIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from sqlalchemy import func, select

from onboarding.business import Consent, Rung
from onboarding.logbook import BusinessSnapshot, Logbook, demo
from onboarding.places import communes
from onboarding.store import Store, open_store
from onboarding.store.engine import PRAGMAS
from onboarding.store.schema import new_id
from onboarding.store.schema.logbook import event, tally
from tests.store import faults
from tests.store.test_faults import lost_in_cuts

HEAD, PAGE = bytes(24), bytes(4096)
LOG = 1000 * 4120
"""Bytes after which SQLite's write-ahead log begins again."""
YES = Consent(purposes={"visit": True, "counts": True})
CODES = sorted(communes())


def say(what: str, value: float, unit: str = "", limit: str = "") -> None:
    print(f"{what:<66} {value:>12,.2f} {unit:<6} {limit}", flush=True)


def best(work: Callable[[], object], rounds: int = 15) -> float:
    """Milliseconds of the best round."""
    spent = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begun)
    return min(spent) * 1000


def one_record(log: Logbook, dice: random.Random) -> None:
    one = new_id()
    about = BusinessSnapshot(name=f"Hộ mẫu {one[-6:]}", trade="mat_ong", wallet="momo", consent=YES)
    team = f"Tổ {dice.randrange(400)}"
    log.record(one, one, dice.choice(CODES), Rung.HANDED_OVER, team=team, member="An", about=about)


def log_pages(store: Store, log: Logbook, dice: random.Random, many: int = 50) -> int:
    """How many pages a record appends to SQLite's write-ahead log."""
    store.erase(lambda conn: None)  # an empty log to begin with
    for _ in range(many):
        one_record(log, dice)
    return round(Path(f"{store.path}-wal").stat().st_size / many / len(HEAD + PAGE))


def synced(plain: FileIO, pages: int) -> None:
    """What SQLite asks of the disk for a transaction: a head and a page for each page it touched, one after another,
    from the start of the file again after 1,000 of them, then one fdatasync."""
    if plain.tell() > LOG:
        plain.seek(0)
    for _ in range(pages):
        plain.write(HEAD)
        plain.write(PAGE)
    os.fdatasync(plain.fileno())


def against_the_disk(folder: Path) -> None:
    """Durable records and plain fsyncs by turns, so that all see the same machine: of one page, and of as many as a
    record puts into SQLite's write-ahead log."""
    store, dice = open_store(f"sqlite:///{folder / 'log.db'}"), random.Random(1)
    log = Logbook(store)
    pages = log_pages(store, log, dice)
    spent: dict[str, list[float]] = {"page": [], "same": [], "record": [], "cpu": []}
    with (folder / "page").open("wb", buffering=0) as one, (folder / "same").open("wb", buffering=0) as other:
        for _ in range(600):
            for name, work in (
                ("page", lambda: synced(one, 1)),
                ("same", lambda: synced(other, pages)),
                ("record", lambda: one_record(log, dice)),
            ):
                begun, busy = time.perf_counter(), time.thread_time()
                work()
                spent[name].append(time.perf_counter() - begun)
            spent["cpu"].append(time.thread_time() - busy)
    store.close()
    page, same, record, cpu = (statistics.median(spent[name]) * 1000 for name in ("page", "same", "record", "cpu"))
    say("fdatasync of a page, median", page, "ms")
    say(f"fdatasync of the {pages} pages a record writes, median", same, "ms")
    say("a record, durable, median", record, "ms")
    say("  of it our own CPU and SQLite's, median", cpu, "ms")
    say("  against the fdatasync of as many pages", record / same, "x", "at most 1.5 where an fsync takes milliseconds")
    say("  against the fdatasync of a page", record / page, "x", "at most 1.5 where an fsync takes milliseconds")


def encrypted(folder: Path) -> None:
    """What SQLCipher costs: records by turns in a plain store and an encrypted one, and counting both from the file."""
    os.environ.setdefault("ONBOARDING_KEY", base64.urlsafe_b64encode(bytes(32)).decode())
    urls = {name: f"sqlite{kind}:///{folder / name}.db" for name, kind in (("open", ""), ("sealed", "+sqlcipher"))}
    logs, dice = {name: Logbook(open_store(url)) for name, url in urls.items()}, random.Random(4)
    spent: dict[str, list[float]] = {"open": [], "sealed": []}
    for _ in range(400):
        for name, log in logs.items():
            busy = time.thread_time()
            one_record(log, dice)
            spent[name].append(time.thread_time() - busy)
    for log in logs.values():
        log.store.close()
    plain, sealed = (statistics.median(spent[name]) * 1000 for name in ("open", "sealed"))
    counts = {name: best(lambda url=url: counted_once(url), 7) for name, url in urls.items()}
    say("an encrypted store: CPU of a record against a plain store's", sealed / plain, "x", f"{sealed:.2f} ms")
    say("  opened and counted by commune", counts["sealed"] / counts["open"], "x", f"{counts['sealed']:.0f} ms")


def counted_once(url: str) -> None:
    """Open a store, ask one question, close: nothing of it is in memory before."""
    store = open_store(url)
    Logbook(store).count(by=("commune",))
    store.close()


def rate(logs: list[Logbook], seconds: float, waits: list[float]) -> int:
    """How many records as many threads write as there are logs in a while."""
    until, done = time.monotonic() + seconds, [0] * len(logs)

    def work(place: int) -> None:
        dice = random.Random(time.monotonic_ns() + place)
        while time.monotonic() < until:
            begun = time.perf_counter()
            one_record(logs[place], dice)
            waits.append(time.perf_counter() - begun)
            done[place] += 1

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(logs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done)


def writers(folder: Path, rounds: int = 6) -> None:
    """One writer, 32 through the one store, and 32 with a store each fighting for the file, by turns."""
    url = f"sqlite:///{folder / 'writers.db'}"
    shared, apart = Logbook(open_store(url)), [Logbook(open_store(url)) for _ in range(32)]
    ways = {"1 writer": [shared], "32 writers": [shared] * 32, "32 writers, each its own connection": apart}
    done, waits = dict.fromkeys(ways, 0), {name: list[float]() for name in ways}
    for _ in range(rounds):
        for name, logs in ways.items():
            done[name] += rate(logs, 1.0, waits[name])
    for name in ways:
        say(f"records a second, {name}", done[name] / rounds)
        say("  slowest percent waits more than", sorted(waits[name])[int(len(waits[name]) * 0.99)] * 1000, "ms")
    one, many, fighting = done.values()
    say("  32 writers against one", many / one, "x", "at least 5 where an fsync takes milliseconds")
    say("  32 writers against 32 connections", many / max(1, fighting), "x")
    for log in (shared, *apart):
        log.store.close()


def filled(folder: Path, many: int) -> Store:
    """A demo store of a size, made once."""
    path = folder / f"demo{many}.db"
    new = not path.exists()
    store = open_store(f"sqlite:///{path}")
    if new:
        begun = time.perf_counter()
        demo.fill(store, many)
        say(f"demo of {many:,} businesses made in", time.perf_counter() - begun, "s")
    say(f"demo of {many:,} businesses, file", path.stat().st_size / 1e6, "MB")
    return store


PAGES: dict[str, Callable[[Logbook], object]] = {
    "country: by province": lambda log: log.count(by=("province",)),
    "country: funnel": lambda log: log.count(by=("rung",)),
    "country: by week": lambda log: log.count(by=("week",)),
    "country: by category": lambda log: log.count(by=("trade",)),
    "province: by commune": lambda log: log.count(PROVINCE, by=("commune",)),
    "province: by week": lambda log: log.count(PROVINCE, by=("week",)),
    "province: funnel": lambda log: log.count(PROVINCE, by=("rung",)),
}
PROVINCE = [code for code, one in communes().items() if one.province_code == "68"]


def page(log: Logbook) -> None:
    """Everything the count page asks for the whole country and for one province."""
    for ask in PAGES.values():
        ask(log)


def counting(folder: Path, many: int) -> None:
    small, large = Logbook(filled(folder, 10_000)), Logbook(filled(folder, many))
    for name, ask in PAGES.items():
        one, other = best(lambda ask=ask: ask(small)), best(lambda ask=ask: ask(large))
        say(f"{name}, 10,000", one, "ms")
        say(f"{name}, {many:,}", other, "ms", f"{other / one:.2f}x")
    one, other = best(lambda: page(small)), best(lambda: page(large))
    say("all a count page asks, against 10,000 businesses", other / one, "x", "at most 1.5")
    say("memory of this process, at most", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB")
    begun = time.perf_counter()
    recount = recounted(large.store)
    grouped = (time.perf_counter() - begun) * 1000
    say("the same by counting the events, commune by rung", grouped, "ms")
    say("  sums against counting the events", grouped / best(lambda: PAGES["country: by province"](large)), "x less")
    with large.store.reading() as conn:
        kept = select(tally.c.commune, tally.c.rung, tally.c.n).where(tally.c.facet == "total")
        same = {tuple(row[:2]): row[2] for row in conn.execute(kept)} == recount
    print(f"commune totals equal a full recount: {same}", flush=True)
    for log in (small, large):
        log.store.close()


def recounted(store: Store) -> dict[tuple[str, str], int]:
    groups = (event.c.commune, event.c.rung)
    with store.reading() as conn:
        return {(row[0], row[1]): row[2] for row in conn.execute(select(*groups, func.count()).group_by(*groups))}


def kills(folder: Path, many: int) -> None:
    url, out = f"sqlite:///{folder / 'killed.db'}", folder / "acknowledged"
    open_store(url).close()
    dice = random.Random(2)
    for _ in range(many):
        faults.kill_while_writing(url, out, after=dice.random() * 0.3)
    gone, equal = faults.missing(url, out)
    print(
        f"{many} kill -9: {len(faults.acknowledged(out)):,} acknowledged, {len(gone)} lost, sums equal: {equal}",
        flush=True,
    )


def cuts(many: int) -> None:
    for level in ("FULL", "NORMAL"):
        pragmas = tuple(f"synchronous={level}" if one.startswith("synchronous") else one for one in PRAGMAS)
        with tempfile.TemporaryDirectory() as folder:
            lost, damaged = lost_in_cuts(Path(folder), pragmas, cuts=many)
        print(f"{many} power cuts, synchronous={level}: {lost} lose acknowledged writes, {damaged} damaged", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--businesses", type=int, default=5_200_000)
    asked.add_argument("--kills", type=int, default=40)
    asked.add_argument("--cuts", type=int, default=150)
    asked.add_argument("--folder", type=Path, default=None)
    said = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        against_the_disk(folder)
        encrypted(folder)
        writers(folder)
        cuts(said.cuts)
        kills(folder, said.kills)
        kept = said.folder or folder
        kept.mkdir(parents=True, exist_ok=True)
        counting(kept, said.businesses)


if __name__ == "__main__":
    main()

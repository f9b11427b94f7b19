"""What was acknowledged is there after kill -9, a server crash or a power cut; with less care the tests notice."""

import random
import shutil
import signal
import time

import pytest
from sqlalchemy import text

from onboarding.store import open_store
from onboarding.store.engine import PRAGMAS
from onboarding.store.schema import new_id
from onboarding.store.schema.logbook import mark
from onboarding.store.sql import upsert
from tests.postgres import binaries, running
from tests.store.faults import Disk, cut, kill_while_writing, missing, run_on, statements, worker


def test_killed_again_and_again_while_writing_nothing_acknowledged_is_lost(tmp_path):
    url, out = f"sqlite:///{tmp_path / 'kit.db'}", tmp_path / "acknowledged"
    open_store(url).close()
    for number in range(5):
        kill_while_writing(url, out, after=0.03 * number)
        assert missing(url, out) == (set(), True)


def test_a_postgres_killed_under_load_loses_nothing_acknowledged_and_work_goes_on(tmp_path):
    out = tmp_path / "acknowledged"
    with running(binaries(), settings={}) as server:
        url = server.fresh("killed")
        open_store(url).close()
        process = worker(url, out)
        grown(out, 20, process)
        server.stop(signal.SIGQUIT)
        server.start()
        grown(out, 5, process)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert missing(url, out) == (set(), True)


def grown(out, many, process):
    """Wait until `many` more writes were acknowledged."""
    before = out.stat().st_size
    while out.stat().st_size < before + 33 * many:
        assert process.poll() is None
        time.sleep(0.01)


def work(store):
    """Thirty writes of one row each, told apart by their value."""
    for number in range(30):
        row = {"commune": "24988", "kind": "qr", "value": f"{number:04d}", "business_id": new_id()}
        store.write(lambda conn, row=row: upsert(conn, mark, [row]))


def lost_in_cuts(tmp_path, pragmas, cuts=40):
    """At how many power cuts an acknowledged write is gone, and at how many the file is damaged."""
    origin = tmp_path / "origin" / "kit.db"
    origin.parent.mkdir()
    open_store(f"sqlite:///{origin}").close()
    start = {"kit.db": origin.read_bytes()}
    sent = statements(f"sqlite:///{origin}", pragmas, work)
    run = tmp_path / "run"
    run.mkdir()
    (run / "kit.db").write_bytes(start["kit.db"])
    disk, dice = Disk(f"disk-{new_id()}"), random.Random(8)
    done = run_on(disk, run / "kit.db", sent)
    assert len(done) == 30
    lost = damaged = 0
    for _ in range(cuts):
        at = dice.randrange(len(disk.log))
        after = tmp_path / "after"
        after.mkdir()
        cut(disk.log, at, start, after, dice)
        acknowledged = sum(1 for place in done if place <= at)
        store = open_store(f"sqlite:///{after / 'kit.db'}")
        with store.reading() as conn:
            damaged += conn.execute(text("PRAGMA integrity_check")).scalar_one() != "ok"
            there = set(conn.execute(text("SELECT value FROM mark")).scalars())
        store.close()
        lost += not {f"{number:04d}" for number in range(acknowledged)} <= there
        shutil.rmtree(after)
    return lost, damaged


def test_a_power_cut_at_any_moment_loses_nothing_acknowledged(tmp_path):
    assert lost_in_cuts(tmp_path, PRAGMAS) == (0, 0)


@pytest.mark.parametrize("weaker", ["synchronous=NORMAL"])
def test_with_less_care_the_same_cuts_lose_what_was_acknowledged(tmp_path, weaker):
    pragmas = tuple(weaker if pragma.startswith("synchronous") else pragma for pragma in PRAGMAS)
    lost, _ = lost_in_cuts(tmp_path, pragmas)
    assert lost > 5

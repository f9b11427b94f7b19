"""A hand-over is whole or did not happen: a full disk at every write, kills, a server that ends the connection."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select, text

from onboarding.errors import OnboardingError
from onboarding.logbook import Logbook
from onboarding.services import hand_over, store_check
from onboarding.store import open_store
from onboarding.store.schema.visits import draft
from onboarding.visits import Visits
from tests.postgres import binaries, running

ROOT = Path(__file__).parents[2]
ACCOUNT = "0011004321987"
CONSENT = {"visit": True, "counts": True, "photos": False, "follow_up": False}
DATA = {
    "business": {"name": "Mật ong Hộ mẫu 1", "commune": "24988", "trade": "mat_ong"},
    "consent": {"purposes": CONSENT},
    "payment": {"bank": "970436", "account": ACCOUNT, "holder": "CHU HO MAU"},
}
KILLS = int(os.environ.get("ONBOARDING_KILLS", "8"))
"""How many kills; 200 in the longer run before a release."""

WORKER = """
import sys
from onboarding.services import hand_over
from onboarding.store import open_store
store = open_store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
hand_over(store, sys.argv[2], team_id="")
"""


def begun(store):
    return Visits(store, "").create(team="Tổ mẫu", member="Lan", commune="24988", data=DATA).id


def state(store, visit):
    """What a hand-over moves: the visit's state, whether the account is still sealed, events of the log."""
    with store.reading() as conn:
        row = conn.execute(select(draft.c.state, draft.c.sealed).where(draft.c.id == visit)).one()
    return row.state, bool(row.sealed), Logbook(store).count(exact=True).total


BEFORE, AFTER = ("open", True, 0), ("handed_over", False, 1)


def test_a_statement_refused_for_want_of_space_leaves_everything_as_it_was(tmp_path):
    """The engine refuses the n-th statement that writes, for every n: until the hand-over needs fewer."""
    at = 1
    while refused_at(tmp_path / str(at), at):
        at += 1
    assert at > 20, "a hand-over writes more than that"


def refused_at(folder, at):
    """Whether the n-th writing statement was refused; the hand-over is then as if never begun, and made good."""
    folder.mkdir()
    store = open_store(f"sqlite:///{folder / 'kit.db'}")
    visit, changes = begun(store), 0

    def refuse(action, *_names):
        nonlocal changes
        changes += action in (9, 18, 23)  # SQLITE_DELETE, SQLITE_INSERT, SQLITE_UPDATE
        return 1 if changes == at else 0

    store.write(lambda conn: conn.connection.driver_connection.set_authorizer(refuse))
    failed = False
    try:
        hand_over(store, visit, team_id="")
    except OnboardingError:
        failed = True
    assert state(store, visit) == (BEFORE if failed else AFTER)
    store.close()
    again = open_store(f"sqlite:///{folder / 'kit.db'}")
    assert hand_over(again, visit, team_id="").counted
    assert state(again, visit) == AFTER
    assert store_check.verify(again).sound
    again.close()
    return failed


@pytest.mark.parametrize("room", range(12))
def test_a_disk_that_fills_up_during_the_hand_over(tmp_path, room):
    """SQLite itself finds no page: the file may grow by `room` pages only."""
    store = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    visit = begun(store)

    def limit(conn):
        pages = conn.execute(text("PRAGMA page_count")).scalar_one()
        conn.execute(text(f"PRAGMA max_page_count = {pages + room}"))

    store.write(limit)
    said = ""
    try:
        hand_over(store, visit, team_id="")
    except OnboardingError as error:
        said = error.code
    assert (said, state(store, visit)) in {("", AFTER), ("store.full", BEFORE)}
    store.close()


def test_killed_at_any_moment_of_a_hand_over_it_is_whole_or_not_begun(tmp_path):
    url = f"sqlite:///{tmp_path / 'kit.db'}"
    store = open_store(url)
    seen = set()
    for number in range(KILLS):
        visit, before = begun(store), Logbook(store).count(exact=True).total
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, url, visit], stdin=-1, stdout=-1, stderr=-3,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        process.stdout.readline()
        process.stdin.write(b"\n")
        process.stdin.flush()
        try:
            process.wait(number % 8 * 0.02)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        kind, sealed, total = state(store, visit)
        assert (kind, sealed, total - before) in {BEFORE, AFTER}
        seen.add(kind)
        hand_over(store, visit, team_id="")
        kind, sealed, total = state(store, visit)
        assert (kind, sealed, total - before) == AFTER
    assert store_check.verify(store).sound
    store.close()
    assert ACCOUNT.encode() not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


@pytest.mark.parametrize("at", ["log", "erasure", "commit"])
def test_a_server_that_ends_the_connection_midway_counts_once(postgres_url, monkeypatch, at):
    """The backend is terminated by another connection; the write is tried again and is one hand-over."""
    store = open_store(postgres_url)
    visit, ended = begun(store), []

    def end(conn):
        if not ended:
            pid = conn.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as other:
                ended.append(other.execute("SELECT pg_terminate_backend(%s)", (pid,)).fetchone())

    real_unchanged, real_close = Visits.unchanged, Visits.close

    def unchanged(self, conn, *rest):
        if at == "log":
            end(conn)
        return real_unchanged(self, conn, *rest)

    def close(self, conn, *rest, **named):
        if at == "erasure":
            end(conn)
        done = real_close(self, conn, *rest, **named)
        if at == "commit":
            end(conn)
        return done

    monkeypatch.setattr(Visits, "unchanged", unchanged)
    monkeypatch.setattr(Visits, "close", close)
    assert hand_over(store, visit, team_id="").counted
    assert ended
    assert state(store, visit) == AFTER
    assert store_check.verify(store).sound
    store.close()


@pytest.mark.parametrize("at", ["log", "erasure", "commit"])
def test_a_server_that_crashes_midway_leaves_it_whole_or_not_begun(monkeypatch, at):
    """The whole server is ended at once (an immediate stop: no check point, no goodbye) and started again."""
    with running(binaries(), settings={}) as server:
        url = server.fresh("crash")
        store = open_store(url)
        visit, crashed = begun(store), []
        real_unchanged, real_close = Visits.unchanged, Visits.close

        def crash(when):
            if when == at and not crashed:
                crashed.append(when)
                server.stop(signal.SIGQUIT)
                server.start()

        def unchanged(self, conn, *rest):
            crash("log")
            return real_unchanged(self, conn, *rest)

        def close(self, conn, *rest, **named):
            crash("erasure")
            done = real_close(self, conn, *rest, **named)
            crash("commit")
            return done

        monkeypatch.setattr(Visits, "unchanged", unchanged)
        monkeypatch.setattr(Visits, "close", close)
        with suppress(OnboardingError):
            hand_over(store, visit, team_id="")
        assert crashed
        assert state(store, visit) in {BEFORE, AFTER}
        assert hand_over(store, visit, team_id="").counted
        assert state(store, visit) == AFTER
        assert store_check.verify(store).sound
        store.close()

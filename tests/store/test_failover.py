"""The drill of docs/server.md: the primary is killed under load, its synchronous standby takes over behind pgbouncer.

Nothing acknowledged is lost, no hand-over counts twice, and no account number stays behind.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select

from onboarding.business import Rung
from onboarding.logbook import Logbook
from onboarding.services import hand_over, store_check
from onboarding.store import open_store
from onboarding.store.schema.logbook import event
from tests.needed import needed
from tests.postgres import Server, binaries, running
from tests.services.test_hand_over_faults import AFTER, BEFORE, begun, state
from tests.store.faults import acknowledged, missing, worker

PGBOUNCER = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
HOW_LONG = 60.0
"""Seconds any step of the drill may take; what it waits for is looked at every few milliseconds."""


def wait_for(condition):
    until = time.monotonic() + HOW_LONG
    while not condition():
        assert time.monotonic() < until, condition
        time.sleep(0.02)


def ask(server, statement):
    with psycopg.connect(server.url().replace("+psycopg", ""), autocommit=True) as conn:
        return conn.execute(statement).fetchone()


def standby_of(primary, folder):
    """A synchronous standby: from now on a commit returns when both have it on disk."""
    standby = Server(folder, primary.bin, {})
    command = [str(primary.bin / "pg_basebackup"), "-D", str(folder), "-R", "-h", "127.0.0.1", "-p", str(primary.port)]
    subprocess.run(primary._as_somebody([*command, "-U", "postgres", "-c", "fast"]), check=True, cwd=folder.parent)
    with (folder / "postgresql.conf").open("a") as conf:
        conf.write(f"port = {standby.port}\n")
    standby.start()
    with psycopg.connect(primary.url().replace("+psycopg", ""), autocommit=True) as conn:
        conn.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        conn.execute("SELECT pg_reload_conf()")
    wait_for(lambda: ask(primary, "SELECT sync_state FROM pg_stat_replication") == ("sync",))
    return standby


class Bouncer:
    """pgbouncer in session mode, as docs/server.md sets it up."""

    def __init__(self, folder, server):
        self.folder, self.port = folder, Server(folder / "none", server.bin).port
        (folder / "users").write_text('"postgres" ""\n')
        self.point_to(server)
        command = server._as_somebody([PGBOUNCER, str(folder / "pgbouncer.ini")])
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)

    def url(self, database):
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def point_to(self, server):
        (self.folder / "pgbouncer.ini").write_text(
            f"[databases]\nkit = host=127.0.0.1 port={server.port} dbname=kit\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {self.port}\nunix_socket_dir =\n"
            f"auth_type = trust\nauth_file = {self.folder}/users\npidfile = {self.folder}/pid\n"
            "pool_mode = session\nserver_login_retry = 1\n"
        )

    def reload(self):
        os.kill(int((self.folder / "pid").read_text()), signal.SIGHUP)

    def stop(self):
        os.kill(int((self.folder / "pid").read_text()), signal.SIGKILL)
        self.process.wait(10)


def kill_all(server):
    """SIGKILL to the postmaster and everything it started: as if the machine had lost its power."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text("ascii").split()
    os.kill(server.pid, signal.SIGKILL)
    for pid in children:
        os.kill(int(pid), signal.SIGKILL)
    server.process.wait(60)


class HandingOver:
    """Hands over visit after visit until told to stop."""

    def __init__(self, url):
        self.store, self.visits, self.done, self.ended = open_store(url), [], set(), threading.Event()
        self.thread = threading.Thread(target=self._work)
        self.thread.start()

    def _work(self):
        while not self.ended.is_set():
            try:
                visit = begun(self.store)
                self.visits.append(visit)
                hand_over(self.store, visit, team_id="")
            except Exception:
                continue
            self.done.add(visit)

    def stop(self):
        self.ended.set()
        self.thread.join(HOW_LONG)
        assert not self.thread.is_alive()
        self.store.close()


@pytest.fixture
def home():
    folder = Path(tempfile.mkdtemp(prefix="onboarding-failover-"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_a_primary_killed_under_load_and_its_standby_promoted_lose_nothing(home, tmp_path):
    needed(PGBOUNCER, "pgbouncer")
    out = tmp_path / "acknowledged"
    with running(binaries(), settings={}) as primary:
        open_store(primary.fresh("kit")).close()
        standby, bouncer, recording, handing = standby_of(primary, home / "standby"), None, None, None
        try:
            bouncer = Bouncer(home, primary)
            wait_for((home / "pid").exists)
            url = bouncer.url("kit")
            recording, handing = worker(url, out), HandingOver(url)
            wait_for(lambda: len(acknowledged(out)) > 50 and len(handing.done) > 5)
            kill_all(primary)
            before = len(acknowledged(out)), len(handing.done)
            ask(standby, "SELECT pg_promote()")
            bouncer.point_to(standby)
            bouncer.reload()
            wait_for(lambda: len(acknowledged(out)) > before[0] + 20 and len(handing.done) > before[1] + 3)
            recording.kill()
            recording.wait()
            handing.stop()
            nothing_lost(standby.url("kit"), out, handing)
        finally:
            if recording is not None:
                recording.kill()
            if handing is not None:
                handing.ended.set()
            if bouncer is not None:
                bouncer.stop()
            standby.stop()


def nothing_lost(url, out, handing):
    """Both the log's events and the hand-overs, asked of the new primary itself."""
    assert missing(url, out) == (set(), True)
    store = open_store(url)
    for visit in handing.visits:
        kind, sealed, _total = state(store, visit)
        assert (kind, sealed) == AFTER[:2] if visit in handing.done else (kind, sealed) in {BEFORE[:2], AFTER[:2]}
        with store.reading() as conn:
            of_visit = (event.c.visit_id == visit, event.c.rung == Rung.HANDED_OVER)
            events = conn.execute(select(func.count()).select_from(event).where(*of_visit)).scalar_one()
        assert events == (kind == AFTER[0])
    assert Logbook(store).count(exact=True).total
    assert store_check.verify(store).sound
    store.close()

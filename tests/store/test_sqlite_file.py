"""An SQLite store as files: private, and its loss, emptiness and damage said in words instead of being papered over."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from onboarding.errors import OnboardingError
from onboarding.store import open_store
from onboarding.store.backup import backup
from onboarding.store.sqlite_file import beside, lost_since
from tests.command_line import command

ROOT = Path(__file__).parents[2]
WRITER = """
import sys, threading
from onboarding.store import open_store
from onboarding.store.schema import new_id
from onboarding.store.schema.logbook import mark
from onboarding.store.sql import upsert
store = open_store(sys.argv[1])
for number in range(20):
    row = {"commune": "24988", "kind": "qr", "value": str(number), "business_id": new_id()}
    store.write(lambda conn: upsert(conn, mark, [row]))
print("written", flush=True)
threading.Event().wait()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "kit.db"


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def refusal(path: Path) -> str:
    with pytest.raises(OnboardingError) as refused:
        open_store(url(path)).close()
    return refused.value.code


def run(*words: str, db: str) -> tuple[int, str, str]:
    done = command(*words, "--db", db)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_every_file_of_a_store_and_every_backup_is_its_owners_alone(path, tmp_path):
    before = os.umask(0o022)
    try:
        store = open_store(url(path))
        assert store.keys
        backup(store, tmp_path / "copy.zip")
        files = [*path.parent.iterdir(), tmp_path / "copy.zip"]
        assert {file.name for file in files} >= {"kit.db", "kit.db-wal", "kit.key", "copy.zip"}
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        store.close()
    finally:
        os.umask(before)


def test_a_store_of_an_earlier_kit_is_closed_to_others(path):
    open_store(url(path)).close()
    path.chmod(0o644)
    open_store(url(path)).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_empty_file_is_no_new_store(path):
    path.parent.mkdir()
    path.touch()
    assert refusal(path) == "store.empty"
    code, said, _ = run("verify", db=url(path))
    answer = json.loads(said)
    assert (code, answer["integrity"], answer["error"]) == (1, "empty", "store.empty")
    assert path.read_bytes() == b""


def test_a_store_whose_file_is_gone_is_no_new_store(path):
    path.parent.mkdir()
    beside(path, "-wal").write_bytes(b"x" * 4096)
    assert refusal(path) == "store.gone"


def test_a_command_that_ends_is_a_clean_close(path):
    assert run("counts", db=url(path))[0] == 0
    assert {file.name for file in path.parent.iterdir()} <= {"kit.db", "kit.key"}
    open_store(url(path)).close()
    assert lost_since(path) is None


def killed_after_writing(path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, url(path)], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"written\n"
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_kill_alone_is_no_loss_and_leaves_an_empty_log(path):
    killed_after_writing(path)
    store = open_store(url(path))
    with store.reading() as conn:
        assert conn.execute(text("SELECT count(*) FROM mark")).scalar_one() == 20
    assert beside(path, "-wal").stat().st_size == 0
    store.close()
    assert lost_since(path) is None


def test_a_deleted_log_is_said_until_it_was_repaired(path):
    open_store(url(path)).close()
    killed_after_writing(path)
    beside(path, "-wal").unlink()
    open_store(url(path)).close()
    code, out, _ = run("verify", db=url(path))
    assert (code, bool(json.loads(out)["log_lost"])) == (1, True)
    assert run("verify", "--repair", db=url(path))[0] == 0
    assert run("verify", db=url(path))[0] == 0


def flip(path: Path, where: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[where : where + 64] = bytes(byte ^ 0xFF for byte in raw[where : where + 64])
    path.write_bytes(raw)


@pytest.fixture(scope="module")
def full_store(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a store with 150 businesses."""
    path = tmp_path_factory.mktemp("full") / "kit.db"
    assert run("demo", "--businesses", "150", db=url(path))[0] == 0
    return path.read_bytes()


@pytest.mark.parametrize("part", range(12))
def test_no_flipped_bytes_are_a_fault_nobody_foresaw(path, tmp_path, part, full_store):
    path.parent.mkdir()
    path.write_bytes(full_store)
    flip(path, path.stat().st_size * part // 12 + 16)
    for words in (("counts",), ("backup", str(tmp_path / "copy.zip")), ("verify",)):
        code, _out, err = run(*words, db=url(path))
        assert code in (0, 1, 2)
        assert not err or json.loads(err)["error"] != "kit.unexpected", err


def test_damage_in_the_structure_is_said_at_the_door_and_by_verify(path):
    run("demo", "--businesses", "50", db=url(path))
    raw = bytearray(path.read_bytes())
    for page in range(2, len(raw) // 4096):
        raw[page * 4096 : page * 4096 + 8] = b"\xff" * 8
    path.write_bytes(raw)
    assert refusal(path) == "store.damaged"
    code, out, _ = run("verify", db=url(path))
    assert (code, json.loads(out)["integrity"]) == (1, "damaged")


def test_two_processes_may_make_a_store_at_once(path):
    both = [
        subprocess.Popen([sys.executable, "-m", "onboarding", "counts", "--db", url(path)], cwd=ROOT, stdout=-3)
        for _ in range(2)
    ]
    until = time.monotonic() + 120
    assert [each.wait(max(1, until - time.monotonic())) for each in both] == [0, 0]

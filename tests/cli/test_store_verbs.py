"""counts, demo, log, backup, restore and migrate through the command line."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from onboarding.business import Consent, Rung
from onboarding.cli import app, gather
from onboarding.logbook import BusinessSnapshot, Logbook
from onboarding.members import Members, list_accesses, set_up_team, switch_member
from onboarding.members.access_log import NOBODY
from onboarding.store import open_store
from onboarding.store.migrating import made_at
from onboarding.store.schema import new_id
from onboarding.visits import Visits

ROOT = Path(__file__).parents[2]
SECRET = "Mật ong Nguyễn Thị Bí Mật"


gather()


def run(*words, db):
    """A verb inside this process, as `main` would run it."""
    spoken = ["--lang", "vi"] if "vi" in words else []
    plain = [word for word in words if word not in ("--lang", "vi")]
    done = CliRunner().invoke(app, [*spoken, *plain], env={"ONBOARDING_DB": db})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, [json.loads(line) for line in (done.stdout or done.stderr).splitlines()]


def run_outside(*words, db):
    """A verb as a script runs it."""
    environment = {**os.environ, "ONBOARDING_DB": db}
    done = subprocess.run([sys.executable, "-m", "onboarding", *words], capture_output=True, text=True, cwd=ROOT,
                          env=environment, check=False)  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, [json.loads(line) for line in (done.stdout or done.stderr).splitlines()]


@pytest.fixture
def db(tmp_path, monkeypatch):
    monkeypatch.delenv("ONBOARDING_KEY", raising=False)
    return f"sqlite:///{tmp_path / 'kit.db'}"


@pytest.fixture
def filled(db):
    """Twelve businesses in one commune, three in another, one team named like a formula."""
    store = open_store(db)
    log, yes = Logbook(store), Consent(purposes={"visit": True, "counts": True, "follow_up": True})
    for number in range(15):
        one = new_id()
        about = BusinessSnapshot(name=SECRET, phone=f"09123456{number:02d}", consent=yes)
        where, team = ("24988", "=cmd|' /C calc'!A0") if number < 12 else ("24955", "Tổ 2")
        log.record(one, one, where, Rung.HANDED_OVER, team=team, member="Người Kín", about=about)
    store.close()
    return db


def test_demo_is_the_same_for_the_same_seed_and_never_goes_over_real_data(tmp_path):
    stores = [f"sqlite:///{tmp_path / name}.db" for name in ("a", "b", "c")]
    for store, seed in zip(stores, ("7", "7", "8"), strict=True):
        code, (said,) = run("demo", "--businesses", "300", "--seed", seed, db=store)
        assert (code, said["businesses"]) == (0, 300)
    found = [run("counts", "--by", "week,rung", db=store)[1][0]["rows"] for store in stores]
    assert found[0] == found[1] != found[2]
    assert run("demo", "--businesses", "5", db=stores[0])[1][0]["error"] == "demo.not_empty"
    assert run("demo", "--businesses", "0", db=stores[0])[0] == 2


def test_counts_say_what_they_count(filled):
    code, (said,) = run("counts", db=filled)
    assert code == 0
    assert (said["total"], said["rung"], said["exact"]) == (15, "handed_over", True)
    assert {row["commune"]: row["n"] for row in said["rows"]} == {"24988": 12, "24955": 3}


@pytest.mark.parametrize("words", [
    ("--by", "commune"), ("--by", "team"), ("--by", "week,rung"), ("--by", "province,trade"),
    ("--from", "2026-01-01", "--to", "2026-11-30"), ("--area", "24955"), ("--area", "24955", "--by", "team"),
    ("--as-of", "2026-01-01"),
])  # fmt: skip
def test_no_way_of_asking_shows_a_person_or_a_small_cell(filled, words):
    _, (said,) = run("counts", *words, "--viewer", db=filled)
    text = json.dumps(said, ensure_ascii=False)
    for secret in (SECRET, "Người Kín", "09123456"):
        assert secret not in text
    assert all(row["n"] % 5 == 0 for row in said["rows"])
    assert (said["exact"], said["rounded_to"], said["total"] % 5) == (False, 5, 0)


def test_files_of_counts_are_safe_and_readable(filled, tmp_path):
    files = {kind: tmp_path / f"so.{kind}" for kind in ("csv", "xlsx", "json")}
    words = ("--csv", str(files["csv"]), "--xlsx", str(files["xlsx"]))
    run("counts", "--by", "team", *words, db=filled)
    cells = [cell for line in csv.reader(files["csv"].open(encoding="utf-8-sig"), delimiter=";") for cell in line]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert load_workbook(files["xlsx"]).worksheets[0].max_row > 5
    run("counts", "--by", "province,month", "--dhis2", str(files["json"]), db=filled)
    assert json.loads(files["json"].read_text("utf8"))["dataValues"][0]["orgUnit"] == "68"


@pytest.mark.parametrize(("words", "error"), [
    (("--by", "name"), "counts.bad_cut"), (("--from", "32/13/2026"), "input.not_a_day"),
    (("--from", "2026-02-01", "--to", "2026-01-01"), "counts.backwards"), (("--area", "../../x"), "place.unknown"),
    (("--rung", "rich"), "counts.no_rung"), (("--csv", "/nowhere/x.csv"), "file.not_written"),
    (("--by", "week,month"), "counts.one_of_a_kind"), (("--db", "mysql://x"), "store.bad_url"),
])  # fmt: skip
def test_what_cannot_be_counted_is_refused_in_words(filled, words, error):
    code, (said,) = run("counts", *words, "--lang", "vi", db=filled)
    assert (code, said["error"]) == (2, error)
    assert said["message"]


def test_a_file_of_an_older_version_is_taken_in_once_and_can_be_taken_out_again(filled, tmp_path):
    file, other = str(tmp_path / "so.jsonl"), f"sqlite:///{tmp_path / 'other' / 'kit.db'}"
    assert run("log", "export", file, "--people", db=filled)[0] == 0
    taken = run("log", "take-old", file, db=other)[1][0]
    assert taken["new"] == 30
    assert (
        run("counts", "--by", "rung", db=other)[1][0]["rows"] == run("counts", "--by", "rung", db=filled)[1][0]["rows"]
    )
    assert run("log", "take-old", file, db=other)[1][0]["error"] == "log.old_file_known"
    assert run("log", "take-old", "--undo", taken["file"], db=other)[1][0]["removed"] == 15
    assert run("counts", "--by", "rung", db=other)[1][0]["total"] == 0
    assert run("log", "take-old", "--undo", "0" * 32, db=other)[1][0]["error"] == "log.no_old_file"
    Path(file).write_bytes(Path(file).read_bytes()[:-30])
    assert run("log", "take-old", file, db=other)[1][0]["error"] == "log.truncated"
    assert run("log", "take-old", str(tmp_path / "none"), db=other)[1][0]["error"] == "input.no_file"


def test_an_unsigned_file_of_an_older_version_is_taken_in_by_an_administrator_alone(filled, tmp_path):
    file, other = str(tmp_path / "so.jsonl"), f"sqlite:///{tmp_path / 'other' / 'kit.db'}"
    assert run("log", "export", file, db=filled)[0] == 0
    opened = open_store(other)
    leader = set_up_team(opened, team="Tổ mẫu 1", commune="24988", member="An")
    member = Members(opened).add(leader.team_id, "Bình")
    switch_member(opened, leader.team_id, member.id)
    assert run("log", "take-old", file, db=other)[1][0]["error"] == "log.not_an_administrator"
    switch_member(opened, leader.team_id, leader.member_id)
    assert run("log", "take-old", file, db=other)[1][0]["new"] == 15
    opened.close()


def test_a_log_without_people_holds_none(filled, tmp_path):
    file = tmp_path / "dem.jsonl"
    file.touch(0o644)
    file.chmod(0o644)
    for words in ((), ("--no-people",)):
        run("log", "export", str(file), *words, db=filled)
        assert SECRET not in file.read_text("utf8")
    run("log", "export", str(file), "--people", db=filled)
    assert SECRET in file.read_text("utf8")
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_period_is_published_and_restated(filled):
    assert run("log", "publish", "68", "2026-10", db=filled)[1][0]["communes"] > 100
    assert run("log", "restated", "68", "2026-10", db=filled)[1][0]["n"] == 0
    assert run("log", "publish", "68", "2026-10", db=filled)[1][0]["error"] == "period.published"


def test_a_business_withdraws_and_persons_are_forgotten_by_command(filled):
    store = open_store(filled)
    (one,) = [found.business_id for found in Logbook(store).evidence(["24955"])][:1]
    data = {"business_id": one, "business": {"name": "Hộ mẫu 1"}}
    visit = Visits(store).create(team="Tổ mẫu", member="An", commune="24955", data=data).id
    store.close()
    assert run("log", "withdraw", one, db=filled)[1][0]["rungs"]
    store = open_store(filled)
    assert Visits(store).load(visit) is None
    store.close()
    assert run("log", "withdraw", "x", db=filled)[1][0]["error"] == "log.no_business"
    assert run("log", "forget", "24988", "--before", "2099-01-01", db=filled)[1][0]["forgotten"] == 12
    assert run("counts", "--by", "rung", db=filled)[1][0]["total"] == 14


def test_a_wards_list_comes_in_and_out(db, tmp_path):
    file = tmp_path / "danh-sach.csv"
    file.write_text("Tên hộ kinh doanh,SĐT\nMật ong Hoa,0901234567\n,0901234568\n", "utf8")
    errors = tmp_path / "sua.csv"
    _, (said,) = run("log", "list-in", str(file), "--commune", "24988", "--errors", str(errors), db=db)
    assert (said["rows"], said["errors"]) == (1, [{"line": 3, "error": "list.no_name"}])
    assert "Thiếu tên hộ" in errors.read_text("utf-8-sig")
    assert run("log", "list-undo", said["batch"], db=db)[1][0]["removed"] == 1


def test_backup_restore_and_migrate(filled, tmp_path):
    file, new = str(tmp_path / "sao-luu.zip"), f"sqlite:///{tmp_path / 'new' / 'kit.db'}"
    code, (said,) = run_outside("backup", file, db=filled)
    assert (code, said["keep_apart"].endswith("kit.key")) == (0, True)
    assert run_outside("restore", file, db=new)[1][0]["rows"] == said["rows"]
    assert run_outside("counts", "--by", "rung", db=new)[1][0]["total"] == 15
    assert run_outside("restore", file, db=new)[1][0]["error"] == "restore.not_empty"
    Path(file).write_bytes(Path(file).read_bytes()[:-200])
    refused = run_outside("restore", file, db=f"sqlite:///{tmp_path / 'never' / 'kit.db'}")
    assert (refused[0], refused[1][0]["error"]) == (2, "backup.damaged")


def test_an_older_store_is_refused_with_what_to_do_then_migrated(db):
    made_at(db, "0001").close()
    code, (said,) = run_outside("counts", "--lang", "vi", db=db)
    assert (code, said["error"]) == (2, "store.older")
    assert "migrate" in said["message"]
    _, (told,) = run_outside("migrate", db=db)
    assert told["from"] == "0001"
    assert Path(told["backup"]).exists()
    assert run_outside("counts", db=db)[0] == 0


def test_an_export_of_persons_and_a_backup_are_written_down(filled, tmp_path):
    settled = set_up_team(open_store(filled), team="Tổ 1", commune="24988", member="Lan")
    shown = (("counts",), ("log", "export", tmp_path / "a.log"))
    for words in (*shown, ("log", "export", tmp_path / "b.log", "--people"), ("backup", tmp_path / "c.zip")):
        assert run(*map(str, words), db=filled)[0] == 0
    assert {(look.member, look.what) for look in list_accesses(open_store(filled), settled.team_id)} == {
        ("Lan", "export"),
        ("Lan", "backup"),
    }


def test_where_no_team_sits_the_look_is_nobodys(filled, tmp_path):
    run("log", "export", str(tmp_path / "a.log"), "--people", db=filled)
    assert [(look.member, look.what) for look in list_accesses(open_store(filled), NOBODY)] == [("", "export")]

"""The team and its reporting areas through the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from onboarding.cli import app, gather

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("ONBOARDING_DB", f"sqlite:///{tmp_path / 'kit.db'}")
    gather()

    def run(*words, stdin=""):
        done = CliRunner().invoke(app, words, input=stdin, catch_exceptions=False)
        said = [json.loads(line) for line in (done.stderr if done.exit_code else done.stdout).splitlines()]
        return (done.exit_code, said[0]) if len(said) == 1 else (done.exit_code, said)

    return run


def test_the_same_from_a_shell(tmp_path):
    environment = {**os.environ, "ONBOARDING_DB": f"sqlite:///{tmp_path / 'kit.db'}"}
    command = [sys.executable, "-m", "onboarding", "member", "add", "Lan", "--team", "Tổ", "--commune", "99999"]
    done = subprocess.run(
        [*command, "--lang", "vi"], capture_output=True, text=True, cwd=ROOT, env=environment, check=False
    )
    said = json.loads(done.stderr)
    assert (done.returncode, done.stdout, said["error"], said["field"]) == (2, "", "place.unknown", "commune")
    assert said["message"].startswith("Chưa có xã, phường")


def test_a_team_begins_grows_and_shrinks(run):
    code, lan = run("member", "add", "Lan", "--team", "Tổ số 1", "--commune", "24988")
    assert (code, lan["role"], lan["team"], lan["pin"]) == (0, "leader", "Tổ số 1", False)
    assert run("member", "add", "Mai")[1]["team_id"] == lan["team_id"]
    assert [one["member"] for one in run("member", "list")[1]] == ["Lan", "Mai"]
    assert run("member", "remove", "mai")[1]["removed"] is True
    assert run("member", "remove", "Lan")[1]["error"] == "member.last_leader"
    assert run("member", "list")[1]["member"] == "Lan"


def test_a_pin_is_reset_and_a_password_read_from_stdin(run):
    run("member", "add", "Lan", "--team", "Tổ số 1", "--commune", "24988")
    code, said = run("member", "set-password", "Lan", stdin="mật ong rừng U Minh\n")
    assert (code, said["password"]) == (0, True)
    assert "mật ong" not in json.dumps(said, ensure_ascii=False)
    assert run("member", "set-password", "Lan", stdin="ngắn\n")[1]["error"] == "password.short"
    assert run("member", "reset-pin", "Lan")[1]["pin"] is False


def test_a_pairing_link_is_printed(run):
    run("member", "add", "Lan", "--team", "Tổ số 1", "--commune", "24988")
    said = run("member", "pair", "Lan", "--at", "http://192.168.1.5:8501/")[1]
    assert said["link"].startswith("http://192.168.1.5:8501/signin?pair=")
    assert len(said["link"].partition("=")[2]) == 64


def test_refusals_are_one_line(run):
    assert run("member", "list")[1]["error"] == "team.unknown"
    assert run("member", "add", "Lan", "--role", "boss")[1]["error"] == "member.role_unknown"
    assert run("member", "grant-viewer", "xem", "--area", "vung-liem")[1]["error"] == "viewer.needs_postgres"


def test_an_area_is_made_changed_and_ended(run):
    made = run("area", "add", "Vũng Liêm", "--of", "859", "--since", "2026-01-01")[1]
    assert (made["area"], len(made["communes"]), made["until"]) == ("vung-liem", 7, None)
    assert run("area", "change", "vung-liem", "--of", "29659,29668", "--on", "2026-06-01")[1]["communes"] == [
        "29659",
        "29668",
    ]
    assert run("area", "end", "vung-liem", "--on", "2026-12-31")[1]["until"] == "2026-12-31"
    assert run("area", "list", "--on", "2027-01-01") == (0, [])
    assert run("area", "add", "X", "--of", "859", "--since", "1/1/26")[1]["error"] == "area.not_a_day"
    assert run("area", "add", "X", "--of", "", "--since", "2026-01-01")[1]["error"] == "area.empty"
    assert run("area", "end", "../../x", "--on", "2026-12-31")[1]["error"] == "area.unknown"


def test_a_viewer_is_bound_to_an_area(run):
    run("member", "add", "Lan", "--team", "Tổ số 1", "--commune", "29659")
    run("area", "add", "Vũng Liêm", "--of", "859", "--since", "2026-01-01")
    assert run("member", "add", "Ủy ban", "--role", "viewer")[1]["error"] == "member.viewer_needs_area"
    assert run("member", "add", "Ủy ban", "--role", "viewer", "--area", "nowhere")[1]["error"] == "area.unknown"
    assert run("member", "add", "Ủy ban", "--role", "viewer", "--area", "vung-liem")[1]["area"] == "vung-liem"


def test_codes_are_found_by_name(run):
    code, said = run("area", "find", "vũng liêm")
    assert code == 0
    assert {"district": "859", "name": "Huyện Vũng Liêm, tỉnh Vĩnh Long"}.items() <= said[-1].items()
    assert run("area", "find", "=cmd|") == (0, [])

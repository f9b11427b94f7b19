"""Whatever is typed or piped in: a refusal is one line of JSON and exit 2, never a traceback."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from onboarding.cli import app, gather, modules_with
from onboarding.languages import say
from tests.command_line import command

VISIT = {"name": "Hộ mẫu 1", "commune": "26743", "trade": "snail", "phone": "0901234567"}
CONSENT = {"visit": True, "counts": True, "photos": True, "follow_up": True}


def run(*words: str | bytes, store: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    place = () if words[0] == "qr" else ("--db", f"sqlite:///{store}")
    command = [sys.executable, "-m", "onboarding", *words, *place]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("counts", "--nothing"), "input.usage"),
        (("demo", "--businesses", "many"), "input.usage"),
        (("log", "correct"), "input.usage"),
        (("log", "record", "x" * 5000), "input.no_file"),
        (("restore", "ố" * 300), "input.no_file"),
        (("log", "take-old", "."), "input.no_file"),
        (("log", "restated", b"\xff\xfe", "2026-W40"), "kit.unexpected"),
    ],
)
def test_untidy_words_are_refused_in_one_line(words: tuple[str, ...], error: str, tmp_path: Path) -> None:
    done = run(*words, store=tmp_path / "kit.db")
    assert (done.returncode, done.stdout) == (2, b"")
    assert json.loads(done.stderr)["error"] == error


def test_persons_before_the_calendar_began_are_none(tmp_path: Path) -> None:
    done = run("log", "forget", "26743", "--before", "0001-01-01", store=tmp_path / "kit.db")
    assert json.loads(done.stdout)["forgotten"] == 0, done.stderr


def test_half_characters_and_deep_nesting_are_refused_in_their_place(tmp_path: Path) -> None:
    good = {"business": VISIT, "consent": CONSENT, "rung": "handed_over"}
    half = [{**good, key: "\ud800"} for key in ("consent", "payment", "team", "member", "id")]
    half += [{**good, "business": {**VISIT, key: "\ud800"}} for key in VISIT]
    half += [{**good, "consent": {"purposes": {"\ud800": True}}}, {**good, "happened_at": float("nan")}]
    lines = [*map(json.dumps, half), "[" * 50_000, '{"id":1e999}', "\x00", json.dumps(good)]
    file = tmp_path / "lines.jsonl"
    file.write_text("\n".join(lines), "utf8")
    done = run("log", "record", str(file), store=tmp_path / "kit.db")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr, len(answers)) == (0, b"", len(lines))
    assert {answer.get("error") for answer in answers[:-1]} == {"input.not_json"}
    assert answers[-1]["counted"] is True


def test_bytes_that_are_no_text_do_not_stop_a_batch(tmp_path: Path) -> None:
    done = run("qr", "--batch", store=tmp_path / "kit.db", stdin=b'\xff\xfe\n{"bank":"VCB","account":"\xff"}\n')
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX's")
def test_a_log_written_out_is_its_owners_only(tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    done = run("log", "export", str(file), store=tmp_path / "kit.db")
    assert (done.returncode, file.stat().st_mode & 0o777) == (0, 0o600), done.stderr


def test_each_verb_is_found_in_one_file_without_importing_the_others() -> None:
    gather()
    names = [str(one.name) for one in [*app.registered_commands, *app.registered_groups]]
    assert {name: len(modules_with(name)) for name in names} == dict.fromkeys(names, 1)
    assert modules_with("") == modules_with("no-such-verb") == modules_with("add") == []


@pytest.mark.parametrize(
    "words",
    [
        ("--lang", "en", "qr"), ("qr", "--lang", "en"), ("--lang=en", "qr"), ("qr", "--lang=en"),
        ("--lang=en", "no-such-verb"), ("no-such-verb", "--lang", "en"), ("--lang", "en", "qr", "--nothing"),
    ],
)  # fmt: skip
def test_a_language_may_stand_anywhere_and_every_refusal_has_its_sentence(words: tuple[str, ...]) -> None:
    done = command(*words)
    said = json.loads(done.stderr)
    assert done.returncode == 2
    assert said["message"] == say("en", said["error"], **said)

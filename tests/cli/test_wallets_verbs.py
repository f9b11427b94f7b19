"""`checklist` and `facts` as a person types them."""

import json
from pathlib import Path

import pytest

from tests.command_line import command

ROOT = Path(__file__).parents[2]
PROVIDERS = ROOT / "onboarding/wallets/providers"


def run(*words: str, expected: int = 0) -> list[dict]:
    done = command(*words)
    assert done.returncode == expected, done.stderr.decode()
    said = (done.stdout if expected == 0 else done.stderr).decode()
    return [json.loads(line) for line in said.splitlines()]


@pytest.fixture
def facts(tmp_path):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps({"registered_hkd": False, "exempt_from_registration": True}), "utf8")
    return str(path)


def test_a_checklist_has_the_contracts_keys(facts):
    (answer,) = run("checklist", "--provider", "bidv", "--facts", facts, "--day", "2026-11-24", "--done", "b1.consent")
    wanted = {"id", "title", "who", "due", "documents", "source", "verified", "as_of", "stale"}
    assert all(wanted <= set(step) for step in answer["steps"])
    assert answer["steps"][0]["due"] == "done"
    assert all({"id", "because"} <= set(one) for one in answer["hidden"])
    assert answer["next"] == ["b2.profile", "b3.cccd", "b4.sim"]
    assert {"how", "note", "law", "notes"} <= set(answer["steps"][0])
    assert [one["id"] for one in answer["ask_first"]] == ["revenue_band", "phone_type", "sells_on_platform"]
    assert {step["due"] for step in answer["steps"]} <= {"now", "later", "waiting", "done"}


def test_titles_follow_the_language(facts):
    (answer,) = run("checklist", "--provider", "bidv", "--facts", facts, "--lang", "en")
    assert answer["steps"][2]["title"] == "See that the chip citizen ID card has not expired"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--provider", "=cmd|"), "wallet.unknown_provider"),
        (("--provider", "momo", "--day", "hôm nay"), "input.not_a_day"),
    ],
)
def test_a_refusal_is_one_line_of_json(facts, words, code):
    (answer,) = run("checklist", "--facts", facts, *words, expected=2)
    assert answer["error"] == code


def test_a_missing_file_or_a_wrong_answer_is_named(tmp_path):
    (answer,) = run("checklist", "--provider", "momo", "--facts", str(tmp_path / "none.json"), expected=2)
    assert (answer["error"], answer["field"]) == ("input.no_file", "facts")
    path = tmp_path / "facts.json"
    path.write_text('{"phone_type": "nokia"}', "utf8")
    (answer,) = run("checklist", "--provider", "momo", "--facts", str(path), expected=2)
    assert (answer["error"], answer["field"]) == ("checklist.wrong_fact", "phone_type")


def test_facts_lists_what_is_stale_or_unverified_per_provider():
    lines = {line["code"]: line for line in run("facts", "--day", "2027-06-01")}
    assert lines["momo"]["unverified"] == ["momo.3", "momo.4"]
    assert lines["bidv"]["stale"] == ["bidv.2", "bidv.1"]
    (only,) = run("facts", "--provider", "bidv")
    assert only["blanks"] == ["fees", "review_time", "hotline", "speaker"]


def test_facts_tells_a_change_in_words(tmp_path):
    new = tmp_path / "bidv.toml"
    fee = '[fees]\ntext = {vi = "miễn phí"}\nsource = ["bidv_vnnow"]\nverified = true\nas_of = 2026-12-01\n\n[[facts]]'
    new.write_text((PROVIDERS / "bidv.toml").read_text("utf8").replace("[[facts]]", fee, 1), "utf8")
    (answer,) = run("facts", "--diff", str(PROVIDERS / "bidv.toml"), str(new))
    assert answer == {"provider": "bidv", "changes": ["phí: trống → “miễn phí”, đọc ngày 01/12/2026"]}


def test_facts_says_which_to_read_next():
    lines = run("facts", "--day", "2026-11-26", "--next", "3")
    assert len(lines) == 3
    assert [line["read_by"] for line in lines] == sorted(line["read_by"] for line in lines)


def test_contradictory_answers_are_refused(tmp_path):
    path = tmp_path / "facts.json"
    path.write_text('{"registered_hkd": true, "exempt_from_registration": true}', "utf8")
    (answer,) = run("checklist", "--provider", "any_bank", "--facts", str(path), "--lang", "vi", expected=2)
    assert answer["error"] == "checklist.contradiction"
    assert "trái nhau" in answer["message"]


def test_facts_writes_the_pages(tmp_path):
    (answer,) = run("facts", "--pages", str(tmp_path / "docs"))
    assert len(answer["files"]) >= 17

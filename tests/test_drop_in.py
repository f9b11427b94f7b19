"""One thing is one file: dropped into a copy of the kit it is used, taken out it is gone, and nothing else is touched.

CONTRIBUTING's table has a row for each kind; the rows not here name the tests beside their packages.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
RULE = """# Nguồn: phép thử của bộ công cụ, ngày 2026-11-24
id = "THU-01"
severity = "warn"
fields = ["description"]
law = "phép thử"
trust = "secondary"
checked = 2026-11-24
patterns = ['thử mẫu lạ lùng']

[why]
vi = "Câu này chỉ để thử."
en = "This is only a test."

[how]
vi = "Bỏ câu này."
en = "Take it out."
"""
SHEET = """//! order = 95
//! paper = "a6"
//! title = {vi = "Tờ thử", en = "Test sheet"}
//! about = {vi = "Chỉ để thử.", en = "Only a test."}
#import "../kit.typ": *

#let sheet(w, o) = page(width: 105mm, height: 148mm)[Tờ thử của bộ công cụ]
"""
STEP = '''"""A step of a test."""

import streamlit as st

from ...languages import N_
from ..session import OpenVisit
from ..words import _

TITLE = N_("Ảnh sản phẩm")
ORDER = 99


def done(data: object) -> bool:
    return False


def ask(draft: OpenVisit) -> None:
    st.write(_("Ảnh sản phẩm"))
'''
SCREEN = '''"""A screen of a test."""

from ..languages import N_
from . import fields
from .words import _

TITLE = N_("Số liệu")
ORDER = 99


def show() -> None:
    fields.page(_(TITLE))
    fields.home_button()
'''
COMMAND = '''"""A command of a test."""

from . import emit, verb


@verb("xin-chao")
def greet() -> None:
    """Say hello."""
    emit({"said": "xin chào"})
'''
HOME = """
import json
from streamlit.testing.v1 import AppTest
from onboarding.members import set_up_team
from onboarding.screens import wizard
from onboarding.store import the_store
set_up_team(the_store(), team="Tổ mẫu", commune="24988", member="Lan")
at = AppTest.from_file("onboarding/screens/main.py", default_timeout=120).run()
assert not at.exception, at.exception
every = [json.loads(one.proto.json) for one in at.get("bidi_component")]
lists = [data[0].get("items", []) for data in every if isinstance(data, list)]
print(json.dumps({"steps": len(wizard.in_order()), "buttons": [item[0] for items in lists for item in items]}))
"""


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the kit, without the weights of the photo model."""
    folder = tmp_path_factory.mktemp("kit")
    for name in ("onboarding", "product_templates", "assets"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "models"))
    return folder


@contextmanager
def dropped(path: Path, text: str) -> Iterator[None]:
    assert not path.exists()
    path.write_text(text, "utf8")
    try:
        yield
    finally:
        path.unlink()


def run(kit: Path, *words: str, stdin: str = "") -> Any:
    """What a command of that copy answers: its last line of JSON."""
    environment = {**os.environ, "ONBOARDING_DB": f"sqlite:///{kit / 'kit.db'}", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, *words], cwd=kit, env=environment, input=stdin, capture_output=True, text=True, encoding="utf8"
    )
    lines = (done.stdout or done.stderr).strip().splitlines()
    try:
        return json.loads(lines[-1])
    except (IndexError, ValueError):
        return {"error": done.stderr[-500:]}


def test_a_listing_rule_is_one_file(kit):
    line = json.dumps({"text": "Hàng thử mẫu lạ lùng.", "field": "description"})

    def rules() -> list[str]:
        answer = run(kit, "-m", "onboarding", "check", "--batch", stdin=line)
        return [finding["rule"] for finding in answer["findings"]]

    assert "THU-01" not in rules()
    with dropped(kit / "onboarding" / "listings" / "rules" / "thu_01.toml", RULE):
        assert "THU-01" in rules()
    assert "THU-01" not in rules()


def test_a_printed_sheet_is_one_file(kit):
    visit = {"business": {"name": "Hộ mẫu 1", "commune": "24988"}, "team": "Tổ mẫu", "member": "Lan", "lang": "vi"}
    visit["payment"] = {"bank": "970436", "account": "0011001234567", "holder": "CHU HO MAU"}
    (kit / "visit.json").write_text(json.dumps(visit), "utf8")
    words = ("-m", "onboarding", "pack", "visit.json", "--out", "pack", "--sheets", "to_thu")
    assert run(kit, *words)["error"] == "sheet.unknown"
    with dropped(kit / "onboarding" / "printing" / "sheets" / "to_thu.typ", SHEET):
        assert any(name.endswith(".pdf") for name in run(kit, *words)["files"])
    assert run(kit, *words)["error"] == "sheet.unknown"


def test_a_wizard_step_and_a_screen_are_one_file_each(kit):
    before = run(kit, "-c", HOME)
    screens = kit / "onboarding" / "screens"
    with dropped(screens / "steps" / "thu.py", STEP), dropped(screens / "thu.py", SCREEN):
        (kit / "kit.db").unlink()
        after = run(kit, "-c", HOME)
    assert after["steps"] == before["steps"] + 1
    assert set(after["buttons"]) - set(before["buttons"]) == {"screen_thu"}


def test_a_command_is_one_file(kit):
    assert "error" in run(kit, "-m", "onboarding", "xin-chao")
    with dropped(kit / "onboarding" / "cli" / "thu.py", COMMAND):
        assert run(kit, "-m", "onboarding", "xin-chao") == {"said": "xin chào"}

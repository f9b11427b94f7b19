"""The documents say what is: links lead somewhere, the "drop in" table names real folders and tests."""

import importlib
import re
from pathlib import Path

import pytest

from onboarding.cli import app, gather

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TABLE = (ROOT / "CONTRIBUTING.md").read_text("utf8").split("\n\n")[3]
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.splitlines()[2:]]
DOORS = {"streamlit_app.py", "onboarding", "product_templates", "assets", "requirements.txt", "tests"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_inside_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf8"))
    local = [link for link in links if not link.startswith(("http", "mailto"))]
    assert [link for link in local if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_drop_in_table_names_real_places(row):
    _thing, place, _says, proof = row
    named = place.split("`")[1].split("<")[0]
    assert (ROOT / named).exists(), named
    assert (ROOT / proof.strip("`")).exists(), proof


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_test_a_page_names_is_there(page):
    for file, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page.read_text("utf8")):
        assert (ROOT / file).is_file(), file
        assert f"def {name}" in (ROOT / file).read_text("utf8"), name


def test_the_table_lists_every_kind_of_thing():
    assert {row[0].removeprefix("a ") for row in ROWS} == {
        "bank",
        "wallet provider",
        "product category",
        "channel",
        "listing rule",
        "photo step",
        "printed sheet",
        "wizard step",
        "screen",
        "command",
        "language",
    }


def test_the_first_screen_of_the_readme_has_one_picture_and_two_commands():
    first = (ROOT / "README.md").read_text("utf8").split("\n---\n")[0]
    assert len(re.findall(r"!\[", first)) == 1
    assert re.findall(r"```sh\n(.+?)\n```", first, re.S) == ["python3 streamlit_app.py", "python3 tests"]
    assert first.count("\n") < 40


def test_ci_runs_the_readmes_test_command():
    assert (ROOT / ".ci" / "run").read_text("utf8").rstrip().endswith("\npython3 tests")


def test_the_top_level_is_as_agreed():
    assert {name for name in DOORS if not (ROOT / name).exists()} == set()


def test_the_command_line_has_every_promised_verb():
    gather()
    known = {command.name for command in app.registered_commands} | {group.name for group in app.registered_groups}
    promised = {
        "qr",
        "qr-read",
        "card-check",
        "photo",
        "draft",
        "check",
        "export",
        "checklist",
        "pack",
        "counts",
        "demo",
        "log",
        "backup",
        "restore",
        "migrate",
        "member",
        "facts",
    }
    assert promised <= known, promised - known


def test_no_document_names_a_machine_or_a_registry():
    words = re.compile(r"/work/|/root/|/home/|pypi\.org|registry\.npmjs|deb\.debian", re.I)
    assert [str(page) for page in PAGES if words.search(page.read_text("utf8"))] == []


def test_every_name_in_the_architecture_is_there():
    names = re.findall(r"`(onboarding(?:\.\w+)+):([\w.]+)`", (ROOT / "docs" / "architecture.md").read_text("utf8"))
    assert len(names) > 15
    for module, path in names:
        found = importlib.import_module(module)
        for part in path.split("."):
            found = getattr(found, part)

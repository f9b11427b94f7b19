"""Nothing untranslated, every blank kept, and the language files hold just what the code says."""

import ast
import json
import os
import shutil
import string
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

import onboarding
from onboarding.errors import OnboardingError
from onboarding.languages import LANGUAGES, clean, fold, money, name_of, nfc, say, sentence, slug
from onboarding.languages.__main__ import CODE, SOURCE, gather
from onboarding.languages.catalogues import FOLDER

ASKED = {str(message.id) for message in gather() if message.id}


def words(language: str) -> dict[str, str]:
    with (FOLDER / f"{language}.po").open("rb") as source:
        return {str(message.id): str(message.string) for message in read_po(source) if message.id}


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def stray(source: str) -> list[str]:
    """Strings inside a looked-up message, `_(WORDS[given["because"]])`, which Babel would take for the message."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args)
    asked = (call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id in ("_", "N_"))
    inside = (part for one in asked if not isinstance(one, ast.Constant) for part in ast.walk(one))
    return [part.value for part in inside if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def in_f_strings(source: str) -> list[str]:
    """Messages inside an f-string: Babel sees them from Python 3.12 on only, so that 3.11 would leave them out."""
    joined = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr))
    calls = (node for one in joined for node in ast.walk(one) if isinstance(node, ast.Call) and node.args)
    asked = (call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id in ("_", "N_"))
    return [one.value for one in asked if isinstance(one, ast.Constant)]


def test_only_real_messages_are_gathered():
    assert stray('_(WORDS[given["because"]])') == ["because"]
    assert in_f_strings("""f'<p>{escape(_("Vào"))}</p>'""") == ["Vào"]
    home = Path(onboarding.__file__).parent
    for look in (stray, in_f_strings):
        found = {path.name: strays for path in home.rglob("*.py") if (strays := look(path.read_text("utf8")))}
        assert found == {}, look


def test_vietnamese_comes_first():
    assert LANGUAGES[:2] == ("vi", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_holds_every_message_of_the_code_and_no_other(language):
    wanted = {message for message in ASKED if CODE.fullmatch(message)} if language == SOURCE else ASKED
    assert set(words(language)) == wanted


def test_a_sentence_of_the_code_is_its_own_vietnamese():
    assert say("vi", "Bắt đầu lượt hỗ trợ") == "Bắt đầu lượt hỗ trợ"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_untranslated(language):
    assert [message for message, said in words(language).items() if not said] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeholder_matches(language):
    model = words("vi")
    wrong = [m for m, said in words(language).items() if blanks(said) != blanks(model[m] if CODE.fullmatch(m) else m)]
    assert wrong == []


def test_english_is_not_vietnamese():
    marked = set("ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
    allowed = {"Tiếng Việt"}
    found = [m for m, said in words("en").items() if said == m and marked & set(said.lower()) and m not in allowed]
    assert found == []


def test_a_language_is_called_as_it_calls_itself():
    assert [name_of(code) for code in ("vi", "en")] == ["Tiếng Việt", "English"]


def test_an_unknown_language_is_refused_by_name():
    with pytest.raises(OnboardingError) as refused:
        say("fr", "language.unknown")
    assert refused.value.code == "language.unknown"
    assert "fr" in sentence(refused.value, "vi")


def test_text_is_composed_and_cleaned_at_the_door():
    apart = "Nguye\u0302\u0303n\u200b\u0007 "
    assert nfc(apart) != apart
    assert clean(apart) == "Nguyễn"
    assert clean("=cmd|' /C calc'!A0") == "=cmd|' /C calc'!A0"
    assert len(clean("ế" * 10_000, 120)) == 120


def test_a_search_key_knows_no_marks_and_a_slug_no_paths():
    assert fold("ĐẶC KHU Phú Quý") == fold("dac khu phu quy")
    assert slug("../../etc/x") == "etc-x"
    assert slug("🍯") == "tep"


def test_money_is_written_as_people_write_it():
    assert money(125_000, "vi") == "125.000 ₫"
    assert money(125_000, "en") == "125,000 ₫"


PSEUDO = "eo"
"""A language Babel knows and the kit does not bring; its sentences here are the Vietnamese ones behind a mark."""
MARK = "Ŝ "
SCREENS = """
import json, sys
from streamlit.testing.v1 import AppTest
seen = []
for path in sys.argv[1:]:
    at = AppTest.from_file("onboarding/screens/main.py", default_timeout=60)
    at.query_params["lang"] = "eo"
    at.switch_page(path) if path else None
    at.run()
    assert not at.exception, at.exception
    widgets = [*at.button, *at.text_input, *at.selectbox, *at.checkbox]
    seen += [one.value for one in at.title] + [one.label for one in widgets if one.label]
print(json.dumps(seen))
"""


@pytest.fixture
def with_a_third_language(tmp_path):
    """A copy of the kit with one file more, and nothing else changed."""
    root = Path(onboarding.__file__).parent.parent
    for folder in ("onboarding", "product_templates", "assets"):
        shutil.copytree(root / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "models"))
    catalog = Catalog(locale=PSEUDO, charset="utf-8")
    for message in sorted(ASKED):
        catalog.add(message, MARK + say("vi", message))
    with (tmp_path / "onboarding" / "languages" / f"{PSEUDO}.po").open("wb") as target:
        write_po(target, catalog)
    return tmp_path


def run_in(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ONBOARDING_DB": f"sqlite:///{folder / 'kit.db'}", "PYTHONIOENCODING": "utf8"}
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf8"
    )


def test_a_language_is_one_file(with_a_third_language):
    folder = with_a_third_language
    shown = run_in(folder, "-c", SCREENS, "")
    assert shown.returncode == 0, shown.stderr[-2000:]
    own_names = {"Tiếng Việt", "English"}
    sentences = [text for text in json.loads(shown.stdout) if text not in own_names]
    assert len(sentences) > 3
    assert [text for text in sentences if not text.startswith(MARK)] == []

    refused = run_in(folder, "-m", "onboarding", "--lang", PSEUDO, "qr", "--bank", "nowhere", "--account", "0123456789")
    assert json.loads(refused.stderr)["message"].startswith(MARK)

    visit = {"business": {"name": "Hộ mẫu 1", "commune": "24988"}, "lang": PSEUDO, "team": "Tổ mẫu", "member": "Lan"}
    visit["payment"] = {"bank": "970436", "account": "0011001234567", "holder": "CHU HO MAU"}
    (folder / "visit.json").write_text(json.dumps(visit), "utf8")
    made = run_in(folder, "-m", "onboarding", "pack", "visit.json", "--out", "pack")
    assert made.returncode == 0, made.stderr
    assert any(name.endswith(".pdf") for name in json.loads(made.stdout)["files"])

"""Words in another language are the commune's own: typed, kept beside the store, printed as typed."""

from datetime import date

import pytest

from onboarding.business import Visit
from onboarding.errors import OnboardingError
from onboarding.printing import pack, sheets
from onboarding.services.pack import contents_of
from onboarding.wallets.own_words import FILE, add_own_words, own_words_file, read_own_words, slots
from tests.printing.measuring import text_of

DAY = date(2026, 11, 26)
STREET = {"registered_hkd": False, "exempt_from_registration": True, "phone_type": "smartphone"}
VISIT = Visit.from_json(
    {"business": {"name": "Hộ mẫu"}, "checklist": {"provider": "momo", "facts": STREET, "done": ["b1.consent"]}}
)
THREAT = next(key for key in slots(DAY) if key.startswith("safety."))


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setenv("ONBOARDING_DB", f"sqlite:///{tmp_path}/kit.db")
    assert own_words_file() == tmp_path / FILE
    return tmp_path / FILE


def type_words(file, **changed):
    typed = {"language": "Ê Đê", "key": THREAT, "text": "Ƀ ƀ Ŏ ŏ", "by": "Lan", "commune": "24988", **changed}
    return add_own_words(file, typed, known=slots(DAY), day=DAY)


def contents():
    return contents_of(VISIT, [], day=DAY, code=None)


def test_what_the_commune_typed_is_printed_with_its_meaning_and_nothing_else_is(file):
    assert not sheets()["own_language"].ready(contents())
    first, *_others = contents().next_steps
    step = next(key for key, title in slots(DAY).items() if title == first.title)
    type_words(file, key=step, text="Kƀăng")
    type_words(file)
    type_words(file, language="Khmer", text="ភាសាខ្មែរ")
    type_words(file, key="step.a6.einvoice", text="not among the next three")
    printed = contents().own_words
    assert [page.language for page in printed] == ["Ê Đê", "Khmer"]
    assert [(words.text, words.meaning) for words in printed[0].words] == [
        ("Ƀ ƀ Ŏ ŏ", slots(DAY)[THREAT]), ("Kƀăng", first.title),
    ]  # fmt: skip
    paper = text_of(pack(contents(), ("own_language",)))
    assert "Kƀăng" in paper
    assert "26/11/2026" in paper


def test_the_last_words_hold_and_a_broken_line_stops_nothing(file):
    type_words(file, text="một")
    type_words(file, text="hai")
    with file.open("a") as broken:
        broken.write('{"language": "Ê')
    assert [words.text for words in read_own_words(file)] == ["hai"]


@pytest.mark.parametrize("changed", [{"language": " "}, {"text": "\u200b"}, {"key": "safety.nothing"}, {"by": None}])
def test_words_without_language_place_or_text_are_refused(file, changed):
    with pytest.raises(OnboardingError) as caught:
        type_words(file, **changed)
    assert caught.value.code == "own_words.incomplete"
    assert not file.exists()

"""Words in another language are the commune's own: typed, kept beside the store, printed as typed."""

from datetime import date

import pytest

from onboarding.business import Visit
from onboarding.errors import OnboardingError
from onboarding.printing import pack, phone_page, sheets
from onboarding.services.pack import contents_of
from onboarding.services.printed_checklist import translated_pages
from onboarding.wallets.translations import FILE, OLD_FILE, add_translation, read_translations, slots, translations_file
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
    assert translations_file() == tmp_path / FILE
    return tmp_path / FILE


def type_words(file, **changed):
    typed = {"language": "Ê Đê", "key": THREAT, "text": "Ƀ ƀ Ŏ ŏ", "by": "Lan", "commune": "24988", **changed}
    return add_translation(file, typed, known=slots(DAY), day=DAY)


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
    printed = contents().translations
    assert [page.language for page in printed] == ["Ê Đê", "Khmer"]
    assert [(words.text, words.meaning) for words in printed[0].lines] == [
        ("Ƀ ƀ Ŏ ŏ", slots(DAY)[THREAT]), ("Kƀăng", first.title),
    ]  # fmt: skip
    paper = text_of(pack(contents(), ("own_language",)))
    assert "Kƀăng" in paper
    assert "26/11/2026" in paper


def test_the_phone_page_has_the_same_words(file):
    type_words(file, text="Kƀăng")
    page = phone_page(contents())
    assert "Ê Đê" in page
    assert f'Kƀăng</strong><br><span class="soft">{slots(DAY)[THREAT]}' in page


@pytest.mark.parametrize("checklist", [{}, {"provider": "momo", "facts": {}}, {"provider": "closed_bank"}])
def test_the_sheet_is_offered_where_and_only_where_it_is_printed(file, checklist):
    visit = Visit.from_json({"business": {"name": "Hộ mẫu"}, "checklist": checklist})
    type_words(file, key="step.b1.consent", text="việc")
    ready = sheets()["own_language"].ready(contents_of(visit, [], day=DAY, code=None))
    assert ready is bool(translated_pages(visit, DAY)) is (checklist.get("provider") == "momo")


def test_what_was_typed_under_the_old_name_of_the_file_still_holds(file):
    type_words(file.with_name(OLD_FILE), text="cũ")
    type_words(file.with_name(OLD_FILE), language="Khmer", text="cũ")
    assert [each.text for each in read_translations(file)] == ["cũ", "cũ"]
    type_words(file, text="mới")
    assert [each.text for each in read_translations(file)] == ["mới", "cũ"]


def test_a_line_typed_after_a_half_written_one_is_not_lost(file):
    file.write_text('{"language": "Ê', "utf8")
    type_words(file, text="hai")
    assert [each.text for each in read_translations(file)] == ["hai"]


def test_the_last_words_hold_and_a_broken_line_stops_nothing(file):
    type_words(file, text="một")
    type_words(file, text="hai")
    with file.open("a") as broken:
        broken.write('{"language": "Ê')
    assert [words.text for words in read_translations(file)] == ["hai"]


@pytest.mark.parametrize("changed", [{"language": " "}, {"text": "\u200b"}, {"key": "safety.nothing"}, {"by": None}])
def test_words_without_language_place_or_text_are_refused(file, changed):
    with pytest.raises(OnboardingError) as caught:
        type_words(file, **changed)
    assert caught.value.code == "translation.incomplete"
    assert not file.exists()

"""The files of the room: complete, in two languages, with sources, and nothing shipped that nobody verified."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from onboarding.catalogue import Words
from onboarding.errors import OnboardingError
from onboarding.wallets import checklist, load_reference
from onboarding.wallets.labels import BLANKS
from onboarding.wallets.reference_data import FOLDER, names_in
from onboarding.wallets.schema import StepDefinition

BOOK = load_reference()
DAY = date(2026, 11, 24)
FILES = sorted(FOLDER.rglob("*.toml"))
KNOWN_STEPS = 57
OURS = {"p1.open", "p2.app", "p3.qr"}


def all_steps() -> list[StepDefinition]:
    kinds = (step for one in BOOK.classes.values() for step in one.steps)
    return [*BOOK.before, *kinds, *(s for one in BOOK.providers.values() for s in one.steps), *BOOK.after]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the room's files that a test may change."""
    for path in FILES:
        copy = tmp_path / path.relative_to(FOLDER)
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(path, copy)
    return tmp_path


def change(path: Path, old: str, new: str) -> int:
    """Replace once; gives back the line it stood on."""
    text = path.read_text("utf8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_first_line_names_source_and_day(path):
    first = path.read_text("utf8").splitlines()[0]
    assert first.startswith("# Source:")
    assert re.search(r"\d{4}-\d\d-\d\d", path.read_text("utf8").split("\n\n")[0])


def test_all_sixteen_providers_and_their_steps_are_here():
    assert len(BOOK.providers) >= 16
    assert len({step.id for step in all_steps()} - OURS) >= KNOWN_STEPS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_hotline_is_shipped_that_nobody_verified(path):
    """A number of which only an old or a contradicted page tells is told as such, never as the hotline."""
    number = r"\b1[89]00[\s.]?\d|\b0\d{2,3}[\s.]?\d{3}[\s.]?\d{3}|@\w+\.vn"
    text = re.sub(r"^(publisher|note|url) = .*$", "", path.read_text("utf8"), flags=re.M)
    for block in re.split(r"\n(?=\[)", text):
        doubted = block.startswith("[[facts]]") and "verified = false" in block
        assert doubted or not re.findall(number, block), block


def test_fees_review_times_and_hotlines_are_blank_or_verified_with_a_page():
    for provider in BOOK.providers.values():
        for told in (getattr(provider, key) for key in BLANKS):
            assert told is None or (told.verified and told.source)


def test_no_text_brings_its_own_amounts_days_or_shares():
    """Numbers of the law come from rules.toml alone; names of laws, forms and levels may have digits."""
    own = re.compile(
        r"\d+(?:[.,]\d+)? ?(?:triệu|tỷ|nghìn|ngày làm|ngày|tháng|%|đồng|₫|million|billion|days|months)", re.I
    )
    for step in all_steps():
        for words in (step.title, *(note.text for note in step.notes)):
            for text in (words.vi, words.get("en", "")):
                assert not own.search(re.sub(r"Nghị định \d+|Decree \d+|(tháng|tháng) \d+/\d+", "", text)), step.id


def test_every_text_is_in_both_languages_with_the_same_numbers():
    def words(value):
        if isinstance(value, Words):
            yield value
        elif hasattr(value, "__struct_fields__"):
            for key in value.__struct_fields__:
                yield from words(getattr(value, key))
        elif isinstance(value, dict | tuple):
            for inner in value.values() if isinstance(value, dict) else value:
                yield from words(inner)

    everything = [*BOOK.providers.values(), *BOOK.classes.values(), BOOK.accounts, BOOK.before, BOOK.after]
    everything += [*BOOK.laws.values(), *BOOK.documents.values(), BOOK.talk, BOOK.skills]
    for text in (one for each in everything for one in words(each)):
        assert (text.vi and text.get("en", "")) or not (text.vi or text.get("en", "")), text
        assert set(re.findall(r"\{\w+\}", text.vi)) == set(re.findall(r"\{\w+\}", text.get("en", ""))), text


def test_a_paper_is_named_by_its_step_never_in_its_title():
    for step in all_steps():
        if step.id not in ("k1.docs", "k3.name"):
            assert "giấy chứng nhận" not in step.title.vi.casefold(), step.id


def test_no_source_or_law_is_kept_that_nothing_rests_on():
    everything = [*all_steps(), *BOOK.laws.values(), *BOOK.accounts, *BOOK.classes.values(), *BOOK.talk.threats]
    everything += [*BOOK.providers.values(), *(rule for rules in BOOK.rules.values() for rule in rules)]
    everything += BOOK.talk.calls
    named = {(key, name) for each in everything for key, name in names_in(each)}
    named |= {
        ("source", name) for name in re.findall(r"\w+", (FOLDER / "skills.toml").read_text("utf8").split("\n")[0])
    }
    assert {code for code in BOOK.sources if ("source", code) not in named} == set()
    assert {key for key, name in named} >= {"source", "law", "documents", "text"}


def test_a_verified_step_names_its_page():
    assert [step.id for step in all_steps() if step.verified and not step.source] == []


def test_a_source_taken_away_is_refused_with_file_line_and_key(folder):
    change(folder / "sources.toml", "[momo_signup]", "[momo_signup_old]")
    with pytest.raises(OnboardingError) as caught:
        load_reference(folder)
    line = next(
        n
        for n, text in enumerate((folder / "providers/momo.toml").read_text("utf8").splitlines(), 1)
        if "momo_signup" in text
    )
    assert caught.value.code == "wallet.unknown_name"
    assert caught.value.details == {
        "file": "momo.toml", "line": line, "name": "momo_signup", "key": "source", "where": "sources.toml",
    }  # fmt: skip


def test_a_page_that_is_gone_turns_its_steps_amber(folder):
    change(folder / "sources.toml", "[vnpt_epay]", "[vnpt_epay]\ngone = 2026-11-01")
    found = checklist(
        "vnpt_epay", {"registered_hkd": True, "phone_type": "smartphone"}, day=DAY, reference=load_reference(folder)
    )
    assert "wallet.amber.gone" in found.step("vnptepay.1").doubts


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('who = "vendor_at_counter"', 'who = "me"', "who"),
        ("verified = true", 'verified = "yes"', "verified"),
        ('kind = "bank"', 'kind = "bank"\nhotline_number = "1"', "hotline_number"),
        ('basis = "press"', 'basis = "rumour"', "basis"),
    ],
)
def test_a_wrong_value_is_refused_with_file_line_and_key(folder, old, new, key):
    change(folder / "providers/bidv.toml", old, new)
    with pytest.raises(OnboardingError) as caught:
        load_reference(folder)
    assert caught.value.code == "catalogue.wrong_value"
    assert caught.value.details["file"] == "bidv.toml"
    assert str(caught.value.details["key"]).endswith(key)
    assert int(str(caught.value.details["line"])) > 1


def test_an_unverified_fee_cannot_be_shipped(folder):
    path = folder / "providers/bidv.toml"
    fee = '[fees]\ntext = {vi = "miễn phí"}\nas_of = 2026-11-24\n\n[[facts]]'
    line = change(path, "[[facts]]", fee)
    with pytest.raises(OnboardingError) as caught:
        load_reference(folder)
    assert (caught.value.code, caught.value.details["key"]) == ("wallet.unverified_shipped", "fees")
    assert line == 9


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('law = ["tt25.name"]', 'law = ["tt99"]', "law"),
        ('documents = ["cccd", "gcn_hkd"]', 'documents = ["passport"]', "documents"),
        ('classes = ["bank_hkd"', 'classes = ["bank"', "classes"),
        ('"wants_to_think"]', '"bored"]', "stops"),
        ("mở mới hoặc chuyển tài khoản cá nhân sang tên hộ", "mở trong {some_days} ngày", "text"),
    ],
)
def test_a_name_nobody_wrote_down_is_refused(folder, old, new, key):
    change(folder / "providers/bidv.toml", old, new)
    with pytest.raises(OnboardingError) as caught:
        load_reference(folder)
    assert (caught.value.code, caught.value.details["key"]) == ("wallet.unknown_name", key)


def test_a_step_of_the_same_name_twice_is_refused(folder):
    change(folder / "providers/mb.toml", 'id = "mb.2"', 'id = "bidv.1"')
    with pytest.raises(OnboardingError) as caught:
        load_reference(folder)
    assert caught.value.code == "wallet.repeated_step"


def test_one_file_adds_a_provider_and_taking_it_away_removes_it(folder):
    text = (folder / "providers/agribank.toml").read_text("utf8")
    new = folder / "providers/quy_xa.toml"
    new.write_text(text.replace("Agribank", "Quỹ xã Mẫu").replace("agribank.1", "quy_xa.1"), "utf8")
    found = checklist(
        "quy_xa", {"registered_hkd": False, "exempt_from_registration": True}, reference=load_reference(folder)
    )
    assert {"p1.open", "quy_xa.1", "b7.choose"} <= {step.id for step in found.steps}
    new.unlink()
    assert "quy_xa" not in load_reference(folder).providers

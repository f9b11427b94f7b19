"""Every rule's file: what it says of itself, its own lines, and that one file is all a new rule takes."""

import json
import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from onboarding.errors import OnboardingError
from onboarding.listings import phrases
from onboarding.listings.check import check
from onboarding.listings.matching import Search
from onboarding.listings.normalise import read
from onboarding.listings.rulebook import FOLDER, RULES_AS_OF, RULES_VERSION, Rule, rules
from onboarding.listings.rules_page import PAGE, page
from onboarding.listings.typography import FORMS

RULES = list(rules().values())
LINES = [
    json.loads(line) for path in Path(__file__).parent.glob("lines/*.jsonl") for line in path.open(encoding="utf8")
]
TRUST = {"verified", "secondary", "memory", "ours"}


def found(rule: Rule, line: str) -> set[str]:
    """Ids found in a line, read as the rule's own field, goods and place."""
    field = rule.fields[0] if rule.fields[0] != "*" else "description"
    goods = rule.profiles[0] if rule.profiles[0] != "*" else None
    place = rule.channels[0] if rule.channels else None
    return {finding.rule for finding in check(line, field=field, category=goods, channel=place)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_where_it_comes_from(rule):
    first = (FOLDER / f"{rule.code}.toml").read_text("utf8").splitlines()[0]
    assert first.startswith("# Nguồn: ")
    assert re.search(r"\d{4}-\d{2}-\d{2}", first)
    assert rule.id == rule.code.upper().replace("_", "-")
    assert rule.law
    assert rule.trust in TRUST
    assert rule.checked <= RULES_AS_OF


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.trust == "memory"], ids=lambda rule: rule.code)
def test_a_law_nobody_could_read_never_blocks_and_says_so(rule):
    assert rule.severity in ("warn", "info")
    assert "chưa đọc được văn bản" in rule.message("vi")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_why_and_how_to_mend_in_two_languages(rule):
    for words in (rule.why, rule.how):
        assert words.vi.strip().endswith((".", "”"))
        assert words.get("en", "").strip().endswith((".", "”"))
        assert words.vi != words.get("en", "")
    assert not re.search(r"hợp lệ|hợp pháp|lawful", rule.message("vi") + rule.message("en"), re.IGNORECASE)
    assert not set(re.findall(r"\{(\w+)\}", rule.message("vi"))) - {"match", "most", "found", "lacks"}


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.hit or rule.miss], ids=lambda rule: rule.code)
def test_a_rule_keeps_its_own_lines(rule):
    same = {other.id for other in RULES if other.family == rule.family}
    for line in rule.hit:
        assert found(rule, line) & same, line
    for line in rule.miss:
        assert rule.id not in found(rule, line), line


def test_every_rule_about_words_has_lines_of_its_own():
    for rule in RULES:
        if rule.kind == "words":
            assert rule.patterns or rule.signs, rule.id
            assert rule.hit, rule.id
            assert rule.miss, rule.id
        if rule.kind == "form":
            assert rule.code in FORMS
        if rule.kind == "answers":
            assert rule.wants, rule.id


def test_looking_only_where_anchor_words_stand_loses_nothing():
    """Every phrase that stands in a sentence is among those the index proposes for it."""
    search = Search(RULES)
    every = [phrase for rule in RULES if rule.kind == "words" for phrase in rule.patterns]
    for line in LINES:
        shadow = read(line["text"])
        for start, end in shadow.clauses:
            clause = shadow.text[start:end]
            proposed = {entry.phrase for entry in search.candidates(clause)}
            missed = [p for p in every if p not in proposed and phrases.loose((p,)).search(clause)]
            assert not missed, (clause, missed)


def test_most_phrases_have_an_anchor():
    every = [phrase for rule in RULES for phrase in rule.patterns]
    assert sum(not phrases.anchored(phrase) for phrase in every) <= len(every) // 100


def test_a_new_rule_is_one_file(tmp_path):
    for path in FOLDER.glob("*.toml"):
        shutil.copy(path, tmp_path)
    (tmp_path / "xx_new_01.toml").write_text(
        "# Nguồn: phép thử; quy ước; ghi lại ngày 2026-11-24\n"
        'id = "XX-NEW-01"\nseverity = "warn"\npatterns = ["cà phê (chồn|hương)"]\nallow = ["không phải cà phê chồn"]\n'
        'law = "Phép thử"\ntrust = "ours"\nchecked = 2026-11-24\n'
        '[why]\nvi = "Vì sao."\nen = "Why."\n[how]\nvi = "Làm gì."\nen = "How."\n',
        "utf8",
    )
    known = list(rules(tmp_path).values())
    number = next(n for n, rule in enumerate(known) if rule.id == "XX-NEW-01")
    assert len(known) == len(RULES) + 1
    hits = Search(known).hits(read("Bán CÀ PHÊ CHỒN và ca phe chon"))
    assert [read("Bán CÀ PHÊ CHỒN và ca phe chon").span(*span) for span in hits[number]] == [(4, 15), (19, 30)]
    assert number not in Search(known).hits(read("Đây không phải cà phê chồn"))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('severity = "loud"', "catalogue.wrong_value"),
        ('severity = "warn"\npatterns = 5', "catalogue.wrong_value"),
        ('severity = "warn"\nsurprise = true', "catalogue.wrong_value"),
    ],
)
def test_a_rule_that_does_not_fit_is_refused_with_its_file(tmp_path, table, said):
    (tmp_path / "bad.toml").write_text(f'id = "BAD"\n{table}\n', "utf8")
    with pytest.raises(OnboardingError) as caught:
        rules(tmp_path)
    assert caught.value.code == said
    assert caught.value.details["file"] == "bad.toml"


def test_a_phrase_that_names_no_list_is_refused():
    with pytest.raises(OnboardingError) as caught:
        phrases.expanded("<khong_co>")
    assert caught.value.code == "rules.no_list"


def test_a_rule_is_silent_before_and_after_its_days():
    text = "Giá 125.000 ₫. Mật ong của rừng, thần dược cho mọi nhà."
    rule = rules()["food_med_02"]
    assert rule.since
    assert rule.in_force(rule.since)
    assert not rule.in_force(rule.since - timedelta(days=1))
    assert "FOOD-MED-02" in {f.rule for f in check(text, day=rule.since, category="food")}
    assert "FOOD-MED-02" not in {f.rule for f in check(text, day=rule.since - timedelta(days=1), category="food")}
    ended = Rule(**{name: getattr(rule, name) for name in rule.__struct_fields__} | {"until": date(2026, 3, 1)})
    assert ended.in_force(date(2026, 3, 1))
    assert not ended.in_force(date(2026, 3, 2))
    waiting = Rule(**{name: getattr(rule, name) for name in rule.__struct_fields__} | {"status": "suspended"})
    assert not waiting.in_force(RULES_AS_OF)


def test_the_version_names_the_day_and_the_files():
    assert re.fullmatch(rf"{RULES_AS_OF:%Y-%m-%d}\+[0-9a-f]{{8}}", RULES_VERSION)


def test_the_page_of_rules_is_up_to_date():
    assert PAGE.read_text("utf8") == page()
    assert all(rule.id in page() for rule in RULES)


def test_rules_are_data_beside_their_reader():
    assert {path.suffix for path in Path(FOLDER).iterdir()} == {".toml"}

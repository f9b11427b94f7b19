"""The hook for a text-improving machine: off, blind to people, checked again, and nothing without a person's tick."""

import pytest

from onboarding.errors import OnboardingError
from onboarding.listings import draft
from onboarding.listings.rewrite import MARK, accept, suggest


class Echo:
    """A machine of our own that says what it is told to, and remembers what it was shown."""

    def __init__(self, answer: str) -> None:
        self.answer, self.seen = answer, ""

    def rewrite(self, facts, text):
        self.seen = f"{dict(facts)} {text}"
        return self.answer


@pytest.fixture
def honey(facts_of):
    facts = facts_of("mat_ong")
    return facts, draft(facts, "facebook_page")


def test_a_machine_sees_the_goods_and_no_person(honey):
    facts, made = honey
    machine = Echo("Mật ong thơm.")
    suggest(made, facts, machine)
    assert "hoa cà phê" in machine.seen
    for private in ("Hộ mẫu 1", "0900", "Thôn 4"):
        assert private not in machine.seen


def test_nothing_is_taken_over_without_a_persons_tick(honey):
    facts, made = honey
    with pytest.raises(OnboardingError, match=r"rewrite\.not_read"):
        accept(made, facts, suggest(made, facts, Echo("Mật ong thơm.")), read_by_a_person=False)


def test_a_number_nobody_gave_is_named_and_refused(honey):
    facts, made = honey
    found = suggest(made, facts, Echo("Mật ong 500 ml, bán chạy 10.000 chai."))
    assert found.made_up == ("10.000",)
    with pytest.raises(OnboardingError, match=r"rewrite\.made_up"):
        accept(made, facts, found, read_by_a_person=True)


def test_what_is_taken_over_is_marked_keeps_the_contact_and_is_read_by_the_rules(honey):
    facts, made = honey
    better = accept(made, facts, suggest(made, facts, Echo("Mật ong ngon nhất.")), read_by_a_person=True)
    assert better.machine
    assert better.description.endswith(MARK)
    assert "0900 000 001" in better.description
    assert [finding.rule for finding in better.findings] == ["AD-SUP-01"]
    assert not made.machine

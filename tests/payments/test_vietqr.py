"""The text of a code equals what an independent library writes, over the format's whole width, or is refused."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from onboarding.errors import OnboardingError
from onboarding.payments import BankAccount, Details, payload, read
from onboarding.payments.emv import checksum

VECTORS = [json.loads(line) for line in Path(__file__).with_name("vectors.jsonl").read_text("utf8").splitlines()]
MINE = BankAccount("970436", "0011001234567")


@pytest.mark.parametrize("line", VECTORS, ids=lambda line: line["payload"][-4:])
def test_it_writes_what_another_library_writes(line):
    account = BankAccount(line["bin"], line["account"], line["service"])
    assert payload(account, line["amount"], line["purpose"]) == line["payload"]


@pytest.mark.parametrize("line", VECTORS, ids=lambda line: line["payload"][-4:])
def test_it_reads_what_another_library_wrote(line):
    said = read(line["payload"])
    assert (said.valid, said.kind, said.reasons) == (True, "vietqr", ())
    found = (said.bank, said.account, said.service, said.amount, said.purpose)
    assert found == (line["bin"], line["account"], line["service"], line["amount"], line["purpose"])


def test_fields_go_out_in_ascending_order_and_every_length_counts_characters():
    everything = Details(
        category="5499", tip="02", fee="2000", name="HO MAU 1", city="DA LAT", postal="66000", bill="HD1",
        mobile="0900000000", store="S1", loyalty="L1", reference="R1", customer="C1", terminal="T1", asks="AME",
        local_language="vi", local_name="Hộ mẫu một", local_city="Đà Lạt",
    )  # fmt: skip
    text = payload(MINE, 50_000, "MAT ONG", everything)
    tags, at = [], 0
    while at < len(text):
        tags.append(text[at : at + 2])
        at += 4 + int(text[at + 2 : at + 4])
    assert at == len(text)
    assert tags[:-1] == sorted(tags[:-1])
    assert tags[-1] == "63"
    assert "0110Hộ mẫu một" in text
    assert read(text).parts() == (MINE, 50_000, "MAT ONG", everything)


def test_the_checksum_is_four_capital_digits_even_when_it_begins_with_nought():
    assert checksum("123456789") == "29B1"
    short = next(text for n in range(200) if (text := payload(MINE, n + 1))[-4] == "0")
    assert len(short) == len(payload(MINE, 1)) or read(short).valid
    assert read(short).valid


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": 0}, "amount.not_positive"),
        ({"amount": -1}, "amount.not_positive"),
        ({"amount": True}, "amount.not_positive"),
        ({"amount": 10**13}, "amount.too_many_figures"),
        ({"purpose": "Mật ong"}, "vietqr.unfit"),
        ({"purpose": "X" * 26}, "vietqr.unfit"),
        ({"purpose": "a\nb"}, "vietqr.unfit"),
        ({"details": Details(initiation="13")}, "vietqr.unfit"),
        ({"details": Details(name="Hộ mẫu")}, "vietqr.unfit"),
        ({"details": Details(name="N" * 26)}, "vietqr.unfit"),
        ({"details": Details(category="54")}, "vietqr.unfit"),
        ({"details": Details(asks="AA")}, "vietqr.unfit"),
        ({"details": Details(fee="2000")}, "vietqr.fee_without_its_kind"),
        ({"details": Details(local_name="Hộ mẫu")}, "vietqr.half_a_local_name"),
        ({"details": Details(bill="B" * 25, store="S" * 25, customer="C" * 25, terminal="T" * 25)},
         "vietqr.template_too_long"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_format_is_refused(changes, code):
    with pytest.raises(OnboardingError) as refused:
        payload(MINE, **changes)
    assert refused.value.code == code


plain = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=25)
maybe = st.one_of(st.just(""), plain)
accounts = st.builds(
    BankAccount, st.from_regex(r"[0-9]{6}", fullmatch=True), st.from_regex(r"[0-9A-Za-z]{6,19}", fullmatch=True)
)
cards = st.builds(
    BankAccount,
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.from_regex(r"9704[0-9]{12}([0-9]{3})?", fullmatch=True),
    st.just("card"),
)
local = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=15)
details = st.builds(
    Details,
    initiation=st.sampled_from(["", "11", "12"]),
    category=st.sampled_from(["", "5499", "0000"]),
    tip=st.sampled_from(["", "01"]),
    name=maybe,
    city=st.one_of(st.just(""), plain.filter(lambda text: len(text) <= 15)),
    postal=st.sampled_from(["", "66000"]),
    bill=maybe,
    store=maybe,
    reference=maybe,
    terminal=maybe,
    asks=st.sampled_from(["", "A", "ME"]),
)


@given(
    account=st.one_of(accounts, cards),
    amount=st.one_of(st.none(), st.integers(1, 10**13 - 1)),
    purpose=st.one_of(st.none(), plain),
    details=details,
    name=st.one_of(st.none(), local),
)
def test_reading_what_was_written_gives_it_back(account, amount, purpose, details, name):
    if name:
        details = replace(details, local_language="vi", local_name=name)
    try:
        text = payload(account, amount, purpose, details)
    except OnboardingError as refused:
        assume(refused.code != "vietqr.template_too_long")
        raise
    said = read(text)
    if details.initiation == ("12" if amount else "11"):
        details = replace(details, initiation="")
    assert said.reasons == ()
    assert said.parts() == (account, amount, purpose, details)
    assert payload(*said.parts()) == text


@given(accounts, st.integers(0, 200), st.characters(min_codepoint=0x20, max_codepoint=0x7E))
def test_one_changed_character_is_never_the_same_valid_code(account, at, other):
    text = payload(account, 50_000, "MAT ONG")
    assume(at < len(text) and text[at].upper() != other.upper())
    assert not read(text[:at] + other + text[at + 1 :]).valid

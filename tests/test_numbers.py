"""Quantities as people write them: each is one value, a question with its readings, or a refusal in words."""

from decimal import Decimal

import pytest

from onboarding.errors import OnboardingError
from onboarding.languages import LANGUAGES, sentence
from onboarding.languages.numbers import (
    Count,
    Price,
    parse_count,
    parse_measure,
    parse_money,
    parse_pack,
    parse_price,
    parse_volume,
    parse_weight,
)

MONEY = {
    "50k": 50_000,
    "50 K": 50_000,
    "1tr2": 1_200_000,
    "1.200.000đ": 1_200_000,
    "125 nghìn": 125_000,
    "35.000": 35_000,
    "35,000 vnd": 35_000,
    "35 000": 35_000,
    "35000.0": 35_000,
    "50.000,00": 50_000,
    "1 triệu 250": 1_250_000,
    "2 triệu rưỡi": 2_500_000,
    "năm mươi nghìn": 50_000,
    "một trăm hai mươi lăm nghìn": 125_000,
    "một triệu hai": 1_200_000,
    "trăm": None,
    "50 đồng": 50,
    "５０ｋ": 50_000,
    "1,5tr": 1_500_000,
    "mười nghìn đồng": 10_000,
    "hai mươi mốt ngàn": 21_000,
    "1.20": None,
    "12.34.56": None,
    "50.000 - 60.000": None,
    "50k 60k": None,
}
WEIGHTS = {
    "2,5 kg": 2500,
    "0,9kg": 900,
    "1,2 kg": 1200,
    "1.2kg": 1200,
    "500g": 500,
    "500 gr": 500,
    "500": 500,
    "1.200": 1200,
    "1,200 g": 1200,
    "hai lạng rưỡi": 250,
    "2 lạng": 200,
    "nửa cân": 500,
    "nửa ký": 500,
    "một cân rưỡi": 1500,
    "1 kg 200": 1200,
    "1kg200g": 1200,
    "2kg5": 2500,
    "2 ký rưỡi": 2500,
    "½ kg": 500,
    "1½ kg": 1500,
    "1/2 kg": 500,
    "0,900 kg": 900,
    "3 tạ": 300_000,
    "1 yến": 10_000,
    "khoảng 2 kg": 2000,
    "ba trăm gam": 300,
    "1.200,5 kg": 1_200_500,
}


@pytest.mark.parametrize(("typed", "value"), MONEY.items())
def test_money(typed: str, value: int | None) -> None:
    if value is not None:
        assert parse_money(typed) == value
        return
    with pytest.raises(OnboardingError) as refused:
        parse_money(typed)
    assert refused.value.code == "amount.not_understood"


@pytest.mark.parametrize("typed", ["50", "50đ", "999", "7 ₫"])
def test_a_sum_under_a_thousand_is_asked_about(typed: str) -> None:
    with pytest.raises(OnboardingError) as asked:
        parse_money(typed)
    assert asked.value.code == "amount.ambiguous"
    low, high = asked.value.details["options"]  # type: ignore[misc]
    assert high == 1000 * low


@pytest.mark.parametrize(("typed", "grams"), WEIGHTS.items())
def test_weights(typed: str, grams: int) -> None:
    assert parse_weight(typed) == grams


@pytest.mark.parametrize(
    ("typed", "options"),
    [
        ("1.200 kg", [1200, 1_200_000]),
        ("12,500kg", [12_500, 12_500_000]),
        ("2,5", [2.5, 2500]),
        ("1kg25", [1025, 1250]),
    ],
)
def test_a_weight_with_two_readings_is_asked_about(typed: str, options: list[float]) -> None:
    with pytest.raises(OnboardingError) as asked:
        parse_weight(typed)
    assert (asked.value.code, asked.value.details["options"]) == ("number.ambiguous", options)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "number.empty"),
        ("-2 kg", "number.not_positive"),
        ("0 kg", "number.not_positive"),
        ("2 lít", "number.wrong_unit"),
        ("nhiều lắm", "number.not_understood"),
        ("2 kg 3 kg", "number.not_understood"),
        ("2 hoặc 3 kg", "number.not_understood"),
        ("1/0 kg", "number.not_understood"),
        ("0,0005 kg", "number.not_whole"),
        ("12.34.5 kg", "number.not_understood"),
    ],
)
def test_what_is_no_weight_is_refused(typed: str, code: str) -> None:
    with pytest.raises(OnboardingError) as refused:
        parse_weight(typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("typed", "ml"),
    [("1,5 lít", 1500), ("500ml", 500), ("750", 750), ("1 lít rưỡi", 1500), ("1l5", 1500), ("5 L", 5000)],
)
def test_volumes(typed: str, ml: int) -> None:
    assert parse_volume(typed) == ml


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("40", Count(40)),
        ("1,200", Count(1200)),
        ("1.200 con", Count(1200, "con")),
        ("1200con", Count(1200, "con")),
        ("khoảng 40 con", Count(40, "con")),
        ("2 chục", Count(20)),
        ("2 chục trứng", Count(20, "trứng")),
        ("3 tá", Count(36)),
        ("1k", Count(1000)),
        ("1,5k con", Count(1500, "con")),
        ("hai mươi cái", Count(20, "cái")),
        ("0", Count(0)),
        ("40.0", Count(40)),
        ("12 chai 0", None),
        ("nhiều", None),
        ("2,5", None),
        ("1.2 con", None),
        ("-3", None),
        ("40-50 con", None),
        ("1.200,5", None),
    ],
)
def test_counts(typed: str, count: Count | None) -> None:
    if count is not None:
        assert parse_count(typed) == count
        return
    with pytest.raises(OnboardingError):
        parse_count(typed)


@pytest.mark.parametrize(
    ("typed", "container", "words", "base"),
    [
        ("bao 25 kg", "bao", "25 kg", 25_000),
        ("Bao 25kg", "Bao", "25 kg", 25_000),
        ("25kg/bao", "bao", "25 kg", 25_000),
        ("chai 500 ml", "chai", "500 ml", 500),
        ("túi 0,5kg", "túi", "0,5 kg", 500),
        ("hộp (10 quả)", "hộp", "10 quả", None),
        ("vỉ 12 trứng", "vỉ", "12 trứng", None),
        ("kg", "", "1 kg", 1000),
        ("1 kg", "", "1 kg", 1000),
        ("bó", "", "1 bó", None),
        ("nửa ký", "", "0,5 kg", 500),
        ("gói hai lạng rưỡi", "gói", "2,5 lạng", 250),
    ],
)
def test_packs(typed: str, container: str, words: str, base: int | None) -> None:
    pack = parse_pack(typed)
    assert (pack.container, pack.unit_words, pack.base) == (container, words, None if base is None else Decimal(base))


@pytest.mark.parametrize("typed", ["thùng 24 lon x 330 ml", "thùng 24 chai 500 ml", "bao 1.200 kg", ""])
def test_a_pack_that_is_not_one_measure_is_refused(typed: str) -> None:
    with pytest.raises(OnboardingError):
        parse_pack(typed)


@pytest.mark.parametrize(
    ("typed", "price"),
    [
        ("32k/kg", Price(32_000, "kg")),
        ("32.000đ một kg", Price(32_000, "kg")),
        ("185.000 / chai 500 ml", Price(185_000, "chai 500 ml")),
        ("50 nghìn", Price(50_000)),
        ("50 nghìn mỗi bó", Price(50_000, "bó")),
        ("32k 1 kg", Price(32_000, "kg")),
    ],
)
def test_prices_say_what_they_buy(typed: str, price: Price) -> None:
    assert parse_price(typed) == price


def test_an_amount_keeps_its_exact_figures() -> None:
    assert parse_measure("0,1 kg").base == 100
    assert parse_measure("1,15 lít").words == "1,15 lít"


@pytest.mark.parametrize("typed", ["", "?", "1.200 kg", "-1 kg", "2,5", "3", "2 lít x"])
def test_every_refusal_is_a_sentence_in_each_language(typed: str) -> None:
    with pytest.raises(OnboardingError) as refused:
        parse_measure(typed, unit="g" if typed == "2,5" else "")
    for language in LANGUAGES:
        said = sentence(refused.value, language)
        assert refused.value.code not in said
        assert "{" not in said

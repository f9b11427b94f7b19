"""Every letter is printed or refused: fallback fonts for the country's scripts, look-alikes for what they mean."""

import unicodedata
from io import BytesIO

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from onboarding.errors import OnboardingError
from onboarding.languages import LANGUAGES, sentence
from onboarding.printing import pack, phone_page, receipt_picture
from onboarding.printing.font_metrics import FAMILIES, covered
from onboarding.printing.letters import BOX, BREAK, breakable, drawable, printable, set_text
from tests.printing.measuring import text_of

NAMES = {
    "Ê Đê": "Y Bhĭm Êban – Buôn Akŏ Dhông, Ea Tŭ",
    "Gia Rai": "Ƀơi Rơčom H'Bĭng ĕ ĭ ŏ ŭ ƀ Č ñ",
    "Tày–Nùng": "Nông Thị Slương, bản Lũng Cuẩy",
    "Han": "陳記海味 阮氏",
    "symbols": "→ ✓ ★ ☎ № 5 ½ 🐝",
}
SHAPED = {"Khmer": "ផ្សារភូមិ ថាច់", "Cham": "ꨀꨇꨩ ꨌꩌ", "Thái": "ꪼꪕ ꪁꪫꪱꪣ", "Hmông": "𖬌𖬣𖬵 𞄀𞄄"}


@pytest.mark.parametrize("name", [*NAMES.values(), *SHAPED.values()], ids=[*NAMES, *SHAPED])
def test_names_of_every_people_keep_all_their_letters(name):
    text = unicodedata.normalize("NFC", name.replace("№", "No."))
    assert set_text(name) == text
    assert set_text(unicodedata.normalize("NFD", name)) == text


def bare(text):
    return "".join(unicodedata.normalize("NFC", text).split()).replace(BREAK, "")


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_the_paper_says_them(contents, name):
    said = text_of(pack(msgspec.structs.replace(contents, business=name), ("poster",)))
    assert bare(set_text(name)) in bare(said)


@pytest.mark.parametrize("name", SHAPED.values(), ids=SHAPED)
def test_scripts_that_are_shaped_leave_ink_and_no_empty_box(contents, name):
    """A PDF's words come back in another order; what counts is ink in the picture and the letters' own font inside."""
    plain = pack(msgspec.structs.replace(contents, business=name), ("poster",))
    assert b"NotoS" in plain
    mine, empty = (
        np.asarray(Image.open(BytesIO(receipt_picture(msgspec.structs.replace(contents, business=words)))))
        for words in (name, "")
    )
    assert mine.shape[0] >= empty.shape[0]
    assert (~mine).sum() > (~empty).sum() + 200
    assert name in phone_page(msgspec.structs.replace(contents, business=name))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5‑10 ngày, 50‑60k", "5-10 ngày, 50-60k"),
        ("−5 ﹣ － ‐ ‒", "-5 - - - -"),
        ("𝐇𝐨̣̂ 𝗺𝗮̂̃𝘂", "Hộ mẫu"),
        ("Ｈộ ｍẫｕ １２３", "Hộ mẫu 123"),
        ("ﬁ ㎏ №", "fi kg No."),
        ("một\u2028hai\u2029ba\r\nbốn\rnăm", "một\nhai\nba\nbốn\nnăm"),
        ("a\u00a0b\u202fc\td", "a b c d"),
        ("a\u200bb\u00adc\ufeffd", "abcd"),
        ("👨‍🌾 ❤️ 1️⃣", "👨🌾 ❤ 1"),
    ],
)
def test_look_alikes_are_set_as_what_they_mean(typed, meant):
    assert set_text(typed) == meant


@pytest.mark.parametrize("letter", ["\u0f40", "\ue000", "\U000e0100a", "\u1780\u0e01", "𐎀"])
def test_what_no_font_has_stops_the_print_and_is_named(contents, letter):
    typed = f"Hộ {letter} mẫu"
    for made in (pack, phone_page, receipt_picture):
        with pytest.raises(OnboardingError) as refused:
            made(msgspec.structs.replace(contents, business=typed))
        assert (refused.value.code, refused.value.field) == ("print.letter", "business")
        assert refused.value.details["letter"] in letter
        for language in LANGUAGES:
            assert str(refused.value.details["code"]) in sentence(refused.value, language)
    assert BOX in set_text(typed, instead=BOX)


@given(st.text(max_size=60))
def test_any_text_is_set_whole_or_refused(typed):
    said = set_text(typed, instead=BOX)
    assert all(sign == "\n" or ord(sign) in drawable() for sign in said)
    if BOX in said:
        with pytest.raises(OnboardingError, match=r"print\.letter"):
            set_text(typed)
        return
    letters = [sign for sign in unicodedata.normalize("NFC", typed) if unicodedata.category(sign)[0] in "LN"]
    assert all(sign in said or unicodedata.normalize("NFKC", sign) != sign or sign in "№" for sign in letters)


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("MậtOngRừngTràmUMinhThượng", ["Mật", "Ong", "Rừng", "Tràm", "UMinh", "Thượng"]),
        ("matongrungnguyenchatdaklak", None),
        ("https://example.com/mat-ong-rung", None),
        ("ខ្ញុំស្រឡាញ់ប្រទេសកម្ពុជាណាស់", None),
    ],
)
def test_long_words_break_between_syllables_and_never_before_a_mark(word, pieces):
    found = breakable(word).split(BREAK)
    assert "".join(found) == word
    assert pieces is None or found == pieces
    assert all(unicodedata.category(piece[0])[0] != "M" for piece in found)
    assert len(found) > 1


def test_short_words_are_left_alone():
    assert printable("Nghiêng Thượng") == "Nghiêng Thượng"


def test_every_family_has_its_file_and_letters_of_its_own():
    for family in FAMILIES[1:]:
        assert covered(family.regular) - covered(FAMILIES[0].regular)

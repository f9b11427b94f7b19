"""The wallet app's own code is read from a photo and kept byte for byte; anything else is refused with what to do."""

import io

import numpy as np
import pytest
from PIL import Image

from onboarding.errors import OnboardingError
from onboarding.payments import BankAccount, Details, PaymentCode, draw, own_code, payload, read, read_back
from onboarding.payments.emv import checksum
from tests.payments.camera import jpeg, shoot

MOMO = payload(BankAccount("971025", "PSP1234567890123"), None, None, Details(reference="MOMOW2W12345678"))


def with_an_odd_field():
    text = MOMO[:-8] + "8003999" + "6304"
    return text + checksum(text)


def test_a_wallets_code_is_kept_byte_for_byte_and_drawn_again():
    said = own_code(draw(MOMO).png())
    assert (said.text, said.kind) == (MOMO, "momo")
    odd = with_an_odd_field()
    assert own_code(draw(odd).png()).text == odd
    read_back(draw(odd).png(), odd)


def test_it_works_from_a_glossy_sticker_at_an_angle():
    flat = np.asarray(draw(MOMO).picture(16))
    photo = jpeg(shoot(flat, span=420, tilt=40, turn=20, glare=1.0, uneven=0.3, blur=0.8))
    assert own_code(photo).text == MOMO


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("https://example.com", "code.not_payment"),
        ("2|99|0900000000|HO MAU||0|0|0||transfer_myqr", "code.only_its_own_app"),
        (MOMO[:-4] + "0000", "code.broken"),
    ],
)
def test_what_cannot_be_paid_to_is_refused(text, code):
    with pytest.raises(OnboardingError) as refused:
        own_code(draw(text).png())
    assert refused.value.code == code
    with pytest.raises(OnboardingError):
        PaymentCode.scanned(text)


def test_no_code_and_several_codes_are_refused():
    with pytest.raises(OnboardingError, match=r"code\.unreadable"):
        own_code(Image.new("L", (200, 200), 255))
    both = Image.new("L", (1200, 600), 255)
    both.paste(draw(MOMO).picture(8), (0, 0))
    both.paste(draw(payload(BankAccount("970436", "0011001234567"))).picture(8), (600, 0))
    with pytest.raises(OnboardingError, match=r"code\.several"):
        own_code(both)


def test_other_codes_on_the_same_poster_do_not_matter():
    poster = Image.new("RGB", (1200, 600), "white")
    poster.paste(draw(MOMO).picture(8).convert("RGB"), (0, 0))
    poster.paste(draw("https://example.com/app").picture(8).convert("RGB"), (700, 0))
    out = io.BytesIO()
    poster.save(out, "JPEG")
    assert own_code(out.getvalue()).text == MOMO
    assert read(MOMO).account == "PSP1234567890123"

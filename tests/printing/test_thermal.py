"""The picture for a receipt printer: black dots only, whole modules, readable."""

from io import BytesIO

import cv2
import msgspec
import numpy as np
import pytest
import zxingcpp
from PIL import Image

from onboarding.errors import OnboardingError
from onboarding.languages import sentence
from onboarding.printing import receipt_picture


@pytest.mark.parametrize(("paper", "dots"), [(58, 384), (80, 576)])
def test_it_is_black_and_white_as_wide_as_the_printer_and_both_decoders_read_it(contents, paper, dots):
    picture = Image.open(BytesIO(receipt_picture(contents, paper)))
    assert (picture.mode, picture.width) == ("1", dots)
    grey = np.asarray(picture.convert("L"))
    assert [found.text for found in zxingcpp.read_barcodes(grey)] == [contents.code.symbol.payload]
    assert cv2.QRCodeDetectorAruco().detectAndDecode(grey)[0] == contents.code.symbol.payload


def test_long_names_wrap_inside_the_paper(contents):
    code = msgspec.structs.replace(contents.code, holder="W" * 120, amount=1_250_000_000)
    short = Image.open(BytesIO(receipt_picture(contents)))
    long = Image.open(BytesIO(receipt_picture(msgspec.structs.replace(contents, business="Ẫ 🐝" * 80, code=code))))
    edges = np.asarray(long)[:, [0, -1]]
    assert long.height > short.height
    assert edges.all()


def test_without_a_code_or_with_other_paper_it_says_what_to_do(contents):
    with pytest.raises(OnboardingError) as none:
        receipt_picture(msgspec.structs.replace(contents, code=None))
    with pytest.raises(OnboardingError) as wrong:
        receipt_picture(contents, 57)
    assert none.value.code == "receipt.no_code"
    assert "58, 80" in sentence(wrong.value, "vi")

"""What stands on paper, phone page and receipt is what was meant, or the input was refused with a code."""

import io
import os
import random
import re
import unicodedata
import zipfile

import pypdfium2
import pytest
from PIL import Image

from onboarding.business import Visit
from onboarding.errors import OnboardingError
from onboarding.payments import amount, decode, read
from onboarding.services import make_pack
from tests.services.untidy import cases

SEED = int(os.environ.get("UNTIDY_SEED") or random.randrange(10**6))
COUNT = int(os.environ.get("UNTIDY_COUNT") or 200)


def bare(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFC", text) if sign.isprintable() and not sign.isspace())


def made(case):
    """Through the functions the screens and the command line use; the refusal's code instead."""
    visit = {**case.visit, "payment": dict(case.visit["payment"])}
    try:
        if case.amount:
            visit["payment"]["amount"] = amount(case.amount)
        return make_pack(Visit.from_json(visit), only=("pocket_card",)), ""
    except OnboardingError as refused:
        return None, refused.code


def money(value: int) -> str:
    return f"{value:,}".replace(",", ".") + "₫"


def wrongs(case) -> list[str]:
    """What is wrong with one case; empty when all is right."""
    pack, code = made(case)
    truth = case.truth
    if truth is None or pack is None:
        return [] if (truth is None) == (pack is None) and (pack or code) else [f"{case}: {code or 'not refused'}"]
    said = read(pack.payload)
    says = (said.bank, said.account, said.amount, said.purpose)
    found = [] if says == truth.get("says") or pack.payload == truth.get("code") else ["code"]
    with pypdfium2.PdfDocument(pack.pdf) as document:
        paper = bare(document[0].get_textpage().get_text_range())
    files = zipfile.ZipFile(io.BytesIO(pack.files))
    phone = bare(files.read("1-mo-tren-dien-thoai.html").decode())
    words = [truth["bank"], truth["last"], *([money(truth["amount"])] if truth["amount"] else [])]
    dialled = re.findall('href="tel:([^"]*)"', phone)
    found += [] if not truth["dials"] or truth["dials"] in dialled else [f"dials {dialled}"]
    found += [f"dials {number}" for number in dialled if not number]
    found += [f"paper {word}" for word in words if bare(word) not in paper]
    found += [f"phone {word}" for word in [*words, truth["name"]] if bare(word) not in phone]
    found += [] if bare("chưa quét thử") in paper else ["untried"]
    if decode(Image.open(io.BytesIO(files.read("4-ma-qr-may-in-hoa-don-58mm.png")))) != [pack.payload]:
        found.append("receipt")
    return [f"{case}: {found}"] if found else []


@pytest.mark.parametrize("part", range(4))
def test_untidy_visits_are_printed_right_or_refused(part):
    wrong = [line for case in cases(COUNT // 4, SEED + part) for line in wrongs(case)]
    assert not wrong, f"UNTIDY_SEED={SEED}: {len(wrong)} of {COUNT // 4} wrong\n" + "\n".join(wrong[:5])

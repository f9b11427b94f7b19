"""Random untidy visits with what must stand on paper, reckoned apart from the kit's own code.

`Case.truth` is None where the input must be refused; otherwise what the card says.
"""

import random
import unicodedata
from typing import NamedTuple

from tests.services.untidy_codes import one_scanned

BANKS = {"VCB": ("Vietcombank", "970436"), "bidv": ("BIDV", "970418"), "Quân đội": ("MBBank", "970422")}
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
NAMES = {
    "Hộ mẫu 1": "Hộ mẫu 1",
    unicodedata.normalize("NFD", "Mật ong Hoà Bình"): "Mật ong Hoà Bình",
    "𝐇𝐨̣̂ 𝐦𝐚̂̃𝐮": "Hộ mẫu",
    "Ｑｕán １２": "Quán 12",
    "Y Bhĭm – Buôn Akŏ": "Y Bhĭm – Buôn Akŏ",
    "5‑10 ngày": "5-10 ngày",
    "Tiệm\u00a0bánh\t🍰": "Tiệm bánh 🍰",
    "陳記 Trần Ký": "陳記 Trần Ký",
    "a\u200bb\u00adc": "abc",
}
PURPOSES = {
    "": None,
    "Mua mật ong – Đà Lạt": "Mua mat ong - Da Lat",
    unicodedata.normalize("NFD", "Trứng gà"): "Trung ga",
    "ƀuôn 2½ kg 🍯": "buon 2 1/2 kg",
    "５‑10": "5-10",
    "tiền\u2028hàng": "tien hang",
}
BAD_PURPOSES = ["陳記", "ខ្មែរ", "Mua mật ong rừng U Minh hạ", "Tiệm Привет"]
PHONES = {
    "": "",
    "0901 234 567": "0901234567",
    "090.123.4567 (Zalo)": "0901234567",
    "+84 90 123 4567": "+84901234567",
    "０９０１２３４５６７": "0901234567",
    "0901234567 - 0907654321": "0901234567",
    "0901234567/0907654321": "0901234567",
    "0901234567 hoặc 0907654321": "0901234567",
    "hỏi cháu": "",
}
BAD_NAMES = ["Hộ \u0f40", "\ue000\ue001 mẫu", "𒀀 quán"]


class Case(NamedTuple):
    """VISIT.json, the amount as typed, and the truth: what the code says and what stands beside it; None: refused."""

    visit: dict
    amount: str
    account: str
    truth: dict | None


def cases(count: int, seed: int):
    dice = random.Random(seed)
    return [_case(dice) for _ in range(count)]


def _case(dice: random.Random) -> Case:
    bank, (short_name, bin_code) = dice.choice(list(BANKS.items()))
    # 10 or 13 digits, never beginning like a card or with zeros lost
    number = "0" + "".join(dice.choice("0123456789") for _ in range(dice.choice([9, 12])))
    typed, good = _account(number, dice)
    name, set_name = dice.choice(list(NAMES.items()))
    if dice.random() < 0.08:
        name, set_name = dice.choice(BAD_NAMES), ""
    money, value, clear = _money(dice)
    words, plain = dice.choice(list(PURPOSES.items()))
    if dice.random() < 0.05:
        words, clear = dice.choice(BAD_PURPOSES), False
    phone, dials = dice.choice(list(PHONES.items()))
    visit = {
        "id": f"{dice.getrandbits(128):032x}",
        "business": {"name": name, "phone": phone},
        "payment": {"bank": bank, "account": typed, "holder": "CHU HO MAU", "purpose": words},
        "consent": {"purposes": {}, "at": "2026-11-25T08:30:00+07:00"},
    }
    truth = {"bank": short_name, "last": number[-4:], "amount": value, "name": set_name, "dials": dials}
    if dice.random() < 0.25:
        own = one_scanned(dice, good=dice.random() < 0.6)
        visit["payment"] = {"code": own.text, "holder": "CHU HO MAU"}
        truth |= {"bank": own.truth["receiver"], "code": own.text.strip(" \ufeff\r\n")} | own.truth if own.truth else {}
        return Case(visit, "", own.name, truth if own.truth and set_name else None)
    truth["says"] = (bin_code, number, value, plain)
    return Case(visit, money, typed, truth if good and clear and set_name else None)


def _account(number: str, dice: random.Random) -> tuple[str, bool]:
    groups = [number[at : at + 4] for at in range(0, len(number), 4)]
    threes = [number[at : at + 3] for at in range(0, len(number), 3)]
    good = [
        number,
        " ".join(groups),
        "\u00a0".join(groups),
        ".".join(groups),
        "-".join(threes),
        "‑".join(groups),
        number.translate(FULL_WIDTH),
        f"STK: {number}",
        f"Số tài khoản {' '.join(groups)}\n",
        f"  {number}\u200b",
    ]
    bad = [
        f"{number}.0",
        f"{number},0",
        f"{number}-2",
        f"{number}/{number[::-1]}",
        f"{number} HOA",
        number.replace("0", "O"),
        f"{int(number) / 10 ** (len(number) - 2):.5f}E+12".replace("0.", "1."),
        "4111 1111 1111 1111",
        "3530111333300000",
        "01/02/2026",
        f"9704{'18' if dice.random() < 0.5 else '36'}1111111111",
        f"{number}@",
        "",
    ]
    return (dice.choice(good), True) if dice.random() < 0.7 else (dice.choice(bad[:-1]), False)


def _money(dice: random.Random) -> tuple[str, int | None, bool]:
    """As typed, in đồng, and whether it has one reading."""
    thousand = dice.randint(2, 900)
    if dice.random() < 0.15:
        return dice.choice([str(dice.randint(1, 999)), "1 triệu 25", "-5000", "5 chai", "12.34.5"]), None, False
    return dice.choice(
        [
            ("", None, True),
            (f"{thousand}k", thousand * 1000, True),
            (f"{thousand}.000", thousand * 1000, True),
            (f"{thousand},000đ", thousand * 1000, True),
            (f"{thousand} nghìn", thousand * 1000, True),
            (f"{thousand}000.0", thousand * 1000, True),
            ("1tr2", 1_200_000, True),
            ("hai triệu rưỡi", 2_500_000, True),
            ("năm mươi nghìn", 50_000, True),
        ]
    )

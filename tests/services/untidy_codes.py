"""Random codes as vendors show, scan and find them, with what may be printed of each, reckoned apart from the kit."""

import random
from binascii import crc_hqx
from typing import NamedTuple

BANKS = {"970436": "Vietcombank", "970418": "BIDV", "970422": "MBBank"}


class Scanned(NamedTuple):
    """A code's text; what its card says (receiver, last four or "", amount), or None where no card may be made."""

    name: str
    text: str
    truth: dict | None


def scanned(count: int, seed: int) -> list[Scanned]:
    dice = random.Random(seed)
    return [_scanned(dice) for _ in range(count)]


def one_scanned(dice: random.Random, *, good: bool) -> Scanned:
    """A code a card may be made from, or one it may not."""
    return dice.choice((_good if good else _bad)(dice))


def _scanned(dice: random.Random) -> Scanned:
    return one_scanned(dice, good=dice.random() < 0.5)


def tag(number: str, value: str) -> str:
    return f"{number}{len(value):02}{value}"


def closed(body: str) -> str:
    """With its checksum (CRC-16/CCITT-FALSE), which Python's standard library knows under another name."""
    whole = f"000201{body}6304"
    return f"{whole}{crc_hqx(whole.encode(), 0xFFFF):04X}"


def _transfer(bank: str, account: str, service: str = "QRIBFTTA", at: str = "38") -> str:
    inner = tag("00", bank) + tag("01", account)
    return tag(at, tag("00", "A000000727") + tag("01", inner) + tag("02", service))


def _digits(dice: random.Random, many: int) -> str:
    return "0" + "".join(dice.choice("0123456789") for _ in range(many - 1))


VN = "5303704", "5802VN"


def _good(dice: random.Random) -> list[Scanned]:
    bank, name = dice.choice(list(BANKS.items()))
    account, many = _digits(dice, dice.choice([10, 13])), dice.randint(2, 900) * 1000
    currency, country = VN
    plain = closed(tag("01", "11") + _transfer(bank, account) + currency + country)
    momo, zalo = f"PSP{_digits(dice, 13)}", f"99ZP{_digits(dice, 14)}"
    theirs = {"receiver": name, "last": account[-4:], "amount": None}
    merchant = tag("26", tag("00", "A000000775") + tag("01", _digits(dice, 10))) + tag("52", "5812")
    reference = tag("62", tag("05", "MOMOW2W12345678"))
    gateway = tag("26", tag("00", "vn.zalopay") + tag("01", "0618000502"))
    fixed = closed(tag("01", "11") + _transfer(bank, account) + currency + tag("54", str(many)) + country)
    named = closed(tag("01", "11") + _transfer(bank, account) + currency + country + tag("59", "TIEM HOA DON GIAN"))
    return [
        Scanned("transfer", plain, theirs),
        Scanned("transfer, small checksum", plain[:-4] + plain[-4:].lower(), theirs),
        Scanned("transfer, blanks around", f"\ufeff {plain}\r\n", theirs),
        Scanned("transfer, fixed sum", fixed, {**theirs, "amount": many}),
        Scanned("transfer, a shop's name", named, theirs),
        Scanned(
            "momo",
            closed(tag("01", "11") + _transfer("971025", momo) + currency + country + reference),
            {"receiver": "MoMo", "last": momo[-4:], "amount": None},
        ),
        Scanned(
            "zalopay",
            closed(tag("01", "11") + gateway + _transfer("970454", zalo) + currency + country),
            {"receiver": "ZaloPay", "last": zalo[-4:], "amount": None},
        ),
        Scanned(
            "vnpay",
            closed(tag("01", "11") + merchant + currency + country + tag("59", "QUAN MAU") + tag("60", "HA NOI")),
            {"receiver": "VNPAY-QR", "last": "", "amount": None},
        ),
    ]


def _bad(dice: random.Random) -> list[Scanned]:
    bank, account, (currency, country) = dice.choice(list(BANKS)), _digits(dice, 13), VN
    mine, static, once = _transfer(bank, account), tag("01", "11"), tag("01", "12")
    merchant = tag("26", tag("00", "A000000775") + tag("01", "0100101114"))
    other = _transfer("970418", _digits(dice, 10), at=dice.choice(["39", "40", "51"]))
    damaged = closed(static + mine + currency + country)
    at = dice.randrange(30, 60)
    abroad = dice.choice(
        [
            (tag("29", tag("00", "A000000677010111") + tag("01", "0066801111111")), "5303764", "5802TH"),
            (tag("29", tag("00", "mau@aclb")), "5303116", "5802KH"),
            (tag("26", tag("00", "ID.CO.QRIS.WWW")), "5303360", "5802ID"),
            (tag("26", tag("00", "SG.PAYNOW")), "5303702", "5802SG"),
            (tag("38", tag("00", "A005266284662577")), "5303418", "5802LA"),
        ]
    )
    texts = {
        "foreign": closed(static + "".join(abroad)),
        "in dollars": closed(static + mine + "5303840" + country),
        "bill": closed(static + merchant + currency + country + tag("59", dice.choice(["EVN HCMC", "TIEN NUOC"]))),
        "cash": closed(static + _transfer(bank, account, "QRCASH") + currency + country),
        "one order": closed(once + mine + currency + tag("54", "50000") + country),
        "unknown bank": closed(static + _transfer("999999", account) + currency + country),
        "second transfer": closed(static + mine + other + currency + country),
        "second card": closed(static + tag(dice.choice(["02", "04", "15"]), "4111111111111111") + mine + "".join(VN)),
        "a Visa number": closed(static + _transfer(bank, "4111111111111111") + currency + country),
        "a card that is none": closed(static + _transfer(bank, account, "QRIBFTTC") + currency + country),
        "a digit changed": damaged[:at] + str((int(damaged[at], 36) + 1) % 10) + damaged[at + 1 :],
        "cut": damaged[: -dice.randint(1, 40)],
        "Wi-Fi": "WIFI:S:Quan mau;T:WPA;P:12345678;;",
        "Zalo": "https://zalo.me/0900000001",
        "MoMo's own": "2|99|0900000001|CHU HO MAU||0|0|0|",
        "invoice": "https://tracuu.example/hoadon?id=1",
    }
    return [Scanned(name, text, None) for name, text in texts.items()]

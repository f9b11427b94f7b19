"""Ratios of the payment room against its peers, in one run: `python tests/benchmarks/payments.py [--quick]`.

Peers are looked for, never installed:
- `NAPAS_PYTHON`: a Python that has `napas-qr-python` (default: this one);
- `NODE_PEERS`: a folder whose `node_modules` has `vietnam-qr-pay` and `qrcode` (default: here), and `node` in PATH.

To make both: `python -m venv V && V/bin/pip install napas-qr-python`, `npm install --prefix N vietnam-qr-pay qrcode`.
`ONBOARDING_SAMPLES` may name a folder with `vietqr_vectors.jsonl` to compare with first.
"""

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L
from qrcode.main import QRCode

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
from onboarding.payments import BankAccount, decode, draw, payload, purpose, read, read_back  # noqa: E402
from onboarding.payments.card_photo import survey  # noqa: E402
from onboarding.payments.fingerprint import compare, fingerprint  # noqa: E402
from onboarding.payments.readback import by_opencv, by_zxing  # noqa: E402
from tests.payments.camera import shoot  # noqa: E402

QUICK = "--quick" in sys.argv
ROUNDS = 3 if QUICK else 7
ASKED = [
    ("970436", f"00110{n:08d}", 50_000 + n if n % 2 else None, "MUA MAT ONG" if n % 3 else None) for n in range(200)
]

NAPAS = """
import json, sys, time
from qr_pay import QRPay
asked = json.load(sys.stdin)
def one(bank, account, amount, purpose):
    return QRPay(bank, account, point_of_initiation_method="DYNAMIC" if amount else "STATIC",
                 transaction_amount=str(amount) if amount else None, purpose_of_transaction=purpose).code
for a in asked: one(*a)
start = time.perf_counter()
made = [one(*a) for a in asked]
print(json.dumps([(time.perf_counter() - start) / len(asked), made]))
"""
NODE = """
const { QRPay } = require('vietnam-qr-pay'), QR = require('qrcode');
let text = ''; process.stdin.on('data', part => text += part).on('end', async () => {
  const { asked, codes, scale } = JSON.parse(text);
  const one = ([bankBin, bankNumber, amount, purpose]) =>
    QRPay.initVietQR({ bankBin, bankNumber, amount: amount ? String(amount) : undefined,
                       purpose: purpose || undefined }).build();
  for (let i = 0; i < 20; i++) asked.map(one);
  let start = process.hrtime.bigint();
  const made = asked.map(one);
  const words = Number(process.hrtime.bigint() - start) / 1e9 / asked.length;
  const png = code => QR.toBuffer(code, { errorCorrectionLevel: 'M', margin: 4, scale });
  for (const code of codes) await png(code);
  start = process.hrtime.bigint();
  for (const code of codes) await png(code);
  console.log(JSON.stringify([words, made, Number(process.hrtime.bigint() - start) / 1e9 / codes.length]));
});
"""


def main() -> None:
    """Everything, one heading each."""
    vectors()
    speed()
    read_back_speed()
    fuzz(50_000 if QUICK else 1_000_000)
    captures(6 if QUICK else 28)
    card_photos(40 if QUICK else 400)
    untidy_visits(20 if QUICK else 1000)


def ours(asked: tuple[str, str, int | None, str | None]) -> str:
    bank, account, amount, words = asked
    return payload(BankAccount(bank, account), amount, words)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ran(words: list[str], given: object, **more: object) -> list[object] | None:
    done = subprocess.run(words, input=json.dumps(given), capture_output=True, text=True, check=False, **more)
    return json.loads(done.stdout) if done.returncode == 0 and done.stdout else None


def vectors() -> None:
    folder = Path(os.environ.get("ONBOARDING_SAMPLES", ROOT / "tests" / "payments"))
    file = next((name for name in (folder / "vietqr_vectors.jsonl", folder / "vectors.jsonl") if name.exists()), None)
    lines = [json.loads(line) for line in file.read_text("utf8").splitlines()] if file else []
    same = sum(
        payload(
            BankAccount.typed(line["bin"], line["account"], line["service"]).account,
            line["amount"],
            purpose(line["purpose"] or "").value or None,
        )
        == line["payload"]
        for line in lines
    )
    print(f"payloads equal to the vectors: {same} of {len(lines)}")


def speed() -> None:
    """Text against both libraries, PNG against node's qrcode, interleaved; medians of rounds."""
    codes = [ours(asked) for asked in ASKED]
    napas = [os.environ.get("NAPAS_PYTHON", sys.executable), "-c", NAPAS]
    node = shutil.which("node")
    folder = os.environ.get("NODE_PEERS", str(ROOT))
    scales = (10, 24)
    words: dict[str, list[float]] = {"ours": [], "napas-qr-python": [], "vietnam-qr-pay": []}
    pngs: dict[tuple[str, int], list[float]] = {(who, px): [] for who in ("ours", "qrcode (node)") for px in scales}
    for _ in range(ROUNDS):
        for _warm in range(3):
            spent = timed(lambda: [ours(asked) for asked in ASKED]) / len(ASKED)
        words["ours"].append(spent)
        if found := ran(napas, ASKED):
            words["napas-qr-python"].append(float(found[0]))  # type: ignore[arg-type]
            agree("napas-qr-python", found[1], codes)
        for px in scales:
            pngs["ours", px].append(timed(lambda px=px: [fresh(code, px) for code in codes[:40]]) / 40)
            given = {"asked": ASKED, "codes": codes[:40], "scale": px}
            if node and (told := ran([node, "-e", NODE], given, cwd=folder)):
                words["vietnam-qr-pay"].append(float(told[0]))  # type: ignore[arg-type]
                agree("vietnam-qr-pay", told[1], codes)
                pngs["qrcode (node)", px].append(float(told[2]))  # type: ignore[arg-type]
    mine = statistics.median(words["ours"])
    print(f"payload text: ours {mine * 1e6:.1f} µs a code")
    for peer, most in (("napas-qr-python", 0.1), ("vietnam-qr-pay", 5)):
        ratio(peer, mine, words[peer], most)
    for px in scales:
        made = statistics.median(pngs["ours", px])
        print(f"PNG at {px} px a module: ours {made * 1e3:.2f} ms")
        ratio("qrcode (node)", made, pngs["qrcode (node)", px], 0.4)


_disagreed: set[str] = set()


def agree(peer: str, theirs: object, codes: list[str]) -> None:
    if theirs != codes and peer not in _disagreed:
        _disagreed.add(peer)
        print(f"  {peer} writes other texts than we do")


def ratio(peer: str, mine: float, theirs: list[float], most: float) -> None:
    if not theirs:
        print(f"  {peer}: not found, see the head of this script")
        return
    found = mine / statistics.median(theirs)
    print(f"  ÷ {peer}: {found:.3f} (at most {most}) {'ok' if found <= most else 'OVER'}")


def fresh(code: str, px: int) -> bytes:
    """Without the cache that reruns of a screen enjoy."""
    return draw.__wrapped__(code).png(px)


def read_back_speed() -> None:
    pictures = [(draw(code).png(8), code) for code in map(ours, ASKED[:40])]
    spent = timed(lambda: [read_back(picture, code) for picture, code in pictures]) / len(pictures)
    print(f"read back by both decoders: {spent * 1e3:.1f} ms a picture")


def fuzz(count: int) -> None:
    """Random bytes, and real codes with random damage; the reader must never raise."""
    dice = random.Random(1)
    codes = [ours(asked).encode() for asked in ASKED]
    valid, crashed = 0, 0
    start = time.perf_counter()
    for turn in range(count):
        if turn % 2:
            damaged = bytearray(dice.choice(codes))
            for _ in range(dice.randint(1, 4)):
                damaged[dice.randrange(len(damaged))] = dice.randrange(256)
            data = bytes(damaged)
        else:
            data = dice.randbytes(dice.randrange(120))
        try:
            valid += read(data).valid and data not in codes
        except Exception as error:
            crashed += 1
            print("  crashed:", data, error)
    spent = time.perf_counter() - start
    print(f"fuzz: {count:,} texts, {crashed} crashes, {spent / count * 1e6:.0f} µs each; {valid} of the damaged codes")
    print("  read as sound (a CRC-16 lets one in 65,536 through, and its own capitals may be small)")


CONDITIONS: dict[str, dict[str, float]] = {
    "near, straight": {"span": 330},
    "far": {"span": 130, "blur": 0.8},
    "out of focus": {"span": 170, "blur": 1.5},
    "motion": {"span": 200, "motion": 7},
    "noise": {"span": 220, "noise": 22},
    "uneven light": {"span": 240, "uneven": 0.75},
    "tilt 45°": {"span": 260, "tilt": 45},
    "tilt 60°": {"span": 300, "tilt": 60},
    "stain 4 %": {"span": 300, "stain": 0.04},
    "stain 6 %": {"span": 300, "stain": 0.06},
    "stain 8 %": {"span": 300, "stain": 0.08},
    "stain 10 %": {"span": 300, "stain": 0.10},
    "glare": {"span": 300, "glare": 1.2},
    "glare, tilt 35°": {"span": 300, "glare": 1.0, "tilt": 35},
}


def captures(each: int) -> None:
    """The printed card before a simulated phone, beside the settings of two peers, symbols equally wide."""
    styles = {"ours: M, quiet 4": our_picture, "L, border 2": low_picture, "H, logo 24 %": logo_picture}
    codes = [ours(asked) for asked in ASKED[:each]]
    print(f"decode rate, {each} captures a cell: zxing-cpp | OpenCV | the kit's decode()")
    print(f"{'':18}" + "".join(f"{name:>24}" for name in styles))
    totals = {name: np.zeros(3) for name in styles}
    for condition, seen in CONDITIONS.items():
        cells = []
        for name, made in styles.items():
            rates = np.array([list(tried(made(code), code, seen, seed)) for seed, code in enumerate(codes)]).mean(
                axis=0
            )
            totals[name] += rates / len(CONDITIONS)
            cells.append(" | ".join(f"{rate * 100:3.0f}" for rate in rates))
        print(f"{condition:18}" + "".join(f"{cell:>24}" for cell in cells))
    print(
        f"{'mean':18}" + "".join(f"{' | '.join(f'{rate * 100:3.0f}' for rate in totals[name]):>24}" for name in styles)
    )


def tried(flat: np.ndarray, code: str, seen: dict[str, float], seed: int) -> Iterator[bool]:
    from PIL import Image

    photo = shoot(flat, seed=seed, turn=seed * 7 % 40, **seen)
    for texts in (by_zxing(photo), by_opencv(photo), decode(Image.fromarray(photo))):
        assert set(texts) <= {code}, "a wrong text was read"
        yield texts == [code]


def card_photos(many: int) -> None:
    """The card check over simulated photos: each place of another code in each condition, by turns."""
    from tests.payments.stall import CONDITIONS as LIGHTS
    from tests.payments.stall import OWN_CODE, PLACES, THIEF, shot

    key = b"k" * 32
    verdicts: dict[str, Counter[str]] = {place: Counter() for place in PLACES}
    for seed in range(many):
        place, light = PLACES[seed % len(PLACES)], LIGHTS[seed // len(PLACES) % len(LIGHTS)]
        sight = survey(shot(place, light, seed))
        verdicts[place][compare(sight.texts, [fingerprint(OWN_CODE, key)], key, sight.doubts).verdict] += 1
    strange = sum((verdicts[place] for place in PLACES if place not in ("none", "harmless")), Counter[str]())
    assert THIEF != OWN_CODE
    for place, counted in verdicts.items():
        print(f"card photos, other code {place}: {dict(counted)}")
    print(f"false 'same' with a strange payment code: {strange['same']} of {strange.total()} (at most 0)")
    print(f"'same' without: {verdicts['none']['same'] / max(1, verdicts['none'].total()):.0%} (at least 85 %)")
    print(f"'different' for Zalo, Wi-Fi, traceability, invoice: {verdicts['harmless']['different']} (at most 0)")


def untidy_visits(many: int) -> None:
    """Random untidy visits to paper, phone page and receipt, and the command line, against a truth reckoned apart."""
    from tests.cli.test_untidy_payees import wrong_codes, wrong_payees
    from tests.services.test_untidy_visits import wrongs
    from tests.services.untidy import cases

    seed = random.randrange(10**6)
    wrong = [line for case in cases(many, seed) for line in wrongs(case)]
    wrong += [*wrong_codes(many, seed), *wrong_payees(many, seed)]
    print(f"untidy visits, seed {seed}: {len(wrong)} of {many} wrong (at most 0)", *wrong[:5], sep="\n  ")


def our_picture(code: str) -> np.ndarray:
    return np.asarray(draw(code).picture(16))


def low_picture(code: str) -> np.ndarray:
    return _package(code, ERROR_CORRECT_L, 2)


def logo_picture(code: str) -> np.ndarray:
    flat = _package(code, ERROR_CORRECT_H, 4).copy()
    side = flat.shape[0]
    y, x = np.mgrid[:side, :side]
    flat[(x - side / 2) ** 2 + (y - side / 2) ** 2 < (0.12 * side) ** 2] = 90
    return flat


def _package(code: str, level: int, border: int) -> np.ndarray:
    made = QRCode(error_correction=level, border=border)
    made.add_data(code)
    made.make()
    light = ~np.array(made.get_matrix(), dtype=bool)
    return (light * 255).astype(np.uint8).repeat(16, axis=0).repeat(16, axis=1)


if __name__ == "__main__":
    main()

"""`python tests/benchmarks/rules.py`: the check of 2,000 characters, in milliseconds of CPU, against its budget of 3.

Every sentence is new (each carries a number of its own), so nothing comes from memory; phrases are compiled
beforehand, as in a running app. Printed apart: the first check of a process, which compiles them, and a text most of
whose sentences were seen before, as while somebody types.
"""

import itertools
import json
import random
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from onboarding.business import Facts  # noqa: E402
from onboarding.listings import categories, draft  # noqa: E402
from onboarding.listings.check import check  # noqa: E402

BUDGET_MS, SIZE, TEXTS = 3.0, 2_000, 40
LINES = [json.loads(line) for path in (ROOT / "tests/listings/lines").glob("*.jsonl") for line in path.open()]


_numbers = itertools.count(10_000)


def built(pool: list[str], seed: int) -> str:
    """A text of SIZE characters out of a pool of sentences, each made new by a number."""
    choose, text = random.Random(seed), ""
    while len(text) < SIZE:
        text += f"{choose.choice(pool).rstrip(' .!?')} mẻ {next(_numbers)}{choose.choice(('. ', chr(10)))}"
    return text[:SIZE]


def sentences() -> list[str]:
    """What the kit itself writes for the samples of all categories, sentence by sentence."""
    found = []
    for code, kind in categories().items():
        made = draft(
            Facts(category=code, **{name: getattr(kind.sample, name) for name in ("answers", "price", "unit")}),
            "facebook_page",
        )
        found += [part.strip() for line in made.description.splitlines() for part in line.split(". ") if part.strip()]
    return found


def milliseconds(pool: list[str], typed: bool = False, **asked: str) -> list[float]:
    """Sorted times of TEXTS checks; `typed`: of the same text with one more word each time."""
    for seed in range(1_000, 1_000 + TEXTS):
        check(built(pool, seed), **asked)
    spent, base = [], built(pool, 0)
    for seed in range(TEXTS):
        text = f"{base} {seed}" if typed else built(pool, seed)
        start = time.process_time()
        check(text, **asked)
        spent.append((time.process_time() - start) * 1e3)
    return sorted(spent)


def main() -> None:
    start = time.process_time()
    check("Mật ong ngon nhất, chữa ho, số 1 Tây Nguyên. Zalo 0912 345 678", channel="shopee_vn")
    print(f"first check of a process: {(time.process_time() - start) * 1e3:.0f} ms")
    innocent = [line["text"] for line in LINES if not line["expect"]]
    guilty = [line["text"] for line in LINES if line["expect"]]
    shopee = {"category": "mat_ong", "channel": "shopee_vn"}
    for name, pool, asked in (
        ("the kit's own sentences, Shopee", sentences(), shopee),
        ("innocent lines full of traps, Shopee", innocent, shopee),
        ("the same, nothing known of goods or place", innocent, {}),
        ("nothing but breaches", guilty, shopee),
        ("the first again, a word typed each time", sentences(), {**shopee, "typed": True}),
    ):
        spent = milliseconds(pool, **asked)
        middle, worst = statistics.median(spent), spent[int(len(spent) * 0.95)]
        print(f"{name}: {middle:.2f} ms, 95 % under {worst:.2f} ms; {middle / BUDGET_MS:.2f} of the budget")


if __name__ == "__main__":
    main()

"""How long a checklist takes, per provider and combination of answers: `python tests/benchmarks/wallets.py`.

Prints milliseconds and the ratio to reading one small JSON file in the same run; the room's promise is under 5 ms.
"""

import json
import sys
import tempfile
from datetime import date
from itertools import product
from pathlib import Path
from statistics import median
from time import process_time

sys.path.insert(0, str(Path(__file__).parents[2]))

from onboarding.wallets import FIVE, Answers, checklist, compare, providers

DAY = date(2026, 11, 24)
OPTIONS = {"revenue_band": ("le_1bn", "gt_1bn", None), "phone_type": ("smartphone", "feature", None)}


def timed(call, *given) -> float:
    start = process_time()
    call(*given)
    return (process_time() - start) * 1000


def main() -> None:
    given = product(*(OPTIONS.get(name, (True, False, None)) for name in FIVE))
    sets = [dict(zip(FIVE, values, strict=True)) for values in given]
    every = [facts for facts in sets if not Answers.from_json(facts).contradiction]
    checklist("momo", {}, day=DAY)
    took = [timed(lambda p, f: checklist(p, f, day=DAY), code, facts) for code in providers() for facts in every]
    rows = [timed(lambda f: compare(f, DAY), facts) for facts in every]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "facts.json")
        path.write_text(json.dumps({"registered_hkd": True}), "utf8")
        floor = median(timed(lambda: json.loads(path.read_text("utf8"))) for _ in range(500))
    took.sort()
    slow = took[int(len(took) * 0.99)]
    print(f"{len(sets) - len(every)} of {len(sets)} sets of answers contradict themselves and are asked about")
    print(f"checklists {len(took)}: median {median(took):.2f} ms of CPU, p99 {slow:.2f}, most {took[-1]:.2f}")
    print(f"comparison: median {median(rows):.2f} ms")
    print(f"a checklist is {median(took) / floor:.0f} times reading a small JSON file ({floor:.3f} ms)")


if __name__ == "__main__":
    main()

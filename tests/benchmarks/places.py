"""What places cost: reading against a bare CSV pass, searching against one rapidfuzz pass over all names.

Run by hand: `python tests/benchmarks/places.py`.
"""

import csv
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from rapidfuzz import fuzz, process

from onboarding import places
from onboarding.languages import fold
from onboarding.places.index import index
from onboarding.places.units import FOLDER

QUERIES = ["an binh vinh long", "phường sài gòn", "huyện cái bè", "p5 q3 tphcm", "tân lập", "an bing vinh log", "th"]
QUERIES += ["xã an bình, tỉnh vĩnh long", "da lat", "xxxxqqq", "an " * 20]


def best(fn: Callable[[], object], times: int = 20) -> float:
    """The CPU milliseconds of the quickest of several runs."""
    took = []
    for _ in range(times):
        began = time.process_time()
        fn()
        took.append(time.process_time() - began)
    return min(took) * 1000


def memory() -> float:
    """Resident megabytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4 / 1024


def bare_pass() -> None:
    with (FOLDER / places.UNIT_SET / "communes.csv").open(encoding="utf8", newline="") as file:
        list(csv.reader(file))


def main() -> None:
    before = memory()
    first = best(places.communes, 1)
    after = memory()
    floor = best(bare_pass)
    print(f"communes: {first:.1f} ms, {first / floor:.1f}x a bare CSV pass, {after - before:.1f} MB")
    first = best(index, 1)
    print(f"search index: {first:.0f} ms once, {memory() - after:.1f} MB")
    names = [fold(one.label) for one in places.communes().values()]
    for query in QUERIES:
        folded = fold(query)
        peer = best(lambda: process.extract(folded, names, scorer=fuzz.WRatio, limit=8))  # noqa: B023
        mine = best(lambda: places.find_communes(query))  # noqa: B023
        print(f"{query[:30]!r}: {mine:.2f} ms, {mine / peer:.2f}x one fuzzy pass over today's names")


if __name__ == "__main__":
    main()

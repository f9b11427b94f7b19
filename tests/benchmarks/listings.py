"""What the listings cost: `python tests/benchmarks/listings.py`. Times are CPU time, the best of several rounds.

Drafting: all drafts of one product for all places, checks included, against 30 ms. Checking: a text of 2,000 letters
never seen before, against 3 ms. The floor beside each is what the same machine takes for plain work of that size.
"""

import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

import msgspec

from onboarding.business import Facts
from onboarding.channels import channels
from onboarding.listings import categories, check, drafts, export, merge

PLACES = list(channels())
_numbers = itertools.count(1)


def sample(code: str) -> Facts:
    """A category's sample with an answer nobody gave before, so that nothing comes from memory."""
    table = msgspec.to_builtins(categories()[code].sample)
    own = f"{table['own_words']} Lượt thứ {next(_numbers)}."
    return msgspec.convert({**table, "category": code, "photos": ["a.jpg"], "own_words": own}, Facts)


def best(work: Callable[[], object], rounds: int = 15) -> float:
    """Milliseconds of CPU of the best round."""
    spent = []
    for _ in range(rounds):
        begun = process_time()
        work()
        spent.append(process_time() - begun)
    return min(spent) * 1000


def letters(count: int) -> str:
    """Believable text of that many letters, a little different each time."""
    words = "Mật ong nhà nuôi, thơm mùi hoa cà phê, vị thanh. Giao trong ngày, đóng chai sạch sẽ. "
    return f"Lượt {next(_numbers)}. {words * (count // len(words) + 1)}"[:count]


def main() -> None:
    worst = {code: best(lambda code=code: drafts(sample(code), PLACES), 7) for code in categories()}  # type: ignore[misc]
    slowest = max(worst, key=worst.__getitem__)
    print(f"all {len(PLACES)} drafts with checks: {worst[slowest]:.1f} ms CPU (slowest, {slowest}), at most 30 ms")
    print(f"  median of {len(worst)} categories: {sorted(worst.values())[len(worst) // 2]:.1f} ms")
    cost = best(lambda: check(letters(2000), category="mat_ong", channel="shopee_vn"))
    plain = best(lambda: letters(2000).casefold().split())
    print(
        f"check of 2,000 letters: {cost:.2f} ms CPU, at most 3 ms; {cost / plain:.0f} times folding and splitting them"
    )
    facts = sample("mat_ong")
    pair = [(facts, drafts(facts, ["meta_catalog"])["meta_catalog"])]
    print(f"one product as a Meta CSV: {best(lambda: export(pair, 'meta_catalog')):.2f} ms CPU")
    old, new = (drafts(sample("mat_ong"), ["tiki"])["tiki"].description for _ in range(2))
    print(f"merge of an edited draft: {best(lambda: merge(old, old.replace('ong', 'Ong'), new)):.2f} ms CPU")


if __name__ == "__main__":
    main()

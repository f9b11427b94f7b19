"""The counts page with all its sections, over many businesses against 10,000: `python tests/benchmarks/counts.py`.

`--businesses 5200000 --folder KEPT`: the stores are made once in a folder and used again. Both servers run side by
side; what is compared is the CPU time of a page opened anew (nothing memoised), median of some rounds by turns.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
from onboarding.logbook import demo  # noqa: E402
from onboarding.members import set_up_team  # noqa: E402
from onboarding.store import open_store  # noqa: E402
from tests.benchmarks.screens import Server, Visitor, running  # noqa: E402

SMALL, ROUNDS = 10_000, 7
PAGES = {
    "the whole log": "noi=tat-ca", "the whole log, this month": "noi=tat-ca&ky=thang", "a province": "noi=68",
    "a province, this month": "noi=68&ky=thang", "a province, communes by week": "noi=68&theo=commune,week",
    "a commune": "noi=68&xa=24988",
}  # fmt: skip


def filled(folder: Path, many: int) -> Path:
    """The folder of a demo store of a size, made once; its leader sits at it."""
    place = folder / str(many)
    if not (place / "kit.db").exists():
        place.mkdir(parents=True, exist_ok=True)
        store = open_store(f"sqlite:///{place / 'kit.db'}")
        set_up_team(store, team="Tổ mẫu", commune="24988", member="Lan")
        demo.fill(store, many)
        store.close()
    return place


def opened(server: Server, query: str) -> float:
    """Milliseconds of CPU for a page opened anew."""
    before = server.cpu()
    Visitor(server, "counts", query).close()
    return (server.cpu() - before) * 1000


def settle(server: Server) -> None:
    """Wait until the housekeeping of the start is over: it reads a large store whole, in the same process."""
    idle, before = 0, server.cpu()
    while idle < 5:
        time.sleep(1)
        now = server.cpu()
        idle, before = (idle + 1 if now - before < 0.05 else 0), now


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--businesses", type=int, default=5_200_000)
    asked.add_argument("--folder", type=Path, default=None)
    said = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder, script = said.folder or Path(made), ROOT / "streamlit_app.py"
        small, large = filled(folder, SMALL), filled(folder, said.businesses)
        with running(script, small) as one, running(script, large) as other:
            for server in (one, other):
                Visitor(server, "counts", "").close()
                settle(server)
            print(f"{'page opened anew, CPU':32}{SMALL:>10,}{said.businesses:>12,}{'ratio':>8}   at most 1.5")
            for name, query in PAGES.items():
                took: list[tuple[float, float]] = [(opened(one, query), opened(other, query)) for _ in range(ROUNDS)]
                few, many = (median(column) for column in zip(*took[1:], strict=True))
                print(f"{name:32}{few:10.0f}{many:12.0f}{many / few:8.2f}", flush=True)


if __name__ == "__main__":
    main()

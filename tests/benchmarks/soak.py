"""Many visitors for minutes against one alone: `python tests/benchmarks/soak.py [MINUTES] [VISITORS]`.

Each visitor is a session of its own that walks visits of its own from step to step, a photo each, touching something
every few seconds and typing into the first step, as long as it lasts. Printed: how long a touch takes from asking to
the end of the rerun, alone and among the others (the photo step, where a photo is cleaned behind it, by itself); CPU;
memory at a third, two thirds and the end. An exception on a page or a traceback in the server's log is an error.
"""

import http.client
import json
import random
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
from onboarding.members import set_up_team  # noqa: E402
from onboarding.screens import steps  # noqa: E402
from onboarding.store import Store, open_store  # noqa: E402
from tests.benchmarks.screens import Server, Visitor, filled, running  # noqa: E402

THINKING = (1.0, 6.0)
"""Seconds between two touches of one visitor."""


class Soak(threading.Thread):
    """One visitor until `until`; `took` gathers milliseconds by step."""

    def __init__(self, server: Server, store: Store, until: float, number: int) -> None:
        super().__init__()
        self.server, self.store, self.until, self.dice = server, store, until, random.Random(number)
        self.took: list[tuple[str, float]] = []
        self.visits, self.typed, self.error = 0, 0, ""

    def run(self) -> None:
        try:
            visitor = Visitor(self.server)
            while time.monotonic() < self.until:
                self._visit(visitor)
            visitor.close()
        except Exception as error:
            self.error = repr(error)

    def _visit(self, visitor: Visitor) -> None:
        visit = filled(self.store, "business")
        self.visits += 1
        visitor.typing = (visitor.typing[0], "")
        for step in steps.codes():
            visitor.page, visitor.query = "visit", f"d={visit}&step={step}"
            for _touch in range(self.dice.randint(2, 6)):
                if time.monotonic() >= self.until:
                    return
                time.sleep(self.dice.uniform(*THINKING))
                began = time.perf_counter()
                visitor.run()
                self.took.append((step, (time.perf_counter() - began) * 1000))
                if step == "business":
                    self._type(visitor)

    def _type(self, visitor: Visitor) -> None:
        token, key = visitor.typing
        line = http.client.HTTPConnection("localhost", self.server.port)
        body = json.dumps({"token": token, "key": key, "value": f"Mật ong Hộ mẫu {self.dice.randint(1, 99)}"})
        line.request("POST", "/typed", body, {"content-type": "application/json"})
        answer = line.getresponse()
        answer.read()
        line.close()
        assert answer.status == 200, answer.status
        self.typed += 1


def soak(server: Server, store: Store, visitors: int, seconds: float) -> tuple[list[Soak], list[float]]:
    """The visitors, done, and the server's memory in MB at a third, two thirds and the end."""
    until = time.monotonic() + seconds
    everybody = [Soak(server, store, until, number) for number in range(visitors)]
    memory = []
    for one in everybody:
        one.start()
        time.sleep(min(0.2, seconds / visitors / 10))
    for part in (3, 2, 1):
        time.sleep(max(0.0, (until - time.monotonic()) / part))
        memory.append(server.memory())
    for one in everybody:
        one.join()
    return everybody, memory


def told(name: str, everybody: list[Soak], seconds: float, cpu: float, memory: list[float]) -> None:
    """A line for all steps but the photos', a line for those, and what it cost."""
    failed = [one.error for one in everybody if one.error]
    visits, typed = sum(one.visits for one in everybody), sum(one.typed for one in everybody)
    print(f"\n{name}: {visits} visits, {typed} texts saved, {len(failed)} errors {failed[:3] or ''}")
    for which in ("photos", "other steps"):
        took = sorted(ms for one in everybody for step, ms in one.took if (step == "photos") == (which == "photos"))
        if len(took) > 1:
            cuts = quantiles(took, n=100, method="inclusive")
            figures = f"p50 {cuts[49]:7.0f}   p95 {cuts[94]:7.0f}   most {took[-1]:7.0f}"
            print(f"  {which:12}{len(took):6} touches, ms: {figures}")
    print(f"  CPU {100 * cpu / seconds:.0f} % of a core   memory, MB: " + ", ".join(f"{one:.0f}" for one in memory))


def main(minutes: float, visitors: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = open_store(f"sqlite:///{folder / 'kit.db'}")
        set_up_team(store, team="Tổ mẫu", commune="24988", member="Lan")
        with running(ROOT / "streamlit_app.py", folder) as server:
            home = Visitor(server)
            print(f"first screen open: {server.memory():.0f} MB")
            home.close()
            errors = 0
            for label, many, seconds in (("one visitor", 1, 60.0), (f"{visitors} visitors", visitors, minutes * 60)):
                before = server.cpu()
                everybody, memory = soak(server, store, many, seconds)
                told(label, everybody, seconds, server.cpu() - before, memory)
                errors += sum(bool(one.error) for one in everybody)
        store.close()
        log = (folder / "streamlit_app.log").read_text("utf8")
        print(f"\ntracebacks in the log: {log.count('Traceback')}")
        return int(bool(errors or "Traceback" in log))


if __name__ == "__main__":
    sys.exit(main(*(float(sys.argv[1]) if len(sys.argv) > 1 else 3, int(sys.argv[2]) if len(sys.argv) > 2 else 25)))

"""Export file format: JSON lines with a checksum, verified whole before anything is imported.

First line: what this is and when it was made. Then a line for each tombstone, join, business, event, echo. Last line:
how many lines and their SHA-256. A file cut short or changed is refused; a line that does not fit is set aside and
the others go on; a file read twice changes nothing.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Table, select

from ...errors import OnboardingError
from ...places import UNIT_SET
from ...store import Store
from ...store.schema.logbook import business, business_join, echo, event, tombstone

KIND = "onboarding-log"
VERSION = 2
TABLES: dict[str, Table] = {
    "tombstone": tombstone,
    "join": business_join,
    "business": business,
    "event": event,
    "echo": echo,
}
"""What is carried, in the order it must arrive."""
_DAY = timedelta(days=1)


def lines(store: Store, *, people: bool = True, at: datetime | None = None) -> Iterator[str]:
    """The lines of a file. Without `people` only what counting needs is carried: no business, nothing seen."""
    digest, many = hashlib.sha256(), 0
    for record in _records(store, people, at or datetime.now(UTC)):
        line = json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
        digest.update(line.encode("utf8"))
        many += 1
        yield line
    yield json.dumps({"end": {"lines": many, "sha256": digest.hexdigest()}}) + "\n"


def _records(store: Store, people: bool, at: datetime) -> Iterator[dict[str, Any]]:
    yield {"log": {"kind": KIND, "version": VERSION, "made_at": at.isoformat(), "people": people}}
    with store.reading() as conn:
        for name, table in TABLES.items():
            if name in ("business", "join") and not people:
                continue
            for row in conn.execute(select(table).order_by(*table.primary_key), execution_options={"yield_per": 1000}):
                yield {name: {key: _text(value) for key, value in _kept(row._asdict(), people).items()}}


def _kept(row: dict[str, Any], people: bool) -> dict[str, Any]:
    """A row as it is carried; whose it is here means nothing elsewhere."""
    carried = {name: value for name, value in row.items() if name != "team_id"}
    return carried if people or "seen" not in row else {**carried, "seen": {}}


def _text(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def write(store: Store, target: IO[str], *, people: bool = True) -> int:
    """Write a file; how many lines."""
    many = 0
    for line in lines(store, people=people):
        target.write(line)
        many += 1
    return many


def check(path: Path) -> dict[str, Any]:
    """The first line of a whole, unchanged file; `log.truncated`, `log.altered`, `log.not_a_log` of any other."""
    digest, many, last, first = hashlib.sha256(), 0, b"", b""
    with path.open("rb") as source:
        for raw in source:
            if last:
                digest.update(last)
                many += 1
            first, last = first or raw, raw
    head, end = _object(first).get("log"), _object(last).get("end")
    if not isinstance(head, dict) or head.get("kind") != KIND:
        raise OnboardingError("log.not_a_log", field="file", file=path.name)
    if head.get("version") not in range(1, VERSION + 1):
        raise OnboardingError("log.newer", field="file", file=path.name)
    if not isinstance(end, dict) or not last.endswith(b"\n"):
        raise OnboardingError("log.truncated", field="file", file=path.name)
    if end != {"lines": many, "sha256": digest.hexdigest()}:
        raise OnboardingError("log.altered", field="file", file=path.name)
    return head


def _object(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def numbered(path: Path) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Line number, kind and content of every record of a checked file."""
    with path.open(encoding="utf8") as source:
        for number, line in enumerate(source, 1):
            for kind, content in json.loads(line).items():
                if kind in TABLES:
                    yield number, kind, content


def clock_shift(made_at: datetime, now: datetime) -> timedelta:
    """How wrong the other machine's clock was: what to add to its times.

    Only an impossible clock is mended: one in the future, or before the unit set this kit is for.
    """
    first = datetime.fromisoformat(UNIT_SET).replace(tzinfo=UTC)
    return now - made_at if made_at > now + _DAY or made_at < first else timedelta()


def batched(records: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Lists of at most `size`."""
    group: list[Any] = []
    for record in records:
        group.append(record)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group

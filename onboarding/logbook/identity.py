"""Entity resolution: which entries of the log are one household business, and the evidence that counts for it.

A business has an id of its own. What it may be known again by stands beside it: the keyed hash of a phone number
(`mark`), and joins that a person made (`business_join`). Entries connected by either share a `subject_key` and count
once, in one commune, whatever they were entered with. After any correction the connected components are computed anew
and the evidence of every subject touched is laid out anew, so that counts never depend on the order of events.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, func, or_, select, update

from ..business import COUNTS_FROM, Rung
from ..store.schema.logbook import business, business_join, echo, event, mark, match_key
from ..store.sql import among, insert_if_absent, upsert
from . import aggregates

EVIDENCE = tuple(column.name for column in event.columns)
"""Counted and uncounted evidence hold the same columns; only their keys differ."""


Row = dict[str, Any]


def look_up(conn: Connection, values: Iterable[str]) -> dict[str, Any]:
    """Match rows by value, locked until the transaction ends."""
    rows = conn.execute(select(match_key).where(among(conn, match_key.c.value, values)).with_for_update()).all()
    return {row.value: row for row in rows}


def claim(conn: Connection, value: str, subject: str, commune: str) -> None:
    """Let a value lead to a subject; what is known of its withdrawal stays."""
    row = {"value": value, "subject_key": subject, "commune": commune, "withdrawn_at": None}
    upsert(conn, match_key, [row], change=("subject_key",))


def withdraw_values(conn: Connection, values: Iterable[str], commune: str, at: datetime) -> None:
    """Note that what is known by these values was withdrawn, wherever and whenever else it turns up."""
    for value in sorted(set(values)):
        row = {"value": value, "subject_key": value, "commune": commune, "withdrawn_at": at}
        if not insert_if_absent(conn, match_key, row):
            later = or_(match_key.c.withdrawn_at.is_(None), match_key.c.withdrawn_at < at)
            conn.execute(update(match_key).where(match_key.c.value == value, later).values(withdrawn_at=at))


def withdrawn_at(conn: Connection, values: Iterable[str]) -> datetime | None:
    """When any of these values was withdrawn last."""
    last: datetime | None = conn.execute(
        select(func.max(match_key.c.withdrawn_at)).where(match_key.c.value.in_(sorted(set(values))))
    ).scalar_one()
    return last


def members(conn: Connection, subjects: Collection[str]) -> list[Row]:
    """Business rows of some subjects, earliest first."""
    query = select(business).where(business.c.subject_key.in_(sorted(subjects)))
    rows = [row._asdict() for row in conn.execute(query.order_by(business.c.first_at, business.c.id).with_for_update())]
    return sorted(rows, key=lambda row: (row["first_at"], row["id"]))


def phones(conn: Connection, rows: Iterable[Row]) -> dict[str, set[str]]:
    """The phone hashes of businesses, by business id; none for those a person said are another one."""
    counted = {row["id"]: row for row in rows if not row["confirmed_distinct"]}
    if not counted:
        return {}
    here = (
        mark.c.commune.in_(sorted({row["commune"] for row in counted.values()})),
        mark.c.kind == "phone",
        mark.c.business_id.in_(sorted(counted)),
    )
    hashes: defaultdict[str, set[str]] = defaultdict(set)
    for row in conn.execute(select(mark.c.business_id, mark.c.value).where(*here)):
        hashes[row.business_id].add(row.value)
    return hashes


def joins(conn: Connection, ids: Collection[str]) -> list[tuple[str, str]]:
    """Pairs that a person joined, with one of these businesses in them."""
    if not conn.execute(select(exists().where(business_join.c.held))).scalar_one():
        return []
    either = or_(business_join.c.business_id.in_(sorted(ids)), business_join.c.other_id.in_(sorted(ids)))
    query = select(business_join.c.business_id, business_join.c.other_id).where(business_join.c.held, either)
    return [tuple(row) for row in conn.execute(query)]


def regroup(conn: Connection, ids: Collection[str], at: datetime) -> dict[str, str]:
    """Compute who is one with whom again, starting from some businesses; the subject of every business looked at.

    Match rows, business rows and evidence follow; aggregates move by exactly what changed.
    """
    rows = _connected(conn, ids)
    by_id = {row["id"]: row for row in rows}
    hashes, edges = phones(conn, rows), joins(conn, by_id)
    groups = _components(by_id, hashes, edges)
    assignment: dict[str, str] = {}
    for group in groups:
        subject = _key_of(group, hashes)
        for row in group:
            assignment[row["id"]] = subject
        _write_group(conn, group, subject, hashes)
    touched = {row["subject_key"] for row in rows} | set(assignment.values())
    settle(conn, touched, at, assignment, hint={row["commune"] for row in rows})
    return assignment


def _connected(conn: Connection, ids: Collection[str]) -> list[Row]:
    """All members of every subject that these businesses belong to or should, by phone or join."""
    rows = [row._asdict() for row in conn.execute(select(business).where(business.c.id.in_(sorted(ids))))]
    seen: set[str] = set()
    subjects = {row["subject_key"] for row in rows}
    while subjects - seen:
        seen |= subjects
        rows = members(conn, seen)
        values = {value for hashes in phones(conn, rows).values() for value in hashes}
        values |= {joined_id for pair in joins(conn, {row["id"] for row in rows}) for joined_id in pair}
        subjects = {row.subject_key for row in look_up(conn, values).values()}
    return rows


def _components(
    by_id: Mapping[str, Row], hashes: Mapping[str, set[str]], edges: Iterable[tuple[str, str]]
) -> list[list[Row]]:
    """Connected components (union-find), members earliest first."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for row in by_id.values():
        root(row["id"])
        for node in _nodes(row, hashes):
            parent[root(node)] = root(row["id"])
    alive = {row["id"] for row in by_id.values() if row["state"] != "withdrawn"}
    for one, other in edges:
        if one in alive and other in alive:
            parent[root(one)] = root(other)
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in by_id.values():
        groups[root(row["id"])].append(row)
    return list(groups.values())


def _nodes(row: Row, hashes: Mapping[str, set[str]]) -> set[str]:
    """What ties a business to others: its phones; the subject it had where its phone was forgotten since."""
    if row["state"] == "withdrawn":
        return set()
    found = hashes.get(row["id"], set())
    if not found and row["state"] == "forgotten" and not row["confirmed_distinct"]:
        return {row["subject_key"]}
    return found


def _key_of(group: list[Row], hashes: Mapping[str, set[str]]) -> str:
    """A key only this component can have: its earliest phone's hash, else its earliest member's id."""
    for row in group:
        if nodes := _nodes(row, hashes):
            return min(nodes)
    return str(group[0]["id"])


def _write_group(conn: Connection, group: list[Row], subject: str, hashes: Mapping[str, set[str]]) -> None:
    alive = [row for row in group if row["state"] != "withdrawn"]
    first = (alive or group)[0]
    claim(conn, subject, subject, first["commune"])
    for row in group:
        for value in {row["id"], *_nodes(row, hashes)}:
            claim(conn, value, subject, row["commune"])
        changed = {"subject_key": subject, **_state(row, first)}
        if any(row[name] != value for name, value in changed.items()):
            here = (business.c.commune == row["commune"], business.c.id == row["id"])
            conn.execute(update(business).where(*here).values(**changed))


def _state(row: Row, first: Row) -> Row:
    if row["state"] not in ("there", "same"):
        return {}
    same = row["id"] != first["id"]
    return {"state": "same" if same else "there", "same_as": first["id"] if same else None}


def settle(
    conn: Connection,
    subjects: Collection[str],
    at: datetime,
    assignment: Mapping[str, str] | None = None,
    hint: Collection[str] = (),
) -> None:
    """Lay out the evidence of some subjects anew: the earliest of each rung counts, in the subject's commune.

    `assignment` gives businesses another subject first; `hint` are further communes where evidence may lie.
    """
    keys, homes = sorted(subjects), look_up(conn, subjects)
    communes = sorted({row.commune for row in homes.values()} | set(hint))
    counted = _take_out(conn, event, keys, communes)
    evidence: defaultdict[str, dict[tuple[str, str, str], Row]] = defaultdict(dict)
    for row in [*counted, *_take_out(conn, echo, keys, communes)]:
        if "implied_by" in row["seen"]:
            continue
        subject = (assignment or {}).get(row["business_id"], row["subject_key"])
        moved = {**row, "subject_key": subject}
        evidence[subject].setdefault((row["rung"], row["visit_id"], row["business_id"]), moved)
    written = [one for key in keys for one in _lay_out(conn, key, list(evidence.get(key, {}).values()))]
    deltas = [delta for row in counted for delta in aggregates.deltas_of(row, -1, at)]
    aggregates.add(conn, [*deltas, *(delta for row in written for delta in aggregates.deltas_of(row, 1, at))])


def _take_out(conn: Connection, table: Any, keys: list[str], communes: list[str]) -> list[Row]:
    here = (table.c.commune.in_(communes), table.c.subject_key.in_(keys))
    columns = [table.c[name] for name in EVIDENCE]
    rows = [row._asdict() for row in conn.execute(select(*columns).where(*here).with_for_update())]
    if rows:
        conn.execute(delete(table).where(*here))
    return rows


def _lay_out(conn: Connection, subject: str, evidence: list[Row]) -> list[Row]:
    """Write one subject's evidence; the rows that count."""
    commune, units = _home(conn, subject, evidence)
    if commune:
        conn.execute(update(match_key).where(match_key.c.value == subject).values(commune=commune))
    first: dict[str, Row] = {}
    others: list[Row] = []
    for row in sorted(evidence, key=lambda row: (row["happened_at"], row["written_at"], row["id"])):
        here = {**row, "commune": commune, "units": units}
        if first.setdefault(row["rung"], here) is not here:
            others.append(here)
    counted = [*first.values(), *_implied(first)]
    upsert(conn, event, counted)
    upsert(conn, echo, others)
    return counted


def _implied(first: Mapping[str, Row]) -> list[Row]:
    """The rung that counts as onboarded, where only higher ones have evidence of their own."""
    if COUNTS_FROM.value in first:
        return []
    higher = [row for rung, row in first.items() if Rung(rung).step > COUNTS_FROM.step]
    if not higher:
        return []
    earliest = min(higher, key=lambda row: (row["happened_at"], row["written_at"], row["id"]))
    return [{**earliest, "rung": COUNTS_FROM.value, "seen": {"implied_by": earliest["rung"]}}]


def _home(conn: Connection, subject: str, evidence: list[Row]) -> tuple[str, str]:
    """Where a subject counts: the commune of its earliest entry, or of its earliest evidence where entries are not
    carried (a file without people)."""
    query = select(business.c.commune, business.c.units).where(
        business.c.subject_key == subject, business.c.state != "withdrawn"
    )
    row = conn.execute(query.order_by(business.c.first_at, business.c.id).limit(1)).one_or_none()
    if row is not None:
        return row.commune, row.units
    if not evidence:
        return "", ""
    earliest = min(evidence, key=lambda row: (row["happened_at"], row["written_at"], row["id"]))
    return earliest["commune"], earliest["units"]


def relocate(conn: Connection, ids: Collection[str], commune: str, units: str) -> None:
    """Put businesses and their marks under another commune; `regroup` or `settle` must follow."""
    for row in conn.execute(select(business.c.commune, business.c.id).where(business.c.id.in_(sorted(ids)))).all():
        if row.commune == commune:
            continue
        marks = (mark.c.commune == row.commune, mark.c.business_id == row.id)
        moved_marks = [
            {**mark_row._asdict(), "commune": commune} for mark_row in conn.execute(select(mark).where(*marks))
        ]
        conn.execute(delete(mark).where(*marks))
        upsert(conn, mark, moved_marks)
        here = (business.c.commune == row.commune, business.c.id == row.id)
        moved_business = conn.execute(select(business).where(*here)).one()._asdict()
        conn.execute(delete(business).where(*here))
        upsert(conn, business, [{**moved_business, "commune": commune, "units": units}])


def split_subjects(conn: Connection) -> list[str]:
    """Subjects that an older kit counted in several communes at once."""
    communes = func.count(business.c.commune.distinct())
    query = select(business.c.subject_key).where(business.c.state != "withdrawn").group_by(business.c.subject_key)
    several = list(conn.execute(query.having(communes > 1)).scalars())
    return [subject for subject in several if _counted_in(conn, subject) > 1]


def _counted_in(conn: Connection, subject: str) -> int:
    """In how many of the communes of its entries a subject counts."""
    entered = select(business.c.commune).where(business.c.subject_key == subject)
    query = select(func.count(event.c.commune.distinct()))
    here = (event.c.commune.in_(entered), event.c.subject_key == subject)
    return int(conn.execute(query.where(*here)).scalar_one())


def unify(conn: Connection, subjects: Collection[str], at: datetime) -> None:
    """Count each of these subjects once, in one commune; of an id written in two communes the newest row stays."""
    rows, newest = members(conn, subjects), dict[str, Row]()
    for row in sorted(rows, key=lambda row: row["changed_at"]):
        older = newest.get(row["id"])
        if older is not None:
            conn.execute(delete(mark).where(mark.c.commune == older["commune"], mark.c.business_id == row["id"]))
            conn.execute(delete(business).where(business.c.commune == older["commune"], business.c.id == row["id"]))
        newest[row["id"]] = row
    settle(conn, subjects, at, hint={row["commune"] for row in rows})

"""The reporting areas a store keeps."""

from datetime import UTC, date, datetime

import msgspec
from sqlalchemy import Connection, delete, insert, select

from ..errors import OnboardingError
from ..store import Store
from ..store.schema.places import area as areas_table
from ..store.schema.places import area_commune
from ..store.sql import upsert
from .areas import Belonging, ReportingArea


class Areas:
    """The reporting areas of a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def all(self, on: date | None = None) -> list[ReportingArea]:
        """Every area by name; with `on`, those that live on that day."""
        with self.store.reading() as conn:
            areas = _read(conn)
        return [area for area in areas if on is None or (area.since <= on and (area.until is None or on <= area.until))]

    def get(self, code: str) -> ReportingArea:
        """An area by its code, or OnboardingError `area.unknown`."""
        with self.store.reading() as conn:
            found = _read(conn, code)
        if not found:
            raise OnboardingError("area.unknown", field="area", found=code[:64])
        return found[0]

    def add(self, area: ReportingArea) -> ReportingArea:
        """Keep a new area; where its code is taken it gets a number behind. Returns it as kept."""
        return self.store.write(lambda conn: _add(conn, area))

    def change(self, area: ReportingArea) -> None:
        """Keep what `with_communes`, `ended` or other rules made of an area that is already there."""
        self.get(area.code)
        self.store.write(lambda conn: _write(conn, area))


def _add(conn: Connection, area: ReportingArea) -> ReportingArea:
    codes = set(conn.execute(select(areas_table.c.code).where(areas_table.c.code.startswith(area.code))).scalars())
    numbered = (f"{area.code}-{number}" for number in range(2, len(codes) + 3))
    code = next(candidate for candidate in (area.code, *numbered) if candidate not in codes)
    added = msgspec.structs.replace(area, code=code)
    _write(conn, added)
    return added


def _write(conn: Connection, area: ReportingArea) -> None:
    plain = {"name": area.name, "since": _text(area.since), "until": _text(area.until), "rules": dict(area.rules)}
    row = {"code": area.code, **plain, "made_at": datetime.now(UTC)}
    upsert(conn, areas_table, [row], change=("name", "since", "until", "rules"))
    conn.execute(delete(area_commune).where(area_commune.c.area == area.code))
    rows = [
        {
            "area": area.code,
            "commune": belonging.commune,
            "since": _text(belonging.since),
            "until": _text(belonging.until),
        }
        | {"unit_set": belonging.unit_set}
        for belonging in area.belongings
    ]
    conn.execute(insert(area_commune), rows)


def _read(conn: Connection, code: str | None = None) -> list[ReportingArea]:
    areas_query, members_query = select(areas_table).order_by(areas_table.c.name), select(area_commune)
    if code is not None:
        areas_query, members_query = (
            areas_query.where(areas_table.c.code == code),
            members_query.where(area_commune.c.area == code),
        )
    belongings_of: dict[str, list[Belonging]] = {}
    for row in conn.execute(members_query.order_by(area_commune.c.commune, area_commune.c.since)):
        since, until = date.fromisoformat(row.since), _day(row.until)
        belongings_of.setdefault(row.area, []).append(Belonging(row.commune, since, until, row.unit_set))
    return [
        ReportingArea(
            row.code,
            row.name,
            date.fromisoformat(row.since),
            _day(row.until),
            tuple(belongings_of.get(row.code, ())),
            row.rules,
        )
        for row in conn.execute(areas_query)
    ]


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None

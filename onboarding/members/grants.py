"""What a viewer may read in SQL: one view of counts of one area, on PostgreSQL, and nothing else.

The view sums the published cells of the area's communes (`logbook/cube.py`), as every viewer's screen and file does:
it moves once a week and holds nothing that could be worked out by subtraction. It runs with the rights of its owner,
so the role needs no right on any table, and gets none.

>>> statements("xem_vung_liem", "vung-liem")[-1]
'GRANT SELECT ON "counts_for_xem_vung_liem" TO "xem_vung_liem"'
"""

import re

from sqlalchemy import Connection, text

from ..errors import OnboardingError
from ..places import Areas
from ..store import Store

_ROLE = re.compile(r"[a-z][a-z0-9_]{0,40}")
_AREA = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_VIEW = """CREATE OR REPLACE VIEW "{view}" WITH (security_barrier) AS
WITH cell AS (
  SELECT p.rung, p.commune, sum(p.n)::bigint AS n
  FROM published_cell p
  JOIN area_commune a ON a.commune = p.commune AND a.unit_set = p.units
  WHERE a.area = '{area}' AND p.facet = 'total'
    AND a.since <= to_char(current_date, 'YYYY-MM-DD')
    AND (a.until = '' OR a.until >= to_char(current_date, 'YYYY-MM-DD'))
  GROUP BY p.rung, p.commune
)
SELECT rung, commune, n FROM cell
UNION ALL
SELECT rung, '' AS commune, sum(n)::bigint AS n FROM cell GROUP BY rung"""


def statements(role: str, area: str) -> list[str]:
    """The SQL that gives `role` its view of `area` and takes everything else; a script for a database keeper.

    OnboardingError `viewer.role_name` for a role that is not small letters, digits and `_`, `area.unknown`.
    """
    if not _ROLE.fullmatch(role) or role.startswith("pg_"):
        raise OnboardingError("viewer.role_name", field="role", found=role[:40])
    if not _AREA.fullmatch(area):
        raise OnboardingError("area.unknown", field="area", found=area[:64])
    view = f"counts_for_{role}"
    return [
        f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, "{role}"',
        f'REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, "{role}"',
        f'REVOKE CREATE ON SCHEMA public FROM PUBLIC, "{role}"',
        f'GRANT USAGE ON SCHEMA public TO "{role}"',
        _VIEW.format(view=view, area=area),
        f'GRANT SELECT ON "{view}" TO "{role}"',
    ]


def grant_viewer(store: Store, role: str, area: str) -> str:
    """Make `role` (which may sign in, without a password as yet) a viewer of `area`; returns its view's name.

    OnboardingError `viewer.needs_postgres`, `viewer.role_taken` when the role can do more than a viewer.
    """
    if store.path is not None:
        raise OnboardingError("viewer.needs_postgres", field="db")
    granted = statements(role, Areas(store).get(area).code)

    def grant(conn: Connection) -> None:
        _own_role(conn, role)
        for statement in granted:
            conn.execute(text(statement))

    store.write(grant)
    return f"counts_for_{role}"


def _own_role(conn: Connection, role: str) -> None:
    """Make the role, or refuse one that has powers of its own, is in another role or owns a table."""
    powers = """SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication
        OR EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = r.oid)
        OR EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid)
        FROM pg_roles r WHERE rolname = :role"""
    able = conn.execute(text(powers), {"role": role}).scalar_one_or_none()
    if able:
        raise OnboardingError("viewer.role_taken", field="role", found=role)
    if able is None:
        conn.execute(text(f'CREATE ROLE "{role}" LOGIN NOINHERIT'))

"""What a viewer may read in SQL: one view of counts of one area, on PostgreSQL, and nothing else.

The view shows, for each rung, the area's total and its communes up to the last week that is over, so that it does not
move with every event; a cell under `small` is NULL, and so is the smallest cell beside it where it could be worked out
by subtraction. It runs with the rights of its owner, so the role needs no right on any table, and gets none.

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
  SELECT t.rung, t.commune, sum(t.n)::bigint AS n
  FROM tally t
  JOIN area_commune a ON a.commune = t.commune AND a.unit_set = t.units
  WHERE a.area = '{area}' AND t.facet = 'week'
    AND t.value < to_char(now() AT TIME ZONE 'Asia/Ho_Chi_Minh', 'IYYY-"W"IW')
    AND a.since <= to_char(current_date, 'YYYY-MM-DD')
    AND (a.until = '' OR a.until >= to_char(current_date, 'YYYY-MM-DD'))
  GROUP BY t.rung, t.commune
), marked AS (
  SELECT *, n BETWEEN 1 AND {most} AS small FROM cell
), beside AS (
  SELECT *,
    count(*) FILTER (WHERE small) OVER (PARTITION BY rung) AS smalls,
    coalesce(sum(n) FILTER (WHERE small) OVER (PARTITION BY rung), 0) AS together,
    row_number() OVER (PARTITION BY rung, small OR n = 0 ORDER BY n, commune) AS nth
  FROM marked
)
SELECT rung, commune,
  CASE WHEN small OR (n > 0 AND nth = 1 AND smalls > 0 AND (smalls = 1 OR together <= {most})) THEN NULL ELSE n END AS n
FROM beside
UNION ALL
SELECT rung, '' AS commune, CASE WHEN sum(n) BETWEEN 1 AND {most} THEN NULL ELSE sum(n)::bigint END AS n
FROM cell GROUP BY rung"""


def statements(role: str, area: str, small: int = 5) -> list[str]:
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
        _VIEW.format(view=view, area=area, most=int(small) - 1),
        f'GRANT SELECT ON "{view}" TO "{role}"',
    ]


def grant_viewer(store: Store, role: str, area: str, small: int = 5) -> str:
    """Make `role` (which may sign in, without a password as yet) a viewer of `area`; returns its view's name.

    OnboardingError `viewer.needs_postgres`, `viewer.role_taken` when the role can do more than a viewer.
    """
    if store.path is not None:
        raise OnboardingError("viewer.needs_postgres", field="db")
    wanted = statements(role, Areas(store).get(area).code, small)

    def grant(conn: Connection) -> None:
        _own_role(conn, role)
        for statement in wanted:
            conn.execute(text(statement))

    store.write(grant)
    return f"counts_for_{role}"


def _own_role(conn: Connection, role: str) -> None:
    """Make the role, or refuse one that has powers of its own, is in another role or owns a table."""
    asked = """SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication
        OR EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = r.oid)
        OR EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid)
        FROM pg_roles r WHERE rolname = :role"""
    able = conn.execute(text(asked), {"role": role}).scalar_one_or_none()
    if able:
        raise OnboardingError("viewer.role_taken", field="role", found=role)
    if able is None:
        conn.execute(text(f'CREATE ROLE "{role}" LOGIN NOINHERIT'))

"""A viewer reads counts of one area in SQL, on a real PostgreSQL, and nothing more."""

from datetime import UTC, date, datetime

import psycopg
import pytest
from sqlalchemy import insert, make_url

from onboarding.errors import OnboardingError
from onboarding.logbook import Logbook, cube
from onboarding.logbook.periods import day_of, week_of
from onboarding.members import Members, set_up_team
from onboarding.members.grants import grant_viewer, statements
from onboarding.places import UNIT_SET, Areas, drawn
from onboarding.store import open_store
from onboarding.store.schema import METADATA
from onboarding.store.schema.logbook import tally

INSIDE = ("29659", "29668", "29677", "29683")
OUTSIDE = "00004"


@pytest.fixture
def store(postgres_url):
    opened = open_store(postgres_url)
    set_up_team(opened, team="Tổ số thôn 1", commune=INSIDE[0], member="Lan Bí Mật")
    Areas(opened).add(drawn("Vũng Liêm", INSIDE, since=date(2025, 7, 1)))
    Areas(opened).add(drawn("Nơi khác", [OUTSIDE], since=date(2025, 7, 1)))
    yield opened
    opened.close()


def count(store, numbers, rung="handed_over", week="2026-W01"):
    rows = [
        {"commune": commune, "units": UNIT_SET, "facet": facet, "value": value, "rung": rung, "n": n, "pending": 0}
        | {"changed_at": datetime.now(UTC)}
        for commune, n in numbers.items()
        for facet, value in (("total", week), ("week", week))
    ]
    store.write(lambda conn: conn.execute(insert(tally), rows))


def as_role(store, role, statement):
    url = make_url(store.url).set(drivername="postgresql", username=role).render_as_string()
    with psycopg.connect(url, autocommit=True) as conn:
        found = conn.execute(statement)
        return found.fetchall() if found.description else []


@pytest.fixture
def viewer(store):
    role = f"viewer_{make_url(store.url).database}"
    grant_viewer(store, role, "vung-liem")
    return role


def shown(store, viewer):
    return dict(as_role(store, viewer, f"SELECT commune, n FROM \"counts_for_{viewer}\" WHERE rung = 'handed_over'"))


def test_a_viewer_sees_the_published_counts_of_the_area_and_no_other(store, viewer):
    count(store, {INSIDE[0]: 40, INSIDE[1]: 12, OUTSIDE: 77})
    cube.publish_due(store)
    told = {row["commune"]: row["n"] for row in Logbook(store).count(INSIDE).rows}
    assert shown(store, viewer) == told | {"": sum(told.values())}
    assert abs(told[INSIDE[0]] - 40) < cube.BASE
    assert all(n % cube.BASE == 0 for n in told.values())


def test_what_happens_this_week_or_comes_late_moves_nothing_a_viewer_sees(store, viewer):
    count(store, {INSIDE[0]: 40, INSIDE[1]: 12})
    cube.publish_due(store)
    before = shown(store, viewer)
    count(store, {INSIDE[0]: 100, INSIDE[2]: 30}, week=week_of(day_of(datetime.now(UTC))))
    count(store, {INSIDE[3]: 30})
    assert cube.publish_due(store) == []
    assert shown(store, viewer) == before


def test_every_table_is_closed_to_a_viewer(store, viewer):
    assert len(METADATA.tables) > 15
    for name in METADATA.tables:
        for statement in (f'SELECT 1 FROM "{name}"', f'DELETE FROM "{name}"', f'TRUNCATE "{name}"'):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                as_role(store, viewer, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (a int)",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY (SELECT 1) TO PROGRAM 'id'",
        "SET ROLE postgres",
        "INSERT INTO \"counts_for_{viewer}\" VALUES ('x', 'y', 1)",
        "CREATE FUNCTION spy(bigint) RETURNS bool AS 'SELECT true' LANGUAGE sql",
        "SELECT * FROM pg_authid",
    ],
)
def test_a_viewer_can_neither_write_nor_look_behind(store, viewer, statement):
    with pytest.raises(psycopg.Error):
        as_role(store, viewer, statement.format(viewer=viewer))


def test_no_name_is_anywhere_a_viewer_may_look(store, viewer):
    everything = as_role(store, viewer, f'SELECT * FROM "counts_for_{viewer}"')
    everything += as_role(store, viewer, "SELECT * FROM pg_stats WHERE schemaname = 'public'")
    assert "Bí Mật" not in repr(everything)


def test_a_commune_that_left_the_area_is_out_of_its_view(store, viewer):
    areas = Areas(store)
    areas.change(areas.get("vung-liem").with_communes(INSIDE[:1], on=date(2026, 1, 1)))
    count(store, dict.fromkeys(INSIDE, 10))
    cube.publish_due(store)
    assert shown(store, viewer) == {INSIDE[0]: 10, "": 10}


@pytest.mark.parametrize("role", ["", "Xem", 'x"; DROP TABLE team; --', "pg_read_all_data", "postgres", "x" * 99, "xã"])
def test_a_role_with_a_strange_name_or_more_rights_is_refused(store, role):
    with pytest.raises(OnboardingError, match=r"viewer\.role_(name|taken)"):
        grant_viewer(store, role, "vung-liem")
    assert Members(store).teams()


def test_a_role_that_is_in_another_role_is_refused(store):
    helper = f"helper_{make_url(store.url).database}"
    as_role(store, "postgres", f"CREATE ROLE {helper} LOGIN IN ROLE pg_monitor")
    with pytest.raises(OnboardingError, match=r"viewer\.role_taken"):
        grant_viewer(store, helper, "vung-liem")


def test_an_area_nobody_made_is_refused(store):
    with pytest.raises(OnboardingError, match=r"area\.unknown"):
        grant_viewer(store, "xem", "'; DROP TABLE team; --")
    with pytest.raises(OnboardingError, match=r"area\.unknown"):
        statements("xem", "'")


def test_an_sqlite_file_has_no_roles(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    with pytest.raises(OnboardingError, match=r"viewer\.needs_postgres"):
        grant_viewer(store, "xem", "vung-liem")
    store.close()

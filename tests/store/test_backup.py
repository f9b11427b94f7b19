"""Backups are whole or refused, and a store of an earlier kit comes along."""

import random
import threading
import zipfile

import pytest
from sqlalchemy import func, insert, select, text

from onboarding.business import Consent, Rung
from onboarding.errors import OnboardingError
from onboarding.logbook import BusinessSnapshot, Logbook
from onboarding.store import HEAD, open_store
from onboarding.store.backup import BESIDE, backup, restore, verify
from onboarding.store.migrating import made_at, migrate
from onboarding.store.schema import METADATA, new_id
from onboarding.store.schema.visits import draft
from onboarding.visits import Visits
from onboarding.wallets import corrections, translations
from tests.postgres import Server

YES = Consent(purposes={"visit": True, "counts": True})


def fill(store, many=12):
    drafts, log = Visits(store), Logbook(store)
    for number in range(many):
        one = drafts.create(team="Tổ 1", member="An", data={"business": {"name": f"Hộ mẫu {number}"}})
        drafts.put_photo(one.id, bytes([number]) * 100, meta={"box": [1, 2]})
        about = BusinessSnapshot(name=f"Hộ mẫu {number}", consent=YES)
        log.record(one.id, one.id, "24988", Rung.HANDED_OVER, team="Tổ 1", member="An", about=about)


def everything(store):
    """Every row of every table, as Python sees it."""
    with store.reading() as conn:
        return {table.name: sorted(map(repr, conn.execute(select(table)).all())) for table in METADATA.sorted_tables}


def test_a_backup_brings_back_every_row(store, tmp_path):
    fill(store)
    manifest = backup(store, tmp_path / "sao-luu.zip")
    assert manifest["revision"] == HEAD
    target = f"sqlite:///{tmp_path / 'new' / 'kit.db'}"
    restore(tmp_path / "sao-luu.zip", target, made_at)
    again = open_store(target)
    assert everything(again) == everything(store)
    assert Logbook(again).count(by=(), exact=True).total == 12
    again.close()


def test_what_the_commune_typed_beside_the_store_comes_along(tmp_path):
    assert {corrections.FILE, translations.FILE, translations.OLD_FILE} == set(BESIDE)
    store = open_store(f"sqlite:///{tmp_path / 'old' / 'kit.db'}")
    typed = {name: f'{{"text": "{name}"}}\n'.encode() for name in BESIDE[:2]}
    for name, data in typed.items():
        (tmp_path / "old" / name).write_bytes(data)
    assert set(backup(store, tmp_path / "sao-luu.zip")["beside"]) == set(typed)
    store.close()
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / BESIDE[0]).write_bytes(b"typed here\n")
    restore(tmp_path / "sao-luu.zip", f"sqlite:///{tmp_path / 'new' / 'kit.db'}", made_at)
    assert (tmp_path / "new" / BESIDE[0]).read_bytes() == b"typed here\n"  # never written over
    assert (tmp_path / "new" / BESIDE[1]).read_bytes() == typed[BESIDE[1]]
    with zipfile.ZipFile(tmp_path / "sao-luu.zip") as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(tmp_path / "altered.zip", "w") as book:
        for name, data in parts.items():
            book.writestr(name, b"other\n" if name.startswith("beside/") else data)
    with pytest.raises(OnboardingError, match=r"backup\.damaged"):
        verify(tmp_path / "altered.zip")


def test_a_laptops_store_moves_to_a_server_and_back(tmp_path, postgres_server: Server, monkeypatch):
    monkeypatch.delenv("ONBOARDING_KEY", raising=False)
    laptop = open_store(f"sqlite:///{tmp_path / 'a' / 'kit.db'}")
    fill(laptop)
    backup(laptop, tmp_path / "one.zip")
    url = postgres_server.fresh("moved")
    restore(tmp_path / "one.zip", url, made_at)
    server = open_store(url)
    assert everything(server) == everything(laptop)
    backup(server, tmp_path / "two.zip")
    back = f"sqlite:///{tmp_path / 'b' / 'kit.db'}"
    restore(tmp_path / "two.zip", back, made_at)
    again = open_store(back)
    assert everything(again) == everything(laptop)
    for one in (laptop, server, again):
        one.close()


def test_a_backup_taken_while_others_write_is_one_moment(store, tmp_path):
    fill(store, 3)
    stop, log = threading.Event(), Logbook(store)

    def work():
        while not stop.is_set():
            one = new_id()
            log.record(
                one, one, "24988", Rung.HANDED_OVER, team="Tổ 1", member="An", about=BusinessSnapshot(consent=YES)
            )

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for number in range(3):
        path = tmp_path / f"{number}.zip"
        backup(store, path)
        target = f"sqlite:///{tmp_path / f'kit{number}.db'}"
        restore(path, target, made_at)
        again = open_store(target)
        with again.reading() as conn:
            events = conn.execute(text("SELECT count(*) FROM event WHERE rung = 'handed_over'")).scalar_one()
            counted = conn.execute(text("SELECT sum(n) FROM tally WHERE facet = 'total'")).scalar_one()
        assert events == counted > 0
        again.close()
    stop.set()
    for worker in workers:
        worker.join()


def refused(path, tmp_path):
    target = tmp_path / "never" / "kit.db"
    with pytest.raises(OnboardingError) as caught:
        restore(path, f"sqlite:///{target}", made_at)
    assert not target.exists()
    return caught.value.code


@pytest.fixture
def whole(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    fill(store)
    backup(store, tmp_path / "whole.zip")
    store.close()
    return tmp_path / "whole.zip"


def test_a_truncated_backup_is_refused(whole, tmp_path):
    data = whole.read_bytes()
    for part in (0.1, 0.5, 0.9, 0.999):
        whole.write_bytes(data[: int(len(data) * part)])
        assert refused(whole, tmp_path) == "backup.damaged"
    whole.write_bytes(b"")
    assert refused(whole, tmp_path) == "backup.not_one"


def test_any_changed_byte_of_content_is_noticed(whole, tmp_path):
    data, dice = whole.read_bytes(), random.Random(5)
    with zipfile.ZipFile(whole) as book:
        spans = [
            (one.header_offset + 30 + len(one.filename), one.compress_size)
            for one in book.infolist()
            if one.compress_size > 20
        ]
    for start, size in spans:
        changed = bytearray(data)
        changed[start + 20 + dice.randrange(max(1, size - 20))] ^= 0x10
        whole.write_bytes(bytes(changed))
        assert refused(whole, tmp_path) in ("backup.damaged",)


def test_a_file_swapped_inside_is_noticed(whole, tmp_path):
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(whole) as book, zipfile.ZipFile(other, "w") as made:
        for name in book.namelist():
            data = book.read(name)
            made.writestr(
                name, data.replace("Hộ mẫu 3".encode(), "Hộ mẫu 4".encode()) if name == "draft.jsonl" else data
            )
    assert refused(other, tmp_path) == "backup.damaged"
    with zipfile.ZipFile(whole, "a") as book:
        book.writestr("../../x", b"x")
    assert refused(whole, tmp_path) == "backup.damaged"


def test_nothing_is_restored_over_a_store_that_holds_something(whole, tmp_path):
    url = f"sqlite:///{tmp_path / 'busy' / 'kit.db'}"
    store = open_store(url)
    fill(store, 1)
    store.close()
    with pytest.raises(OnboardingError, match=r"restore\.not_empty"):
        restore(whole, url, made_at)


def test_a_backup_that_cannot_be_written_leaves_no_half(store, tmp_path):
    with pytest.raises(OnboardingError, match=r"backup\.not_written"):
        backup(store, tmp_path / "no such folder" / "x.zip")
    assert list(tmp_path.glob("*.part")) == []


def old(url):
    """A store of the first shape, with two visits in it."""
    store = made_at(url, "0001")
    row = {
        "rev": 3, "step": 2, "state": "open", "team": "Tổ 1", "member": "An", "commune": "24988", "title": "Hộ cũ",
        "data": {"business": {"name": "Hộ cũ"}}, "sealed": {}, "stamps": {"business.name": 3},
    }  # fmt: skip
    from datetime import UTC, datetime

    at = {"created_at": datetime(2026, 11, 1, tzinfo=UTC), "changed_at": datetime(2026, 11, 2, tzinfo=UTC)}
    ids = [new_id(), new_id()]
    store.write(lambda conn: conn.execute(insert(draft), [{**row, **at, "id": one} for one in ids]).rowcount)
    store.close()
    return ids


def test_an_older_store_asks_to_be_migrated_and_keeps_everything(url, tmp_path):
    ids = old(url)
    with pytest.raises(OnboardingError) as caught:
        open_store(url)
    assert caught.value.as_json() == {"error": "store.older", "field": None, "found": "0001", "known": HEAD}
    told = migrate(url, safe=tmp_path / "before.zip")
    assert (told["from"], told["to"]) == ("0001", HEAD)
    store = open_store(url)
    found = [Visits(store).load(one) for one in ids]
    assert [(one.rev, one.data, one.step) for one in found] == [(3, {"business": {"name": "Hộ cũ"}}, 2)] * 2
    saved = Visits(store).save(ids[0], {"business.phone": "0901234567"}, rev=3)
    assert saved.rev == 4
    fill(store, 2)
    store.close()
    assert verify(tmp_path / "before.zip")["tables"]["draft"]["rows"] == 2


def test_a_backup_of_an_older_kit_is_restored_and_migrated(url, tmp_path):
    old(url)
    migrate(url, safe=tmp_path / "before.zip")
    target = f"sqlite:///{tmp_path / 'again' / 'kit.db'}"
    assert restore(tmp_path / "before.zip", target, made_at)["revision"] == "0001"
    migrate(target)
    store = open_store(target)
    assert len(Visits(store).open_ones()) == 2
    store.close()


def test_a_store_of_a_newer_kit_is_left_alone(url, tmp_path):
    open_store(url).close()
    with made_at(url, HEAD).reading() as conn:
        before = conn.execute(select(func.count()).select_from(draft)).scalar_one()
    store = made_at(url, HEAD)
    store.write(lambda conn: conn.execute(text("UPDATE alembic_version SET version_num = '9999'")).rowcount)
    store.close()
    for act in (lambda: open_store(url), lambda: migrate(url, safe=tmp_path / "x.zip")):
        with pytest.raises(OnboardingError) as caught:
            act()
        assert caught.value.code == "store.newer"
    assert before == 0
    assert not (tmp_path / "x.zip").exists()


def test_a_migration_that_fails_changes_nothing(url, tmp_path, monkeypatch):
    old(url)
    store = made_at(url, "0001")
    store.write(lambda conn: conn.execute(text("CREATE TABLE tally (in_the_way INTEGER)")))
    store.close()
    with pytest.raises(Exception, match="tally"):
        migrate(url, safe=tmp_path / "before.zip")
    store = made_at(url, "0001")
    with store.reading() as conn:
        assert conn.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "0001"
        assert conn.execute(select(func.count()).select_from(draft)).scalar_one() == 2
    store.close()

"""An encrypted store: nothing of it can be read without its key, and all the rest is as in any other store."""

import base64
import subprocess
import sys

import pytest

from onboarding.business import Consent, Rung
from onboarding.errors import OnboardingError
from onboarding.logbook import BusinessSnapshot, Logbook
from onboarding.store import open_store
from onboarding.store.backup import backup, restore
from onboarding.store.migrating import differences, made_at
from onboarding.store.schema import new_id

KEY, OTHER = (base64.urlsafe_b64encode(letter * 32).decode() for letter in (b"a", b"b"))
NAME = "Mật ong Bí Mật"
YES = Consent(purposes={"visit": True, "counts": True, "follow_up": True})


@pytest.fixture
def url(tmp_path, monkeypatch):
    monkeypatch.setenv("ONBOARDING_KEY", KEY)
    return f"sqlite+sqlcipher:///{tmp_path / 'kit.db'}"


def give(store, name=NAME, phone="0912345678"):
    one = new_id()
    about = BusinessSnapshot(name=name, phone=phone, consent=YES)
    Logbook(store).record(one, one, "24988", Rung.HANDED_OVER, team="Tổ 1", member="An", about=about)
    return one


def refused(code, act):
    with pytest.raises(OnboardingError) as caught:
        act()
    assert caught.value.code == code


def test_no_file_of_it_says_a_name_a_table_or_that_it_is_sqlite(url, tmp_path):
    store = open_store(url)
    give(store)
    for path in tmp_path.glob("kit.db*"):
        raw = path.read_bytes()
        for word in (NAME.encode(), b"0912345678", b"business", b"SQLite format"):
            assert word not in raw, (path.name, word)
    store.close()
    assert not (tmp_path / "kit.key").exists()


def test_it_opens_again_with_its_key_and_with_no_other(url, monkeypatch):
    store = open_store(url)
    one = give(store)
    store.close()
    again = open_store(url)
    assert Logbook(again).business(one).name == NAME
    again.close()
    monkeypatch.setenv("ONBOARDING_KEY", OTHER)
    refused("store.other_key", lambda: open_store(url))
    refused("store.damaged", lambda: open_store(url.replace("+sqlcipher", "")))
    monkeypatch.delenv("ONBOARDING_KEY")
    refused("store.needs_key", lambda: open_store(url))


def test_an_open_store_is_not_taken_for_an_encrypted_one(url):
    plain = url.replace("+sqlcipher", "")
    open_store(plain).close()
    refused("store.other_key", lambda: open_store(url))


def test_what_is_withdrawn_is_gone_and_counts_follow(url):
    store = open_store(url)
    gone, stays = give(store), give(store, "Gạo Bình", phone="")
    Logbook(store).withdraw(gone, member="Lan")
    assert Logbook(store).business(gone).name == ""
    assert Logbook(store).business(stays).name == "Gạo Bình"
    assert store.path.with_name("kit.db-wal").stat().st_size == 0
    store.close()


def test_it_is_backed_up_restored_and_migrated_like_any_other(url, tmp_path):
    store = open_store(url)
    one = give(store)
    backup(store, tmp_path / "kit.zip")
    store.close()
    assert differences(url) == []
    other = url.replace("kit.db", "again.db")
    restore(tmp_path / "kit.zip", other, made_at)
    again = open_store(other)
    assert Logbook(again).business(one).name == NAME
    again.close()
    assert not (tmp_path / "again.db").read_bytes().startswith(b"SQLite format")


def test_killed_while_open_it_opens_again(url):
    script = "import sys,os; from tests.store.test_sealed import give; from onboarding.store import open_store\n"
    script += "give(open_store(sys.argv[1])); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", script, url], check=False)
    store = open_store(url)
    assert Logbook(store).count(exact=True).total == 1
    store.close()


def test_where_the_package_is_not_installed_it_says_what_to_do(url, monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlcipher3.dbapi2", None)
    refused("store.no_sqlcipher", lambda: open_store(url))

"""Writes: durable when they return, one undone without its neighbours, many at once without waiting seconds."""

import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from onboarding.errors import OnboardingError
from onboarding.store import Store, close_all, default_url, open_store, the_store
from onboarding.store.engine import PRAGMAS
from onboarding.store.schema import new_id
from onboarding.store.schema.logbook import mark
from onboarding.store.sql import load, load_new, upsert
from onboarding.visits import Visits


def row(value, business=None):
    return {"commune": "24988", "kind": "qr", "value": value, "business_id": business or new_id()}


def values(store):
    with store.reading() as conn:
        return sorted(conn.execute(select(mark.c.value)).scalars())


def test_a_write_returns_what_its_function_returns(store):
    assert store.write(lambda conn: conn.execute(text("SELECT 7")).scalar_one()) == 7


def test_a_write_that_fails_is_undone_and_says_why(store):
    def half(conn):
        upsert(conn, mark, [row("aa")])
        raise ValueError("not this one")

    with pytest.raises(ValueError, match="not this one"):
        store.write(half)
    assert values(store) == []


def test_those_who_fail_do_not_take_their_neighbours_with_them(store):
    def job(number):
        def write(conn):
            upsert(conn, mark, [row(f"{number:02d}")])
            if number % 3 == 0:
                conn.execute(text("SELECT no_such_column FROM mark"))
            return number

        return write

    failed, threads = [], []

    def run(number):
        try:
            assert store.write(job(number)) == number
        except OnboardingError:
            failed.append(number)

    for number in range(30):
        threads.append(threading.Thread(target=run, args=(number,)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    assert sorted(failed) == list(range(0, 30, 3))
    assert values(store) == [f"{number:02d}" for number in range(30) if number % 3]


def test_a_write_inside_a_write_is_refused_at_once(store):
    with pytest.raises(RuntimeError, match="inside a write"):
        store.write(lambda conn: store.write(lambda inner: 1))
    assert store.write(lambda conn: 2) == 2


def test_reading_cannot_write(store):
    with pytest.raises(OnboardingError), store.reading() as conn:
        conn.execute(mark.insert(), row("aa"))
    assert values(store) == []


def test_a_reader_does_not_wait_for_a_writer(store):
    entered, leave = threading.Event(), threading.Event()

    def slow(conn):
        upsert(conn, mark, [row("aa")])
        entered.set()
        leave.wait(20)

    writer = threading.Thread(target=lambda: store.write(slow))
    writer.start()
    assert entered.wait(20)
    assert values(store) == []
    leave.set()
    writer.join()
    assert values(store) == ["aa"]


def test_a_closed_store_says_so(url):
    store = open_store(url)
    store.close()
    if store.path is not None:
        with pytest.raises(RuntimeError, match="closed"):
            store.write(lambda conn: 1)


def test_closing_finishes_what_waits(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    jobs = [
        threading.Thread(target=lambda n=n: store.write(lambda c: upsert(c, mark, [row(f"{n:02d}")]))) for n in range(8)
    ]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    store.close()
    again = open_store(store.url)
    assert len(values(again)) == 8
    again.close()


def test_two_processes_may_make_one_store_at_once(url):
    made, threads = [], []
    for _ in range(8):
        threads.append(threading.Thread(target=lambda: made.append(open_store(url))))
        threads[-1].start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    made[0].write(lambda conn: upsert(conn, mark, [row("aa")]))
    assert [values(store) for store in made] == [["aa"]] * 8
    for store in made:
        store.close()


def test_serializable_writers_on_one_commune_lose_nothing(postgres_url, monkeypatch):
    from onboarding.business import Consent, Rung
    from onboarding.logbook import BusinessSnapshot, Logbook

    store = open_store(postgres_url, isolation="SERIALIZABLE")
    log, yes = Logbook(store), Consent(purposes={"counts": True})

    def work(team):
        for _ in range(12):
            one = new_id()
            log.record(one, one, "24988", Rung.HANDED_OVER, team=team, member="An", about=BusinessSnapshot(consent=yes))

    threads = [threading.Thread(target=work, args=(f"Tổ {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log.count(by=("team",), exact=True).total == 96
    with store.reading() as conn:
        assert conn.execute(text("SHOW transaction_isolation")).scalar_one() == "serializable"
    store.close()


def small(tmp_path, pages):
    """A store on a disk that is full after `pages` pages of 4 KiB."""
    url = f"sqlite:///{tmp_path / 'kit.db'}"
    open_store(url).close()
    return Store(url, pragmas=(*PRAGMAS, f"max_page_count={pages}"))


def test_a_full_disk_is_said_in_words_and_nothing_is_half_saved(tmp_path):
    store = small(tmp_path, 140)
    visits = Visits(store)
    one = visits.create(data={"business": {"name": "Hộ mẫu"}})

    def fill():
        for _ in range(60):
            visits.put_photo(one.id, bytes(20_000) + new_id().encode(), meta={"kept": True})

    with pytest.raises(OnboardingError) as caught:
        fill()
    assert caught.value.code == "store.full"
    for photo, meta in visits.photos(one.id):
        assert visits.photo(one.id, photo)
        assert meta == {"kept": True}
    assert visits.load(one.id).data == {"business": {"name": "Hộ mẫu"}}
    visits.discard(one.id)
    assert visits.create(team="Tổ 1").rev == 1
    store.close()


def test_one_too_large_for_the_disk_does_not_take_small_ones_with_it(tmp_path):
    store, outcome = small(tmp_path, 140), []
    visits = Visits(store)
    one = visits.create()

    def big():
        try:
            visits.put_photo(one.id, bytes(900_000))
        except OnboardingError as error:
            outcome.append(error.code)

    jobs = [threading.Thread(target=big)] + [
        threading.Thread(target=lambda n=n: store.write(lambda c: upsert(c, mark, [row(f"{n:02d}")])))
        for n in range(10)
    ]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    assert outcome == ["store.full"]
    assert len(values(store)) == 10
    store.close()


@pytest.mark.parametrize("junk", [b"not a database at all, only words " * 200, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_file_is_said_in_words(tmp_path, junk):
    (tmp_path / "kit.db").write_bytes(junk)
    with pytest.raises(OnboardingError) as caught:
        open_store(f"sqlite:///{tmp_path / 'kit.db'}")
    assert caught.value.code == "store.damaged"


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///:memory:", "mysql://x/y", "kit.db", "=cmd|"])
def test_an_address_that_is_no_store_is_refused(url):
    with pytest.raises(OnboardingError) as caught:
        Store(url)
    assert caught.value.code == "store.bad_url"


def test_a_server_that_is_not_there_is_said_in_words():
    with pytest.raises(OnboardingError) as caught:
        open_store("postgresql://nobody@127.0.0.1:9/none")
    assert caught.value.code == "store.unreachable"


def test_the_store_is_one_for_each_process_and_address(tmp_path, monkeypatch):
    monkeypatch.setenv("ONBOARDING_DB", f"sqlite:///{tmp_path / 'kit.db'}")
    assert default_url().endswith("kit.db")
    assert the_store() is the_store()
    close_all()


def test_ids_made_later_sort_later():
    ids = []
    for _ in range(20):
        ids.append(new_id())
        time.sleep(0.002)
    assert ids == sorted(ids)
    assert all(one[12] == "7" and one[16] in "89ab" for one in ids)


def test_many_rows_at_once_that_the_store_refuses_are_told_without_what_stood_in_them(store):
    person = "Nguyễn Thị Mẫu"
    with pytest.raises(OnboardingError) as refused:
        store.write(lambda conn: load(conn, mark, ("commune", "value"), [("24988", person)]))
    assert person not in "".join(traceback.format_exception(refused.value))
    assert refused.value.code.startswith("store.")


def test_many_rows_at_once_are_tried_again_after_a_deadlock(postgres_url):
    """Two writers load two rows each, crosswise: PostgreSQL ends one of them, which then finds the other's there."""
    store, meeting = open_store(postgres_url), threading.Barrier(2, timeout=10)
    rows, met, loaded = [row("0001"), row("0002")], set(), []

    def cross(order):
        def fn(conn):
            first = load_new(conn, (mark, [order[0]]))
            if order[0]["value"] not in met:
                met.add(order[0]["value"])
                meeting.wait()
            return first, load_new(conn, (mark, [order[1]]))

        loaded.append(store.write(fn))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(cross, (rows, rows[::-1])))
    assert sorted(loaded) == [(False, False), (True, True)]
    store.close()

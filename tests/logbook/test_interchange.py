"""A log travels by file: whole or not at all, twice without harm, from clocks that are wrong."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from onboarding.business import Consent, Rung
from onboarding.errors import OnboardingError
from onboarding.logbook import BusinessSnapshot, Logbook
from onboarding.logbook.files import interchange
from onboarding.logbook.files.importing import import_file
from onboarding.store import open_store
from onboarding.store.schema import new_id
from onboarding.store.schema.logbook import business, event

YES = Consent(purposes={"visit": True, "counts": True, "follow_up": True})
HERE, THERE = "24988", "24955"


def about(number, **more):
    return BusinessSnapshot(name=f"Hộ mẫu {number}", phone=f"09012345{number:02d}", consent=YES, **more)


def add(log, number, *, commune=HERE, rung=Rung.HANDED_OVER, team="Tổ 1", business=None, **more):
    one = business or new_id()
    log.record(one, one, commune, rung, team=team, member="An", about=about(number), **more)
    return one


@pytest.fixture
def laptop(tmp_path, monkeypatch):
    """Another machine's log with its own key: twelve businesses, two of them also begun only."""
    monkeypatch.delenv("ONBOARDING_KEY", raising=False)
    other = open_store(f"sqlite:///{tmp_path / 'laptop' / 'kit.db'}")
    log = Logbook(other)
    for number in range(12):
        add(log, number, commune=HERE if number % 2 else THERE, team="Tổ 2")
    yield log
    other.close()


@pytest.fixture
def file(laptop, tmp_path):
    path = tmp_path / "so.jsonl"
    with path.open("w", encoding="utf8", newline="\n") as target:
        interchange.write(laptop.store, target)
    return path


@pytest.fixture
def log(store):
    return Logbook(store)


def counts(log):
    return log.count(by=("commune", "team"), exact=True).rows


def test_a_log_taken_in_counts_as_it_did(log, laptop, file):
    found = import_file(log.store, file)
    assert (found["new"], found["refused"]) == (24, [])
    assert counts(log) == counts(laptop)


def test_taken_in_again_it_changes_nothing(log, file):
    import_file(log.store, file)
    before = counts(log)
    again = import_file(log.store, file)
    assert (again["new"], again["known"]) == (0, 24)
    assert counts(log) == before


def test_a_business_both_machines_hold_counts_once_though_their_keys_differ(log, file):
    add(log, 3)
    found = import_file(log.store, file)
    assert found["echo"] == 1
    assert log.count(by=(), exact=True).total == 12


def test_four_machines_sending_the_same_file_at_once_count_it_once(log, file):
    import threading

    found = []
    senders = [threading.Thread(target=lambda: found.append(import_file(log.store, file))) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(found) == 4
    assert log.count(by=(), exact=True).total == 12
    assert sum(one["new"] for one in found) == 24


@pytest.mark.parametrize("cut", [1, 40, 500])
def test_a_file_cut_short_is_refused_and_nothing_is_taken(log, file, cut):
    file.write_bytes(file.read_bytes()[:-cut])
    with pytest.raises(OnboardingError) as caught:
        import_file(log.store, file)
    assert caught.value.code in ("log.truncated", "log.altered")
    assert counts(log) == []


def test_a_file_without_its_last_line_is_refused(log, file):
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))
    with pytest.raises(OnboardingError, match=r"log\.truncated"):
        import_file(log.store, file)


def test_every_changed_byte_is_noticed(log, file):
    whole = file.read_bytes()
    for at in range(10, len(whole) - 120, len(whole) // 23):
        changed = bytearray(whole)
        changed[at] ^= 0x20
        file.write_bytes(bytes(changed))
        with pytest.raises(OnboardingError):
            import_file(log.store, file)
    assert counts(log) == []


@pytest.mark.parametrize("junk", [b"", b"\x00" * 100, b"{}\n", b"PK\x03\x04", "đây là thơ\n".encode()])
def test_what_is_no_log_is_refused_in_words(log, file, junk):
    file.write_bytes(junk)
    with pytest.raises(OnboardingError, match=r"log\.not_a_log"):
        import_file(log.store, file)


def sealed(lines):
    """Lines closed with a right check sum, as an export closes them."""
    import hashlib

    body = "".join(lines)
    end = {"end": {"lines": len(lines), "sha256": hashlib.sha256(body.encode()).hexdigest()}}
    return body + json.dumps(end) + "\n"


def test_one_bad_line_is_set_aside_and_the_others_are_taken(log, file):
    lines = file.read_text("utf8").splitlines(keepends=True)[:-1]
    bad = json.loads(lines[3])
    bad["business"]["id"] = "../../x"
    lines[3] = json.dumps(bad) + "\n"
    file.write_text(sealed(lines), "utf8")
    found = import_file(log.store, file)
    assert [one["line"] for one in found["refused"]] == [4]
    assert found["new"] == 23


@pytest.mark.parametrize("years", [-6, 14])
def test_a_machine_whose_clock_is_years_off_tells_the_right_week(log, laptop, tmp_path, years):
    off, now = timedelta(days=365 * years), datetime.now(UTC)
    old = tmp_path / "off.jsonl"
    lines = []
    for line in interchange.lines(laptop.store, at=now + off):
        record = json.loads(line)
        for kind in ("event", "business"):
            for name in ("happened_at", "written_at", "first_at", "changed_at"):
                if name in record.get(kind, {}):
                    record[kind][name] = (datetime.fromisoformat(record[kind][name]) + off).isoformat()
            if "day" in record.get(kind, {}):
                record[kind]["day"] = (datetime.fromisoformat(record[kind]["day"]) + off).date().isoformat()
        lines.append(json.dumps(record) + "\n")
    old.write_text(sealed(lines[:-1]), "utf8")
    assert import_file(log.store, old)["refused"] == []
    assert [row["week"] for row in log.count(by=("week",), exact=True).rows] == [
        row["week"] for row in laptop.count(by=("week",), exact=True).rows
    ]


def test_a_withdrawal_travels_and_takes_the_count_with_it(log, laptop, file, tmp_path):
    import_file(log.store, file)
    with laptop.store.reading() as conn:
        one = conn.execute(select(business.c.id).where(business.c.commune == HERE).limit(1)).scalar_one()
    laptop.withdraw(one, member="An")
    later = tmp_path / "later.jsonl"
    with later.open("w", encoding="utf8", newline="\n") as target:
        interchange.write(laptop.store, target)
    import_file(log.store, later)
    assert counts(log) == counts(laptop)
    import_file(log.store, file)  # the old file does not bring the vendor back
    assert counts(log) == counts(laptop)
    with log.store.reading() as conn:
        assert conn.execute(select(business.c.name).where(business.c.id == one)).scalar_one() == ""


def test_without_people_the_file_holds_no_name_and_counts_the_same(log, laptop, tmp_path):
    path = tmp_path / "dem.jsonl"
    with path.open("w", encoding="utf8", newline="\n") as target:
        interchange.write(laptop.store, target, people=False)
    text = path.read_text("utf8")
    assert "Hộ mẫu" not in text
    assert not any(f"09012345{number:02d}" in text for number in range(100))  # whole numbers: ids are hex digits
    import_file(log.store, path)
    assert counts(log) == counts(laptop)


def test_the_old_machine_and_the_new_meet_in_any_order(log, laptop, file, tmp_path):
    for number in range(6, 18):
        add(log, number, team="Tổ 3")
    mine = tmp_path / "mine.jsonl"
    with mine.open("w", encoding="utf8", newline="\n") as target:
        interchange.write(log.store, target)
    import_file(log.store, file)
    import_file(laptop.store, mine)
    assert log.count(by=(), exact=True).total == laptop.count(by=(), exact=True).total
    with laptop.store.reading() as conn:
        assert conn.execute(select(event.c.id)).first()

"""After a whole visit nothing like an identity number, a card's picture, a one-time code or account is found.

Two searches: the numbers the vendor told, byte for byte and in every spelling, wherever the kit writes; and every run
of six digits or more in what can be read, which must be one of the few that have a reason to be there.
"""

import csv
import io
import json
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from PIL import Image

from onboarding.business import Visit
from onboarding.logbook import Logbook
from onboarding.logbook.files import interchange
from onboarding.logbook.files.exports import as_csv, as_dhis2, as_xlsx
from onboarding.photos import clean
from onboarding.services import hand_over, make_pack
from onboarding.services.reprint import visit_again
from onboarding.services.return_visits import record_return
from onboarding.store import Store, open_store
from onboarding.store.backup import backup
from onboarding.visits import Visits
from onboarding.wallets import Offers
from onboarding.wallets.answers import without_numbers

ACCOUNT, TYPO = "0011004321987", "0011004321978"
CITIZEN, OLD_ID, OTP = "001099000001", "023456789", "482913"
PHONE, BANK = "0912345678", "970436"
HOTLINES = "5656156"
"""The short numbers 5656 and 156 for reporting fraud, side by side."""
ALLOWED = {PHONE, BANK, "125000", HOTLINES}
"""The runs of six digits and more that belong: a telephone agreed to, the bank's BIN, a price, the hotlines."""

MOMENT = re.compile(r"\b20\d\d-[01]\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?)?\b")
RUN = re.compile(r"(?<![0-9A-Za-z])\d(?:[ .\-]?\d){5,}(?![0-9A-Za-z])")


def spellings(number: str) -> Iterator[bytes]:
    """A number as it might lie in a file: bare, grouped, in two-byte letters."""
    for size in (len(number), 3, 4):
        for joint in (" ", ".", "-"):
            text = joint.join(number[at : at + size] for at in range(0, len(number), size))
            yield from (text.encode("ascii"), text.encode("utf-16-le"), text.encode("utf-16-be"))


def told(data: bytes) -> list[str]:
    """Which of the numbers the vendor told lie in these bytes."""
    secret = (ACCOUNT, TYPO, CITIZEN, OLD_ID, OTP)
    return [number for number in secret if any(one in data for one in spellings(number))]


def strange(text: str, allowed: set[str] = ALLOWED) -> list[str]:
    """Runs of digits with no reason to be in a text; days and times are left out."""
    runs = (re.sub(r"\D", "", run) for run in RUN.findall(MOMENT.sub(" ", text)))
    return [run for run in runs if run not in allowed]


def leaves(value: Any) -> Iterator[str]:
    """Every text and whole number in plain JSON, keys too."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield str(key)
            yield from leaves(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from leaves(part)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield str(value)


def photo() -> bytes:
    """A picture with a note in it, as a phone or a scanning app writes one."""
    picture = Image.radial_gradient("L").convert("RGB").resize((900, 700))
    noted = Image.Exif()
    noted[0x010E] = f"CCCD {CITIZEN}"
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=92, exif=noted)
    return target.getvalue()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'data' / 'kit.db'}")
    yield opened
    opened.close()


def whole_visit(store: Store, *, keep_photos: bool) -> tuple[str, bytes, bytes]:
    """From the first word to the return visit: the visit's id, its PDF and its ZIP."""
    visits = Visits(store)
    purposes = {"visit": True, "counts": True, "photos": keep_photos, "follow_up": True}
    data = {
        "business": {"name": "Mật ong Hộ mẫu 1", "commune": "24988", "trade": "mat_ong", "owner": "Chủ Hộ Mẫu"},
        "consent": {"purposes": purposes, "at": "2026-10-01T03:00:00+00:00", "version": "1"},
        "listing": {"category": "mat_ong", "answers": {"loai_hoa": "hoa cà phê"}, "price": 125_000},
        "payment": {"bank": BANK, "account": TYPO, "holder": "CHU HO MAU"},
        "checklist": {"provider": "momo", "facts": {"registered_hkd": False, "exempt_from_registration": True}},
    }
    one = visits.create(team="Tổ mẫu", member="Lan", commune="24988", data=data)
    visits.save(one.id, {"business.phone": PHONE, "payment.account": ACCOUNT}, rev=one.rev)
    visits.save(one.id, {"payment.account": TYPO}, rev=one.rev)  # another tab, overwritten and kept aside
    typed = without_numbers(f"thẻ {CITIZEN}, CMND {OLD_ID}, phí 0 đồng")
    newest = visits.load(one.id)
    again = {"checklist.remarks.momo-1": {"read": typed, "read_on": "2026-10-01"}, "payment.account": ACCOUNT}
    newest = visits.save(one.id, again, rev=newest.rev)
    original = photo()
    taken = visits.put_photo(one.id, original)
    cleaned = clean(original, background="original").jpeg
    visits.put_photo(one.id, cleaned, kind="clean", photo_id=taken)
    pack = make_pack(Visit.from_row({**newest.data, "id": one.id, "team": "Tổ mẫu", "member": "Lan"}), [cleaned])
    hand_over(store, one.id, at=datetime.now(UTC) - timedelta(days=31))
    today = datetime.now(UTC).date()
    record_return(store, one.id, "first_week", "money_came", member="Lan", day=today)
    record_return(store, one.id, "still_used", "sale_seen", member="Lan", day=today)
    make_pack(visit_again(store, one.id, ACCOUNT)[0])
    offer = {"title": "Tặng loa", "by": "Ngân hàng A", "told_on": today, "ends": today}
    Offers(store).add("24988", offer, day=today)
    return one.id, pack.pdf, pack.files


def folder(store: Store) -> dict[str, bytes]:
    """Every file beside the store, first as it lies there, then with the write-ahead log brought in."""
    found = {f"{path.name}, before": path.read_bytes() for path in store.path.parent.iterdir()}
    with sqlite3.connect(store.path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return found | {path.name: path.read_bytes() for path in store.path.parent.iterdir()}


def cells(path: Path) -> Iterator[tuple[str, str]]:
    """Table and text of every cell; JSON by its leaves."""
    with sqlite3.connect(path) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            for row in database.execute(f"SELECT * FROM {name}"):
                for value in (value for value in row if isinstance(value, str)):
                    parts = leaves(json.loads(value)) if value[:1] in "{[" and value else [value]
                    yield from ((name, part) for part in parts)


def streams(pdf: bytes) -> bytes:
    """A PDF with its compressed parts unpacked."""
    found = [pdf]
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S):
        try:
            found.append(zlib.decompress(part))
        except zlib.error:
            found.append(part)
    return b"\n".join(found)


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.mark.parametrize("keep_photos", [True, False])
def test_the_store_holds_none_of_it(store, keep_photos):
    whole_visit(store, keep_photos=keep_photos)
    files = folder(store)
    assert "kit.db-wal, before" in files
    assert {name: found for name, data in files.items() if (found := told(data))} == {}
    assert [(table, text) for table, text in cells(store.path) if strange(text)] == []


def test_the_pictures_left_are_those_she_agreed_to(store):
    visit, _pdf, _files = whole_visit(store, keep_photos=True)
    visits = Visits(store)
    ((kept, _meta),) = visits.photos(visit)
    assert visits.kinds(visit, kept) == ["clean"]
    files = folder(store)
    assert sum(files["kit.db"].count(start) for start in (b"\xff\xd8\xff", b"\x89PNG")) == 1
    assert CITIZEN.encode() not in visits.photo(visit, kept, kind="clean")


def test_no_picture_is_left_when_she_did_not_agree(store):
    whole_visit(store, keep_photos=False)
    files = folder(store)
    assert {name for name, data in files.items() if b"\xff\xd8\xff" in data or b"\x89PNG" in data} == set()


def test_a_picture_taken_by_mistake_is_gone_when_it_is_dropped(store):
    visits = Visits(store)
    one = visits.create(team="Tổ mẫu", member="Lan")
    visits.drop_photo(one.id, visits.put_photo(one.id, photo()))
    files = folder(store)
    assert {name: found for name, data in files.items() if (found := told(data))} == {}
    assert {name for name, data in files.items() if b"\xff\xd8\xff" in data} == set()


def test_who_withdraws_is_named_in_no_file_of_the_log(store):
    visit, _pdf, _files = whole_visit(store, keep_photos=False)
    Visits(store).discard(visit)
    assert PHONE.encode() in folder(store)["kit.db"]
    Logbook(store).withdraw(visit, member="Lan")
    name = "Mật ong Hộ mẫu 1".encode()
    assert {file for file, data in folder(store).items() if PHONE.encode() in data or name in data} == set()


def test_the_log_and_every_export_hold_none_of_it(store, tmp_path):
    whole_visit(store, keep_photos=True)
    log, target = Logbook(store), io.StringIO()
    interchange.write(log.store, target)
    answer = log.count(by=("commune", "month"), exact=True)
    backup(store, tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        copied = b"\n".join(archive.read(name) for name in archive.namelist())
    made = {"log": target.getvalue().encode(), "csv": as_csv(answer), "xlsx": as_xlsx(answer), "backup": copied}
    made["dhis2"] = json.dumps(as_dhis2(answer)).encode()
    assert {name: found for name, data in made.items() if (found := told(data))} == {}
    lines = [part for line in target.getvalue().splitlines() for part in leaves(json.loads(line))]
    assert [part for part in lines if strange(part)] == []
    table = [cell for row in csv.reader(io.StringIO(made["csv"].decode("utf-8-sig"))) for cell in row]
    sheet = [str(cell) for row in openpyxl.load_workbook(io.BytesIO(made["xlsx"])).worksheets[0].values for cell in row]
    month = answer.rows[0]["month"].replace("-", "")
    assert [cell for cell in (*table, *sheet, *leaves(as_dhis2(answer))) if strange(cell, {month})] == []


def test_the_pack_says_her_account_in_the_codes_picture_alone(store):
    visit, pdf, files = whole_visit(store, keep_photos=True)
    card = visit[-6:].upper()
    with zipfile.ZipFile(io.BytesIO(files)) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    del inside[
        "6-go-so-tien-hien-ma.html"
    ]  # draws the code for an amount on the vendor's phone, so it holds the code's text
    unpacked = {name: streams(data) if name.endswith(".pdf") else data for name, data in inside.items()}
    assert {name: found for name, data in {**unpacked, "pdf": streams(pdf)}.items() if (found := told(data))} == {}
    page = re.sub(r"data:image/[^\"']+", "", next(v for k, v in inside.items() if k.endswith(".html")).decode())
    words = {k: v.decode("utf-8-sig") for k, v in inside.items() if k.endswith(".txt")}
    read = {"pdf": text_of(pdf), "page": re.sub(r"<(style|script).*?</\1>", "", page, flags=re.S), **words}
    assert {name: found for name, text in read.items() if (found := strange(text, {*ALLOWED, card}))} == {}
    assert "1987" in read["pdf"]


def test_the_searches_find_what_they_look_for():
    for number in (ACCOUNT, CITIZEN, OTP):
        assert told(f"x{number[:3]}.{number[3:6]}".encode()) == ([] if len(number) > 6 else [number])
        assert told(number.encode("utf-16-be")) == [number]
    assert strange("thẻ 001 099 000 001, mã 482913, ngày 2026-11-24T06:00:00.123456+07:00") == [CITIZEN, OTP]
    assert strange(f"{PHONE}, 24988; 125.000; 9f1234567a") == []

"""Backup files for a USB stick: written and restored from screens, encrypted on request with a passphrase (age).

Plain: the ZIP of `store.backup`. Encrypted: an age file (passphrase, scrypt) around a ZIP of that and `kit.key`, so
that another laptop opens the account numbers of visits that were open. Without a passphrase the key never goes along.
"""

import io
import os
import shutil
import string
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyrage
from sqlalchemy import func, select

from ..errors import OnboardingError
from ..languages import nfc
from ..members import current_member, log_access
from ..store import Store, close_all, default_url, the_store
from ..store.backup import BESIDE, backup, restore
from ..store.backup_reminder import folder_of, note_backup
from ..store.engine import address, is_sqlite
from ..store.schema.members import team

SHORTEST_PASSPHRASE = 10
AGE_HEAD = b"age-encryption.org/"
STORE_PART, KEY_PART = "kit.zip", "kit.key"
_REMOVABLE = 2
"""Windows' GetDriveTypeW: DRIVE_REMOVABLE."""


def usb_drives() -> list[Path]:
    """Mounted USB sticks of this machine, by name."""
    if os.name == "nt":
        import ctypes

        kind_of = ctypes.windll.kernel32.GetDriveTypeW  # type: ignore[attr-defined]
        return [Path(f"{letter}:\\") for letter in string.ascii_uppercase if kind_of(f"{letter}:\\") == _REMOVABLE]
    places = [*Path("/media").glob("*"), *Path("/media").glob("*/*"), *Path("/run/media").glob("*/*")]
    return sorted(place for place in places if os.path.ismount(place) and os.access(place, os.W_OK))


def backups_on(drives: Sequence[Path]) -> list[Path]:
    """Backup files at the top of USB sticks, the latest first."""
    backups = [path for drive in drives for path in drive.glob("sao-luu-*.zip*") if path.suffix in (".zip", ".age")]
    return sorted(backups, key=lambda path: path.name, reverse=True)


def file_name(at: datetime, *, encrypted: bool) -> str:
    """A name that sorts by time: `sao-luu-20261126-0930.zip`, with `.age` when encrypted."""
    return f"sao-luu-{at:%Y%m%d-%H%M}.zip{'.age' if encrypted else ''}"


def backup_bytes(store: Store, passphrase: str = "") -> bytes:
    """A verified backup, encrypted where there is a passphrase; OnboardingError `backup.passphrase`."""
    phrase = nfc(passphrase.strip())
    if phrase and len(phrase) < SHORTEST_PASSPHRASE:
        raise OnboardingError("backup.passphrase", field="passphrase", least=SHORTEST_PASSPHRASE)
    with tempfile.TemporaryDirectory(prefix="onboarding-") as place:  # mkdtemp makes it 0700
        path = Path(place, STORE_PART)
        backup(store, path)
        plain = path.read_bytes()
    log_access(store, current_member(store), "backup", "")
    if not phrase:
        return plain
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as package:
        package.writestr(STORE_PART, plain)
        key = folder_of(store) / KEY_PART
        if key.exists():
            package.writestr(KEY_PART, key.read_bytes())
    return bytes(pyrage.passphrase.encrypt(whole.getvalue(), phrase))


def write_backup(store: Store, folder: Path, passphrase: str = "", at: datetime | None = None) -> Path:
    """Write a backup into a folder, whole or not at all; its path. OnboardingError `backup.not_written`."""
    data = backup_bytes(store, passphrase)
    target = folder / file_name(at or datetime.now().astimezone(), encrypted=bool(passphrase.strip()))
    fresh = target.with_name(f".{target.name}.part")
    try:
        with fresh.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())  # the stick is pulled out a moment later
        fresh.replace(target)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise OnboardingError("backup.not_written", field="file", file=str(target)) from error
    note_backup(store)
    return target


def is_encrypted(data: bytes) -> bool:
    """Whether a file is an age file."""
    return data.startswith(AGE_HEAD)


def restore_bytes(data: bytes, passphrase: str = "") -> dict[str, Any]:
    """Read a backup into this machine's store, which must hold no team yet; the backup's manifest.

    Built beside the store and put in its place only when whole. OnboardingError `backup.wrong_passphrase`,
    `restore.not_empty`, `restore.needs_file`, and what `store.backup.restore` raises.
    """
    url = default_url()
    place = address(url)
    if not is_sqlite(place):
        raise OnboardingError("restore.needs_file", field="db")
    if _holds_a_team():
        raise OnboardingError("restore.not_empty", field="db")
    from ..store.migrating import made_at, migrate  # Alembic: only when asked for

    target = Path(str(place.database))
    store_zip, key = _opened(data, passphrase)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=target.parent) as folder:
        source, built = Path(folder, STORE_PART), Path(folder, "kit.db")
        source.write_bytes(store_zip)
        fresh = str(place.set(database=str(built)).render_as_string(hide_password=False))
        manifest = restore(source, fresh, made_at)
        migrate(fresh)
        close_all()
        for suffix in ("-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        built.replace(target)
        for name in BESIDE:
            if (Path(folder) / name).exists() and not (target.parent / name).exists():
                shutil.move(Path(folder) / name, target.parent / name)
        if key is not None:
            (Path(folder) / KEY_PART).write_bytes(key)
            (Path(folder) / KEY_PART).chmod(0o600)
            shutil.move(Path(folder) / KEY_PART, target.parent / KEY_PART)
    return manifest


def _holds_a_team() -> bool:
    with the_store().reading() as conn:
        return bool(conn.execute(select(func.count()).select_from(team)).scalar_one())


def _opened(data: bytes, passphrase: str) -> tuple[bytes, bytes | None]:
    """The backup's ZIP, and the key when it came along."""
    if not is_encrypted(data):
        return data, None
    try:
        whole = pyrage.passphrase.decrypt(data, nfc(passphrase.strip()))
    except pyrage.DecryptError as error:
        raise OnboardingError("backup.wrong_passphrase", field="passphrase") from error
    try:
        with zipfile.ZipFile(io.BytesIO(whole)) as package:
            names = package.namelist()
            return package.read(STORE_PART), package.read(KEY_PART) if KEY_PART in names else None
    except (zipfile.BadZipFile, KeyError) as error:
        raise OnboardingError("backup.not_one", field="file", file=STORE_PART) from error

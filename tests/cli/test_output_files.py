"""Files a verb writes: whole or not at all, what stood there stays, and a refusal instead of a traceback."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from tests.command_line import command
from tests.photos.pictures import fruit, jpeg, scene

resource = pytest.importorskip("resource", reason="limits of a file's size are POSIX's")
VISIT = {"business": {"name": "Hộ mẫu 1"}, "payment": {"bank": "VCB", "account": "0011001234567", "holder": "HO MAU"}}
FACTS = {"category": "gao", "price": 30000, "unit": "kg"}
QR = ("qr", "--bank", "VCB", "--account", "0011001234567")


@contextmanager
def disk_full_after(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes, as on a disk that is nearly full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def answer(done: subprocess.CompletedProcess[bytes]) -> dict[str, object]:
    assert (done.returncode, done.stdout) == (2, b"")
    return dict(json.loads(done.stderr))


def verb(name: str, folder: Path) -> list[str]:
    """A command line that writes into `folder`/out."""
    (folder / "visit.json").write_text(json.dumps(VISIT), "utf8")
    (folder / "facts.json").write_text(json.dumps(FACTS), "utf8")
    out = folder / "out"
    return {
        "pack": ["pack", str(folder / "visit.json"), "--out", str(out)],
        "export": ["export", str(folder / "facts.json"), "--to", "haravan_csv", "--out", str(out / "hang.csv")],
        "png": [*QR, "--png", str(out / "ma.png")],
        "svg": [*QR, "--svg", str(out / "ma.svg")],
    }[name]


@pytest.mark.parametrize("name", ["pack", "export", "png", "svg"])
def test_on_a_full_disk_what_stood_there_stays(name, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    words = verb(name, tmp_path)
    done = command(*words)
    assert done.returncode == 0, done.stderr
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    assert before
    with disk_full_after(40):
        said = answer(command(*words))
    assert said["error"] == "file.not_written"
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


def test_of_a_pack_that_does_not_fit_nothing_is_left(tmp_path):
    out = tmp_path / "out"
    words = verb("pack", tmp_path)
    assert command(*words).returncode == 0
    sizes = sorted(file.stat().st_size for file in out.iterdir())
    for file in out.iterdir():
        file.unlink()
    with disk_full_after(sizes[-1] - 1):  # the smaller file fits, the larger does not
        assert answer(command(*words))["error"] == "file.not_written"
    assert list(out.iterdir()) == []


def test_a_picture_that_cannot_be_written_does_not_stop_the_others(tmp_path):
    out = tmp_path / "out"
    (out / "mot.jpg").mkdir(parents=True)  # a folder where the first picture should go
    for name in ("mot.jpg", "hai.jpg"):
        (tmp_path / name).write_bytes(jpeg(fruit(scene())[0]))
    done = command("photo", tmp_path / "mot.jpg", tmp_path / "hai.jpg", "--out", out, "--mask")
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (done.returncode, first["error"]) == (0, "file.not_written")
    assert Image.open(second["out"]).size == (1200, 1200)
    assert sorted(file.name for file in out.iterdir()) == ["hai.jpg", "hai_mask.png", "mot.jpg"]


def test_a_device_is_written_as_it_is(tmp_path):
    said = answer(command(*QR, "--svg", "/dev/full"))
    assert (said["error"], said["file"]) == ("file.not_written", "/dev/full")
    assert command(*QR, "--svg", "/dev/null").returncode == 0
    assert not Path("/dev/null").is_file()


def test_a_link_keeps_pointing_to_the_file_it_names(tmp_path):
    there, link = tmp_path / "there.svg", tmp_path / "link.svg"
    link.symlink_to(there)
    assert command(*QR, "--svg", link).returncode == 0
    assert link.is_symlink()
    assert there.read_text("utf8").startswith("<svg")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_file_that_is_only_for_reading_is_kept(tmp_path):
    file = tmp_path / "ma.svg"
    file.write_text("hers", "utf8")
    file.chmod(0o444)
    assert answer(command(*QR, "--svg", file))["error"] == "file.not_written"
    assert file.read_text("utf8") == "hers"

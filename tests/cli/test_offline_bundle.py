"""An offline bundle: complete for the other system, pinned by hash, and refused when a file was altered."""

import zipfile
from pathlib import Path

import pytest

from onboarding.cli import offline_bundle
from onboarding.cli.offline_bundle import copy_kit, pinned_with_hashes, unmet, write_sums
from onboarding.setup import SetupError, check_sums
from onboarding.setup.bundle import add_shortcut, data_home


def wheel(folder: Path, name: str, version: str, *needs: str) -> None:
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as package:
        lines = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {need}" for need in needs)]
        package.writestr(f"{name}-{version}.dist-info/METADATA", "\n".join(lines) + "\n\n")


@pytest.fixture
def pins(tmp_path, monkeypatch):
    (tmp_path / "requirements.txt").write_text("# exact\nkit_a==1.0\nkit-b[fast]==2.0\n")
    monkeypatch.setattr(offline_bundle, "ROOT", tmp_path)
    return tmp_path / "wheels"


def test_what_only_the_other_system_needs_is_found_missing(pins):
    wheel(pins, "kit_a", "1.0", 'colorama>=0.4; sys_platform == "win32"', 'old; python_version < "3.12"')
    wheel(pins, "kit_b", "2.0", 'speed; extra == "fast"', 'docs; extra == "docs"')
    assert unmet(pins, "windows", "3.11") == ["colorama>=0.4", "old", "speed"]
    assert unmet(pins, "linux", "3.13") == ["speed"]
    wheel(pins, "speed", "3.0", 'deeper; platform_system == "Windows"')
    assert unmet(pins, "linux", "3.13") == []
    assert unmet(pins, "windows", "3.13") == ["colorama>=0.4", "deeper"]


def test_two_pythons_with_two_versions_each_get_their_own(tmp_path):
    for version in ("1.3", "3.0"):
        wheel(tmp_path / "wheels", "kit_a", version)
    wheel(tmp_path / "wheels", "pip", "26.3")
    text = pinned_with_hashes(tmp_path / "wheels", {"3.11": {("kit-a", "1.3")}, "3.12": {("kit-a", "3.0")}})
    assert 'kit-a==1.3; python_version == "3.11" \\\n    --hash=sha256:' in text
    assert 'kit-a==3.0; python_version == "3.12" \\\n' in text
    assert "pip==" not in text


@pytest.fixture
def bundle(tmp_path):
    copy_kit(tmp_path / "kit")
    wheel(tmp_path / "kit" / "wheels", "kit_a", "1.0")
    write_sums(tmp_path / "kit")
    return tmp_path / "kit"


def test_an_unaltered_bundle_passes_also_after_it_ran(bundle):
    check_sums(bundle)
    (bundle / ".venv").mkdir()
    (bundle / "onboarding" / "__pycache__").mkdir(exist_ok=True)
    (bundle / "onboarding" / "__pycache__" / "x.pyc").write_bytes(b"")
    check_sums(bundle)


@pytest.mark.parametrize(
    ("alter", "name"),
    [
        (lambda kit: (kit / "onboarding/errors.py").write_text("x"), "onboarding/errors.py"),
        (lambda kit: (kit / "assets/icon.png").unlink(), "assets/icon.png"),
        (lambda kit: (kit / "wheels/evil-1.0-py3-none-any.whl").write_bytes(b"PK"), "wheels/evil-1.0-py3-none-any.whl"),
        (lambda kit: (kit / "onboarding/evil.py").write_text("x"), "onboarding/evil.py"),
        (lambda kit: (kit / "sitecustomize.py").write_text("x"), "sitecustomize.py"),
    ],
)
def test_an_altered_missing_or_added_file_is_refused_by_name(bundle, alter, name):
    alter(bundle)
    with pytest.raises(SetupError, match=name.replace(".", r"\.")):
        check_sums(bundle)


def test_the_bundle_takes_no_data_and_nothing_half_made(bundle):
    names = {path.name for path in bundle.rglob("*")}
    assert names.isdisjoint({"data", ".venv", ".git", "kit.db", "tests"})
    assert {"start.bat", "start.sh", "SHA256SUMS", "config.toml"} <= names


def test_a_bundle_puts_its_icon_on_the_desktop_once(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    entry = tmp_path / "Desktop" / "onboarding-kit.desktop"
    entry.parent.mkdir()
    root = tmp_path / 'a "kit" of 100 %'
    add_shortcut(root, data_home())
    lines = dict(line.split("=", 1) for line in entry.read_text("utf8").splitlines() if "=" in line)
    assert lines["Exec"] == f'"{tmp_path}/a \\\\"kit\\\\" of 100 %%/start.sh"'
    assert (tmp_path / "data" / "applications" / entry.name).read_text("utf8") == entry.read_text("utf8")
    assert entry.stat().st_mode & 0o111
    entry.unlink()
    add_shortcut(root, data_home())
    assert not entry.exists()  # deleted is deleted
    add_shortcut(tmp_path / "newer", data_home())
    assert f"{tmp_path}/newer/start.sh" in entry.read_text("utf8")

"""`offline-bundle`: a folder for a USB stick that starts on a laptop without a network.

Made on a connected machine: this kit, wheels of its exact pins for the laptop's system, a requirements file with their
hashes, and SHA256SUMS of everything, which the first start compares (`setup.check_sums`).
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from email import message_from_bytes
from pathlib import Path

import typer
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ..errors import OnboardingError
from . import emit, verb

ROOT = Path(__file__).parents[2]
PARTS = (
    ".streamlit", "assets", "onboarding", "product_templates", "LICENSE", "README.md", "requirements.txt",
    "start.bat", "start.sh", "streamlit_app.py",
)  # fmt: skip
"""What of the kit goes along: no data, no tests."""
PLATFORMS: Mapping[str, tuple[str, ...]] = {
    "windows": ("win_amd64",),
    "linux": ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_26_x86_64", "manylinux_2_17_x86_64",
              "manylinux2014_x86_64", "manylinux_2_12_x86_64", "manylinux2010_x86_64", "linux_x86_64"),
}  # fmt: skip
"""pip's tags; Debian 12's glibc is 2.36, so that every manylinux up to 2_28 runs there."""
_ENVIRONMENTS: Mapping[str, Mapping[str, str]] = {
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64",
                "implementation_name": "cpython", "platform_python_implementation": "CPython"},
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64",
              "implementation_name": "cpython", "platform_python_implementation": "CPython"},
}  # fmt: skip
PYTHONS = ("3.11", "3.12", "3.13")


Package = tuple[str, str]
"""A canonical name and a version."""


@verb("offline-bundle")
def offline_bundle(
    system: str = typer.Option(..., "--for", help="windows | linux: the system of the laptop it is for."),
    folder: Path = typer.Option(..., "--out", help="The folder to write, new or empty."),  # noqa: B008
    python: list[str] = typer.Option(list(PYTHONS), "--python", help="Versions of Python it shall run on."),  # noqa: B008
) -> None:
    """Write everything a laptop without a network needs; prints its files, bytes and what to do."""
    if system not in PLATFORMS:
        raise OnboardingError("bundle.system", field="for", found=system, known=", ".join(PLATFORMS))
    if folder.exists() and any(folder.iterdir()):
        raise OnboardingError("bundle.not_empty", field="folder", file=str(folder))
    copy_kit(folder)
    chosen = {version: download(folder / "wheels", system, version) for version in python}
    (folder / "requirements-bundle.txt").write_text(pinned_with_hashes(folder / "wheels", chosen), "utf8")
    files = write_sums(folder)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    emit({"folder": str(folder), "for": system, "python": python, "files": files, "bytes": size,
          "start": "start.bat" if system == "windows" else "start.sh"})  # fmt: skip


def copy_kit(folder: Path) -> None:
    """The kit's files without what Python and tools leave among them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copy2(source, folder / name)


def download(wheels: Path, system: str, version: str) -> set[Package]:
    """Wheels of the pins and of pip itself for one system and Python, as (name, version); raises `bundle.download`.

    pip judges markers such as `sys_platform == "win32"` by the machine it runs on, whatever --platform says, so what
    only the other system needs (colorama, tzdata) is read from the wheels and fetched after.
    """
    wheels.mkdir(parents=True, exist_ok=True)
    arguments = ["pip", "-r", str(ROOT / "requirements.txt")]
    with tempfile.TemporaryDirectory(dir=wheels) as place:  # apart: another Python may get another version
        while arguments:
            _pip_download(Path(place), system, version, arguments)
            missing = unmet(Path(place), system, version)
            arguments = ["--no-deps", *missing] if missing else []
        found = {_package(path) for path in Path(place).iterdir()}
        for path in Path(place).iterdir():
            path.replace(wheels / path.name)
    return found


def unmet(wheels: Path, system: str, version: str) -> list[str]:
    """What the wheels for one system and Python need and lack, as requirements; empty when they are complete."""
    environment = {**_ENVIRONMENTS[system], "python_version": version, "python_full_version": f"{version}.0"}
    requirements = [Requirement(line) for line in _lines(ROOT / "requirements.txt")]
    metadata = {canonicalize_name(path.name.split("-")[0]): path for path in wheels.glob("*.whl")}
    missing: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    while requirements:
        requirement = requirements.pop()
        name = canonicalize_name(requirement.name)
        if name not in metadata:
            missing[name] = f"{requirement.name}{requirement.specifier}"
            continue
        for extra in {"", *requirement.extras}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                requirements += _needs(metadata[name], {**environment, "extra": extra})
    return sorted(missing.values())


def _needs(wheel: Path, environment: Mapping[str, str]) -> list[Requirement]:
    """The requirements of a wheel whose markers hold in an environment."""
    with zipfile.ZipFile(wheel) as package:
        name = next(name for name in package.namelist() if name.endswith(".dist-info/METADATA"))
        lines = message_from_bytes(package.read(name)).get_all("Requires-Dist") or []
    found = [Requirement(line) for line in lines]
    return [one for one in found if one.marker is None or one.marker.evaluate(dict(environment))]


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf8").splitlines() if line and not line.startswith("#")]


def _pip_download(wheels: Path, system: str, version: str, arguments: Sequence[str]) -> None:
    tags = [word for tag in PLATFORMS[system] for word in ("--platform", tag)]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--dest", str(wheels)]
    command += ["--only-binary", ":all:", "--implementation", "cp", "--python-version", version, *tags]
    done = subprocess.run([*command, *arguments], check=False, capture_output=True, text=True)
    if done.returncode:
        reason = next(iter(re.findall(r"ERROR: (.+)", done.stderr)), "")
        raise OnboardingError("bundle.download", field="for", system=system, python=version, reason=reason[:200])


def pinned_with_hashes(wheels: Path, chosen: Mapping[str, set[Package]]) -> str:
    """A requirements file for `pip install --require-hashes`: each package's version with the sums of its wheels.

    `chosen`: the packages each Python got; where two Pythons got two versions, a marker says which is whose.
    """
    sums: dict[Package, list[str]] = {}
    for path in sorted(wheels.glob("*.whl")):
        sums.setdefault(_package(path), []).append(f"--hash=sha256:{_sha256(path)}")
    lines = []
    for package, hashes in sums.items():
        name, version = package
        pythons = [python for python, packages in chosen.items() if package in packages]
        marker = (
            "" if len(pythons) == len(chosen) else "; " + " or ".join(f'python_version == "{one}"' for one in pythons)
        )
        if name != "pip":
            lines.append(" \\\n    ".join([f"{name}=={version}{marker}", *hashes]) + "\n")
    return "".join(lines)


def _package(wheel: Path) -> Package:
    name, version = wheel.name.split("-")[:2]
    return canonicalize_name(name), version


def write_sums(folder: Path) -> int:
    """SHA256SUMS of every file of the bundle; how many."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    (folder / "SHA256SUMS").write_text("".join(f"{_sha256(folder / name)}  {name}\n" for name in names), "utf8")
    return len(names)


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()

"""The kit starts light: the first screen's code imports no heavy library, and its buttons are read off the files."""

import importlib
import json
import pkgutil
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

from onboarding import screens
from onboarding.screens import navigation

HEAVY = [
    "altair",
    "cv2",
    "numpy",
    "onnxruntime",
    "openpyxl",
    "pandas",
    "pi_heif",
    "PIL",
    "pyarrow",
    "typst",
    "zxingcpp",
]


def test_the_first_screen_brings_no_heavy_library():
    asked = (
        "import json, sys; from onboarding.screens import main, navigation; navigation.screens();"
        f"print(json.dumps([name for name in {HEAVY} if name in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=Path(__file__).parents[2], capture_output=True, check=True)
    assert json.loads(done.stdout) == []


def test_no_screen_is_imported_while_another_import_is_under_way(monkeypatch):
    shown = threading.Event()
    monkeypatch.setitem(sys.modules, "a_screen", SimpleNamespace(show=shown.set))
    opening = threading.Thread(target=navigation.Screen("x", "x", 0, "a_screen").show)
    with navigation.IMPORTING:  # as the maintenance does, or another browser's first page
        opening.start()
        assert not shown.wait(0.1)
    opening.join()
    assert shown.is_set()


def test_what_is_read_off_a_screens_file_is_what_it_says_of_itself():
    names = [info.name for info in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}.")]
    found = {name: importlib.import_module(name) for name in names}
    said = {
        _code(name): (one.TITLE, one.ORDER)
        for name, one in found.items()
        if hasattr(one, "show") and hasattr(one, "TITLE")
    }
    assert {code: (screen.title, screen.order) for code, screen in navigation.screens().items()} == said
    assert [screen.order for screen in navigation.screens().values()] == sorted(
        screen.order for screen in navigation.screens().values()
    )


def _code(module: str) -> str:
    """A screen's address: the module's name, or its folder's where the module is a `page.py`."""
    parts = module.split(".")
    return parts[-2] if parts[-1] == "page" else parts[-1]

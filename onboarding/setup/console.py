"""What set-up says on the terminal, the person's browser, and the port the wizard has or may have."""

from __future__ import annotations  # an old Python reads this file too

import contextlib
import http.client
import os
import socket
import sys
import time
import webbrowser

WINDOWS = os.name == "nt"
PORT = 8501
_PORTS = range(PORT, PORT + 20)


class SetupError(Exception):
    """Something the kit cannot do by itself; its text is one Vietnamese sentence saying what to ask for."""


def say(text: str) -> None:
    """One line on stderr, also where the terminal knows no Vietnamese letters (Debian without a locale)."""
    encoding = sys.stderr.encoding or "ascii"
    print(text.encode(encoding, "replace").decode(encoding), file=sys.stderr, flush=True)


def has_screen() -> bool:
    """Whether a browser can open a window here; over a bare terminal it would fill it instead."""
    return WINDOWS or sys.platform == "darwin" or bool({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys())


def show(url: str, port: int, *, patience: float = 120) -> bool:
    """Open `url` in the person's browser once something listens on `port`; whether it could within `patience` s."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.3)
        else:
            return webbrowser.open(url)
    return False


def find_port() -> tuple[int, bool]:
    """The first port that is free, or on which the wizard runs already; and whether it runs there.

    Another program may have the usual port, and whoever presses the icon twice wants the page, not a second wizard.
    """
    for port in _PORTS:
        if _is_free(port):
            return port, False
        if _is_wizard(port):
            return port, True
    raise SetupError("Không còn cổng mạng nào trống trên máy này. Hãy khởi động lại máy rồi mở lại bộ công cụ.")


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def _is_wizard(port: int) -> bool:
    """Whether what listens there answers `/readyz` as this kit does, ready or not."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as line:
        try:
            line.request("GET", "/readyz")
            return b'"ready"' in line.getresponse().read(1000)
        except (OSError, http.client.HTTPException):
            return False

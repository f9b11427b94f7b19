"""What set-up says on the terminal, and the person's browser."""

import os
import socket
import sys
import time
import webbrowser


class SetupError(Exception):
    """Something the kit cannot do by itself; its text is one Vietnamese sentence saying what to ask for."""


def say(text: str) -> None:
    """One line on stderr, also where the terminal knows no Vietnamese letters (Debian without a locale)."""
    encoding = sys.stderr.encoding or "ascii"
    print(text.encode(encoding, "replace").decode(encoding), file=sys.stderr, flush=True)


def has_screen() -> bool:
    """Whether a browser can open a window here; over a bare terminal it would fill it instead."""
    return os.name == "nt" or sys.platform == "darwin" or bool({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys())


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

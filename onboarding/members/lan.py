"""LAN mode: whether the kit listens beyond this machine, the gate it then needs, and the address phones see.

`streamlit_app.py` gives `middleware()` to `st.App`; without ONBOARDING_LAN=1 that is nothing at all.
"""

import os
import socket

from starlette.middleware import Middleware

from ..store import the_store
from .middleware import SignInMiddleware


def sign_in_everywhere() -> bool:
    """Whether ONBOARDING_LAN=1 asks for sign-ins."""
    return os.environ.get("ONBOARDING_LAN") == "1"


def middleware() -> list[Middleware]:
    """The gate in front of this process's store when the kit listens beyond this machine, else nothing."""
    return [Middleware(SignInMiddleware, store=the_store)] if sign_in_everywhere() else []


def own_address() -> str:
    """The address on the network this machine would leave by; 127.0.0.1 when it is in none. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # naming where one would send to is not sending
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"

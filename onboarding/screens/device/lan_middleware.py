"""ASGI middleware and lifespan of the whole app: sign-in for every browser in server mode, and the LAN listener.

On the team's own machine the app listens to loopback only and has no middleware; the LAN listener brings its own.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from ...members.listener import LAN, Listening
from ...members.middleware import SignInMiddleware
from ...members.network import own_address
from ...members.one_time_downloads import DownloadMiddleware
from ...store import the_store
from .request_log import RequestLogMiddleware

SERVE_LAN, SERVE_CERT, SERVE_KEY = "ONBOARDING_SERVE_LAN", "ONBOARDING_SERVE_CERT", "ONBOARDING_SERVE_KEY"
"""Set by `serve --lan`: the address to listen on from the start, and the files of its certificate."""


def sign_in_everywhere() -> bool:
    """Whether ONBOARDING_LAN=1 asks for sign-ins from every browser, this machine's too: the mode of a server."""
    return os.environ.get("ONBOARDING_LAN") == "1"


def lan_middleware() -> list[Middleware]:
    """The log of requests, one-time downloads for vendors' phones, then the sign-in for everything else."""
    if not sign_in_everywhere():
        return []
    return [
        Middleware(RequestLogMiddleware),
        Middleware(DownloadMiddleware),
        Middleware(SignInMiddleware, store=the_store),
    ]


@asynccontextmanager
async def lan_lifespan(app: st.App) -> AsyncIterator[None]:
    """Lets the LAN listener serve `app`; with `serve --lan` it listens from the start and until the end."""
    async with LAN.serving(app):
        address = os.environ.get(SERVE_LAN)
        if address:
            certificate, key = (
                Path(os.environ[name]) if name in os.environ else None for name in (SERVE_CERT, SERVE_KEY)
            )
            await LAN.listen(address, port=st.get_option("server.port"), certificate=certificate, key=key, endless=True)
        yield


def listen(address: str | None = None, *, certificate: Path | None = None, key: Path | None = None) -> Listening:
    """Start the LAN listener on an address, or the likeliest; on the app's own port where that is free there."""
    port = st.get_option("server.port")
    return LAN.start(address or own_address(), port=port, certificate=certificate, key=key)

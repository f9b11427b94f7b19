"""ASGI app and entry point. `python3 streamlit_app.py` sets up and starts the wizard; `streamlit run` serves it.

Middleware, fonts, the LAN listener, and the screens; no logic.
"""

import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

HERE = Path(__file__).parent

if __name__ == "__main__" and "streamlit" not in sys.modules:
    from onboarding.setup import start

    sys.exit(start())

import streamlit as st  # noqa: E402
from starlette.routing import Mount, Route  # noqa: E402
from starlette.staticfiles import StaticFiles  # noqa: E402

import onboarding.screens.main  # noqa: E402, F401 - before any thread needs it: see IMPORTING
from onboarding.screens.components.page import PATH as PAGE_FILES  # noqa: E402
from onboarding.screens.components.page import page_file  # noqa: E402
from onboarding.screens.device.health import health_routes  # noqa: E402
from onboarding.screens.device.lan_middleware import lan_lifespan, lan_middleware  # noqa: E402
from onboarding.screens.live_save import PATH, typed  # noqa: E402
from onboarding.screens.navigation import IMPORTING  # noqa: E402

MAINTENANCE_AFTER = 10.0
"""Seconds after the start: the first screen comes before the jobs and what they import."""


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """While the server runs: the LAN listener beside it, and the store kept in order on a thread of its own."""
    stop = threading.Event()
    threading.Thread(target=_maintain, args=(stop,), name="maintenance", daemon=True).start()
    async with lan_lifespan(app):
        yield
    stop.set()


def _maintain(stop: threading.Event) -> None:
    if not stop.wait(MAINTENANCE_AFTER):
        with IMPORTING:
            from onboarding.services import maintenance
            from onboarding.store import the_store

        maintenance.daily(the_store, stop)


app = st.App(
    HERE / "onboarding" / "screens" / "main.py",
    routes=[
        *health_routes(),
        Route(PATH, typed, methods=["POST"]),
        Route(f"{PAGE_FILES}/{{name}}", page_file),
        Mount("/fonts", StaticFiles(directory=HERE / "assets" / "fonts")),
    ],
    middleware=lan_middleware(),
    lifespan=lifespan,
)

if __name__ == "__main__":  # run as a plain script, as AppTest does
    from onboarding.screens.main import main

    main()

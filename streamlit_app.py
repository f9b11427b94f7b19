"""ASGI app and entry point. `python3 streamlit_app.py` sets up and starts the wizard; `streamlit run` serves it.

Middleware, fonts, the LAN listener, and the screens; no logic.
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent

if __name__ == "__main__" and "streamlit" not in sys.modules:
    from onboarding.setup import start

    sys.exit(start())

import streamlit as st  # noqa: E402
from starlette.routing import Mount, Route  # noqa: E402
from starlette.staticfiles import StaticFiles  # noqa: E402

from onboarding.screens.health import health_routes  # noqa: E402
from onboarding.screens.lan_middleware import lan_lifespan, lan_middleware  # noqa: E402
from onboarding.screens.live_save import PATH, typed  # noqa: E402

app = st.App(
    HERE / "onboarding" / "screens" / "main.py",
    routes=[
        *health_routes(),
        Route(PATH, typed, methods=["POST"]),
        Mount("/fonts", StaticFiles(directory=HERE / "assets" / "fonts")),
    ],
    middleware=lan_middleware(),
    lifespan=lan_lifespan,
)

if __name__ == "__main__":  # run as a plain script, as AppTest does
    from onboarding.screens.main import main

    main()

"""Small HTML forms of the pages outside Streamlit, read within bounds of size and time."""

import asyncio
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request

MOST_BYTES, MOST_SECONDS = 4096, 10


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form, the first of each name; nothing when it is over 4 kB or not there within ten seconds."""
    body = b""
    try:
        async with asyncio.timeout(MOST_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MOST_BYTES:
                    return {}
    except (TimeoutError, ClientDisconnect):
        return {}
    return {name: values[0] for name, values in parse_qs(body.decode("utf8", "replace")).items()}

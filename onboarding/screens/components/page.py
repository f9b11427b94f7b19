"""Browser script beside every page: title, progress, Streamlit's strings in our words, saving while typing, taps.

One component mounted once a page (each mount costs every rerun), made of the files below. They keep their state in
the page, not in the component, so that they go on while the server is away.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response

from ...languages import LANGUAGES
from .assets import as_list
from .button_list import Button
from .streamlit_strings import strings

HERE = Path(__file__).parent
PARTS = {
    "page_title": "pageTitle",
    "streamlit_strings": "streamlitStrings",
    "live_save": "liveSave",
    "double_taps": "doubleTaps",
    "progress": "progress",
}
"""File beside this one → the function it defines."""

_JS = "\n".join(
    [
        *((HERE / f"{name}.js").read_text(encoding="utf8") for name in ("buttons", *PARTS)),
        f"const everyString = {json.dumps({code: strings(code) for code in LANGUAGES}, ensure_ascii=False)}",
        "export default component => {",
        "  const [data] = component.data",
        "  const one = { ...component, data: { ...data, strings: everyString[data.lang] } }",
        *(f"  {function}(one)" for function in PARTS.values()),
        "}",
    ]
)
STYLE = (HERE.parents[2] / "assets" / "style.css").read_text(encoding="utf8")
FILES: Mapping[str, tuple[str, str]] = {"page.js": ("text/javascript", _JS), "style.css": ("text/css", STYLE)}
"""What the app serves under `PATH`, so that no message to a page carries it: name → type and text."""

PATH = "/kit"
_MARK = f"{crc32((_JS + STYLE).encode()):x}"
_LOADER = f"""
const style = new URL("{PATH}/style.css?{_MARK}", location.origin).href
if (!document.querySelector(`link[href="${{style}}"]`)) {{
  document.head.append(Object.assign(document.createElement("link"), {{ rel: "stylesheet", href: style }}))
}}
const page = import(new URL("{PATH}/page.js?{_MARK}", location.origin).href)
export default component => {{ page.then(found => found.default(component)) }}
"""
_component = st.components.v2.component("kit_page", js=_LOADER, isolate_styles=False)


async def page_file(request: Request) -> Response:
    """One of `FILES`; its address changes with what is in them, so a browser may keep it."""
    kind, text = FILES.get(request.path_params["name"], ("", ""))
    if not kind:
        return Response(status_code=404)
    return Response(text, media_type=kind, headers={"cache-control": "private, max-age=31536000, immutable"})


def page(
    title: str, lang: str, typing: Mapping[str, Any], *, ticks: Sequence[Button] = (), progress: str = ""
) -> str | None:
    """Draw the `h1` and mount the page's scripts; the key of the tick that was pressed.

    `typing` is what live_save.js posts with and says; `ticks` stand under the title, `progress` names them.
    """
    st.title(title, anchor=False)
    data = as_list({
        "title": title, "lang": lang, "typing": dict(typing),
        "ticks": [list(tick) for tick in ticks], "progress": progress,
    })  # fmt: skip
    # `again`: the page asks for one more run
    found = _component(key="page", data=data, on_again_change=lambda: None, on_go_change=lambda: None)
    return found.go if found.go in {tick.key for tick in ticks} else None

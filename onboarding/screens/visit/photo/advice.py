"""What would make a photo better: a tiny drawing of what to do, and the one sentence beside it."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

import streamlit as st

from ...words import _

_STYLE = """<style>
.kit-advice{display:flex;gap:.75rem;align-items:center;margin:0;padding:.5rem .75rem;background:#fff4dc;color:#5c3c00;
  line-height:1.4}
.kit-advice:first-of-type{border-radius:.6rem .6rem 0 0}.kit-advice:last-of-type{border-radius:0 0 .6rem .6rem}
.kit-advice:only-of-type{border-radius:.6rem}
.kit-advice img{flex:0 0 3rem;width:3rem;height:3rem;margin:0}
</style>"""
_PEN = (
    'xmlns="http://www.w3.org/2000/svg" fill="none" stroke="#5c3c00" stroke-width="2" stroke-linecap="round" '
    'stroke-linejoin="round"'
)
_JAR = '<path d="M18 20h12v3l3 4v13H15V27l3-4z"/>'
_FRAME = '<rect x="4" y="8" width="40" height="34" rx="3"/>'
_DRAWINGS = {
    "photo.blur": '<rect x="15" y="8" width="18" height="32" rx="3"/><circle cx="24" cy="22" r="5"/>'
    '<path d="M9 18v12M5 21v6M39 18v12M43 21v6"/>',
    "photo.dark": _JAR
    + '<circle cx="24" cy="8" r="3"/><path d="M24 1v1M17 8h-2M33 8h-2M19 3l-1-1M29 3l1-1M19 13l-1 1M29 13l1 1"/>',
    "photo.glare": _JAR + '<circle cx="38" cy="8" r="4"/><path d="M4 10c8-8 18-8 26 0M4 10h26"/>',
    "photo.small": '<rect x="15" y="6" width="18" height="34" rx="3"/><circle cx="24" cy="20" r="6"/>'
    '<path d="M21 35h6"/>',
    "photo.far": _FRAME + '<path d="M20 22h8v12h-8z"/><path d="M9 25h6M12 22l3 3-3 3M39 25h-6M36 22l-3 3 3 3"/>',
    "photo.cut_off": _FRAME + '<path d="M17 18h14v18H17z"/><path d="M24 18v-5M21 15l3-3 3 3M11 27h-3M37 27h3"/>',
    "photo.hand": _JAR + '<path d="M6 44h36M24 4v9M20 9l4 4 4-4"/>',
    "photo.several": _JAR + '<path d="M3 30h7v10H3zM38 30h7v10h-7zM2 26l9 16M11 26L2 42M37 26l9 16M46 26l-9 16"/>',
    "photo.text": _FRAME + '<path d="M12 34l5-16 5 16M14 29h6M27 22h10M27 28h10M27 34h6M8 44L40 4"/>',
    "photo.busy": '<path d="M4 6h40v24c-6 8-34 8-40 0z"/><path d="M19 18h10v3l2 3v9H17v-9l2-3z"/><path d="M4 44h40"/>',
    "photo.panorama": '<rect x="2" y="16" width="44" height="14" rx="2"/>'
    '<path d="M8 23h32M12 19l-4 4 4 4M36 19l4 4-4 4"/>',
    "photo.screenshot": '<rect x="13" y="3" width="22" height="42" rx="3"/><path d="M13 10h22M13 38h22M17 20l14 8"/>',
    "photo.unsure": '<rect x="9" y="9" width="30" height="32" rx="2" stroke-dasharray="5 4"/>' + _JAR,
}


def show(advice: Sequence[Mapping[str, Any]]) -> None:
    """The codes of `advice` with their details, as drawings and sentences."""
    lines = [_line(str(one["code"]), dict(one["details"])) for one in advice]
    st.html(_STYLE + "".join(lines))


def _line(code: str, details: Mapping[str, Any]) -> str:
    return f'<p class="kit-advice"><img alt="" src="{_picture(code)}"><span>{escape(_(code, **details))}</span></p>'


def _picture(code: str) -> str:
    """The drawing as an address: Streamlit takes an svg out of the page, but leaves a picture."""
    svg = f'<svg {_PEN} viewBox="0 0 48 48">{_DRAWINGS.get(code, _JAR)}</svg>'
    return "data:image/svg+xml," + quote(svg)

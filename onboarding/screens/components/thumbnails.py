"""Thumbnails in a row; a touch opens one. The first is the cover."""

from collections.abc import Sequence

import streamlit as st

from ..words import _
from .media_url import served

_HTML = """<ul id="row"></ul>"""
_CSS = """
ul{display:flex;gap:.6rem;margin:0;padding:3px;list-style:none;overflow-x:auto;scroll-snap-type:x proximity}
li{flex:0 0 auto;margin:0;scroll-snap-align:start}
button{display:block;width:5.6rem;padding:0;border:0;background:none;cursor:pointer;font:inherit;font-size:.85rem;
  line-height:1.5;color:var(--st-text-color);text-align:center}
img{display:block;width:5.6rem;height:5.6rem;object-fit:contain;background:#fff;box-sizing:border-box;
  border:1px solid var(--st-border-color);border-radius:.6rem}
button[aria-pressed=true]{font-weight:700}
button[aria-pressed=true] img{border:3px solid var(--st-primary-color)}
button:focus-visible{outline:3px solid var(--st-primary-color);outline-offset:1px;border-radius:.6rem}
.look::after{content:" !";font-weight:700;color:#8a5a00}
"""
_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  const row = parentElement.querySelector("#row")
  row.setAttribute("aria-label", data.label)
  const drawn = JSON.stringify([data.photos, data.chosen])
  if (row.dataset.drawn === drawn) return
  row.dataset.drawn = drawn
  row.replaceChildren(...data.photos.map(photo => {
    const item = document.createElement("li"), button = document.createElement("button")
    const image = document.createElement("img"), words = document.createElement("span")
    image.src = photo.src; image.alt = ""; words.textContent = photo.name; words.className = photo.look ? "look" : ""
    button.type = "button"; button.setAttribute("aria-pressed", photo.id === data.chosen)
    button.append(image, words); button.onclick = () => setTriggerValue("pick", photo.id)
    item.append(button)
    return item
  }))
}
"""
_component = st.components.v2.component("kit_strip", html=_HTML, css=_CSS, js=_JS)


def show(photos: Sequence[tuple[str, bytes, bool]], chosen: str, *, key: str) -> str:
    """Draw photos (id, small JPEG, whether something is to be looked at), cover first; the id touched, or `chosen`."""
    drawn = [
        {
            "id": photo_id,
            "src": served(small, "image/jpeg", f"{key}_{photo_id}"),
            "name": _("Ảnh {n}", n=place + 1) if place else _("Ảnh bìa"),
            "look": look,
        }
        for place, (photo_id, small, look) in enumerate(photos)
    ]
    data = {"photos": drawn, "chosen": chosen, "label": _("Các ảnh")}
    picked = _component(key=key, data=data, on_pick_change=lambda: None).pick
    return picked if picked in [photo_id for photo_id, _small, _look in photos] else chosen

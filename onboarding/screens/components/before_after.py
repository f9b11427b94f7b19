"""Before and after, one over the other, with a handle to draw across; offline, with finger, mouse or arrow keys."""

import streamlit as st

from ..words import _
from .media_url import served

_HTML = """
<figure><img id="before"><img id="after"><span id="b"></span><span id="a"></span>
<input id="at" type="range" min="0" max="100" value="50"></figure>
"""
_CSS = """
figure{position:relative;margin:0;line-height:0;border-radius:.6rem;overflow:hidden;background:#fff;
  border:1px solid var(--st-border-color)}
img{width:100%;aspect-ratio:1;object-fit:contain;display:block;background:#fff}
#after{position:absolute;inset:0;height:100%;clip-path:inset(0 0 0 var(--at,50%))}
figure::after{content:"";position:absolute;top:0;bottom:0;left:var(--at,50%);width:3px;margin-left:-1.5px;
  background:var(--st-primary-color);pointer-events:none}
span{position:absolute;top:.5rem;padding:.2rem .6rem;border-radius:1rem;background:rgba(29,27,22,.78);color:#fff;
  font:inherit;font-size:.85rem;line-height:1.4}
#b{left:.5rem}#a{right:.5rem}
input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:ew-resize;touch-action:pan-y}
figure:focus-within{outline:3px solid var(--st-primary-color);outline-offset:2px}
"""
_JS = """
export default function ({ data, parentElement }) {
  const $ = name => parentElement.querySelector(name)
  const show = (image, url) => { if (image.getAttribute("src") !== url) image.src = url }
  show($("#before"), data.before); show($("#after"), data.after)
  $("#before").alt = data.words[0]; $("#after").alt = data.words[1]
  $("#b").textContent = data.words[0]; $("#a").textContent = data.words[1]
  const at = $("#at"); at.setAttribute("aria-label", data.words[2])
  at.oninput = () => $("figure").style.setProperty("--at", at.value + "%")
}
"""
_component = st.components.v2.component("kit_compare", html=_HTML, css=_CSS, js=_JS)


def show(before: bytes, after: bytes, *, key: str) -> None:
    """Both pictures are JPEGs; they are drawn as squares."""
    pictures = {"before": before, "after": after}
    words = [_("Trước"), _("Sau"), _("Kéo để so ảnh trước và sau")]
    addresses = {name: served(jpeg, "image/jpeg", f"{key}_{name}") for name, jpeg in pictures.items()}
    _component(key=key, data={**addresses, "words": words})

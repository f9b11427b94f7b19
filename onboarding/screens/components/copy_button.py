"""A button that copies a text to the phone's clipboard, also on plain http inside a village network; words are ours."""

import streamlit as st

from ..words import _

_HTML = '<button type="button"></button><p role="status" aria-live="polite"></p>'
_CSS = """
button{width:100%;min-height:3rem;padding:.5rem 1rem;border:1px solid var(--st-border-color);cursor:pointer;
  border-radius:var(--st-button-radius,.8rem);font:inherit;font-weight:600;color:var(--st-text-color);
  background:var(--st-background-color)}
button:focus-visible{outline:3px solid var(--st-primary-color);outline-offset:2px}
p{min-height:1.4em;margin:.25rem 0 0;font:inherit;font-size:.9rem;color:var(--st-text-color)}
"""
_JS = """
const byHand = text => {
  const area = document.createElement("textarea")
  area.value = text; area.setAttribute("readonly", ""); area.style.cssText = "position:fixed;top:0;opacity:0"
  document.body.append(area); area.select(); area.setSelectionRange(0, text.length)
  const copied = document.execCommand("copy")
  area.remove()
  return copied
}
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button"), said = parentElement.querySelector("p")
  button.textContent = data.label
  button.onclick = async () => {
    let copied = false
    try { await navigator.clipboard.writeText(data.text); copied = true } catch (refused) { copied = byHand(data.text) }
    said.textContent = copied ? data.done : data.failed
    setTimeout(() => { said.textContent = "" }, 6000)
  }
}
"""
_component = st.components.v2.component("kit_copy", html=_HTML, css=_CSS, js=_JS)


def copy_button(label: str, text: str, *, key: str) -> None:
    """A wide button; touched, the text is copied and a line below says so."""
    words = {
        "done": _("Đã chép. Mở nơi bán rồi dán vào."),
        "failed": _("Máy không cho chép. Chạm giữ vào bài để chép."),
    }
    _component(key=key, data={"label": label, "text": text, **words})

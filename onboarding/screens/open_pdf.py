"""A button that opens a PDF in a tab of its own, where the browser's print dialog is one touch away."""

import base64

import streamlit as st

_HTML = '<button type="button"></button>'
_CSS = """
button{width:100%;min-height:3rem;padding:.5rem 1rem;font:inherit;font-weight:600;cursor:pointer;
  border:1px solid var(--st-border-color);border-radius:var(--st-button-radius,.8rem);
  color:var(--st-text-color);background:var(--st-background-color)}
button:hover{border-color:var(--st-primary-color);color:var(--st-primary-color)}
button:focus-visible{outline:3px solid var(--st-primary-color);outline-offset:2px}
"""
_JS = """
const urls = new Map()
export default function ({ data, key, parentElement }) {
  const button = parentElement.querySelector("button")
  button.textContent = data.words
  button.onclick = () => {
    URL.revokeObjectURL(urls.get(key))
    const bytes = Uint8Array.from(atob(data.pdf), letter => letter.charCodeAt(0))
    const url = URL.createObjectURL(new File([bytes], data.name, {type: "application/pdf"}))
    urls.set(key, url)
    window.open(url, "_blank")
  }
}
"""
_component = st.components.v2.component("kit_open_pdf", html=_HTML, css=_CSS, js=_JS)


def open_pdf(pdf: bytes, name: str, words: str, *, key: str) -> None:
    """Draw the button; nothing leaves the page, the PDF is already in it."""
    _component(key=key, data={"pdf": base64.b64encode(pdf).decode("ascii"), "name": name, "words": words})

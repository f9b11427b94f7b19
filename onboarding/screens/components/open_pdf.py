"""A button that opens a PDF in a tab of its own, where the browser's print dialog is one touch away."""

import streamlit as st

from .media_url import served

_HTML = '<button type="button"></button>'
_CSS = """
button{width:100%;min-height:3rem;padding:.5rem 1rem;font:inherit;font-size:.9em;cursor:pointer;
  border:1px solid var(--st-border-color);border-radius:var(--st-button-radius,.8rem);
  color:var(--st-text-color);background:var(--st-background-color)}
button:hover{border-color:var(--st-primary-color);color:var(--st-primary-color)}
button:focus-visible{outline:3px solid var(--st-primary-color);outline-offset:2px}
"""
_JS = """
const files = new Map()
export default function ({ data, key, parentElement }) {
  const button = parentElement.querySelector("button")
  button.textContent = data.words
  if (files.get(key)?.from !== data.pdf) {
    URL.revokeObjectURL(files.get(key)?.url)
    const file = {from: data.pdf}
    files.set(key, file)
    fetch(data.pdf).then(came => came.ok ? came.blob() : Promise.reject(came.status)).then(blob => {
      file.url = URL.createObjectURL(new File([blob], data.name, {type: "application/pdf"}))
    }).catch(() => {})
  }
  button.onclick = () => window.open(files.get(key).url ?? data.pdf, "_blank")
}
"""
_component = st.components.v2.component("kit_open_pdf", html=_HTML, css=_CSS, js=_JS)


def open_pdf(pdf: bytes, name: str, words: str, *, key: str) -> None:
    """Draw the button; the page fetches the PDF at once, so that it opens with the connection cut."""
    _component(key=key, data={"pdf": served(pdf, "application/pdf", key), "name": name, "words": words})

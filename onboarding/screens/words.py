"""The visitor's language, looked up at the moment a sentence is needed."""

import streamlit as st

from ..languages import LANGUAGES, say
from .memo import forget, per_run

KEY = "lang"


def lang() -> str:
    """The language of this visitor: chosen on the screen, kept in the address, Vietnamese at first."""
    return per_run(KEY, _chosen)


def _chosen() -> str:
    chosen = st.session_state.get(KEY) or st.query_params.get(KEY)
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def choose(language: str) -> None:
    """Speak `language` from now on; the address remembers it through a refresh."""
    st.session_state[KEY] = language
    st.query_params[KEY] = language
    forget(KEY)


def _(message: str, /, **blanks: object) -> str:
    """A sentence in the visitor's language, its blanks filled."""
    return say(lang(), message, **blanks)

"""Questions answered by yes or no, as one element: each of Streamlit's own choices costs a rerun twice a button."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from .assets import HERE, as_list


class Question(NamedTuple):
    """One of them: its key, its words, the answer that stands (None: not asked)."""

    key: str
    words: str
    answer: bool | None


_JS = (HERE / "yes_no_list.js").read_text(encoding="utf8")
_component = st.components.v2.component("kit_yes_no", js=_JS, isolate_styles=False)


def yes_no_list(questions: Sequence[Question], *, yes: str, no: str, key: str) -> Mapping[str, bool | None]:
    """Draw them, and give the answers just changed by key; None where one was taken back."""
    data = as_list({"questions": [list(one) for one in questions], "answers": [[True, yes], [False, no]], "name": key})
    told = _component(key=key, data=data, on_answer_change=lambda: None).answer
    known = {one.key for one in questions}
    answers = told if isinstance(told, Mapping) else {}
    return {name: answer for name, answer in answers.items() if name in known and answer in (True, False, None)}

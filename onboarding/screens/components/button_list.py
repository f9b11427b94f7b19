"""Many buttons as one element: what is a row of Streamlit's own buttons elsewhere, at the price of one.

Each of Streamlit's buttons costs every rerun about a twelfth of an empty page; a home screen had thirty.
"""

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from .assets import HERE, as_list


class Button(NamedTuple):
    """One of them: its key, its words, its style class.

    "" as any; "primary"; "wide" a row of its own in a grid; "quiet" without a border; "stop", "wait" with a red or
    amber edge.
    """

    key: str
    label: str
    kind: str = ""


_JS = "\n".join((HERE / f"{name}.js").read_text(encoding="utf8") for name in ("buttons", "button_list"))
_component = st.components.v2.component("kit_buttons", js=_JS, isolate_styles=False)


def button_list(buttons: Sequence[Button], *, key: str, look: str = "list", label: str = "") -> str | None:
    """Draw them, and give the key of the one just pressed.

    `look`: "list", "grid" (two abreast), "rows" (a large and a small one), "bar" (at the foot); `label`: read aloud.
    """
    data = as_list({"items": [list(button) for button in buttons], "look": look, "label": label})
    pressed = _component(key=key, data=data, on_press_change=lambda: None).press
    return pressed if pressed in {button.key for button in buttons} else None

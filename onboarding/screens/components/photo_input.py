"""A photo button that survives the phone's camera and gallery dropping the page's connection.

Streamlit's own uploader asks for an address at the moment a file is chosen; on a phone the connection is down just
then, and the file is lost without a word (streamlit/streamlit#11419). This one keeps what was chosen in the page
(`waiting`: beyond it too), makes it smaller there, and sends one photo after the other until Python says it has it.
All its words are ours.
"""

import base64
import binascii
from collections.abc import Callable
from typing import NamedTuple, TypeVar, cast

import streamlit as st

from ...errors import OnboardingError
from ...languages import clean
from .. import fields
from ..words import _
from . import webcam
from .assets import component

_component = component("kit_phonecam", "photo_input", "upload_queue", "webcam")

Found = TypeVar("Found")
MOST_SIDE, LIMIT = 2400, 18_000_000
"""Pixels of the long side the browser scales a photo to (`KEPT_SIDE` of photos/decode.py), and bytes it may send."""


class Shot(NamedTuple):
    """A photo that arrived: its id for `got`, its bytes as sent, the choosing it belongs to, its name if of several."""

    id: str
    raw: bytes
    batch: str = ""
    name: str = ""


def ask(key: str, *, many: bool = True, refused: bool = False, keep: str = "") -> Shot | None:
    """Draw the two buttons; a newly arrived photo, once. Say `got` when it is kept or refused, then rerun.

    `keep`: the visit under which what waits outlives the page; "" for what must not. `refused`: some photo of this
    choosing could not be used; the reason is for the caller to say, beside the buttons.
    """
    words = {
        "take": _("Chụp ảnh"), "choose": _("Ảnh có sẵn"), "sending": _("Đang gửi ảnh {n}/{all}…"),
        "done": _("Có ảnh không dùng được.") if refused else _("Đã nhận đủ ảnh."),
        "heavy": _("Ảnh nặng quá 18 MB. Hãy chọn ảnh khác."), "unread": _("Máy không mở được ảnh. Hãy chọn lại."),
    }  # fmt: skip
    had = st.session_state.get(f"{key}_got")
    limits = {"most": MOST_SIDE, "limit": LIMIT, "many": many}
    data = {**words, **webcam.words(), **limits, "key": key, "keep": keep, "got": had}
    sent = _component(key=key, data=data, on_photo_change=lambda: None).photo
    if not isinstance(sent, dict) or not isinstance(sent.get("id"), str) or not isinstance(sent.get("b64"), str):
        return None
    if sent["id"] == had or len(sent["b64"]) > LIMIT * 4 // 3 + 8:
        return None
    try:
        raw = base64.b64decode(sent["b64"], validate=True)
    except (binascii.Error, ValueError):
        return None
    return Shot(sent["id"][:40], raw, str(sent.get("batch", ""))[:40], clean(str(sent.get("name", "")), 60))


def got(key: str, shot: Shot) -> None:
    """Tell the page that this photo has arrived, so that it sends the next."""
    st.session_state[f"{key}_got"] = shot.id


def look(label: str, how: Callable[[bytes], Found], *, key: str) -> Found | None:
    """Photos to look at, not to keep: what `how` made of the last one; None before the first, or when it was refused.

    What an OnboardingError of `how` says stands beside the buttons. The answer stays in this session until `forget`.
    """
    st.markdown(label)
    state = st.session_state.setdefault(f"{key}_look", {})
    shot = ask(key, many=False, refused="wrong" in state)
    if shot is not None:
        state.clear()
        state["raw"] = shot.raw
        got(key, shot)
        st.rerun()
    if "raw" in state:  # in a run of its own: the page knows by now that it need not send again
        with st.spinner(_("Đang xem ảnh…")):
            try:
                state["found"] = how(state["raw"])
            except OnboardingError as error:
                state["wrong"] = error
            del state["raw"]
        st.rerun()
    if "wrong" in state:
        fields.refused(state["wrong"])
    return cast(Found | None, state.get("found"))


def forget(key: str) -> None:
    """Nothing was looked at."""
    st.session_state.pop(f"{key}_look", None)

"""The few shared pieces of a screen: fields that save themselves, search-and-pick, refusals, plain text."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn
from zlib import crc32

import streamlit as st

from ..errors import OnboardingError
from ..languages import clean, sentence
from .components.button_list import Button, button_list
from .components.page import STYLE
from .components.page import page as draw_page
from .live_save import typing_of_session
from .navigation import open_screen
from .session import STEP, OpenVisit, is_demo
from .words import _, lang

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|$:<>~&])")
MOST_SHORT, MOST_LONG = 120, 3000
"""Characters of a one-line field and of a text area, where the screen does not say."""


def plain(text: str) -> str:
    """Somebody's words made inert for Markdown; safe inside labels, captions and notices."""
    return _MARKDOWN.sub(r"\\\1", text)


def page(title: str, *, ticks: Sequence[Button] = (), progress: str = "") -> str | None:
    """What every screen begins with: the style, the sample-data mark, its title; the key of the tick just pressed."""
    if st.session_state.setdefault("styled", 0) < 2:  # until the page has loaded its own copy, which stays
        st.session_state["styled"] += 1
        st.html(f"<style>{STYLE}</style>")
    else:
        st.empty()
    if is_demo():
        st.warning(_("Đang thử với **dữ liệu mẫu**. Không tính vào số liệu của tổ."))
    words = {
        "saved": _("Đã lưu"),
        "waiting": _("Chưa lưu được, đang chờ mạng…"),
        "busy": _("Đang chờ máy trả lời…"),
    }
    typing = {"token": typing_of_session().token, "words": words}
    return draw_page(title, lang(), typing, ticks=ticks, progress=progress)


def button_that_asks(label: str, words: str, sure: str, *, key: str, does: Callable[[], None]) -> None:
    """A button for what cannot simply be taken back: a dialog says what will happen, and a second button does it.

    Whether the dialog is open stands in the session, so that a rerun of the page leaves it open.
    """
    opened = f"{key}_asks"

    @st.dialog(label, on_dismiss=lambda: st.session_state.pop(opened, None))
    def dialog() -> None:
        st.write(words)
        if st.button(sure, key=f"{key}_sure", width="stretch", type="primary"):
            st.session_state.pop(opened, None)
            try:
                does()
            except OnboardingError as error:
                st.session_state[opened] = True
                refused(error)
                return
            st.rerun()

    st.button(label, key=key, width="stretch", on_click=lambda: st.session_state.update({opened: True}))
    if st.session_state.get(opened):
        dialog()


def home_button(about: str = "start", back: str = "") -> None:
    """The way back, at the bottom, where it always is, and the help: `open_help`."""
    pressed = bar([Button("go_home", _("Về trang đầu")), help_of_screen()])
    if pressed == "go_home":
        open_screen("home")
    if pressed == "go_help":
        open_help(about, back)


def bar(buttons: Sequence[Button]) -> str | None:
    """The buttons at the foot of the screen, which never move; the key of the one just pressed."""
    with st.bottom:
        return button_list(buttons, key="bar", look="bar")


def help_of_screen() -> Button:
    """The button of `open_help`."""
    return Button("go_help", _("Trợ giúp"), "quiet")


def open_help(about: str, back: str = "") -> NoReturn:
    """The help at the section this screen is about; `back`: the screen it leads back to, with its visit."""
    visit = {name: st.query_params[name] for name in ("d", STEP) if name in st.query_params}
    open_screen("help", help=about, **(visit | {"back": back} if back else {}))


def refused(error: OnboardingError, *, about: str = "") -> None:
    """Say what went wrong and what to do, where the person is looking; `about` names which of several."""
    words = sentence(error, lang())
    st.error(plain(f"{about}: {words}" if about else words))


def text(visit: OpenVisit, path: str, label: str, *, area: bool = False, most: int | None = None, **more: Any) -> str:
    """A field of text, saved while it is typed (NFC, no control characters, at most `most` characters)."""
    most = most or (MOST_LONG if area else MOST_SHORT)
    draw: Callable[..., str] = st.text_area if area else st.text_input
    typed = draw(label, value=str(visit.get(path, "")), key=visit.text_key(path, most), **more) or ""
    value = clean(typed, most)
    if len(clean(typed)) > most:
        st.warning(_("Chỉ giữ {most} ký tự đầu. Xin viết gọn lại nếu cần.", most=most))
    visit.settle(path, value)
    _overwritten(visit, path)
    return value


def _overwritten(visit: OpenVisit, path: str) -> None:
    """What another tab or device had written in this field before, with one tap to take it back."""
    before = visit.overwritten(path)
    if not isinstance(before, str):
        return
    with st.container(border=True, gap="small"):
        st.text(_("Máy khác vừa ghi ô này: {words}", words=before))
        with st.container(horizontal=True):
            if st.button(_("Lấy lại câu đó"), key=f"take_back_{visit.key(path)}"):
                visit.answer_overwritten(path, take_back=before)
                st.rerun()
            if st.button(_("Giữ câu đang có"), key=f"keep_{visit.key(path)}"):
                visit.answer_overwritten(path)
                st.rerun()


def tick(visit: OpenVisit, path: str, label: str, **more: Any) -> bool:
    """A tick, never ticked beforehand."""
    ticked = bool(st.checkbox(label, value=bool(visit.get(path, False)), key=visit.key(path, blank=False), **more))
    visit.settle(path, ticked or (None if visit.get(path) is None else False))
    return ticked


def choice(
    visit: OpenVisit, path: str, label: str, options: Mapping[Any, str], *, pills: bool = False, **more: Any
) -> Any:
    """One of few options (value → words) as big buttons; nothing is chosen for the person."""
    value = visit.get(path)
    draw: Callable[..., Any] = st.pills if pills else st.segmented_control
    chosen = draw(
        label,
        list(options),
        default=value if value in options else None,
        format_func=lambda o: plain(options[o]),
        key=visit.key(path),
        **more,
    )
    return visit.settle(path, chosen)


def upload(label: str, kinds: Sequence[str], *, key: str) -> bytes | None:
    """The bytes of a chosen file; `kinds` are extensions without the dot. Content decides the type, not the name."""
    file = st.file_uploader(label, type=list(kinds), key=key)
    return file.getvalue() if file is not None else None


def search_pick(
    label: str,
    find: Callable[[str], Sequence[Any]],
    *,
    key: str,
    words_of: Callable[[Any], str],
    placeholder: str = "",
    chosen: str = "",
) -> Any | None:
    """Type a few letters, with or without marks, and touch one of the matches; returns it once, when touched.

    `chosen`, what stands now, is the title the field is folded under; the matches are a short list of buttons.
    """
    if chosen:  # another choice is another field, so that what was typed to find it is gone with its matches
        key = f"{key}_{crc32(chosen.encode()):x}"
    if not chosen:
        return _search(label, find, key, words_of, placeholder)
    fold = st.expander(plain(f"{label}: {chosen}"), key=f"{key}_fold", on_change="rerun")
    if not fold.open:  # drawn only then: a field costs each rerun a fifth of an empty page
        return None
    with fold:
        return _search(label, find, key, words_of, placeholder)


def _search(
    label: str, find: Callable[[str], Sequence[Any]], key: str, words_of: Callable[[Any], str], placeholder: str
) -> Any | None:
    query = st.text_input(label, key=f"{key}_q", type="search", placeholder=placeholder, live=True, icon="")
    if not clean(query or ""):
        return None
    matches = list(find(clean(query, MOST_SHORT)))
    if not matches:
        st.info(_("Chưa thấy tên nào khớp. Thử gõ ít chữ hơn, không cần dấu."))
    for place, option in enumerate(matches):
        if st.button(plain(words_of(option)), key=f"{key}_{place}", width="stretch"):
            return option
    return None

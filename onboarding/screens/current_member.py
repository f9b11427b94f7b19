"""Current member, lock screen and role guard of the screens.

`main.py` calls `allow_screen` before it runs a screen; a screen calls `get`. A browser that came through the sign-in
middleware is whoever signed in there; on the machine itself it is the member last switched to.
"""

import time
from typing import Literal
from urllib.parse import urlsplit

import streamlit as st

from .. import members
from ..errors import OnboardingError
from ..languages import N_
from ..members import (
    COOKIE,
    CurrentMember,
    Member,
    Members,
    current_member,
    keep_alive,
    lock,
    switch_member,
    transfer_session,
    verify,
)
from ..members.listener import LAN_HEADER
from ..members.pins import checked_pin
from ..store import the_store
from . import fields
from .device.lan_middleware import sign_in_everywhere
from .memo import per_run, per_session
from .session import bind_team, is_demo, store
from .words import _

VIEWERS = ("home", "counts")
"""The screens somebody who may see counts only can open."""

LOCK_LIMITS = N_(
    "Khóa này che màn hình, không mã hóa dữ liệu: ai lấy được máy vẫn có thể đọc tệp trong máy. "
    "Hãy đặt thêm mật khẩu cho chính máy tính và bật mã hóa ổ đĩa."
)

LOOK = 300
"""Seconds within which the same look on the same screen is one."""

TOUCH = 20
"""Seconds within which one touch is as good as many, for putting off the lock."""


def is_remote() -> bool:
    """Whether this browser came through the sign-in middleware: over the LAN listener, or in server mode."""
    return sign_in_everywhere() or LAN_HEADER in st.context.headers


def token() -> str | None:
    """The session this browser brought through the sign-in; None on the machine's own screen and with sample data."""
    return (st.context.cookies.get(COOKIE) or "none") if is_remote() and not is_demo() else None


def at_work() -> CurrentMember | None:
    """The member at this screen in the team's own store, also while sample data are shown; None while it is locked."""
    brought = (st.context.cookies.get(COOKIE) or "none") if is_remote() else None
    found = current_member(the_store(), brought)
    return found if found and not found.locked else None


def own_origin() -> str:
    """Scheme and host under which this browser reached the kit: another phone reaches it the same way."""
    address = urlsplit(st.context.url or "")
    return f"{address.scheme}://{address.netloc}"


def get() -> CurrentMember | None:
    """The member at this screen; None before the first run, or when a sign-in is over."""
    return per_run("who", lambda: current_member(store(), token()))


def require() -> CurrentMember | None:
    """Who sits here; before the first run it says what to do first."""
    found = get()
    if found is None:
        st.write(_("Hãy ghi tên tổ ở trang đầu trước."))
    return found


def log_access(what: str, subject: str) -> None:
    """Write down that this member is shown persons' data; `subject` is the id of a visit, a business or the team."""
    found = get()
    if found is not None:
        seen = (found.member_id, int(time.monotonic() / LOOK))
        per_session(f"looked_{what}_{subject}", seen, lambda: members.log_access(store(), found, what, subject))


def allow_screen(code: str) -> bool:
    """Whether the screen `code` may be shown now; draws what stands in its place when not."""
    member = get()
    bind_team(member.team_id if member else "")
    if member is None:
        if token() is None:
            return True
        fields.page(_("Đã đăng xuất"))
        st.write(_("Xin tải lại trang để đăng nhập."))
        return False
    if member.locked:
        _locked(member)
        return False
    per_session("touched", int(time.monotonic() / TOUCH), lambda: keep_alive(store()))
    if not member.role.may("visits") and code not in VIEWERS:
        fields.page(_("Chỉ xem số liệu"))
        st.write(_("Tài khoản này xem số liệu của địa bàn, không mở hồ sơ của hộ."))
        return False
    return True


def switch_to(member: Member, pin: str | None) -> bool:
    """Put a member at this screen, after their PIN where they have one; says what was wrong and False when not."""
    try:
        _way_back(member)
        mine = token()
        if member.has_pin:
            here = get() if mine else None
            asker = here.member_id if here else ""
            verify(store(), member.team_id, member.id, checked_pin(pin or "", new=False), asker=asker)
        elif _pin_required():
            raise OnboardingError("seat.no_pin", field="pin", name=member.name)
    except OnboardingError as error:
        fields.refused(error)
        return False
    if mine is None:
        switch_member(store(), member.team_id, member.id)
    else:
        transfer_session(store(), mine, member.id)
    return True


def _way_back(member: Member) -> None:
    """Somebody who may see counts only sits down once there is a PIN by which the team takes the machine back."""
    team = Members(store()).of(member.team_id)
    if not member.role.may("people") and not any(one.has_pin and one.role.may("people") for one in team):
        raise OnboardingError("seat.pin_first", field="pin")


def give_back(who: CurrentMember) -> None:
    """A way for a viewer at the team's own machine to leave it: it locks."""
    if who.role.may("people") or token() is not None:
        return
    if st.button(_("Trả máy cho tổ"), key="give_back", width="stretch"):
        lock(store())
        st.rerun()


def _pin_required() -> bool:
    """Whether nobody becomes the current member without a PIN: over the network, after a viewer, and when locked."""
    found = get()
    return token() is not None or (found is not None and (found.locked or not found.role.may("people")))


def ask_secret(
    label: str, button: str, key: str, button_key: str, *, most: int = 8, primary: bool = False
) -> str | None:
    """A hidden field and its button, sent together; what was typed, once it is sent by the button or Enter.

    A PIN (`most` 8 digits) is never offered to the browser's memory; a longer one is a new password.
    """
    with st.form(f"form_{key}", border=False):
        remember = "one-time-code" if most == 8 else "new-password"
        typed = st.text_input(label, key=key, type="password", max_chars=most, autocomplete=remember)
        kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
        sent = st.form_submit_button(button, key=button_key, width="stretch", type=kind)
    return (typed or "") if sent else None


def choose_member(team_id: str, *, but: str = "") -> None:
    """The team's names as buttons; a touch asks for the PIN, or sits at once where there is none."""
    guarded = _pin_required()
    people = [member for member in Members(store()).of(team_id) if member.id != but and (member.has_pin or not guarded)]
    chosen = next((member for member in people if member.id == st.session_state.get("seat_asked")), None)
    for member in people:
        if st.button(fields.plain(member.name), key=f"seat_{member.id}", width="stretch"):
            if member.has_pin:
                st.session_state["seat_asked"] = member.id
            if member.has_pin or switch_to(member, None):
                st.rerun()
    if chosen is not None and chosen.has_pin:
        label = _("Mã PIN của {name}", name=fields.plain(chosen.name))
        pin = ask_secret(label, _("Vào"), f"pin_{chosen.id}", "seat_in", primary=True)
        if pin is not None and switch_to(chosen, pin):
            st.session_state.pop("seat_asked", None)
            st.rerun()


def _locked(who: CurrentMember) -> None:
    fields.page(_("Máy đang khóa"))
    st.write(_("Chọn tên của bạn rồi nhập mã PIN. Việc đang làm dở vẫn còn nguyên."))
    choose_member(who.team_id)
    without = [one.name for one in Members(store()).of(who.team_id) if not one.has_pin]
    if without:
        names = ", ".join(fields.plain(name) for name in without)
        st.write(_("{names} chưa có mã PIN nên không tự mở được: nhờ người có mã PIN mở máy.", names=names))
    st.caption(_(LOCK_LIMITS))

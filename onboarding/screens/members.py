"""Who is in the team: change seats, lock, a PIN, pair a phone, add somebody, who looked at whose data."""

from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from ..errors import OnboardingError
from ..languages import N_, clean, moment
from ..languages import day as day_text
from ..members import (
    CurrentMember,
    Member,
    Members,
    Role,
    list_accesses,
    lock,
    new_pairing,
    set_password,
    set_pin,
    sign_out_everywhere,
)
from ..members.middleware import SIGN_IN
from ..payments import draw
from ..places import Areas
from . import current_member, fields
from .session import store
from .words import _, lang

TITLE = N_("Thành viên tổ")
ORDER = 50

ROLES: Mapping[Role, str] = {
    Role.MEMBER: N_("Thành viên"),
    Role.LEADER: N_("Tổ trưởng"),
    Role.VIEWER: N_("Người xem số liệu"),
    Role.ADMINISTRATOR: N_("Quản trị"),
}
LOOKED_AT: Mapping[str, str] = {
    "visit": N_("lượt hỗ trợ của một hộ"), "log": N_("tên các hộ trong sổ"), "come_back": N_("các hộ cần ghé lại"),
    "list": N_("danh sách của xã"), "alike": N_("hộ có thể trùng"), "export": N_("tệp sổ xuất ra"),
    "backup": N_("bản sao lưu"), "business": N_("hồ sơ của hộ"),
}  # fmt: skip


def show() -> None:
    """The current member first, then what a leader does."""
    fields.page(_(TITLE))
    fields.home_button()
    who = current_member.require()
    if who is None:
        return
    _seat(who)
    _own_codes(who)
    if current_member.is_remote():
        _pair(who)
    if who.role.may("team"):
        _team(who)
        _add(who)
        _one(who)
        _looks(who)


def _seat(who: CurrentMember) -> None:
    st.text(f"{who.member} · {_(ROLES[who.role])}\n{who.team}")
    if who.has_pin and not current_member.is_remote():
        _lock(who)
    if len(Members(store()).of(who.team_id)) > 1:
        st.subheader(_("Đổi người"), anchor=False)
        current_member.choose_member(who.team_id, but=who.member_id)


def _lock(who: CurrentMember) -> None:
    """The lock's button, with what it does not do and who cannot undo it."""
    if st.button(_("Khóa máy"), key="lock", width="stretch"):
        lock(store())
        st.rerun()
    without = [one.name for one in Members(store()).of(who.team_id) if not one.has_pin]
    if without:
        names = ", ".join(fields.plain(name) for name in without)
        st.write(_("{names} chưa có mã PIN: khi máy khóa, họ không tự mở được. Hãy đặt mã PIN trước.", names=names))
    st.caption(_(current_member.LOCK_LIMITS))


def _own_codes(who: CurrentMember) -> None:
    st.subheader(_("Mã PIN của bạn"), anchor=False)
    st.write(_("4 đến 8 chữ số, để máy biết ai đang làm. Máy tự khóa sau 15 phút không ai chạm."))
    pin = current_member.ask_secret(_("Mã PIN mới"), _("Lưu mã PIN"), _fresh("new_pin"), "save_pin")
    if pin is not None:
        _do("new_pin", lambda: set_pin(store(), who.team_id, who.member_id, pin))
    _done("new_pin", _("Đã lưu mã PIN."))
    if current_member.is_remote():
        st.write(_("Mật khẩu ít nhất 10 ký tự. Lưu xong, mọi máy của bạn phải đăng nhập lại."))
        word = current_member.ask_secret(
            _("Mật khẩu mới"), _("Lưu mật khẩu"), _fresh("new_word"), "save_word", most=200
        )
        if word is not None:
            _do("new_word", lambda: set_password(store(), who.team_id, who.member_id, word, who.member))


def _pair(who: CurrentMember) -> None:
    st.subheader(_("Ghép điện thoại"), anchor=False)
    st.write(_("Dùng điện thoại cùng mạng quét mã này. Mã dùng một lần, trong 5 phút."))
    if st.button(_("Tạo mã ghép"), key="pair", width="stretch"):
        link = f"{current_member.own_origin()}{SIGN_IN}"
        secret = new_pairing(store(), who.team_id, who.member_id)
        st.image(draw(f"{link}?pair={secret}").png(8), width=280, alt=_("Mã ghép điện thoại"))
        st.text(link)
    if st.button(_("Đăng xuất mọi máy của bạn"), key="out", width="stretch"):
        sign_out_everywhere(store(), who.team_id, who.member_id)
        st.rerun()


def _team(who: CurrentMember) -> None:
    """Everybody in the team, and since when each is practised: who is ready to go out."""
    st.subheader(_("Trong tổ"), anchor=False)
    people = Members(store()).of(who.team_id)
    lines = [f"{one.name} · {_(ROLES[one.role])} · {_practised(one)}" for one in people if one.role.may("visits")]
    st.html(f"<ul class='kit-lines'>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>")
    if any(one.practised_on is None for one in people if one.role.may("visits")):
        st.caption(_("Tập: ở trang đầu bấm “Thử với dữ liệu mẫu”, rồi “Tập một lượt, từng bước”."))


def _practised(one: Member) -> str:
    if one.practised_on is None:
        return _("chưa tập")
    return _("đã tập {day}", day=day_text(one.practised_on, lang()))


def _add(who: CurrentMember) -> None:
    st.subheader(_("Thêm thành viên"), anchor=False)
    name = st.text_input(_("Tên thành viên"), key=_fresh("new_name"), max_chars=80, autocomplete="off")
    role = st.pills(
        _("Việc"), [Role.MEMBER, Role.LEADER, Role.VIEWER], format_func=lambda one: _(ROLES[one]),
        default=Role.MEMBER, key="new_role", required=True,
    )  # fmt: skip
    area = None
    if role is Role.VIEWER:
        areas = {one.code: one.name for one in Areas(store()).all()}
        area = st.selectbox(
            _("Địa bàn được xem"), list(areas), index=None, format_func=lambda code: fields.plain(areas[code]),
            key="new_area", placeholder=_("Chọn một địa bàn"), filter_mode=None,
        )  # fmt: skip
    if st.button(_("Thêm"), key="add_member", width="stretch"):
        _do("new_name", lambda: Members(store()).add(who.team_id, clean(name, 80), role or Role.MEMBER, area))
    _done("new_name", _("Đã thêm vào tổ."))


def _one(who: CurrentMember) -> None:
    people = {one.id: one for one in Members(store()).of(who.team_id) if one.id != who.member_id}
    if not people:
        return
    st.subheader(_("Đặt lại mã, rời tổ"), anchor=False)
    chosen = st.selectbox(
        _("Chọn thành viên"), list(people), index=None, format_func=lambda one: fields.plain(people[one].name),
        key="one_member", placeholder=_("Chọn tên"), filter_mode=None,
    )  # fmt: skip
    if chosen is None:
        return
    if people[chosen].has_pin and st.button(_("Bỏ mã PIN để đặt lại"), key="reset_pin", width="stretch"):
        _do("one", lambda: set_pin(store(), who.team_id, chosen, None))
    fields.button_that_asks(
        _("Cho rời tổ"),
        _("{name} rời tổ. Những gì đã làm vẫn giữ tên họ.", name=fields.plain(people[chosen].name)),
        _("Đồng ý cho rời tổ"),
        key=f"remove_{chosen}",
        does=lambda: _leave(who, chosen),
    )
    _done("one", _("Đã lưu."))


def _leave(who: CurrentMember, member_id: str) -> None:
    Members(store()).remove(who.team_id, member_id)
    st.session_state["one_done"] = True


def _looks(who: CurrentMember) -> None:
    with st.expander(_("Ai đã xem thông tin của hộ")):
        found = list_accesses(store(), who.team_id, limit=50)
        if not found:
            st.write(_("Chưa có ai xem."))
        for look in found:
            what = _(LOOKED_AT.get(look.what, look.what))
            st.text(f"{moment(look.read_at.astimezone(), lang())} · {look.member} · {what}")


def _fresh(name: str) -> str:
    """A widget key that changes once what was typed is kept, so that the field empties."""
    return f"{name}_{st.session_state.get(f'{name}_turn', 0)}"


def _do(name: str, change: Callable[[], object]) -> None:
    """Make a change and show the screen anew, or say why not and leave what was typed."""
    try:
        change()
    except OnboardingError as error:
        fields.refused(error)
        return
    st.session_state[f"{name}_turn"] = st.session_state.get(f"{name}_turn", 0) + 1
    st.session_state[f"{name}_done"] = True
    st.rerun()


def _done(name: str, said: str) -> None:
    if st.session_state.pop(f"{name}_done", False):
        st.success(said)

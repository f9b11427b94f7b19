"""Home screen: current member, open visits, starting a visit, and links to the log and the counts."""

import time
from datetime import UTC, datetime
from typing import Literal

import streamlit as st

from ..exchange import enrolment
from ..languages import LANGUAGES, VIETNAM, clean, fold, moment, name_of, number
from ..languages import day as day_text
from ..members import CurrentMember, Role, set_up_team
from ..places import find_communes
from ..services.clock import is_doubtful
from ..store.backup_reminder import is_due
from ..visits import Summary
from ..visits.upkeep import UNDO_FOR
from . import current_member, fields
from .components.button_list import Button, button_list
from .memo import per_session
from .navigation import open_screen, open_visit, screens
from .session import is_demo, new_visit, place_name, set_demo, store, visit_repository
from .words import _, choose, lang

FEW, MOST = 8, 40
"""Open visits shown at once; found by a search."""
_DROPPED = "dropped_visit"


def show() -> None:
    """Set-up on the first run; the team's home after that."""
    fields.page(_("Bộ hỗ trợ hộ kinh doanh"))
    who = current_member.get()
    if who is None:
        _first_run()
    else:
        _team(who)


def _first_run() -> None:
    st.write(_("Chào tổ công nghệ số cộng đồng! Cho bộ công cụ biết tổ đang ở đâu, một lần thôi."))
    team = st.text_input(_("Tên tổ"), key="setup_team", placeholder=_("Ví dụ: Tổ công nghệ số thôn 1"))
    picked = fields.search_pick(
        _("Xã, phường, đặc khu"),
        find_communes,
        key="setup_commune",
        words_of=lambda place: place.words(_("trước là")),
        placeholder=_("Gõ vài chữ, có dấu hay không đều được"),
        chosen=place_name(st.session_state["setup_code"]) if "setup_code" in st.session_state else "",
    )
    if picked is not None:
        st.session_state["setup_code"] = picked.code
        st.rerun()
    member = st.text_input(_("Tên của bạn"), key="setup_member", placeholder=_("Tên thường gọi trong tổ"))
    ready = bool(clean(team or "") and clean(member or "") and "setup_code" in st.session_state)
    if not ready:
        st.caption(_("Điền đủ ba ô trên rồi bấm nút dưới đây."))
    if st.button(_("Vào bộ công cụ"), type="primary", width="stretch", disabled=not ready, key="setup_done"):
        set_up_team(store(), team=clean(team, 80), commune=st.session_state["setup_code"], member=clean(member, 60))
        st.rerun()
    if not is_demo() and st.button(_("Thử với dữ liệu mẫu"), width="stretch", key="try_demo"):
        _enter_demo()
    if not is_demo() and st.button(_("Máy mới: khôi phục từ bản sao lưu"), width="stretch", key="go_restore"):
        open_screen("backup")
    _answer(button_list(_languages(), key="languages", look="grid"))


def _team(who: CurrentMember) -> None:
    st.text(f"{who.member} · {who.team}\n{place_name(who.commune)}")
    _clock()
    if who.role.may("visits"):
        if is_demo():
            _practice(who)
        kind: Literal["primary", "secondary"] = "secondary" if is_demo() else "primary"
        if st.button(_("Bắt đầu lượt hỗ trợ"), type=kind, width="stretch", key="start"):
            open_visit(new_visit(who))
        if st.button(_("Chỉ làm mã QR"), width="stretch", key="screen_qr_only"):
            open_screen("qr_only", d=new_visit(who))
        visits = visit_repository().open_ones()
        _about_to_be_erased(visits)
        _sent()
        _open_visits(who, visits)
        _due(who)
    _remind_backup(who)
    st.header(_("Việc của tổ"), anchor=False)
    shown = [Button(f"screen_{code}", _(screen.title)) for code, screen in screens().items() if _may_open(who, code)]
    sample = Button("leave_demo", _("Thoát dữ liệu mẫu")) if is_demo() else Button("try_demo", _("Thử với dữ liệu mẫu"))
    pressed = button_list([*shown, sample, *_languages()], key="screens", look="grid", label=_("Việc của tổ"))
    current_member.give_back(who)
    _answer(pressed)


def _may_open(who: CurrentMember, code: str) -> bool:
    return code != "qr_only" and (who.role is not Role.VIEWER or code in current_member.VIEWERS)


def _answer(pressed: str | None) -> None:
    """Do what a button of the list at the foot says."""
    what, _sep, code = (pressed or "").partition("_")
    if what == "screen":
        open_screen(code)
    elif pressed == "try_demo":
        _enter_demo()
    elif pressed == "leave_demo":
        set_demo(False)
        st.rerun()
    elif what == "lang":
        choose(code)
        st.rerun()


def _minute() -> tuple[str, bool, int]:
    """What is looked up anew each minute, and for another team or the sample store at once."""
    who = current_member.get()
    return who.team_id if who else "", is_demo(), int(time.monotonic() / 60)


def _clock() -> None:
    """Ask about a day that cannot be right, before anything is written under it."""
    if is_demo() or st.session_state.get("clock_is_right"):
        return
    if not per_session("doubtful", _minute(), lambda: is_doubtful(store())):
        return
    st.warning(
        _(
            "Máy này báo hôm nay là {day}. Nếu sai, hãy sửa ngày giờ của máy rồi mở lại trang này.",
            day=day_text(datetime.now(VIETNAM).date(), lang()),
        )
    )
    if st.button(_("Ngày này đúng"), key="clock_right", width="stretch"):
        st.session_state["clock_is_right"] = True
        st.rerun()


def _sent() -> None:
    """How many records the commune has, on a machine that sends to one."""
    if is_demo() or not enrolment.is_joined(store()):
        return
    from ..exchange import outbox

    status = outbox.status(store())
    numbers = {"recorded": status.recorded, "confirmed": status.confirmed, "waiting": status.waiting}
    words = {name: number(n, lang()) for name, n in numbers.items()}
    st.caption(_("{recorded} đã ghi · {confirmed} xã đã nhận · {waiting} chờ gửi", **words))


def _remind_backup(who: CurrentMember) -> None:
    """Say so once the last backup is a week old, to who can take one."""
    if is_demo() or current_member.is_remote() or not who.role.may("team"):
        return
    if is_due(store()):
        st.warning(_("Đã hơn một tuần chưa sao lưu sổ."))
        if st.button(_("Sao lưu ngay"), key="go_backup", width="stretch"):
            open_screen("backup")


def _about_to_be_erased(visits: list[Summary]) -> None:
    """Open visits nobody touched for long, each with the day it goes and a tap to keep it."""
    state = (_minute(), [(visit.id, visit.changed_at) for visit in visits])
    for visit, day in per_session("to_be_erased", state, visit_repository().to_be_erased):
        name = visit.title or _("Chưa ghi tên")
        with st.container(border=True, key=f"erase_{visit.id}"):
            st.text(_("{name}: lâu chưa ai mở. Lượt này sẽ bị xóa ngày {day}.", name=name, day=day_text(day, lang())))
            if st.button(_("Giữ lại"), key=f"keep_{visit.id}", width="stretch"):
                visit_repository().keep(visit.id)
                st.rerun()


def _open_visits(who: CurrentMember, every: list[Summary]) -> None:
    """The team's open visits, the one touched last first; searched by name once there are many; each can be deleted.

    One that nothing was typed in is not shown: starting a visit brings it back.
    """
    _undo()
    visits = [visit for visit in every if visit.title or visit.changed_at != visit.created_at]
    if not visits:
        return
    current_member.log_access("log", who.team_id)
    st.header(_("Đang làm dở"), anchor=False)
    query = ""
    if len(visits) > FEW:
        typed = st.text_input(_("Tìm theo tên hộ"), key="open_q", type="search", placeholder="", icon="", live=True)
        query = fold(clean(typed or ""))
    matches = [visit for visit in visits if query in fold(visit.title)]
    shown = matches[: MOST if query else FEW]
    rows = []
    for visit in shown:
        name = visit.title or _("Chưa ghi tên")
        label = f"{name} · {moment(visit.changed_at, lang())}"
        rows += [Button(f"open_{visit.id}", label), Button(f"drop_{visit.id}", _("Xóa"), "quiet")]
    pressed = button_list(rows, key="open_visits", look="rows", label=_("Đang làm dở"))
    for visit in shown:
        if pressed == f"open_{visit.id}":
            open_visit(visit.id, visit.step)
        elif pressed == f"drop_{visit.id}":
            from ..services.refusals import delete_visit  # payments and all below it, which home needs for nothing else

            delete_visit(store(), visit.id, who.team_id)
            st.session_state[_DROPPED] = (visit.id, visit.title)
            st.rerun()
    if len(visits) > FEW and not query:
        st.caption(_("Còn {n} lượt nữa. Gõ tên để tìm.", n=len(visits) - FEW))


def _undo() -> None:
    """The visit deleted last, with the way to have it back for an hour."""
    per_session("purged", _minute(), lambda: visit_repository().purge_deleted(datetime.now(UTC) - UNDO_FOR))
    dropped = st.session_state.get(_DROPPED)
    if dropped is None:
        return
    visit_id, title = dropped
    with st.container(horizontal=True, key="undo", vertical_alignment="center"):
        st.text(_("Đã xóa: {name}", name=title or _("Chưa ghi tên")))
        if st.button(_("Hoàn tác"), key="undo_drop"):
            st.session_state.pop(_DROPPED)
            if visit_repository().load(visit_id) is not None:
                visit_repository().reopen(visit_id)
            st.rerun()


def _due(who: CurrentMember) -> None:
    """Return visits, once there is somebody to return to; what they need is imported only then."""
    if per_session("any_handed_over", _minute(), lambda: bool(visit_repository().open_ones(state="handed_over"))):
        from . import due_returns

        due_returns.show(who)


def _practice(who: CurrentMember) -> None:
    """A guided visit with sample data; imported only here."""
    if st.button(_("Tập một lượt, từng bước"), type="primary", width="stretch", key="practice"):
        from . import practice

        practice.start(who)


def _enter_demo() -> None:
    from . import sample

    set_demo(True)
    with st.spinner(_("Đang chuẩn bị dữ liệu mẫu…")):
        sample.make(store())
    st.rerun()


def _languages() -> list[Button]:
    return [Button(f"lang_{code}", name_of(code), "wide quiet") for code in LANGUAGES if code != lang()]

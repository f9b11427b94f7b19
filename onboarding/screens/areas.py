"""Make a reporting area: a name, its communes by search or from an old district, from which day to which.

What is being put together stands in the address, so that a refresh loses nothing; it is kept with one button.
"""

from datetime import date

import streamlit as st

from ..errors import OnboardingError
from ..languages import N_, clean, day
from ..places import (
    Areas,
    Commune,
    Group,
    ReportingArea,
    commune,
    drawn,
    find_communes,
    find_districts,
    group,
    old_district_of,
)
from ..places.areas import MOST_DAYS
from . import current_member, fields
from .session import store
from .words import _, lang

TITLE = N_("Địa bàn báo cáo")
ORDER = 60
NAME, CODES, AREA = "ten", "xa", "dia_ban"


def show() -> None:
    """The areas there are, then the one being made or changed."""
    fields.page(_(TITLE))
    fields.home_button("commune")
    who = current_member.get()
    if who is None or not who.role.may("areas"):
        st.write(_("Tổ trưởng lập địa bàn báo cáo. Nhờ tổ trưởng mở trang này."))
        return
    st.write(_("Một địa bàn gồm các xã, phường mà số liệu được cộng chung."))
    if st.session_state.pop("area_saved", False):
        st.success(_("Đã lưu địa bàn."))
    changing = _kept_areas()
    st.subheader(_("Đổi địa bàn") if changing else _("Lập địa bàn mới"), anchor=False)
    name = changing.name if changing else _name()
    if changing:
        st.text(changing.name)
    codes = _codes()
    codes = _from_district(codes)
    codes = _by_search(codes)
    if codes:
        _chosen(codes)
        _save(changing, name, codes)


def _kept_areas() -> ReportingArea | None:
    """Each area with its days; a touch begins to change it. Returns the one being changed."""
    changing = None
    for area in Areas(store()).all():
        if area.code == st.query_params.get(AREA):
            changing = area
        until = day(area.until, lang()) if area.until else _("còn tiếp")
        number = _("{n} xã, phường", n=len(area.communes))
        label = f"{fields.plain(area.name)} · {number} · {day(area.since, lang())} – {until}"
        if st.button(label, key=f"area_{area.code.replace('-', '_')[:40]}", width="stretch"):
            st.query_params[AREA], st.query_params[CODES] = area.code, " ".join(area.communes)
            st.rerun()
    return changing


def _name() -> str:
    typed = st.text_input(
        _("Tên địa bàn"), value=st.query_params.get(NAME, ""), key=f"area_name_{_turn()}", max_chars=120,
        placeholder=_("Ví dụ: Khu vực Vũng Liêm"),
    )  # fmt: skip
    _remember(NAME, clean(typed or "", 120))
    return clean(typed or "", 120)


def _codes() -> list[str]:
    """The communes put together so far, from the address; codes nobody knows are left out."""
    known = []
    for code in st.query_params.get(CODES, "").split():
        try:
            known.append(commune(code).code)
        except OnboardingError:
            continue
    return list(dict.fromkeys(known))


def _from_district(codes: list[str]) -> list[str]:
    picked: Group | None = fields.search_pick(
        _("Lấy cả một huyện, quận cũ"), find_districts, key=f"from_district_{_turn()}",
        words_of=lambda one: one.district.label, placeholder=_("Ví dụ: Vũng Liêm"),
    )  # fmt: skip
    if picked is not None:
        _remember(CODES, " ".join(dict.fromkeys([*codes, *picked.communes])))
        _again()
    return codes


def _by_search(codes: list[str]) -> list[str]:
    picked: Commune | None = fields.search_pick(
        _("Thêm từng xã, phường, đặc khu"), find_communes, key=f"one_more_{_turn()}",
        words_of=lambda one: one.words(_("trước là")), placeholder=_("Gõ vài chữ, có dấu hay không đều được"),
    )  # fmt: skip
    if picked is not None:
        _remember(CODES, " ".join(dict.fromkeys([*codes, picked.code])))
        _again()
    return codes


def _chosen(codes: list[str]) -> None:
    st.subheader(_("{n} xã, phường đã chọn", n=len(codes)), anchor=False)
    loose = {code for one in codes for code in group(old_district_of(one).code).approximate}
    for code in codes:
        mark = " ≈" if code in loose else ""
        if st.button(f"✕ {fields.plain(commune(code).label)}{mark}", key=f"drop_{code}", width="stretch"):
            _remember(CODES, " ".join(one for one in codes if one != code))
            st.rerun()
    if loose & set(codes):
        st.write(_("≈ Xã này có cả phần đất của huyện cũ khác. Xin xem lại trước khi lưu."))


def _save(changing: ReportingArea | None, name: str, codes: list[str]) -> None:
    first = st.date_input(
        _("Đổi từ ngày") if changing else _("Từ ngày"), value=date.today(), format="DD/MM/YYYY", key="area_since"
    )
    last = None
    if st.checkbox(_("Địa bàn có ngày kết thúc"), key="area_has_end"):
        last = st.date_input(_("Đến hết ngày"), value=None, format="DD/MM/YYYY", key="area_until")
    days = st.number_input(
        _("Xóa tên, số điện thoại của hộ sau bao nhiêu ngày không ai mở (0: không xóa)"), min_value=0, step=30,
        max_value=MOST_DAYS, value=changing.keep_days if changing else 0, key="area_keep_days",
    )  # fmt: skip
    if st.button(_("Lưu địa bàn"), type="primary", width="stretch", key="save_area"):
        try:
            _keep(changing, name, codes, first, last, int(days))
        except OnboardingError as error:
            fields.refused(error)
            return
        st.session_state["area_saved"] = True
        _leave()
    if changing and st.button(_("Thôi, không đổi"), key="leave_area", width="stretch"):
        _leave()


def _keep(
    changing: ReportingArea | None, name: str, codes: list[str], first: date, last: date | None, days: int
) -> None:
    areas = Areas(store())
    if changing is None:
        areas.add(drawn(name, codes, since=first, until=last).keeping(days))
    else:
        changed = changing.with_communes(codes, on=first).keeping(days)
        areas.change(changed.ended(last) if last else changed)


def _leave() -> None:
    """Empty what was being put together."""
    for key in (NAME, CODES, AREA):
        if key in st.query_params:
            del st.query_params[key]
    _again()


def _remember(key: str, value: str) -> None:
    if value != st.query_params.get(key, ""):
        st.query_params[key] = value


def _turn() -> int:
    return int(st.session_state.get("area_turn", 0))


def _again() -> None:
    """Draw the screen anew with empty search fields."""
    st.session_state["area_turn"] = _turn() + 1
    st.rerun()

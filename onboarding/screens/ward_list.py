"""The ward's own list of household businesses: brought in from Excel or CSV, looked at first, taken out again."""

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from ..errors import OnboardingError
from ..languages import N_, VIETNAM, moment, number
from ..logbook.files.ward_file import Preview, errors_csv, preview
from ..logbook.files.ward_list import batches, keep, many, undo
from ..members import CurrentMember
from . import current_member, fields
from .counts import charts
from .session import place_name, store
from .words import _, lang

TITLE = N_("Danh sách của xã")
ORDER = 55
COLUMNS = {
    "name": N_("tên hộ"), "owner": N_("chủ hộ"), "phone": N_("số điện thoại"), "address": N_("địa chỉ"),
    "trade": N_("ngành hàng"),
}  # fmt: skip


def show() -> None:
    """What waits, a file to bring in, and what was brought in."""
    fields.page(_(TITLE))
    fields.home_button("commune")
    who = current_member.get()
    if who is None or not who.role.may("areas"):
        st.write(_("Tổ trưởng nhận danh sách hộ của xã. Nhờ tổ trưởng mở trang này."))
        return
    st.write(_("Nhận danh sách hộ kinh doanh của xã từ Excel hoặc CSV, để chọn tên hộ mà không phải gõ."))
    with store().reading() as conn:
        waiting = many(conn, who.commune)
    if waiting:
        st.success(_("{n} hộ của {place} đang chờ được hỗ trợ.", n=number(waiting, lang()),
                     place=fields.plain(place_name(who.commune))))  # fmt: skip
    data = fields.upload(_("Tệp danh sách"), ["xlsx", "csv"], key=f"ward_list_{_turn()}")
    if data is not None:
        _looked_at(who, data)
    _taken_in()


def _looked_at(who: CurrentMember, data: bytes) -> None:
    """What would come in, and what has to be mended first."""
    try:
        table = preview(data, _("tệp này"))
    except OnboardingError as error:
        fields.refused(error)
        return
    heads = [f"{_(COLUMNS[field])} ← {table.headings[at]}" for field, at in table.columns.items()]
    charts.lines([_("Cột đã nhận ra: {columns}", columns="; ".join(heads))])
    if table.left_out:
        charts.lines([_("Không nhận cột: {columns}", columns="; ".join(table.left_out))])
    charts.lines([" · ".join(part for part in (row.name, row.owner, row.phone) if part) for row in table.rows[:5]])
    _to_mend(table)
    if not table.rows:
        st.write(_("Chưa có dòng nào nhận được."))
    elif st.button(
        _("Nhận {n} hộ", n=number(len(table.rows), lang())), type="primary", width="stretch", key="take_list"
    ):
        at = datetime.now(UTC)
        store().write(lambda conn: keep(conn, table.rows, who.commune, _("Danh sách"), who.member, at))
        st.session_state["ward_turn"] = _turn() + 1
        st.rerun()


def _to_mend(found: Preview) -> None:
    if not found.errors:
        return
    st.warning(_("{n} dòng cần sửa. Tải về, sửa rồi chọn lại tệp đó.", n=len(found.errors)))
    st.download_button(
        _("Tải các dòng cần sửa"), errors_csv(found, lang()), "can-sua.csv", "text/csv",
        on_click="ignore", key="list_errors", width="stretch",
    )  # fmt: skip


def _taken_in() -> None:
    """Each list with its day; the newest first, and a way back."""
    with store().reading() as conn:
        kept = [batch for batch in batches(conn) if not batch["undone"]]
    if not kept:
        return
    st.subheader(_("Đã nhận"), anchor=False)
    for batch in kept[:20]:
        at = moment(batch["made_at"].astimezone(VIETNAM), lang())
        st.text(_("{n} hộ · {at} · {member}", n=number(batch["rows"], lang()), at=at, member=batch["member"]))
        if st.button(_("Bỏ danh sách này"), key=f"undo_{batch['id']}", width="stretch"):
            store().write(partial(undo, batch=batch["id"]))
            st.rerun()


def _turn() -> int:
    return int(st.session_state.get("ward_turn", 0))

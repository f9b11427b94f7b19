"""The teams' devices at the area: approve, stop taking, replace a lost one; what each has sent and what is missing."""

from base64 import b64decode
from typing import Any

import streamlit as st
from sqlalchemy import Row

from ...errors import OnboardingError
from ...exchange import approval, enrolment, importer, totals
from ...exchange.files import write_messages
from ...exchange.keys import fingerprint
from ...languages import moment, number
from ...logbook.area_codes import name_of
from .. import fields
from ..session import store
from ..words import _, lang

RECEIPTS = "receipts_of_approved"


def show() -> None:
    """Each device with its team, when it was heard, what is missing, and what can be done about it."""
    rows, missing, gaps = enrolment.devices(store()), totals.on_the_way(store()), importer.gaps(store())
    held = approval.held(store())
    st.subheader(_("Máy của các tổ"), anchor=False)
    if not rows:
        st.write(_("Chưa có máy nào. Tạo lời mời rồi đưa cho tổ."))
    _receipts()
    for row in sorted(rows, key=lambda row: row.state != "waiting"):
        team = row.team or _("Chưa ghi tên")
        st.text(f"{team} · {_state(row)}\n{fingerprint(b64decode(row.public_key))}")
        _missing(row, gaps.get((row.area, row.id), 0), missing.get(row.id, 0))
        if row.state == "waiting":
            _approve(row, held.get((row.area, row.id), 0))
        elif row.state == "revoked":
            _take_back(row.id)
        else:
            _end(row)


def _state(row: Row[Any]) -> str:
    if row.state == "waiting":
        return _("chờ duyệt")
    if row.replaced_by:
        return _("đã thay bằng máy khác")
    if row.state == "revoked":
        return _("đã thôi nhận")
    return _("gửi lần cuối {when}", when=moment(row.heard_at, lang())) if row.heard_at else _("chưa gửi lần nào")


def _missing(row: Row[Any], gap: int, on_the_way: int) -> None:
    """What never came: it comes by itself, unless nothing is taken from the device any more."""
    if row.state == "revoked" and (gap or on_the_way):
        words = _("Còn {n} lần gửi, {m} hộ báo qua tin nhắn chưa tới. Phần đó chỉ còn trên giấy; nhờ tổ ghi lại.",
                  n=number(gap, lang()), m=number(on_the_way, lang()))  # fmt: skip
        st.caption(words)
        return
    if gap:
        words = _("Còn thiếu {n} lần gửi. Máy của tổ tự gửi lại ở lần tới; gửi bằng tệp thì nhờ tổ.",
                  n=number(gap, lang()))  # fmt: skip
        st.caption(words)
    if on_the_way:
        st.caption(_("Báo qua tin nhắn thêm {n} hộ, tệp chưa tới.", n=number(on_the_way, lang())))


def _approve(row: Row[Any], held: int) -> None:
    """A device that waits: compare, then take it or not."""
    st.caption(
        _(
            "So dãy số trên với máy của tổ rồi hãy duyệt. Đã gửi {n} lần, chưa tính hộ nào.", n=number(held, lang())
        )
    )  # fmt: skip
    if st.button(_("Duyệt máy này"), key=f"approve_{row.area}_{row.id}", width="stretch", type="primary"):
        st.session_state[RECEIPTS] = importer.approve(store(), row.id)
        st.rerun()
    if st.button(_("Không nhận máy này"), key=f"refuse_{row.area}_{row.id}", width="stretch"):
        enrolment.revoke(store(), row.id, row.area)
        st.rerun()


def _receipts() -> None:
    """What was taken on approval, and the receipts a team that sends by file takes home."""
    taken = st.session_state.get(RECEIPTS)
    if taken is None:
        return
    n = number(sum(one.accepted for one in taken.receipts), lang())
    st.success(_("Đã duyệt. Đã nhận {n} dòng máy này gửi trước đó.", n=n))
    for code in taken.refused:
        fields.refused(OnboardingError(code, area="", device=""))
    if taken.answers:
        st.download_button(
            _("Tải giấy nhận, đưa lại cho tổ"), write_messages(taken.answers), file_name="giay-nhan.kit",
            mime="application/octet-stream", key="approved_receipt", width="stretch", on_click="ignore",
        )  # fmt: skip


def _end(row: Row[Any]) -> None:
    """Stop taking from a device, or put another in its place."""
    if st.button(_("Thôi nhận từ máy này"), key=f"revoke_{row.area}_{row.id}", width="stretch"):
        enrolment.revoke(store(), row.id)
        st.rerun()
    fields.button_that_asks(
        _("Máy này mất, thay máy khác"),
        _(
            "Từ bây giờ xã không nhận gì từ máy cũ. Máy mới sửa và rút được những hộ máy cũ đã gửi. Hộ máy cũ chưa gửi"
            " chỉ còn trên giấy: tổ ghi lại ở máy mới."
        ),
        _("Tạo lời mời cho máy mới"), key=f"replace_{row.area}_{row.id}", does=lambda: _replace(row),
    )  # fmt: skip


def _replace(row: Row[Any]) -> None:
    """An invitation for the new machine, shown where invitations are."""
    name, url = name_of(store(), row.area), str(st.session_state.get("invite_url") or "").strip()
    text = enrolment.invite(store(), row.area, name, url=url, replaces=row.id)
    st.session_state["invite_text"] = text


def _take_back(device: str) -> None:
    """The way out when a device sent what is not true: a tick, then the button."""
    sure = st.checkbox(_("Số liệu máy này gửi là sai"), key=f"untrue_{device}")
    if sure and st.button(_("Gỡ hết số liệu của máy này"), key=f"take_back_{device}", width="stretch"):
        n = importer.take_back(store(), device)
        st.success(_("Đã gỡ {n} hộ. Hộ do tổ khác ghi vẫn được tính.", n=number(n, lang())))

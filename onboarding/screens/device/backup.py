"""Backup and restore: to a USB stick or a file, with a passphrase on request; "new laptop" in three steps."""

from datetime import datetime
from pathlib import Path

import streamlit as st

from ...errors import OnboardingError
from ...languages import N_, moment
from ...members import CurrentMember
from ...services.backup_files import (
    backup_bytes,
    backups_on,
    file_name,
    is_encrypted,
    restore_bytes,
    usb_drives,
    write_backup,
)
from ...store.backup_reminder import last_backup, note_backup
from .. import current_member, fields
from ..navigation import open_screen
from ..session import is_demo, store
from ..words import _, lang

TITLE = N_("Sao lưu và khôi phục")
ORDER = 70


def show() -> None:
    """Backup for who leads the team; restore on a machine that holds nothing yet."""
    fields.page(_(TITLE))
    fields.home_button("trouble")
    if current_member.is_remote() or is_demo():
        st.write(_("Trang này mở trên máy tính của tổ, với dữ liệu thật."))
        return
    who = current_member.get()
    if who is None:
        _restore()
    elif who.role.may("team"):
        _backup(who)
    else:
        st.write(_("Tổ trưởng sao lưu giúp cả tổ."))


def _backup(who: CurrentMember) -> None:
    last = last_backup(store())
    if last is None:
        st.warning(_("Chưa sao lưu lần nào. Máy hỏng hay mất là mất hết sổ."))
    else:
        st.text(_("Lần sao lưu gần nhất: {when}", when=moment(last.astimezone(), lang())))
    st.write(_("Cắm USB vào máy, đặt cụm mật khẩu, rồi bấm nút. Cất USB riêng với máy tính."))
    phrase = st.text_input(
        _("Cụm mật khẩu"), key="phrase", type="password", max_chars=200, autocomplete="new-password", live=True
    )
    st.caption(_("Ít nhất 10 ký tự. Ghi ra giấy, cất kỹ: quên thì không ai mở được tệp. Để trống: tệp không khóa."))
    drives = usb_drives()
    for drive in drives:
        label = _("Sao lưu vào {drive}", drive=fields.plain(str(drive)))
        if st.button(label, key=f"usb_{drive}", type="primary", width="stretch"):
            _write(drive, phrase or "")
    if not drives:
        st.caption(_("Chưa thấy USB nào. Cắm vào rồi bấm “Tìm lại USB”, hoặc tải tệp về."))
        st.button(_("Tìm lại USB"), key="usb_again", width="stretch")
    if st.button(_("Chuẩn bị tệp để tải về"), key="make_file", width="stretch"):
        _make(phrase or "")
    _download()


def _write(drive: Path, phrase: str) -> None:
    try:
        target = write_backup(store(), drive, phrase)
    except OnboardingError as error:
        fields.refused(error)
        return
    st.success(_("Đã sao lưu và đọc lại: {file}", file=fields.plain(target.name)))


def _make(phrase: str) -> None:
    try:
        data = backup_bytes(store(), phrase)
    except OnboardingError as error:
        fields.refused(error)
        return
    st.session_state["backup_file"] = (file_name(datetime.now().astimezone(), encrypted=bool(phrase.strip())), data)


def _download() -> None:
    """The prepared file; noted as taken before the page is drawn again, so that its first line says so."""
    name, data = st.session_state.get("backup_file", ("", b""))
    if name:
        label = _("Tải {file}", file=name)
        st.download_button(label, data, name, key="get_file", width="stretch", on_click=_note)


def _note() -> None:
    note_backup(store())


def _chosen_backup() -> bytes | None:
    """A backup's bytes: from a USB stick of any size, or a file within the upload limit."""
    found = backups_on(usb_drives())
    if found:
        path = st.selectbox(
            _("Tệp trên USB"), found, index=None, format_func=lambda one: one.name, key="restore_usb",
            placeholder=_("Chọn một tệp"), filter_mode=None,
        )  # fmt: skip
        if path is not None:
            return path.read_bytes()
    return fields.upload(_("Tệp sao lưu"), ["zip", "age"], key="restore_file")


def _restore() -> None:
    st.write(_("Máy mới, ba bước: chọn tệp sao lưu, nhập cụm mật khẩu nếu có, bấm Khôi phục."))
    data = _chosen_backup()
    if data is None:
        return
    phrase = ""
    if is_encrypted(data):
        label = _("Cụm mật khẩu của tệp")
        phrase = st.text_input(label, key="restore_phrase", type="password", max_chars=200, live=True)
    if st.button(_("Khôi phục"), key="restore", type="primary", width="stretch"):
        try:
            restore_bytes(data, phrase or "")
        except OnboardingError as error:
            fields.refused(error)
            return
        open_screen("home")

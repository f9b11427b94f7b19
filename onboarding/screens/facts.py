"""Screen where a leader corrects a provider's facts, with page and day, and types words in a vendor's own language."""

from datetime import date

import streamlit as st

from ..errors import OnboardingError
from ..languages import N_
from ..languages import day as day_text
from ..wallets import BLANKS, providers
from ..wallets.corrections import add_correction, corrections_file, read_corrections
from ..wallets.translations import LONGEST, LONGEST_NAME, add_translation, read_translations, slots, translations_file
from . import current_member, fields
from .visit.checklist import today
from .words import _, lang

TITLE = N_("Sửa phí, số hỗ trợ")
ORDER = 65


def show() -> None:
    """The form, then what this commune has corrected so far, to be sent to who keeps the kit."""
    fields.page(_(TITLE))
    fields.home_button("never")
    who = current_member.require()
    if who is None:
        return
    if not who.role.may("team"):
        st.info(_("Chỉ tổ trưởng sửa được. Thấy chỗ sai, xin báo tổ trưởng."))
        return
    _form(who.member, who.commune)
    _so_far()
    _translations(who.member, who.commune)


def _form(member: str, commune: str) -> None:
    every = providers()
    codes = sorted(every, key=lambda code: every[code].name.casefold())
    st.caption(_("Chỉ ghi điều đọc trên trang chính thức, hoặc nghe ở quầy có giấy; ghi trang và ngày đọc."))
    with st.form("correction", clear_on_submit=True):
        provider = st.selectbox(
            _("Nơi mở"), codes, index=None, format_func=lambda code: every[code].name,
            placeholder=_("Chọn một nơi"), filter_mode=None,
        )  # fmt: skip
        key = st.selectbox(
            _("Điều gì"), list(BLANKS), index=None, format_func=lambda name: _(BLANKS[name]),
            placeholder=_("Chọn một điều"), filter_mode=None,
        )  # fmt: skip
        text = st.text_input(_("Trang chính thức ghi gì"), max_chars=200)
        url = st.text_input(_("Địa chỉ trang, bắt đầu bằng https://"), max_chars=200)
        read_on = st.date_input(_("Đọc ngày nào"), value=today(), max_value=today(), format="DD/MM/YYYY")
        sent = st.form_submit_button(_("Ghi lại"), type="primary", width="stretch")
    if not sent:
        return
    told = {"provider": provider or "", "key": key or "", "text": text, "url": url, "by": member, "commune": commune}
    try:
        add_correction(
            corrections_file(),
            {**told, "read_on": read_on if isinstance(read_on, date) else today()},
            known=every,
            day=today(),
        )
    except OnboardingError as error:
        fields.refused(error)
        return
    st.success(_("Đã ghi. Từ nay màn hình và giấy in ghi rõ là xã sửa."))


def _so_far() -> None:
    path = corrections_file()
    found = read_corrections(path)
    every = providers()
    for each in found:
        name = every[each.provider].name if each.provider in every else each.provider
        line = (
            f"{name}, {_(BLANKS.get(each.key, each.key))}: {each.text} · {day_text(each.read_on, lang())} · {each.by}"
        )
        st.markdown(fields.plain(line))
    if found:
        st.download_button(
            _("Tải tệp để gửi người giữ bộ hỗ trợ"), path.read_bytes(), path.name, "application/json", on_click="ignore"
        )


def _translations(member: str, commune: str) -> None:
    """Words of the safety sheet and the steps in another language; who speaks it types them, nothing is translated."""
    st.subheader(_("Tờ in bằng tiếng của chủ hộ"), anchor=False)
    st.caption(_("Người biết tiếng gõ lời của tờ an toàn và các việc. Bộ này không dịch máy."))
    meanings = slots(today(), lang())
    with st.form("translations", clear_on_submit=True):
        language = st.text_input(_("Tiếng gì, ví dụ Khmer, Ê Đê, Cơ Ho"), max_chars=LONGEST_NAME)
        key = st.selectbox(
            _("Lời nào"), list(meanings), index=None, format_func=lambda name: meanings[name],
            placeholder=_("Chọn một lời"), filter_mode=None,
        )  # fmt: skip
        text = st.text_area(_("Nói bằng tiếng đó"), max_chars=LONGEST)
        sent = st.form_submit_button(_("Ghi lời này"), width="stretch")
    if sent:
        typed = {"language": language, "key": key or "", "text": text, "by": member, "commune": commune}
        try:
            add_translation(translations_file(), typed, known=meanings, day=today())
        except OnboardingError as error:
            fields.refused(error)
            return
        st.success(_("Đã ghi. Bộ in có thêm tờ “Bằng tiếng của chủ hộ”."))
    for words in read_translations(translations_file()):
        meaning = meanings.get(words.key, words.key)
        st.markdown(fields.plain(f"{words.language} · {meaning}: {words.text} · {words.by}"))

"""Proof that the code is hers: another phone scans it; what its banking app showed is written down and compared."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ...business import Visit
from ...errors import OnboardingError
from ...payments import banks, find_banks, fingerprint, read
from ...payments.card import SECRET
from ...services import proof
from .. import fields
from ..session import OpenDraft, store
from ..words import _

OTHER = "other"
MISSING = ("proof.name_missing", "proof.bank_missing", "proof.last_four_missing")


def ask(draft: OpenDraft, text: str) -> None:
    """What the app showed: name, bank, last four; then the verdict, and the sum she saw in her own app."""
    _same_code(draft, text)
    st.subheader(_("Quét thử trước khi in"), anchor=False)
    said = read(text)
    if not (said.bank and said.account):
        st.info(_("Quét mã bằng một điện thoại khác và hỏi chủ hộ: tên hiện ra có đúng không?"))
        return
    st.write(
        _("Lấy điện thoại khác, mở ứng dụng ngân hàng, quét mã trên. Đừng chuyển tiền. Ghi lại điều ứng dụng hiện ra.")
    )
    fields.text(draft, "payment.seen.holder", _("Ứng dụng hiện tên"))
    _bank(draft, said.bank)
    fields.text(draft, "payment.seen.last_four", _("Ứng dụng hiện 4 số cuối"), most=19)
    _verdict(draft)


def _same_code(draft: OpenDraft, text: str) -> None:
    """What was seen belongs to one code; another code must be tried anew."""
    seen = draft.get("payment.seen") or {}
    mark = fingerprint(text, store().secret(SECRET))
    if not any(seen.get(key) for key in ("holder", "bank", "last_four")):
        return
    if "mark" not in seen:
        draft.put(("payment.seen.mark", mark))
    elif seen["mark"] != mark:
        draft.put(("payment.seen", None))
        st.warning(_("Mã đã đổi sau lần quét thử. Hãy quét thử lại mã mới."))


def _bank(draft: OpenDraft, wanted: str) -> None:
    kept = str(draft.get("payment.seen.bank", ""))
    known = banks().get(wanted)
    options = {wanted: known.short_name if known else wanted, OTHER: _("Ngân hàng khác")}
    chosen = fields.choice(draft, "payment.seen.which", _("Ứng dụng hiện ngân hàng"), options)
    if chosen == wanted:
        draft.put(("payment.seen.bank", wanted))
    elif chosen == OTHER:
        if kept == wanted:
            draft.put(("payment.seen.bank", None))
        other = banks().get(str(draft.get("payment.seen.bank", "")))
        picked = fields.search_pick(
            _("Ngân hàng nào"),
            find_banks,
            key=f"seen_{draft.id}_{other.bin if other else 'none'}",
            words_of=lambda one: one.short_name,
            chosen=other.short_name if other else "",
        )
        if picked is not None:
            draft.put(("payment.seen.bank", picked.bin))
            st.rerun()


def _verdict(draft: OpenDraft) -> None:
    seen: Mapping[str, Any] = draft.get("payment.seen") or {}
    if not any(seen.get(key) for key in ("holder", "bank", "last_four")):
        return
    try:
        found = proof(Visit.from_draft(draft.data))
    except OnboardingError as error:
        fields.refused(error)
        return
    if found is None:
        return
    for code in found.differs:
        (st.caption if code in MISSING else st.error)(_(code))
    for code in found.notes:
        st.caption(_(code))
    if found.holds:
        st.success(_("Đúng tên, đúng ngân hàng, đúng 4 số cuối. In được."))
        fields.tick(draft, "payment.seen.paid", _("Chủ hộ đã thấy tiền chuyển thử trong ứng dụng của chính mình"))

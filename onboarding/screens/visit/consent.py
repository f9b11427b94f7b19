"""Consent form, by purpose: yes, no, or visibly not asked yet; "agree to all" after it was read out."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

import streamlit as st

from ...business import CONSENT_VERSION, CONSENT_WORDS, PURPOSES
from ...visits.erasure import consent_of
from .. import current_member, fields
from ..components.yes_no_list import Question, yes_no_list
from ..session import OpenVisit
from ..words import _


def ask(visit: OpenVisit, *, but: Collection[str] = ()) -> None:
    """One question per purpose, nothing answered beforehand; folded once all are answered.

    `but`: purposes of data that is not taken on this screen, so not asked about. Answering one by one never folds it
    under the finger: only "agree to all" does, or coming back later.
    """
    purposes = {code: words for code, words in CONSENT_WORDS.items() if code not in but}
    missing = consent_of(visit.data).not_asked(photos="photos" not in but)
    unfolded = f"consent_unfolded_{visit.id}"
    if missing:
        st.session_state[unfolded] = True
    if st.session_state.get(unfolded):
        st.header(_("Chủ hộ đồng ý những gì"), anchor=False)
        _questions(visit, unfolded, purposes)
        return
    answers = [bool(visit.get(f"consent.purposes.{purpose}")) for purpose in purposes]
    words = _("Đã hỏi chủ hộ: đồng ý {yes}/{all} điều", yes=sum(answers), all=len(answers))
    fold = st.expander(words, key=f"consent_fold_{visit.id}", on_change="rerun")
    if fold.open:
        with fold:
            _questions(visit, unfolded, purposes)


def _questions(visit: OpenVisit, unfolded: str, purposes: Mapping[str, str]) -> None:
    st.write(_("Đọc to từng câu. Không đồng ý vẫn được hỗ trợ đủ sáu bước."))
    questions = [
        Question(purpose, _worded(purpose, words), visit.get(f"consent.purposes.{purpose}"))
        for purpose, words in purposes.items()
    ]
    answers = yes_no_list(questions, yes=_("Đồng ý"), no=_("Không"), key=f"consent_{visit.id}")
    if answers:
        visit.put(*((f"consent.purposes.{purpose}", answer) for purpose, answer in answers.items()))
        _witness(visit)
        st.rerun()
    if st.button(_("Đã đọc to, chủ hộ đồng ý tất cả"), key="agree_all", width="stretch"):
        visit.put(*((f"consent.purposes.{purpose}", True) for purpose in purposes), ("consent.read_aloud", True))
        _witness(visit)
        st.session_state.pop(unfolded, None)
        st.rerun()
    fields.tick(visit, "consent.read_aloud", _("Đã đọc to cho chủ hộ nghe"))
    missing = consent_of(visit.data).not_asked(photos="photos" in purposes)
    if missing:
        st.caption(_("Còn {n} câu phải hỏi xong trước khi trao bộ mang về.", n=len(missing)))
    st.caption(
        " ".join(
            [
                _("Sổ này không phải danh sách hộ kinh doanh mà xã và thuế lập (Nghị định 68/2026, Điều 15); "
                  "tổ không nộp tên sang đó."),
                _("Không bao giờ hỏi hay giữ số căn cước, mật khẩu, mã OTP. Đổi ý lúc nào cũng được: báo tổ để xóa."),
            ]
        )
    )  # fmt: skip


def _worded(purpose: str, words: str) -> str:
    """The question as asked; one that a hand-over does not wait for says so."""
    return _("{question} (Không bắt buộc)", question=_(words)) if PURPOSES[purpose].optional else _(words)


def _witness(visit: OpenVisit) -> None:
    who = current_member.get()
    visit.put(
        ("consent.version", CONSENT_VERSION),
        ("consent.at", datetime.now(UTC).isoformat(timespec="seconds")),
        ("consent.witness", who.member if who else ""),
    )

"""Step 1: who is being helped, and what they agree to, purpose by purpose."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from ...business import CONSENT_VERSION, CONSENT_WORDS
from ...languages import N_
from ...listings import categories
from ...logbook import BusinessSnapshot
from ...places import find_communes
from .. import current_member, fields
from ..session import OpenDraft, place_name
from ..visit import duplicate_question, ward_pick
from ..words import _, lang

TITLE = N_("Hộ kinh doanh")
ORDER = 1


def done(data: Mapping[str, Any]) -> bool:
    """A name, a place and the yes to keeping the visit."""
    business, consent = data.get("business", {}), data.get("consent", {})
    return bool(business.get("name") and consent.get("purposes", {}).get("visit"))


def ask(draft: OpenDraft) -> None:
    """Name, trade, place, and one tick per purpose; nothing is ticked beforehand."""
    fields.text(draft, "business.name", _("Tên hộ, tên quầy"), placeholder=_("Ví dụ: Mật ong Hộ mẫu 1"))
    ward_pick.offer(draft)
    fields.choice(
        draft,
        "business.trade",
        _("Bán mặt hàng gì"),
        {code: kind.name.in_(lang()) for code, kind in categories().items()},
        pills=True,
    )
    _place(draft)
    fields.text(draft, "business.owner", _("Tên chủ hộ (không bắt buộc)"))
    fields.text(draft, "business.phone", _("Số điện thoại (không bắt buộc)"), most=20)
    named, phone = str(draft.get("business.name", "")), str(draft.get("business.phone", ""))
    duplicate_question.ask(draft, BusinessSnapshot(name=named, phone=phone))
    _consent(draft)


def _place(draft: OpenDraft) -> None:
    code = draft.get("business.commune") or ""
    picked = fields.search_pick(
        _("Xã, phường, đặc khu nơi hộ bán hàng"),
        find_communes,
        key=f"place_{draft.id}",
        words_of=lambda place: f"{place.name}, {place.province}",
        placeholder=_("Gõ để đổi nơi khác"),
        chosen=place_name(code) if code else "",
    )
    if picked is not None:
        draft.put(("business.commune", picked.code))
        st.rerun()


def _consent(draft: OpenDraft) -> None:
    st.subheader(_("Chủ hộ đồng ý những gì"), anchor=False)
    st.write(_("Đọc to từng dòng. Chủ hộ đồng ý dòng nào thì tích dòng đó; không đồng ý vẫn được hỗ trợ đủ sáu bước."))
    before = dict(draft.get("consent.purposes", {}))
    given = {
        purpose: fields.tick(draft, f"consent.purposes.{purpose}", _(CONSENT_WORDS[purpose]))
        for purpose in CONSENT_WORDS
    }
    if given != {purpose: bool(before.get(purpose)) for purpose in CONSENT_WORDS}:
        draft.put(
            ("consent.version", CONSENT_VERSION),
            ("consent.at", datetime.now(UTC).isoformat(timespec="seconds")),
            ("consent.witness", who.member if (who := current_member.get()) else ""),
        )
    fields.tick(draft, "consent.read_aloud", _("Đã đọc to cho chủ hộ nghe"))
    st.caption(_("Không bao giờ hỏi hay giữ số căn cước, mật khẩu, mã OTP. Đổi ý lúc nào cũng được: báo tổ để xóa."))

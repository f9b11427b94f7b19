"""Step 1: who is being helped, and what they agree to, purpose by purpose."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from ...business import CONSENT_VERSION, CONSENT_WORDS
from ...languages import N_, VIETNAM, clean, day
from ...listings import categories
from ...logbook import About, Logbook
from ...places import find_communes
from .. import parts, seat, ward_pick
from ..once import made
from ..session import OpenDraft, place_name, store
from ..words import _, lang

TITLE = N_("Hộ kinh doanh")
ORDER = 1


def done(data: Mapping[str, Any]) -> bool:
    """A name, a place and the yes to keeping the visit."""
    business, consent = data.get("business", {}), data.get("consent", {})
    return bool(business.get("name") and consent.get("purposes", {}).get("visit"))


def ask(draft: OpenDraft) -> None:
    """Name, trade, place, and one tick per purpose; nothing is ticked beforehand."""
    parts.text(draft, "business.name", _("Tên hộ, tên quầy"), placeholder=_("Ví dụ: Mật ong Hộ mẫu 1"))
    ward_pick.offer(draft)
    parts.choice(
        draft,
        "business.trade",
        _("Bán mặt hàng gì"),
        {code: kind.name.in_(lang()) for code, kind in categories().items()},
        pills=True,
    )
    _place(draft)
    parts.text(draft, "business.owner", _("Tên chủ hộ (không bắt buộc)"))
    parts.text(draft, "business.phone", _("Số điện thoại (không bắt buộc)"), most=20)
    _alike(draft)
    _consent(draft)


def _place(draft: OpenDraft) -> None:
    code = draft.get("business.commune") or ""
    picked = parts.search_pick(
        _("Xã, phường, đặc khu nơi hộ bán hàng"),
        find_communes,
        key=f"place_{draft.id[:8]}",
        words_of=lambda place: f"{place.name}, {place.province}",
        placeholder=_("Gõ để đổi nơi khác"),
        chosen=place_name(code) if code else "",
    )
    if picked is not None:
        draft.put(("business.commune", picked.code))
        st.rerun()


def _alike(draft: OpenDraft) -> None:
    """A business the log already knows, by phone or near name in the commune: the same one counts once."""
    if draft.state != "open" or draft.get("business_id") or draft.get("distinct"):
        return
    about = About(name=str(draft.get("business.name", "")), phone=str(draft.get("business.phone", "")))
    commune, minute = str(draft.get("business.commune", "")), int(time.monotonic() / 60)
    found = made(
        "alike", (draft.id, commune, about, minute), lambda: Logbook(store()).alike(commune, about, but=draft.id)[:3]
    )
    for known in found:
        seat.noted("alike", known.id)
        with st.container(border=True, key=f"alike_{known.id[:12]}"):
            st.text(
                _(
                    "Có phải hộ này không? {name} · {team} · {day}",
                    name=known.name,
                    team=known.team,
                    day=day(known.last_at.astimezone(VIETNAM).date(), lang()),
                )
            )
            with st.container(horizontal=True, key=f"same_or_not_{known.id[:12]}"):
                if st.button(_("Đúng hộ này"), key=f"same_{known.id[:12]}", width="stretch"):
                    draft.put(("business_id", known.id))
                    st.rerun()
                if st.button(_("Hộ khác"), key=f"other_{known.id[:12]}", width="stretch"):
                    draft.put(("distinct", True))
                    st.rerun()


def _consent(draft: OpenDraft) -> None:
    st.subheader(_("Chủ hộ đồng ý những gì"), anchor=False)
    st.write(_("Đọc to từng dòng. Chủ hộ đồng ý dòng nào thì tích dòng đó; không đồng ý vẫn được hỗ trợ đủ sáu bước."))
    before = dict(draft.get("consent.purposes", {}))
    given = {
        purpose: parts.tick(draft, f"consent.purposes.{purpose}", _(CONSENT_WORDS[purpose]))
        for purpose in CONSENT_WORDS
    }
    if given != {purpose: bool(before.get(purpose)) for purpose in CONSENT_WORDS}:
        draft.put(
            ("consent.version", CONSENT_VERSION),
            ("consent.at", datetime.now(UTC).isoformat(timespec="seconds")),
            ("consent.witness", clean(str(draft.get("member", "")))),
        )
    parts.tick(draft, "consent.read_aloud", _("Đã đọc to cho chủ hộ nghe"))
    st.caption(_("Không bao giờ hỏi hay giữ số căn cước, mật khẩu, mã OTP. Đổi ý lúc nào cũng được: báo tổ để xóa."))

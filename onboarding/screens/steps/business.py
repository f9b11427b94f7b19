"""Step 1: what the vendor agrees to, and who is being helped."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ...languages import N_, fold
from ...listings import categories
from ...logbook import BusinessSnapshot
from ...places import find_communes
from ...visits.erasure import consent_of
from .. import fields
from ..session import OpenVisit, place_name
from ..visit import consent, duplicate_question, ward_pick
from ..words import _, lang

TITLE = N_("Hộ kinh doanh")
ORDER = 1
ONE_TAP = ("rau_qua_tuoi", "quan_an", "tap_hoa", "thit_thuy_san", "quan_ao", "mat_ong", "nong_san_kho", "khac")
"""Trades offered as buttons. A choice for speed, not a ranking."""
MOST_MATCHES = 6


def done(data: Mapping[str, Any]) -> bool:
    """A name, and every purpose asked; a refusal is an answer."""
    return bool(data.get("business", {}).get("name")) and not consent_of(data).not_asked()


def ask(visit: OpenVisit) -> None:
    """Consent before anything that names the vendor; then name, trade, place."""
    consent.ask(visit)
    st.header(_("Hộ kinh doanh"), anchor=False)
    fields.text(visit, "business.name", _("Tên hộ, tên quầy"), placeholder=_("Ví dụ: Mật ong Hộ mẫu 1"))
    ward_pick.offer(visit)
    _trade(visit)
    _place(visit)
    fold = st.expander(_("Tên chủ hộ, số điện thoại (không bắt buộc)"), key=f"person_{visit.id}", on_change="rerun")
    if fold.open:
        with fold:
            fields.text(visit, "business.owner", _("Tên chủ hộ"))
            fields.text(visit, "business.phone", _("Số điện thoại"), most=20)
    name, phone = str(visit.get("business.name", "")), str(visit.get("business.phone", ""))
    duplicate_question.ask(visit, BusinessSnapshot(name=name, phone=phone))


def _trade(visit: OpenVisit) -> None:
    """A few trades as buttons, the others found by typing: all of them would fill two phone screens."""
    names = {code: kind.name.in_(lang()) for code, kind in categories().items()}
    kept = str(visit.get("business.trade", ""))
    # Whole names would be a row each on a phone; the noun alone says as much in Vietnamese.
    short = {code: kind.noun if lang() == "vi" else names[code] for code, kind in categories().items()}
    short["khac"] = _("Món khác")
    shown = {code: short[code] for code in dict.fromkeys((*ONE_TAP, kept)) if code in short}
    fields.choice(visit, "business.trade", _("Bán mặt hàng gì"), shown, pills=True, wrap=True)
    other = fields.search_pick(
        _("Mặt hàng khác"),
        lambda query: [code for code, name in names.items() if fold(query) in fold(name)][:MOST_MATCHES],
        key=f"trade_{visit.id}_{kept or 'none'}",
        words_of=lambda code: names[code],
        placeholder=_("Gõ vài chữ"),
    )
    if other is not None:
        visit.put(("business.trade", other))
        st.rerun()


def _place(visit: OpenVisit) -> None:
    code = visit.get("business.commune") or ""
    picked = fields.search_pick(
        _("Xã, phường, đặc khu nơi hộ bán hàng"),
        find_communes,
        key=f"place_{visit.id}",
        words_of=lambda place: f"{place.name}, {place.province}",
        placeholder=_("Gõ để đổi nơi khác"),
        chosen=place_name(code) if code else "",
    )
    if picked is not None:
        visit.put(("business.commune", picked.code))
        st.rerun()

"""Offers the team was told of: those still running, and a few fields to write down another."""

from datetime import date
from typing import Any

import streamlit as st

from ...errors import OnboardingError
from ...languages import day as day_text
from ...members import CurrentMember
from ...wallets import Offer, Offers, providers
from .. import current_member, fields
from ..session import OpenVisit, store
from ..words import _, lang
from .checklist import today

FIELDS = ("offer.title", "offer.provider", "offer.by", "offer.ends")


def show(visit: OpenVisit, provider: str = "") -> None:
    """Offers of the member's commune, and a fold to change them; with `provider`, its own and nobody's."""
    who = current_member.get()
    if who is None:
        return
    running = Offers(store()).running(who.commune, today(), provider)
    for one in running:
        st.markdown(f"**{fields.plain(_named(one))}** · {fields.plain(_told(one))}")
    if running:
        st.caption(_("Tổ nghe kể rồi ghi lại, chưa kiểm chứng."))
    fold = st.expander(_("Ưu đãi tại địa phương: ghi thêm, bỏ bớt"), key=f"offers_{visit.id}", on_change="rerun")
    if fold.open:
        with fold:
            for one in running:
                if st.button(_("Bỏ: {offer}", offer=fields.plain(_named(one))), key=f"drop_{one.id}", type="tertiary"):
                    Offers(store()).drop(who.commune, one.id)
                    st.rerun()
            _new(visit, who, len(running))


def _named(one: Offer) -> str:
    every = providers()
    return f"{one.title} ({every[one.provider].name})" if one.provider in every else one.title


def _told(one: Offer) -> str:
    until, heard = (day_text(day, lang()) for day in (one.ends, one.told_on))
    return _(
        "Đến hết {until}. {by} cho biết ngày {heard}; {member} ghi.",
        until=until,
        by=one.by,
        heard=heard,
        member=one.member,
    )


def _new(visit: OpenVisit, who: CurrentMember, known: int) -> None:
    """What is typed stays with the visit until it is added."""
    title = fields.text(visit, "offer.title", _("Ưu đãi gì?"), placeholder=_("Ví dụ: miễn phí loa tháng đầu"))
    provider = _provider(visit)
    by = fields.text(visit, "offer.by", _("Ai cho biết?"), placeholder=_("Ví dụ: ngân hàng A, quầy ở chợ"))
    ends = _ends(visit, known)
    if not st.button(_("Thêm ưu đãi"), key="offer_add", disabled=not (title and by and ends), width="stretch"):
        return
    told = {"title": title, "by": by, "told_on": today(), "ends": ends, "provider": provider, "member": who.member}
    try:
        Offers(store()).add(who.commune, told, day=today())
    except OnboardingError as error:
        fields.refused(error)
        return
    visit.put(*((path, None) for path in FIELDS))
    st.rerun()


def _provider(visit: OpenVisit) -> str:
    every, kept = providers(), visit.get("offer.provider")
    codes = sorted(every, key=lambda code: every[code].name.casefold())
    chosen: Any = st.selectbox(
        _("Của nơi nào?"),
        codes,
        index=codes.index(kept) if kept in codes else None,
        format_func=lambda code: every[code].name,
        placeholder=_("Không riêng nơi nào"),
        filter_mode=None,
        key=visit.key("offer.provider"),
    )
    return str(visit.settle("offer.provider", chosen) or "")


def _ends(visit: OpenVisit, known: int) -> date | None:
    """The last day; an offer without one would never leave the page. Empty again once there is one more offer."""
    kept = visit.get("offer.ends")
    before = date.fromisoformat(kept) if kept else None
    chosen = st.date_input(
        _("Hết hạn ngày nào?"), value=before if before and before >= today() else None, min_value=today(),
        format="DD/MM/YYYY", key=f"offer_ends_{visit.id}_{known}",
    )  # fmt: skip
    visit.settle("offer.ends", chosen.isoformat() if isinstance(chosen, date) else None)
    return chosen if isinstance(chosen, date) else None

"""Market day: one screen from consent to a printed code, then the next vendor; the rest of the visit can wait."""

from datetime import datetime
from typing import Any

import streamlit as st

from ..business import Visit
from ..errors import OnboardingError
from ..languages import N_, VIETNAM
from ..members import CurrentMember
from ..payments import PaymentCode, banks, find_banks, fingerprint
from ..payments.card import SECRET
from ..services import hand_over
from ..services.market_day import Card, card_of, cards_on_a4
from ..services.payment import tried
from . import current_member, fields
from .components.open_pdf import open_pdf
from .memo import per_session
from .navigation import open_screen, open_visit
from .session import OpenVisit, new_visit, store, team_id, visit_in_address, visit_repository
from .visit import account_number, consent, wallet_qr
from .words import _, lang

TITLE = N_("Chỉ làm mã QR")
ORDER = 5
ONE_TAP = ("970436", "970405", "970418", "970415", "970422", "970407", "970416", "970403")
"""Banks offered as buttons; every other one is found by typing. A choice for speed, not a ranking."""
_QUEUE = "cards_to_print"


def show() -> None:
    """The vendor in the address, or a way to begin; then the cards to print and today's vendors."""
    fields.page(_(TITLE))
    who = current_member.require()
    if who is not None:
        visit = visit_in_address(who.team_id)
        if visit is not None and visit.state == "open":
            with st.container(key="step", gap="small"):
                _vendor(visit)
        else:
            if visit is not None:
                st.success(_("Đã ghi vào sổ. Số tài khoản đã được xóa khỏi máy."))
            if st.button(_("Người tiếp theo"), key="next_vendor", type="primary", width="stretch"):
                open_screen("qr_only", d=new_visit(who))
        _to_print()
        _today(who, visit)
    fields.home_button("market", back="qr_only")


def _vendor(visit: OpenVisit) -> None:
    consent.ask(visit, but=("photos", "match"))  # neither a photo nor a phone number is taken here
    fields.text(visit, "business.name", _("Tên hộ, tên quầy"), placeholder=_("Ví dụ: Mật ong Hộ mẫu 1"))
    own = fields.tick(visit, "payment.own", _("Chụp mã có sẵn trong ứng dụng của chủ hộ"))
    if not own and visit.get("payment.code"):
        visit.put(("payment.code", None))
    code = wallet_qr.ask(visit) if own else _account(visit)
    if code is None:
        return
    wallet_qr.show(code)
    _trial(visit, code)
    if st.button(_("Xong, ghi vào sổ và làm thẻ"), key="finish", type="primary", width="stretch"):
        _finish(visit)


def _account(visit: OpenVisit) -> PaymentCode | None:
    """Bank, number and holder made into a code without an amount; None while something is missing or wrong."""
    kept = str(visit.get("payment.bank", ""))
    if kept not in banks():
        _bank(visit, kept)
    else:
        title = _("Ngân hàng") + ": " + banks()[kept].short_name
        fold = st.expander(fields.plain(title), key=f"bank_fold_{visit.id}_{kept}", on_change="rerun")
        if fold.open:
            with fold:
                _bank(visit, kept)
    typed = account_number.ask(visit, banks().get(str(visit.get("payment.bank", ""))))
    fields.text(visit, "payment.holder", _("Tên chủ tài khoản"), placeholder=_("Ghi như trong ứng dụng ngân hàng"))
    return PaymentCode.made(typed.account) if typed else None


def _bank(visit: OpenVisit, kept: str) -> None:
    """A few banks as buttons, every other one by typing; the list closes when one is picked."""
    choices = {code: banks()[code].short_name for code in dict.fromkeys((*ONE_TAP, kept)) if code in banks()}
    if fields.choice(visit, "payment.bank", _("Ngân hàng"), choices, pills=True) not in (None, kept):
        st.rerun()
    other = fields.search_pick(
        _("Ngân hàng khác"), find_banks, key=f"bank_{visit.id}_{kept or 'none'}",
        words_of=lambda bank: bank.short_name, placeholder=_("Gõ tên, tên cũ hoặc tên viết tắt"),
    )  # fmt: skip
    if other is not None:
        visit.put(("payment.bank", other.bin))
        st.rerun()


def _trial(row: OpenVisit, code: PaymentCode) -> None:
    """What another phone's app should show, compared in one tap; a difference stops the card."""
    visit = _visit(row)
    holder = str(row.get("payment.holder") or code.merchant)
    mark = fingerprint(code, store().secret(SECRET))
    if (row.get("payment.seen") or {}).get("mark") not in (None, mark):
        row.put(("payment.seen", None))
        visit = _visit(row)
    try:
        if tried(visit, code):
            st.success(_("Đã quét thử: đúng như trên mã."))
            return
    except OnboardingError as error:
        fields.refused(error)
    st.write(_("Lấy điện thoại khác quét thử, đừng chuyển tiền. Ứng dụng có hiện đúng như sau không?"))
    st.text(
        "\n".join(part for part in (holder, code.receiver, f"… {code.last_four}" if code.last_four else "") if part)
    )
    with st.container(horizontal=True, key="trial"):
        same = st.button(_("Đúng cả"), key="trial_same", width="stretch", disabled=not holder)
        other = st.button(_("Khác"), key="trial_other", width="stretch")
    if same:
        payee = code.payee
        shown: dict[str, Any] = {"holder": holder, "mark": mark}
        if payee is not None:
            shown |= {"bank": payee.bank, "which": payee.bank, "last_four": payee.last_four}
        row.put(("payment.seen", shown))
        st.rerun()
    if other:
        st.error(_("Đừng in mã này. Sửa ngân hàng, số tài khoản hoặc tên cho đúng rồi quét thử lại."))
    st.caption(_("Chưa quét thử thì thẻ ghi rõ là chưa thử."))


def _visit(visit: OpenVisit) -> Visit:
    return Visit.from_row({**visit.data, "lang": visit.get("lang") or lang(), "id": visit.id})


def _finish(visit: OpenVisit) -> None:
    """The card first, since the hand-over erases the account number; cards wait in this session's memory only."""
    try:
        card = card_of(_visit(visit))
        hand_over(store(), visit.id, team_id=team_id())
    except OnboardingError as error:
        fields.refused(error)
        return
    st.session_state[_QUEUE] = (*st.session_state.get(_QUEUE, ()), card)
    st.rerun()


def _to_print() -> None:
    cards: tuple[Card, ...] = st.session_state.get(_QUEUE, ())
    if not cards:
        return
    st.header(_("Thẻ chờ in"), anchor=False)
    st.text("\n".join(card.business for card in cards))
    try:
        names = tuple((card.business, card.code.symbol.payload, card.code.untried) for card in cards)
        pdf = per_session("cards_on_a4", names, lambda: cards_on_a4(cards))
    except OnboardingError as error:
        fields.refused(error)
    else:
        open_pdf(pdf, "the-qr.pdf", _("In {n} thẻ, bốn thẻ một trang A4", n=len(cards)), key="print_cards")
    if st.button(_("Đã in xong"), key="printed", width="stretch"):
        st.session_state.pop(_QUEUE)
        st.rerun()
    st.caption(_("Thẻ chỉ ở trong màn hình này đến khi in xong hoặc đóng lại."))


def _today(who: CurrentMember, shown: OpenVisit | None) -> None:
    """Every vendor of the team today, whichever helper's; a touch opens the rest of the visit."""
    today = datetime.now(VIETNAM).date()
    visits = [
        visit
        for state in ("open", "handed_over")
        for visit in visit_repository().open_ones(state=state)
        if visit.created_at.astimezone(VIETNAM).date() == today and (visit.title or state == "handed_over")
    ]
    here = shown.id if shown is not None and shown.state == "open" else ""
    visits = [visit for visit in visits if visit.id != here]
    if not visits:
        return
    current_member.log_access("log", who.team_id)
    done = sum(visit.state == "handed_over" for visit in visits)
    st.header(_("Hôm nay: {n} hộ, {done} đã trao", n=len(visits), done=done), anchor=False)
    for visit in sorted(visits, key=lambda visit: visit.created_at, reverse=True):
        state = _("đã trao") if visit.state == "handed_over" else _("đang làm")
        at = visit.created_at.astimezone(VIETNAM).strftime("%H:%M")
        title = visit.title or _("Hộ không ghi tên")
        label = f"{fields.plain(title)} · {at} · {fields.plain(visit.member)} · {state}"
        if st.button(label, key=f"today_{visit.id}", width="stretch"):
            open_visit(visit.id, visit.step)

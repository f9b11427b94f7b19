"""Step 6: what is still missing; the pack's sheets, looked at, printed or sent; the hand-over."""

import time
from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from ...business import Visit
from ...errors import OnboardingError
from ...languages import N_
from ...printing import Sheet, sheets
from ...services import Pack, hand_over, make_pack, payment_code
from ...services.handing_over import about_of, photo_hashes
from ...services.printed_checklist import translated_pages
from ...services.readiness import STOP, before_hand_over
from ...services.return_visits import due_for_visit
from ...visits import GIVEN
from .. import fields, log, memo, practice, return_visits
from ..components.button_list import Button, button_list
from ..session import OpenVisit, store, team_id, visit_repository
from ..visit import corrections, difficulty, duplicate_question, pack, reprint
from ..visit.checklist import today
from ..words import _, lang

TITLE = N_("Trao bộ mang về")
ORDER = 6
CODE = ("qr.not_readable", "qr.differs")
NOT_COUNTED = {
    "refused": N_("Hộ này không tính vào số liệu, đúng như chủ hộ đã chọn."),
    "withdrawn": N_("Chủ hộ đã rút lại đồng ý, nên không tính vào số liệu."),
}


def done(data: Mapping[str, Any]) -> bool:
    """Handed over."""
    return bool(data.get("pack", {}).get("given"))


def ask(row: OpenVisit) -> None:
    """The pack of this visit, or what there is to say once it is handed over."""
    if row.state == "handed_over":
        _finished(row)
        return
    _before(row)
    only, big, aloud = _choose(row)
    if not only:
        st.info(_("Hãy chọn ít nhất một tờ."))
        return
    try:
        made = pack.made_of(row, partial(_make, row, only, big, aloud), only, big, aloud)
    except OnboardingError as error:
        _not_made(row, error)
        return
    if not made.payload:
        st.info(_("Chưa có tài khoản nên bộ này không có mã QR. Vẫn trao được; hoặc quay lại bước tài khoản để điền."))
    pack.preview(made)
    pack.take(made)
    visit, photos = _visit(row), photo_hashes(visit_repository(), row.id, row.data)
    duplicate_question.ask(row, about_of(store(), visit, photos, payment_code(visit.payment)))
    _give(row)


def _before(visit: OpenVisit) -> None:
    """What is missing or untried, each a tap to its step: what stops the hand-over in red, what may wait in amber."""
    metas = [dict(meta) for _photo, meta in visit_repository().photos(visit.id)]
    inputs = (visit.id, visit.rev, today(), metas)
    items = memo.per_session("readiness", inputs, lambda: before_hand_over(_visit(visit), metas, today()))
    if not items:
        st.success(_("Đã đủ mọi phần. Xem bộ giấy rồi trao."))
        return
    st.header(_("Trước khi trao"), anchor=False)
    listed = {f"{item.level}_{number}_{item.step}": item for number, item in enumerate(items)}
    buttons = [
        Button(key, _("Phải sửa: {what}", what=_(item.words)) if item.level == STOP else _(item.words), item.level)
        for key, item in listed.items()
    ]
    pressed = button_list(buttons, key="before", label=_("Trước khi trao"))
    if pressed:
        visit.go(listed[pressed].step)


def _visit(visit: OpenVisit) -> Visit:
    who = {"team": visit.team, "member": visit.member}
    return Visit.from_row({**visit.data, "lang": visit.get("lang") or lang(), "id": visit.id, **who})


def _make(visit: OpenVisit, only: tuple[str, ...], big: bool, aloud: bool) -> Pack:
    with st.spinner(_("Đang dàn trang và đọc lại mã QR…")):
        whole = _visit(visit)
        photos, *more = pack.photos_by_product(visit, whole.products) or [pack.photos_of(visit)]
        return make_pack(whole, photos, more_photos=more, only=only, big=big, aloud=aloud)


def _choose(visit: OpenVisit) -> tuple[tuple[str, ...], bool, bool]:
    """Which sheets, letters, layout: as the team left it the last time, else the first choice."""
    offered, every = _offered(visit), _sheets()
    if visit.get("pack.without") is None:
        left_out = _of_team(visit, "pack.without")
        unusual = sorted(code for code, sheet in every.items() if not sheet.usual)
        visit.put(("pack.without", unusual if left_out is None else left_out))
    without = set(visit.get("pack.without"))
    wanted = [code for code in offered if code not in without]
    names = {code: every[code].title.in_(lang()) for code in offered}
    title = _("In {n} tờ: {names}", n=len(wanted), names=", ".join(names[code] for code in wanted) or "–")
    with st.expander(fields.plain(title), key=f"sheets_{visit.id}"):
        chosen = st.pills(
            _("In những tờ nào"), offered, selection_mode="multi", default=wanted,
            format_func=lambda code: fields.plain(names[code]), key=visit.key("pack.without"),
        )  # fmt: skip
        with st.container(horizontal=True, key="letters"):
            big = fields.tick(visit, "pack.big", _("Chữ to"))
            aloud = fields.tick(visit, "pack.aloud", _("Dàn trang để đọc cho nghe"))
        if "consent" in chosen:
            _contact(visit)
    left = sorted((without - set(offered)) | (set(offered) - set(chosen)))
    if left != sorted(without):
        visit.put(("pack.without", left))
    return tuple(code for code in offered if code in chosen), big, aloud


def _contact(visit: OpenVisit) -> None:
    """Whom the vendor calls to take the consent back: typed once for the team; empty, a line to fill in."""
    if visit.get("team_contact") is None and (known := _of_team(visit, "team_contact")):
        visit.put(("team_contact", known))
    fields.text(
        visit, "team_contact", _("Muốn rút lại đồng ý thì gọi ai, số nào"),
        placeholder=_("Để trống thì phiếu có chỗ ghi tay"),
    )  # fmt: skip


def _sheets() -> Mapping[str, Sheet]:
    """The kinds of sheet; their files are looked at anew every ten seconds."""
    return memo.per_session("sheets", int(time.monotonic() / 10), sheets)


def _offered(visit: OpenVisit) -> list[str]:
    """The sheets this visit has something to put on."""
    has = {
        "code": visit.get("payment.account") or visit.get("payment.code"),
        "products": visit.get("listing.category"),
        "steps": visit.get("checklist.provider"),
        "next_steps": visit.get("checklist.provider"),
        "sales_book": visit.get("checklist.provider"),
        "consent": visit.get("consent.at"),
        "dangers": True,
        "translations": translated_pages(_visit(visit), today()),
    }
    return [code for code, sheet in _sheets().items() if all(has.get(need) for need in sheet.needs)]


def _of_team(visit: OpenVisit, path: str) -> Any:
    """What this team had at a path the last time, such as the sheets it left out."""

    def latest() -> Any:
        kept = visit_repository().load(visit.id)
        return visit_repository().latest(path) if kept and kept.team else None

    return memo.per_session(f"team_{path}", visit.id, latest)


def _not_made(visit: OpenVisit, error: OnboardingError) -> None:
    """Why there is no pack, and the way out."""
    fields.refused(error)
    if error.code in CODE:
        st.write(
            _(
                "Đừng in mã này. Thử làm lại một lần. Vẫn chưa đọc được: mở ứng dụng ngân hàng của chủ hộ, "
                "lấy mã QR nhận tiền ở đó và quét vào bước tài khoản."
            )
        )
    with st.container(horizontal=True, key="mend"):
        if st.button(_("Làm lại"), key="again", width="stretch"):
            st.rerun()
        if st.button(_("Quay lại bước tài khoản"), key="to_payment", width="stretch"):
            visit.go("payment")


def _give(visit: OpenVisit) -> None:
    st.write(_("Bấm khi chủ hộ đã cầm bộ giấy trên tay. Số tài khoản sẽ được xóa khỏi máy."))
    if not st.button(_("Trao bộ mang về"), key="give", type="primary", width="stretch"):
        return
    try:
        practice.finished(visit, hand_over(store(), visit.id, team_id=team_id()))
    except OnboardingError as error:
        fields.refused(error)
        return
    st.rerun()


def _reopen(visit: OpenVisit) -> None:
    visit_repository().reopen(visit.id)
    visit.go("payment")


def _finished(visit: OpenVisit) -> None:
    """Calm: it is done, what was written, and what may still be had."""
    practice.say_finished(visit)
    given = visit.get(GIVEN, {})
    not_counted = NOT_COUNTED.get(given.get("because", ""))
    st.success(_("Đã trao bộ mang về cho {name}.", name=fields.plain(visit.get("business.name") or _("chủ hộ"))))
    if given.get("counted"):
        st.write(_("Đã tính vào số liệu của xã. Số tài khoản đã được xóa khỏi máy."))
    elif not_counted:
        st.write(_(not_counted))
    due = due_for_visit(store(), visit.id, today(), team_id=team_id())
    if due:
        return_visits.lines(due, named=False)
    else:
        st.write(_("Lần tới: ghé lại sau 7 ngày, hỏi xem khách đã quét mã trả tiền được chưa."))
    difficulty.ask(visit)
    held = pack.in_memory(visit.id)
    if held:
        if held.note:
            st.warning(_(held.note))
        st.write(_("Tệp còn trong màn hình này đến khi đóng lại."))
        if not held.of:  # printed again: nobody has looked at it yet
            pack.preview(held.pack)
        pack.take(held.pack)
    else:
        reprint.ask(visit, tuple(_sheets()))
    fields.button_that_asks(
        _("Mở lại để sửa"),
        _("Hộ vẫn ở trong sổ và vẫn được tính. Số tài khoản đã xóa, phải hỏi lại. Sửa xong thì trao bộ mới."),
        _("Mở lại"),
        key="reopen",
        does=partial(_reopen, visit),
    )
    corrections.ask(visit)
    log.withdrawal(visit)

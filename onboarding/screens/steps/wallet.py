"""Wizard step 5: five answers, the kinds of account side by side, the provider chosen, and the checklist."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ...business import Visit
from ...errors import OnboardingError
from ...languages import N_
from ...languages import day as day_text
from ...payments.account_name import account_name
from ...wallets import (
    BLANKS,
    KIND_WORDS,
    QUESTIONS,
    Answers,
    Checklist,
    Provider,
    checklist,
    compare,
    fitting,
    load_reference,
    providers,
)
from .. import fields
from ..memo import per_session
from ..session import OpenVisit
from ..visit import account_comparison, offers, return_dates
from ..visit import checklist as step_list
from ..words import _, lang

TITLE = N_("Ví và giấy tờ")
ORDER = 5
FACTS = "checklist.facts"
OPERATORS = {"viettel": "Viettel", "vinaphone": "VinaPhone", "mobifone": "MobiFone", "other": N_("Mạng khác")}


def done(data: Mapping[str, Any]) -> bool:
    """The questions are answered and a provider is chosen."""
    kept = data.get("checklist", {})
    return bool(kept.get("provider")) and not _answers(kept).missing


def ask(visit: OpenVisit) -> None:
    """Questions and comparison until a provider is chosen; from then on the checklist, with those folded above it."""
    if visit.get("checklist.provider") not in providers():
        _choose(visit)
        offers.show(visit)
        return
    fold = st.expander(_("Câu trả lời, bảng so sánh, đổi nơi mở"), key=f"chosen_{visit.id}", on_change="rerun")
    if fold.open:
        with fold:
            _choose(visit)
    _steps(visit)


def _answers(kept: Mapping[str, Any]) -> Answers:
    """The answers kept so far."""
    return Answers.from_json(_readable(kept.get("facts") or {}))


def _readable(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Answers that mean something to the checklist; one from an older or foreign kit counts as not asked."""
    found = {}
    for name, value in facts.items():
        try:
            Answers.from_json({name: value})
        except OnboardingError:
            continue
        found[name] = value
    return found


def _facts(visit: OpenVisit) -> dict[str, Any]:
    return _readable(visit.get(FACTS) or {})


def _choose(visit: OpenVisit) -> None:
    _questions(visit)
    facts = _facts(visit)
    with st.expander(_("So sánh năm loại tài khoản"), key=f"compare_{visit.id}"):
        st.caption(_("Không xếp hạng, không hoa hồng. Chủ hộ tự chọn."))
        book = load_reference()
        account_comparison.show(compare(facts, step_list.today(), reference=book), book)
    _provider(visit, facts)


def _questions(visit: OpenVisit) -> None:
    st.caption(_("Chưa rõ câu nào thì để trống; việc cần câu trả lời đó sẽ chờ."))
    _answer(visit, "registered_hkd", {True: _("Đã có"), False: _("Chưa có")})
    if visit.get(f"{FACTS}.registered_hkd") is False:
        _answer(visit, "exempt_from_registration", {True: _("Không phải đăng ký"), False: _("Phải đăng ký")})
        st.caption(
            _(
                "Không phải đăng ký: bán rong, quà vặt, buôn chuyến, thời vụ, làm dịch vụ thu nhập thấp, "
                "nông, lâm, ngư, diêm nghiệp (Nghị định 168/2025/NĐ-CP)."
            )
        )
    line = load_reference().number("tax_free_revenue_vnd_year", step_list.today(), lang())
    bands = {"le_1bn": _("Từ {line} trở xuống", line=line), "gt_1bn": _("Trên {line}", line=line)}
    _answer(visit, "revenue_band", bands)
    _answer(visit, "phone_type", {"smartphone": _("Điện thoại thông minh"), "feature": _("Máy phím bấm")})
    _answer(visit, "sells_on_platform", {True: _("Có"), False: _("Không")})
    operators = {code: _(name) for code, name in OPERATORS.items()}
    with st.expander(_("SIM của chủ hộ (chỉ cần khi tính dùng tiền di động)"), key=f"sim_{visit.id}"):
        fields.choice(visit, f"{FACTS}.operator", _("Chủ hộ dùng mạng nào"), operators, pills=True)


def _answer(visit: OpenVisit, name: str, options: Mapping[Any, str]) -> None:
    """A question in big buttons; touching the answer again takes it back."""
    path = f"{FACTS}.{name}"
    chosen = fields.choice(visit, path, _(QUESTIONS[name]), options, width="stretch")
    if chosen is False and visit.get(path) is None:
        visit.put((path, False))


def _provider(visit: OpenVisit, facts: Mapping[str, Any]) -> None:
    """Those that can serve the vendor, by name; the others with why not."""
    fits, every = fitting(facts), providers()
    kept = visit.get("checklist.provider")
    names = {code: every[code].name for code, unsuitable in fits.items() if not unsuitable or code == kept}
    st.subheader(_("Chủ hộ chọn mở ở đâu"), anchor=False)
    chosen = fields.choice(visit, "checklist.provider", _("Xếp theo tên, không xếp hạng"), names, pills=True)
    reasons = {code: unsuitable for code, unsuitable in fits.items() if unsuitable}
    for reason in dict.fromkeys(reasons.values()):
        not_for = ", ".join(every[code].name for code, why in reasons.items() if why == reason)
        st.caption(fields.plain(f"{not_for}: {_(reason)}"))
    if chosen != kept:
        st.rerun()


def _steps(visit: OpenVisit) -> None:
    try:
        checked = _found(visit)
    except OnboardingError as error:
        if error.code != "checklist.contradiction":
            raise
        pair = (str(error.details["other"]), str(error.field))
        asked = " ".join(_(QUESTIONS[name]) for name in pair)
        st.warning(_("Hai câu trả lời trái nhau, xin hỏi lại: {asked}", asked=asked))
        return
    provider = providers()[checked.provider]
    st.header(fields.plain(provider.name), anchor=False)
    st.caption(fields.plain(" · ".join(filter(None, (_(KIND_WORDS[provider.kind]), provider.url)))))
    if checked.unsuitable:
        st.warning(_(checked.unsuitable))
    _blanks(visit, provider)
    step_list.show(visit, checked)
    offers.show(visit, provider.code)
    return_dates.show(visit, checked)


def _found(visit: OpenVisit) -> Checklist:
    """The checklist of what is kept; consent, answers and choice are ticked once by what stands in the visit."""
    ticks = visit.get("checklist.ticks") or {}
    stands = {
        "b1.consent": bool(visit.get("consent.purposes.visit")),
        "b2.profile": not _answers(visit.get("checklist") or {}).missing,
        "b7.choose": True,
    }
    fresh = [name for name, so in stands.items() if so and step_list.slot(name) not in ticks]
    visit.put(*((f"checklist.ticks.{step_list.slot(name)}", True) for name in fresh))
    kept = Visit.from_row({"checklist": visit.get("checklist")}).checklist
    day = step_list.today()
    shown = account_name(str(visit.get("payment.seen.holder") or visit.get("payment.holder") or ""))
    facts = {"account_name": shown, **_facts(visit)}
    of = (visit.id, visit.rev, day, shown)
    return per_session(
        "checklist", of, lambda: checklist(kept.provider, facts, done=kept.done, notes=kept.notes, day=day)
    )


def _blanks(visit: OpenVisit, provider: Provider) -> None:
    """What nobody has verified of this provider, to be filled in from its official page that day."""
    for key, label in BLANKS.items():
        statement = getattr(provider, key)
        if statement and statement.local:
            day = day_text(statement.as_of, lang())
            told = _("{text} (xã sửa ngày {day})", text=statement.text.in_(lang()), day=day)
            st.markdown(fields.plain(f"{_(label)}: {told}"))
    lacking = [key for key in BLANKS if getattr(provider, key) is None]
    if not lacking:
        return
    label = _("Phí, thời gian duyệt, số hỗ trợ: ghi điều đọc được hôm nay")
    fold = st.expander(label, key=f"blanks_{visit.id}", on_change="rerun")
    if fold.open:
        with fold:
            st.caption(_("Bộ này không in sẵn vì chưa ai kiểm chứng. Đọc ở trang chính thức rồi ghi lại."))
            for fact in provider.facts:
                doubt = "" if fact.verified else " (" + _("chưa kiểm chứng") + ")"
                st.markdown(fields.plain(f"{fact.text.in_(lang())}{doubt}"))
            for key in lacking:
                step_list.reading(visit, f"{provider.code}.{key}", _(BLANKS[key]))

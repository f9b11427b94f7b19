"""What is asked about one product: a few large questions first, the rest on request; each field saves itself."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from ....business import Visit
from ....errors import OnboardingError
from ....languages import money, number, sentence
from ....listings import Category, Question, papers
from ....listings.answers import menu_of, sale_of
from ....payments import amount, amount_in_words
from ... import fields
from ...session import OpenVisit, place_name
from ...words import _, lang

BY_CONTACT = ("nguoi_chiu_trach_nhiem", "dia_chi")
"""Questions the contact fields answer."""

BESIDE_PRICE = ("gia_gom_thue", "gia_gom_ship")
"""Questions asked where the price is: buyers must know what it includes."""

OTHER = "__khac"
_PRICE, _TYPED = "listing.price", "listing.price_typed"


def ask(visit: OpenVisit, kind: Category) -> None:
    """Required questions, price, the vendor's words; then details, contact and papers, each in its own expander."""
    questions = [question for question in kind.asked if question.code not in BY_CONTACT]
    rest = [q for q in questions if not q.required and not q.on_label and q.code not in BESIDE_PRICE]
    for question in questions:
        if question.required and not question.on_label:
            one(visit, question)
    _price(visit, kind)
    if "service" in kind.profile:
        _menu(visit)
    with st.container(key="beside_price"):
        for question in questions:
            if question.code in BESIDE_PRICE:
                one(visit, question)
    fields.text(
        visit,
        "listing.own_words",
        _("Chủ hộ nói gì về món này?"),
        area=True,
        height=120,
        placeholder=_("Bấm micro trên bàn phím rồi nói. Lời được giữ nguyên."),
    )
    _drawer(visit, _("Nhãn hàng và cách cất giữ"), "label", [q for q in questions if q.on_label])
    _drawer(visit, _("Thêm chi tiết"), "more", rest)
    _contact(visit)
    _papers(visit)


def one(visit: OpenVisit, question: Question) -> None:
    """One question as the widget that fits it."""
    path = f"listing.answers.{question.code}"
    label = question.label.in_(lang()) if question.label else question.code
    hint = question.help.in_(lang()) if question.help else ""
    if question.kind == "yes_no":
        _yes_no(visit, path, label)
    elif question.kind == "choice":
        _choice(visit, path, label, question)
    elif question.kind == "choices":
        _choices(visit, path, label, question)
    else:
        with_unit = f"{label} ({question.unit})" if question.unit and question.shape != "time" else label
        fields.text(visit, path, with_unit, area=question.kind == "long", placeholder=hint)


def _yes_no(visit: OpenVisit, path: str, label: str) -> None:
    if isinstance(visit.get(path), bool):
        visit.put((path, "có" if visit.get(path) else "không"))
    fields.choice(visit, path, label, {"có": _("Có"), "không": _("Không")})


def _choice(visit: OpenVisit, path: str, label: str, question: Question) -> None:
    """Big buttons and one more for what they do not name."""
    options = {choice.vi: choice.in_(lang()) for choice in question.choices}
    picked_at = f"listing.picked.{question.code}"
    answer = visit.get(path)
    if answer and visit.get(picked_at) is None:
        visit.put((picked_at, answer if answer in options else OTHER))
    picked = fields.choice(visit, picked_at, label, {**options, OTHER: _("Khác")}, pills=True, wrap=True)
    if picked == OTHER:
        if answer in options:
            visit.put((path, ""))
        fields.text(visit, path, _("Ghi rõ: {label}", label=label))
    elif picked != answer and (picked or answer in options):
        visit.put((path, picked or ""))


def _choices(visit: OpenVisit, path: str, label: str, question: Question) -> None:
    options = {choice.vi: choice.in_(lang()) for choice in question.choices}
    kept = [value for value in _listed(visit.get(path)) if value in options]
    chosen = st.pills(
        label,
        list(options),
        selection_mode="multi",
        default=kept,
        format_func=lambda value: fields.plain(options[value]),
        key=visit.key(path),
    )
    visit.settle(path, list(chosen))


def _listed(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, Sequence) and not isinstance(value, str) else []


def _price(visit: OpenVisit, kind: Category) -> None:
    if visit.get(_PRICE) and visit.get(_TYPED) is None:
        visit.put((_TYPED, number(int(visit.get(_PRICE)), "vi")))
    typed = fields.text(visit, _TYPED, _("Giá bán (đồng)"), most=40, placeholder=_("Ví dụ: 185.000 hoặc 185k"))
    try:
        value = amount(typed) if typed else None
    except OnboardingError as error:
        fields.refused(error)
        value = None
    visit.put((_PRICE, value))
    if value is not None:
        said = f" ({amount_in_words(value)})" if lang() == "vi" else ""
        st.caption(fields.plain(money(value, lang()) + said))
    units = ", ".join(kind.units)
    fields.text(visit, "listing.unit", _("Giá đó là của"), most=40, placeholder=_("Ví dụ: {units}", units=units))
    _pack_price(visit)


def _menu(visit: OpenVisit) -> None:
    """Dishes or jobs, a line each with its price: they stand in the listing as a price list."""
    if visit.get("listing.items") and visit.get("listing.menu") is None:
        told = visit.get("listing.items")
        lines = [f"{item.get('name', '')}; {number(int(item['price']), 'vi')}" if item.get("price") else item["name"]
                 for item in told]  # fmt: skip
        visit.put(("listing.menu", "\n".join(lines)))
    with st.expander(_("Thực đơn, bảng giá"), key=f"menu_{visit.form}", on_change="rerun") as drawer:
        if not drawer.open:
            return
        typed = fields.text(
            visit, "listing.menu", _("Mỗi dòng một món và giá"), area=True, placeholder=_("Bún bò 35k\nTrà đá 3.000")
        )
        items, wrong = menu_of(typed)
        for line, error in wrong:
            st.error(_("Dòng {line}: ", line=line) + fields.plain(sentence(error, lang())))
        kept = [{"name": item.name, "price": item.price} if item.price else {"name": item.name} for item in items]
        visit.put(("listing.items", kept or None))


def _pack_price(visit: OpenVisit) -> None:
    """The pack's price where it comes from another unit's, and one tap to say that it was the pack's already."""
    listing = Visit.from_row(visit.data).listing
    sale = sale_of(listing) if listing else None
    if sale is None or not sale.per:
        return
    said = _("Bán {pack} thì giá là {price} (từ {per}).", pack=sale.unit, price=money(sale.price, lang()), per=sale.per)
    st.caption(fields.plain(said))
    words = _("Không, giá đã ghi là của cả {pack}", pack=sale.unit)
    if st.button(fields.plain(words), key=f"whole_pack_{visit.form}"):
        visit.put(("listing.unit", sale.unit))
        st.rerun()


def _drawer(visit: OpenVisit, title: str, name: str, questions: Sequence[Question]) -> None:
    """Questions behind one touch; those still wanted are counted on it."""
    if not questions:
        return
    open_ones = sum(bool(q.required) and not visit.get(f"listing.answers.{q.code}") for q in questions)
    said = _("{title} · còn {n} câu", title=title, n=open_ones) if open_ones else title
    with st.expander(said, key=f"{name}_{visit.form}", on_change="rerun") as drawer:
        if drawer.open:
            for question in questions:
                one(visit, question)


def _contact(visit: OpenVisit) -> None:
    """Who answers for the goods and how to reach them, first as the first step has it; to change or clear."""
    commune = str(visit.get("business.commune", ""))
    known = {
        "name": visit.get("business.name"),
        "phone": visit.get("business.phone"),
        "address": visit.get("business.address") or (place_name(commune) if commune else ""),
    }
    fresh = [(f"listing.contact.{key}", value) for key, value in known.items() if value]
    visit.put(*((path, value) for path, value in fresh if visit.get(path) is None))
    with st.expander(_("Liên hệ ghi trong bài"), key=f"contact_{visit.form}", on_change="rerun") as drawer:
        if drawer.open:
            st.caption(_("Sàn thương mại không cho ghi số điện thoại; bài cho sàn sẽ tự bỏ. Không ghi số tài khoản."))
            fields.text(visit, "listing.contact.name", _("Tên người bán"))
            fields.text(visit, "listing.contact.phone", _("Số điện thoại"), most=20)
            fields.text(visit, "listing.contact.zalo", _("Số Zalo"), most=20)
            fields.text(visit, "listing.contact.address", _("Địa chỉ"), most=160)


def _papers(visit: OpenVisit) -> None:
    """Papers the vendor has, so that a claim may stand: kind, number, last day."""
    with st.expander(_("Giấy tờ đang có (OCOP, VietGAP…)"), key=f"papers_{visit.form}", on_change="rerun") as drawer:
        if not drawer.open:
            return
        kept = {str(paper.get("kind")): paper for paper in visit.get("listing.proofs", []) or []}
        known = {code: paper.words.in_(lang()) for code, paper in papers().items()}
        chosen = st.pills(
            _("Chủ hộ có giấy nào?"),
            list(known),
            selection_mode="multi",
            default=[code for code in kept if code in known],
            format_func=lambda code: fields.plain(known[code]),
            key=f"papers_kinds_{visit.form}",
        )
        made = [_paper(visit, code, known[code], kept.get(code, {})) for code in chosen]
        if made != list(kept.values()):
            visit.put(("listing.proofs", made))


def _paper(visit: OpenVisit, code: str, name: str, kept: dict[str, Any]) -> dict[str, str]:
    at = f"listing.papers.{code}"
    for field in ("number", "expires"):
        if kept.get(field) and visit.get(f"{at}.{field}") is None:
            visit.put((f"{at}.{field}", str(kept[field])))
    paper = fields.text(visit, f"{at}.number", _("Số giấy: {name}", name=name), most=80)
    last = fields.text(visit, f"{at}.expires", _("Ngày hết hạn"), most=20, placeholder=_("Ví dụ: 31/12/2027"))
    return {"kind": code, "number": paper, "expires": _iso(last)}


def _iso(typed: str) -> str:
    """A day typed the Vietnamese way as an ISO date; anything else stays as typed, and counts as no day.

    >>> _iso("5/1/2027"), _iso("2027-01-05"), _iso("sang năm")
    ('2027-01-05', '2027-01-05', 'sang năm')
    """
    day = [part for part in typed.replace("-", "/").replace(".", "/").split("/") if part.isdecimal()]
    if len(day) == 3 and len(day[2]) == 4:
        return f"{day[2]}-{day[1]:0>2}-{day[0]:0>2}"
    return typed

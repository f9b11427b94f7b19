"""The products of a visit: which one the step on screen is about, one more, one taken out."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ...business import further_products
from ...listings import categories
from ...store.schema import new_id
from .. import fields
from ..session import OpenVisit, visit_repository
from ..words import _, lang

COPIED = ("category", "answers", "unit")
"""What one product may take from another: facts of the goods; never a price, a photo, a paper or anybody's words."""


def choose(visit: OpenVisit) -> None:
    """Turn the screen to one of the products; nothing is shown while there is only one."""
    further = further_products(visit.data)
    if not further:
        return
    names = {"": _name(visit.get("listing") or {}, 1)}
    names |= {at: _name(listing, place) for place, (at, listing) in enumerate(further.items(), 2)}
    kept = st.session_state.get(_open(visit), "")
    chosen = st.pills(
        _("Món"),
        list(names),
        default=kept if kept in names else "",
        format_func=lambda at: fields.plain(names[at]),
        key=f"products_{visit.id}_{len(names)}_{kept}",
        required=True,
    )
    if chosen != kept:
        st.session_state[_open(visit)] = chosen
        st.rerun()
    visit.product = kept if kept in names else ""


def change(visit: OpenVisit) -> None:
    """One more product, empty or with the answers of this one; this one taken out, and brought back."""
    with st.container(horizontal=True, key="more_products"):
        if st.button(_("Thêm món khác"), key=f"add_{visit.form}", width="stretch"):
            _add(visit, {})
        if visit.get("listing.answers") and st.button(
            _("Thêm món giống món này"), key=f"add_like_{visit.form}", width="stretch"
        ):
            _add(visit, {name: visit.get(f"listing.{name}") for name in COPIED if visit.get(f"listing.{name}")})
        if visit.product and st.button(_("Bỏ món này"), key=f"leave_out_{visit.form}", width="stretch"):
            visit.put((f"products.{visit.product}.removed", True))
            st.session_state[_left_out(visit)] = visit.product
            _turn_to(visit, "")
    left = st.session_state.get(_left_out(visit), "")
    if left and visit.get(f"products.{left}.removed"):
        with st.container(horizontal=True, key=f"left_out_{visit.id}", vertical_alignment="center"):
            st.text(_("Đã bỏ một món."))
            if st.button(_("Lấy lại món"), key=f"take_back_{visit.id}_{left}"):
                visit.put((f"products.{left}.removed", None))
                _turn_to(visit, left)


def answers_of_before(visit: OpenVisit) -> None:
    """The answers of the team's last visit with the same kind of goods, where this product has none yet."""
    kind = visit.get("listing.category")
    if not kind or any((visit.get("listing.answers") or {}).values()):
        return
    before = visit_repository().latest("listing.answers", like=("listing.category", kind), but=visit.id)
    if not before or not any(before.values()):
        return
    if st.button(_("Chép câu trả lời của lượt trước cùng nhóm hàng"), key=f"copy_{visit.form}_{kind}"):
        visit.put(*((f"listing.answers.{question}", answer) for question, answer in before.items()))
        st.rerun()


def photos_of(visit: OpenVisit, product: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Photos of one product with what is kept of each, cover first; those of no further product are the first one's."""
    further = further_products(visit.data)
    every = visit_repository().photos(visit.id)
    if product:
        return [(photo, meta) for photo, meta in every if meta.get("product") == product]
    taken_out = set(visit.get("products") or {}) - set(further)
    return [(photo, meta) for photo, meta in every if meta.get("product", "") not in {*further, *taken_out}]


def _name(listing: Mapping[str, Any], place: int) -> str:
    """What a product is called among the others: its kind, and the first short thing said of it."""
    kind = categories().get(str(listing.get("category", "")))
    if kind is None:
        return _("Món {n}", n=place)
    answers, noun = listing.get("answers") or {}, kind.noun if lang() == "vi" else kind.name.in_(lang())
    said = next((str(answers[q.code]) for q in kind.asked if q.required and answers.get(q.code)), "")
    return f"{place}. {noun} {said}" if 0 < len(said) <= 20 else f"{place}. {noun}"


def _add(visit: OpenVisit, listing: Mapping[str, Any]) -> None:
    product = new_id()
    visit.put((f"products.{product}.listing", dict(listing)))
    _turn_to(visit, product)


def _turn_to(visit: OpenVisit, product: str) -> None:
    st.session_state[_open(visit)] = product
    st.rerun()


def _open(visit: OpenVisit) -> str:
    return f"product_{visit.id}"


def _left_out(visit: OpenVisit) -> str:
    return f"product_left_out_{visit.id}"

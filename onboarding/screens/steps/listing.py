"""Step 3: a few questions about one product, and beside them the text for each sales channel."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ...business import further_products
from ...languages import N_
from ...listings import Category, categories
from .. import fields
from ..session import OpenVisit
from ..visit import products
from ..visit.listing import draft, questions
from ..words import _, lang

TITLE = N_("Bài đăng bán")
ORDER = 3


def done(data: Mapping[str, Any]) -> bool:
    """Of every product: its kind, its price or menu, and something said about it."""
    every = [data.get("listing") or {}, *further_products(data).values()]
    return all(
        one.get("category") and (one.get("price") or one.get("items")) and any((one.get("answers") or {}).values())
        for one in every
    )


def ask(visit: OpenVisit) -> None:
    """Facts on one side, the living draft on the other; one at a time on a phone."""
    products.choose(visit)
    kind = _category(visit)
    if kind is None:
        return
    products.answers_of_before(visit)
    _view(visit)
    with st.container(key="wide"):
        asked, shown = st.columns(2, gap="large")
        with asked, st.container(key="asking"):
            questions.ask(visit, kind)
        with shown, st.container(key="living"):
            draft.show(visit, kind)
    products.change(visit)


@st.fragment
def _view(visit: OpenVisit) -> None:
    """On a phone, questions or draft; the style sheet hides the other, and this switch where both have room."""
    names = {"ask": _("Câu hỏi"), "draft": _("Bài đăng")}
    with st.container(key="listing_view"):
        st.segmented_control(
            _("Xem"), list(names), default="ask", format_func=lambda one: names[one], required=True,
            label_visibility="collapsed", width="stretch", key=f"view_{visit.form}",
        )  # fmt: skip


def _category(visit: OpenVisit) -> Category | None:
    """What kind of goods: as said in the first step, until somebody chooses another."""
    known = categories()
    if not visit.product and not visit.get("listing.category") and visit.get("business.trade") in known:
        visit.put(("listing.category", visit.get("business.trade")))
    code = visit.get("listing.category")
    names = {name: kind.name.in_(lang()) for name, kind in known.items()}
    if code not in known:
        fields.choice(visit, "listing.category", _("Món này thuộc nhóm nào"), names, pills=True, wrap=True)
        return known.get(str(visit.get("listing.category")))
    title = _("Nhóm hàng: {name}", name=names[code])
    with st.expander(fields.plain(title), key=f"kind_{visit.form}", on_change="rerun") as drawer:
        if drawer.open:
            fields.choice(visit, "listing.category", _("Món này thuộc nhóm nào"), names, pills=True, wrap=True)
    return known.get(str(visit.get("listing.category")))

"""Step 3: a few questions about one product, and beside them the text for each sales channel."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ...languages import N_
from ...listings import Category, categories
from .. import fields
from ..session import OpenDraft
from ..visit import listing_draft, listing_questions
from ..words import _, lang

TITLE = N_("Bài đăng bán")
ORDER = 3


def done(data: Mapping[str, Any]) -> bool:
    """A product, its price, and something said about it."""
    listing = data.get("listing") or {}
    return bool(listing.get("category") and listing.get("price") and any((listing.get("answers") or {}).values()))


def ask(draft: OpenDraft) -> None:
    """Facts on one side, the living draft on the other; one above the other on a phone."""
    kind = _category(draft)
    if kind is None:
        return
    with st.container(key="wide"):
        asked, shown = st.columns(2, gap="large")
        with asked:
            listing_questions.ask(draft, kind)
        with shown, st.container(key="living"):
            listing_draft.show(draft, kind)


def _category(draft: OpenDraft) -> Category | None:
    """What kind of goods: as said in the first step, until somebody chooses another."""
    known = categories()
    if not draft.get("listing.category") and draft.get("business.trade") in known:
        draft.put(("listing.category", draft.get("business.trade")))
    code = draft.get("listing.category")
    names = {name: kind.name.in_(lang()) for name, kind in known.items()}
    if code not in known:
        fields.choice(draft, "listing.category", _("Món này thuộc nhóm nào"), names, pills=True, wrap=True)
        return known.get(str(draft.get("listing.category")))
    title = _("Nhóm hàng: {name}", name=names[code])
    with st.expander(fields.plain(title), key=f"kind_{draft.id}", on_change="rerun") as drawer:
        if drawer.open:
            fields.choice(draft, "listing.category", _("Món này thuộc nhóm nào"), names, pills=True, wrap=True)
    return known.get(str(draft.get("listing.category")))

"""Edit a draft by hand: the vendor's title and text for one place, kept and carried over when the facts change."""

from collections.abc import Callable
from zlib import crc32

import streamlit as st

from ....languages import clean
from ....listings import Draft
from ...session import OpenVisit
from ...words import _

MOST_TITLE, MOST_TEXT = 300, 12_000


def ask(
    visit: OpenVisit,
    mine: Draft,
    fresh: Draft,
    *,
    changed: bool,
    names: Callable[[OpenVisit, Draft, Draft], None],
) -> None:
    """The expander with the other names to choose, both fields, and the way back to the kit's own words."""
    with st.expander(_("Đổi tên món, sửa bài"), key=f"edit_{visit.form}_{mine.channel}", on_change="rerun") as drawer:
        if not drawer.open:
            return
        names(visit, fresh, mine)
        _field(visit, fresh, "title", mine.title, area=False)
        _field(visit, fresh, "description", mine.description, area=True)
        if mine.price_line or mine.tags_in_text:
            st.caption(_("Giá và thẻ # tự thêm vào khi chép."))
        if changed and st.button(_("Bỏ phần đã sửa"), key=f"undo_{visit.form}_{mine.channel}"):
            at = f"texts.{mine.channel}"
            visit.put(*((f"{at}.{name}", "") for name in ("title", "variant", "description", "description_base")))
            st.rerun()


def _field(visit: OpenVisit, fresh: Draft, field: str, shown: str, *, area: bool) -> None:
    key = f"hand_{visit.form}_{fresh.channel}_{field}_{crc32(shown.encode()):x}"
    if area:
        typed = st.text_area(_("Bài"), value=shown, key=key, height=360) or ""
    else:
        typed = st.text_input(_("Tên món"), value=shown, key=key) or ""
    kept = clean(typed, MOST_TEXT if area else MOST_TITLE)
    if kept and kept != shown:
        keep(visit, fresh, field, kept)
        st.rerun()


def keep(visit: OpenVisit, fresh: Draft, field: str, text: str) -> None:
    """Save the edited text for this channel beside the draft it began from."""
    at = f"texts.{fresh.channel}"
    if field == "title":
        visit.put((f"{at}.title", "" if text in fresh.titles else text), *_chosen(at, fresh, text))
    else:
        visit.put((f"{at}.description", text), (f"{at}.description_base", fresh.description))


def _chosen(at: str, fresh: Draft, title: str) -> list[tuple[str, str]]:
    return [(f"{at}.variant", str(fresh.titles.index(title)))] if title in fresh.titles else []

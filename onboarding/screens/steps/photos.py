"""Step 2: photos taken or chosen, made fit for a shop page on the spot, each with its way back to the original."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from ...errors import OnboardingError
from ...languages import N_
from ...listings import categories
from .. import fields
from ..components import photo_input, thumbnails
from ..session import OpenVisit, visit_repository
from ..visit import products
from ..visit.photo import editor, files, making
from ..words import _, lang

TITLE = N_("Ảnh sản phẩm")
ORDER = 2
MOST = 20
VIEWS = ("front", "back", "label")
"""What most places advise to show of packed goods; the kit does not know which view a photo is, so it counts."""


def done(data: Mapping[str, Any]) -> bool:
    """At least one photo is here."""
    return bool(data.get("photo_count"))


def ask(visit: OpenVisit) -> None:
    """Take or choose; then the photos, and the open one with what was done to it."""
    products.choose(visit)
    _advice(visit)
    kept = visit_repository().photos(visit.id)
    if len(kept) < MOST:
        _take(visit)
    else:
        st.info(_("Đã đủ {most} ảnh. Xóa bớt nếu muốn thêm ảnh khác.", most=MOST))
    editor.bring_back(visit)
    waiting = _waiting(visit)
    _gallery(visit)
    _clean_next(visit, waiting)


def _advice(visit: OpenVisit) -> None:
    kind = categories().get(str(visit.get("listing.category") or visit.get("business.trade", "")))
    if kind and kind.photos:
        with st.expander(_("Chụp thế nào cho đẹp")):
            for hint in kind.photos:
                st.text(f"• {hint.in_(lang())}")


def _take(visit: OpenVisit) -> None:
    """A photo that arrives is kept at once, so that the page may send the next; it is cleaned after that.

    What cannot be used is said here until something else is chosen.
    """
    key, wrong = f"cam_{visit.id}", _wrong(visit)
    shot = photo_input.ask(key, refused=bool(wrong.why), keep=visit.id)
    if shot is not None:
        if shot.batch != wrong.batch:
            wrong.batch, wrong.why = shot.batch, {}
        try:
            meta = {"product": visit.product or None}
            wrong.names[visit_repository().put_photo(visit.id, shot.raw, meta=meta)] = shot.name
        except OnboardingError as error:
            wrong.why[shot.id] = (shot.name, error)
        editor.forget_dropped(visit)
        photo_input.got(key, shot)
        st.rerun()
    for name, why in wrong.why.values():
        fields.refused(why, about=name)


@dataclass
class _Wrong:
    """Of the photos chosen last: each one's name by its id, and why some cannot be used."""

    batch: str = ""
    names: dict[str, str] = field(default_factory=dict)
    why: dict[str, tuple[str, OnboardingError]] = field(default_factory=dict)


def _wrong(visit: OpenVisit) -> _Wrong:
    found: _Wrong = st.session_state.setdefault(f"wrong_{visit.id}", _Wrong())
    return found


def _waiting(visit: OpenVisit) -> list[tuple[str, Mapping[str, Any]]]:
    """Photos that are to be made, each with its edits, and how far that is."""
    every = visit_repository().photos(visit.id)
    waiting = [
        (photo_id, meta.get("pending") or making.FRESH)
        for photo_id, meta in every
        if "wishes" not in meta or meta.get("pending")
    ]
    if waiting:
        made = len(every) - len(waiting)
        st.progress(made / len(every), text=_("Đang làm sạch ảnh {n}/{all}…", n=made + 1, all=len(every)))
    return waiting


def _clean_next(visit: OpenVisit, waiting: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """Clean the first that waits, after the finished ones were drawn: they can be looked at meanwhile.

    What turns out to be no picture goes again, with the sentence that says so.
    """
    if not waiting:
        return
    wrong, (photo_id, wishes) = _wrong(visit), waiting[0]
    try:
        fresh = "wishes" not in dict(visit_repository().photos(visit.id)).get(photo_id, {})
        making.make(visit, photo_id, visit_repository().photo(visit.id, photo_id) or b"", wishes)
        if fresh and len(waiting) == 1:
            st.session_state[_open(visit)] = photo_id
    except OnboardingError as error:
        wrong.why[photo_id] = (wrong.names.get(photo_id, ""), error)
        visit_repository().drop_photo(visit.id, photo_id)
    visit.put(("photo_count", len(visit_repository().photos(visit.id)) or None))
    st.rerun()


def _open(visit: OpenVisit) -> str:
    """Where this session remembers which photo is open."""
    return f"photo_open_{visit.form}"


def _gallery(visit: OpenVisit) -> None:
    """Thumbnails, cover first, and under them the one that is open."""
    kept = visit_repository()
    every = [(photo_id, meta) for photo_id, meta in products.photos_of(visit, visit.product) if "wishes" in meta]
    ids = [photo_id for photo_id, _meta in every]
    if not ids:
        return
    before = st.session_state.get(_open(visit))
    chosen = before if before in ids else ids[0]
    if len(ids) < len(VIEWS):
        st.caption(_("Nên có ba ảnh: mặt trước, mặt sau, nhãn. Đang có {n}.", n=len(ids)))
    small = [(one, kept.photo(visit.id, one, "thumb") or b"", _to_look_at(meta)) for one, meta in every]
    picked = thumbnails.show(small, chosen, key=f"strip_{visit.form}")
    if picked != chosen:
        st.session_state[_open(visit)] = picked
        st.rerun()
    place = ids.index(chosen)
    with st.container(key=f"photo_{chosen}"):
        editor.show(visit, chosen, every[place][1], place, ids)
    files.ask(visit, every)


def _to_look_at(meta: Mapping[str, Any]) -> bool:
    return bool(meta.get("advice")) and not meta.get("accepted")

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
from ..session import OpenDraft, drafts
from ..visit import photo, photo_files, photo_making
from ..words import _, lang

TITLE = N_("Ảnh sản phẩm")
ORDER = 2
MOST = 20
VIEWS = ("front", "back", "label")
"""What most places advise to show of packed goods; the kit does not know which view a photo is, so it counts."""


def done(data: Mapping[str, Any]) -> bool:
    """At least one photo is here."""
    return bool(data.get("photo_count"))


def ask(draft: OpenDraft) -> None:
    """Take or choose; then the photos, and the open one with what was done to it."""
    _advice(draft)
    kept = drafts().photos(draft.id)
    if len(kept) < MOST:
        _take(draft)
    else:
        st.info(_("Đã đủ {most} ảnh. Xóa bớt nếu muốn thêm ảnh khác.", most=MOST))
    photo.bring_back(draft)
    waiting = _waiting(draft)
    _gallery(draft)
    _clean_next(draft, waiting)


def _advice(draft: OpenDraft) -> None:
    kind = categories().get(str(draft.get("business.trade", "")))
    if kind and kind.photos:
        with st.expander(_("Chụp thế nào cho đẹp")):
            for hint in kind.photos:
                st.text(f"• {hint.in_(lang())}")


def _take(draft: OpenDraft) -> None:
    """A photo that arrives is kept at once, so that the page may send the next; it is cleaned after that.

    What cannot be used is said here until something else is chosen.
    """
    key, wrong = f"cam_{draft.id}", _wrong(draft)
    shot = photo_input.ask(key, refused=bool(wrong.why), keep=draft.id)
    if shot is not None:
        if shot.batch != wrong.batch:
            wrong.batch, wrong.why = shot.batch, {}
        try:
            wrong.names[drafts().put_photo(draft.id, shot.raw)] = shot.name
        except OnboardingError as error:
            wrong.why[shot.id] = (shot.name, error)
        photo.forget_dropped(draft)
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


def _wrong(draft: OpenDraft) -> _Wrong:
    found: _Wrong = st.session_state.setdefault(f"wrong_{draft.id}", _Wrong())
    return found


def _waiting(draft: OpenDraft) -> list[tuple[str, Mapping[str, Any]]]:
    """Photos that are to be made, each with its edits, and how far that is."""
    every = drafts().photos(draft.id)
    waiting = [
        (photo_id, meta.get("pending") or photo_making.FRESH)
        for photo_id, meta in every
        if "wishes" not in meta or meta.get("pending")
    ]
    if waiting:
        made = len(every) - len(waiting)
        st.progress(made / len(every), text=_("Đang làm sạch ảnh {n}/{all}…", n=made + 1, all=len(every)))
    return waiting


def _clean_next(draft: OpenDraft, waiting: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """Clean the first that waits, after the finished ones were drawn: they can be looked at meanwhile.

    What turns out to be no picture goes again, with the sentence that says so.
    """
    if not waiting:
        return
    wrong, (photo_id, wishes) = _wrong(draft), waiting[0]
    try:
        fresh = "wishes" not in dict(drafts().photos(draft.id)).get(photo_id, {})
        photo_making.make(draft, photo_id, drafts().photo(draft.id, photo_id) or b"", wishes)
        if fresh and len(waiting) == 1:
            st.session_state[_open(draft)] = photo_id
    except OnboardingError as error:
        wrong.why[photo_id] = (wrong.names.get(photo_id, ""), error)
        drafts().drop_photo(draft.id, photo_id)
    draft.put(("photo_count", len(drafts().photos(draft.id)) or None))
    st.rerun()


def _open(draft: OpenDraft) -> str:
    """Where this session remembers which photo is open."""
    return f"photo_open_{draft.id}"


def _gallery(draft: OpenDraft) -> None:
    """Thumbnails, cover first, and under them the one that is open."""
    kept = drafts()
    every = [(photo_id, meta) for photo_id, meta in kept.photos(draft.id) if "wishes" in meta]
    ids = [photo_id for photo_id, _meta in every]
    if not ids:
        return
    before = st.session_state.get(_open(draft))
    chosen = before if before in ids else ids[0]
    if len(ids) < len(VIEWS):
        st.caption(_("Nên có ba ảnh: mặt trước, mặt sau, nhãn. Đang có {n}.", n=len(ids)))
    small = [(one, kept.photo(draft.id, one, "thumb") or b"", _to_look_at(meta)) for one, meta in every]
    picked = thumbnails.show(small, chosen, key=f"strip_{draft.id}")
    if picked != chosen:
        st.session_state[_open(draft)] = picked
        st.rerun()
    place = ids.index(chosen)
    with st.container(key=f"photo_{chosen}"):
        photo.show(draft, chosen, every[place][1], place, ids)
    photo_files.ask(draft, every)


def _to_look_at(meta: Mapping[str, Any]) -> bool:
    return bool(meta.get("advice")) and not meta.get("accepted")

"""Step 2: photos taken or chosen, made fit for a shop page on the spot, each with its way back to the original."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from ...errors import OnboardingError
from ...languages import N_
from ...listings import categories
from ...photos import clean
from .. import compare, parts, phonecam
from ..session import OpenDraft, drafts
from ..words import _, lang

TITLE = N_("Ảnh sản phẩm")
ORDER = 2
MOST = 20


def done(data: Mapping[str, Any]) -> bool:
    """At least one photo is here."""
    return bool(data.get("photo_count"))


def ask(draft: OpenDraft) -> None:
    """Take or choose; then each photo with what was done to it."""
    _advice(draft)
    kept = drafts().photos(draft.id)
    if len(kept) < MOST:
        _take(draft)
    else:
        st.info(_("Đã đủ {most} ảnh. Xóa bớt nếu muốn thêm ảnh khác.", most=MOST))
    _clean_new(draft)
    for place, (photo_id, meta) in enumerate(kept):
        with st.container(border=True, key=f"photo_{photo_id[:12]}"):
            _one(draft, photo_id, meta, place)


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
    key, wrong = f"cam_{draft.id[:8]}", _wrong(draft)
    shot = phonecam.ask(key, refused=bool(wrong.why))
    if shot is not None:
        if shot.batch != wrong.batch:
            wrong.batch, wrong.why = shot.batch, {}
        try:
            wrong.names[drafts().put_photo(draft.id, shot.raw)] = shot.name
        except OnboardingError as error:
            wrong.why[shot.id] = (shot.name, error)
        phonecam.got(key, shot)
        st.rerun()
    for name, why in wrong.why.values():
        parts.refused(why, about=name)


@dataclass
class _Wrong:
    """Of the photos chosen last: each one's name by its id, and why some cannot be used."""

    batch: str = ""
    names: dict[str, str] = field(default_factory=dict)
    why: dict[str, tuple[str, OnboardingError]] = field(default_factory=dict)


def _wrong(draft: OpenDraft) -> _Wrong:
    found: _Wrong = st.session_state.setdefault(f"wrong_{draft.id}", _Wrong())
    return found


def _clean_new(draft: OpenDraft) -> None:
    """Clean what is not yet; what turns out to be no picture goes again, with the sentence that says so."""
    wrong = _wrong(draft)
    for photo_id, meta in drafts().photos(draft.id):
        original = None if "background" in meta else drafts().photo(draft.id, photo_id)
        if original is None:
            continue
        with st.spinner(_("Đang làm sạch ảnh…")):
            try:
                made = clean(original)
                _put_clean(draft, photo_id, made.jpeg, _meta(made, background="white", turn=0))
            except OnboardingError as error:
                wrong.why[photo_id] = (wrong.names.get(photo_id, ""), error)
                drafts().drop_photo(draft.id, photo_id)
            draft.put(("photo_count", len(drafts().photos(draft.id)) or None))
        st.rerun()


def _meta(made: Any, *, background: str, turn: int) -> dict[str, Any]:
    return {
        "background": background, "turn": turn, "cut_out": made.cut_out, "score": round(float(made.score), 3),
        "advice": [advice.code for advice in made.advice], "sidecar": made.sidecar,
    }  # fmt: skip


def _put_clean(draft: OpenDraft, photo_id: str, jpeg: bytes, meta: Mapping[str, Any]) -> None:
    drafts().put_photo(draft.id, jpeg, kind="clean", photo_id=photo_id, meta=meta)


def _one(draft: OpenDraft, photo_id: str, meta: Mapping[str, Any], place: int) -> None:
    name = f"{draft.id[:8]}_{photo_id[:12]}"
    made, original = drafts().photo(draft.id, photo_id, "clean"), drafts().photo(draft.id, photo_id)
    if made is None or original is None:
        return
    st.markdown(_("**Ảnh bìa**") if place == 0 else _("**Ảnh {n}**", n=place + 1))
    compare.show(_before(photo_id, int(meta.get("turn", 0)), original), made, key=f"compare_{name}")
    for code in meta.get("advice", []):
        st.warning(_(code))
    kinds = {"white": _("Nền trắng"), "original": _("Giữ nền thật")}
    chosen = st.segmented_control(
        _("Nền ảnh"), list(kinds), default=meta.get("background"), format_func=lambda kind: kinds[kind],
        key=f"bg_{name}", required=True,
    )  # fmt: skip
    if chosen and chosen != meta.get("background"):
        _again(draft, photo_id, original, background=chosen, turn=int(meta.get("turn", 0)))
    _buttons(draft, photo_id, meta, original, place, name)


def _buttons(draft: OpenDraft, photo_id: str, meta: Mapping[str, Any], original: bytes, place: int, name: str) -> None:
    with st.container(horizontal=True, key=f"do_{name}"):
        if st.button(_("Xoay"), key=f"turn_{name}", width="stretch"):
            turned = (int(meta.get("turn", 0)) + 90) % 360
            _again(draft, photo_id, original, background=str(meta.get("background", "white")), turn=turned)
        if place and st.button(_("Làm ảnh bìa"), key=f"cover_{name}", width="stretch"):
            drafts().order(draft.id, [photo_id])
            st.rerun()
        if st.button(_("Xóa ảnh"), key=f"drop_{name}", width="stretch"):
            drafts().drop_photo(draft.id, photo_id)
            draft.put(("photo_count", len(drafts().photos(draft.id)) or None))
            st.rerun()


def _again(draft: OpenDraft, photo_id: str, original: bytes, *, background: str, turn: int) -> None:
    """From the original once more, with other wishes."""
    with st.spinner(_("Đang làm sạch ảnh…")):
        made = clean(original, background="original" if background == "original" else "white", turn=turn)
    _put_clean(draft, photo_id, made.jpeg, _meta(made, background=background, turn=turn))
    st.rerun()


@st.cache_data(max_entries=40, show_spinner=False)
def _before(photo_id: str, turn: int, _original: bytes) -> bytes:
    """The original as a small upright JPEG without metadata, for the comparison; its id is its content's."""
    return clean(_original, background="original", turn=turn).jpeg

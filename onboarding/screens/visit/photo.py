"""One photo of a visit: before and after, what would make it better, and every way to put it right by hand.

What was wished for stands in the photo's meta, places as parts of the picture; each change is made anew from the
original, so that nothing done to a photo is ever lost or piled up.
"""

import threading
from collections.abc import Mapping
from typing import Any

import streamlit as st

from ...errors import OnboardingError
from ...photos import Stroke, clean, preview, size_of
from ...visits import Drafts
from .. import fields
from ..components import annotator, before_after
from ..session import OpenDraft, drafts
from ..words import _
from . import photo_advice

SIDE, THUMB = 900, 220
FRESH: Mapping[str, Any] = {"background": "white", "turn": 0}
_BY_HAND = ("box", "strokes", "spot", "straighten")
_making = threading.Lock()


def wishes_of(meta: Mapping[str, Any]) -> dict[str, Any]:
    """What is wished for a photo; a fresh one is turned upright and put on white."""
    return {**FRESH, **meta.get("wishes", {})}


def make(draft: OpenDraft, photo_id: str, original: bytes, wishes: Mapping[str, Any]) -> None:
    """Make the shop's picture by these wishes and keep it with them. Raises OnboardingError `photo.*`.

    A run the page has given up on works on in its own thread; the next waits for it here and finds the picture made.
    """
    kept = drafts()
    with _making:
        if dict(kept.photos(draft.id)).get(photo_id, {}).get("wishes") != dict(wishes):
            _make(kept, draft.id, photo_id, original, wishes)


def _make(kept: Drafts, draft_id: str, photo_id: str, original: bytes, wishes: Mapping[str, Any]) -> None:
    made = clean(original, **asked(original, wishes))
    meta = {
        "wishes": dict(wishes),
        "background": wishes["background"],
        "turn": wishes["turn"],
        "cut_out": made.cut_out,
        "score": made.score,
        "delta_e": made.delta_e,
        "advice": [{"code": advice.code, "details": dict(advice.details)} for advice in made.advice],
        "sidecar": made.sidecar,
    }
    kept.put_photo(draft_id, preview(made.jpeg, side=THUMB), kind="thumb", photo_id=photo_id)
    kept.put_photo(draft_id, made.jpeg, kind="clean", photo_id=photo_id, meta=meta)


def asked(original: bytes, wishes: Mapping[str, Any]) -> dict[str, Any]:
    """The wishes as the words of `clean`: places in pixels of this photo."""
    turn = int(wishes["turn"])
    width, height = size_of(original, turn)
    strokes = [
        Stroke(
            keep=stroke["keep"],
            points=tuple((x * width, y * height) for x, y in stroke["points"]),
            width=stroke["width"] * width,
        )
        for stroke in wishes.get("strokes") or ()
    ]
    x, y, wide, high = wishes.get("box") or (0, 0, 0, 0)
    spot = wishes.get("spot")
    return {
        "background": "original" if wishes["background"] == "original" else "white",
        "box": (x * width, y * height, wide * width, high * height) if wide else None,
        "strokes": strokes,
        "white_at": (spot[0] * width, spot[1] * height) if spot else None,
        "turn": turn,
        "straighten": float(wishes.get("straighten") or 0),
        "shadow": bool(wishes.get("shadow")),
    }


def show(draft: OpenDraft, photo_id: str, meta: Mapping[str, Any], place: int, ids: list[str]) -> None:
    """Everything about one photo, the most needed first."""
    kept = drafts()
    made, original = kept.photo(draft.id, photo_id, "clean"), kept.photo(draft.id, photo_id)
    if made is None or original is None:
        return
    wishes, name = wishes_of(meta), f"{draft.id}_{photo_id}"
    whole = _whole(photo_id, int(wishes["turn"]), original)
    before_after.show(whole, made, key=f"compare_{name}")
    _say_refusal(name)
    _advice(draft, photo_id, meta, name)
    one = _Hand(draft, photo_id, original, wishes, name)
    one.background()
    one.tools(meta, whole)
    one.buttons(place, ids)


def _advice(draft: OpenDraft, photo_id: str, meta: Mapping[str, Any], name: str) -> None:
    """What would make it better, and the choice: take it again, or use it as it is."""
    said = [one for one in meta.get("advice", ()) if one["code"] != "photo.tilted"]
    if not said or meta.get("accepted"):
        return
    photo_advice.show(said[:3])
    with st.container(horizontal=True, key=f"again_{name}"):
        if st.button(_("Chụp lại"), key=f"retake_{name}", width="stretch"):
            drop(draft, photo_id)
        if st.button(_("Vẫn dùng"), key=f"use_{name}", width="stretch"):
            drafts().set_photo_meta(draft.id, photo_id, {"accepted": True})
            st.rerun()


def drop(draft: OpenDraft, photo_id: str) -> None:
    """Remove a photo and every picture made of it."""
    drafts().drop_photo(draft.id, photo_id)
    draft.put(("photo_count", len(drafts().photos(draft.id)) or None))
    st.rerun()


class _Hand:
    """The ways to put one photo right; each makes it anew from the original and draws the screen again."""

    def __init__(self, draft: OpenDraft, photo_id: str, original: bytes, wishes: Mapping[str, Any], name: str) -> None:
        self.draft, self.photo_id, self.original, self.wishes, self.name = draft, photo_id, original, wishes, name

    def wish(self, **changes: Any) -> None:
        wanted = {key: value for key, value in {**self.wishes, **changes}.items() if value not in (None, [], False)}
        if wanted == {key: value for key, value in self.wishes.items() if value not in (None, [], False)}:
            return
        st.session_state.pop(_refusal(self.name), None)
        with st.spinner(_("Đang làm sạch ảnh…")):
            try:
                make(self.draft, self.photo_id, self.original, {**FRESH, **wanted})
            except OnboardingError as error:
                st.session_state[_refusal(self.name)] = error
        st.rerun()

    def background(self) -> None:
        kinds = {"white": _("Nền trắng"), "original": _("Giữ nền thật")}
        chosen = st.segmented_control(
            _("Nền ảnh"), list(kinds), default=self.wishes["background"], format_func=lambda kind: kinds[kind],
            key=f"bg_{self.name}_{self.wishes['background']}", required=True,
        )  # fmt: skip
        if chosen and chosen != self.wishes["background"]:
            self.wish(background=chosen)

    def tools(self, meta: Mapping[str, Any], whole: bytes) -> None:
        """A box, strokes or the white paper, drawn on the whole photo; a thing that leans; a shadow."""
        cutting = {"box": _("Khoanh món hàng"), "keep": _("Giữ lại"), "erase": _("Bỏ đi")}
        every = {**(cutting if self.wishes["background"] == "white" else {}), "white": _("Giấy trắng")}
        tool = st.pills(_("Sửa bằng tay"), list(every), format_func=lambda one: every[one], key=f"tool_{self.name}")
        if tool:
            self._draw(str(tool), whole)
        if meta.get("delta_e") is not None:
            st.caption(_("Màu món hàng đổi {n} (ΔE; dưới 3 mắt khó nhận ra).", n=meta["delta_e"]))
        if meta.get("cut_out"):
            self.wish(shadow=st.checkbox(_("Thêm bóng nhẹ dưới chân"), value=bool(self.wishes.get("shadow")),
                                         key=f"shadow_{self.name}"))  # fmt: skip
        leaning = next((one for one in meta.get("advice", ()) if one["code"] == "photo.tilted"), None)
        if leaning and not self.wishes.get("straighten"):
            degrees = leaning["details"]["degrees"]
            if st.button(_("Dựng thẳng ({n}°)", n=degrees), key=f"straight_{self.name}", width="stretch"):
                self.wish(straighten=degrees)

    def _draw(self, tool: str, whole: bytes) -> None:
        how = {
            "box": _("Kéo một khung quanh món hàng, sát mép."),
            "keep": _("Tô lên phần của món hàng bị mất."),
            "erase": _("Tô lên phần không phải món hàng."),
            "white": _("Chạm vào tờ giấy trắng đặt cạnh món hàng để lấy lại màu thật."),
        }
        st.markdown(how[tool])
        strokes = list(self.wishes.get("strokes") or ())
        drawn = annotator.ask(
            whole, tool, key=f"hand_{self.name}_{tool}", box=self.wishes.get("box"), strokes=strokes,
            spot=self.wishes.get("spot"),
        )  # fmt: skip
        fresh = [one for one in drawn.get("strokes", ()) if one["id"] not in {old["id"] for old in strokes}]
        if fresh:
            self.wish(strokes=[*strokes, *fresh][-annotator.MOST_STROKES :])
        if drawn.get("box"):
            self.wish(box=drawn["box"])
        if drawn.get("spot"):
            self.wish(spot=drawn["spot"])
        self._take_back(tool, strokes)

    def _take_back(self, tool: str, strokes: list[dict[str, Any]]) -> None:
        field = {"box": "box", "white": "spot"}.get(tool, "strokes")
        if not self.wishes.get(field):
            return
        words = {"box": _("Bỏ khung"), "spot": _("Bỏ chỉnh màu"), "strokes": _("Bỏ nét cuối")}
        if st.button(words[field], key=f"back_{field}_{self.name}", width="stretch"):
            self.wish(**{field: strokes[:-1] if field == "strokes" else None})

    def buttons(self, place: int, ids: list[str]) -> None:
        with st.container(horizontal=True, key=f"do_{self.name}"):
            if st.button(_("Xoay"), key=f"turn_{self.name}", width="stretch"):
                turned = (int(self.wishes["turn"]) + 90) % 360
                self.wish(turn=turned or None, **dict.fromkeys(_BY_HAND))
            if place and st.button(_("Làm ảnh bìa"), key=f"cover_{self.name}", width="stretch"):
                self._order([self.photo_id, *(one for one in ids if one != self.photo_id)])
            if place and st.button(_("Lên trước"), key=f"left_{self.name}", width="stretch"):
                self._order(_swapped(ids, place - 1))
            if place < len(ids) - 1 and st.button(_("Ra sau"), key=f"right_{self.name}", width="stretch"):
                self._order(_swapped(ids, place))
            if dict(self.wishes) != {**FRESH, "background": "original"} and st.button(
                _("Về ảnh gốc"), key=f"undo_{self.name}", width="stretch"
            ):
                none = dict.fromkeys((*_BY_HAND, "shadow", "turn"))
                self.wish(**{**none, "background": "original"})
            if st.button(_("Xóa ảnh"), key=f"drop_{self.name}", width="stretch"):
                drop(self.draft, self.photo_id)

    def _order(self, ids: list[str]) -> None:
        drafts().order(self.draft.id, ids)
        st.rerun()


def _refusal(name: str) -> str:
    return f"photo_refused_{name}"


def _say_refusal(name: str) -> None:
    refused = st.session_state.get(_refusal(name))
    if isinstance(refused, OnboardingError):
        fields.refused(refused)


def _swapped(ids: list[str], place: int) -> list[str]:
    return [*ids[:place], ids[place + 1], ids[place], *ids[place + 2 :]]


@st.cache_data(max_entries=40, show_spinner=False)
def _whole(photo_id: str, turn: int, _original: bytes) -> bytes:
    """The whole photo, small, upright and without metadata; its id is its content's."""
    return preview(_original, side=SIDE, turn=turn)

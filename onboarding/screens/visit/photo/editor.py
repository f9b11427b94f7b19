"""One photo of a visit: before and after, what would make it better, and every way to put it right by hand.

Picture, mask and tools stand in one view: what is drawn on, and what came of it, is the same picture in the same place.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ....errors import OnboardingError
from ... import fields
from ...components import annotator, before_after
from ...session import OpenVisit, visit_repository
from ...words import _
from . import advice
from .making import FRESH, make, mask_over, whole, wishes_of

_CUTTING = ("box", "strokes", "sure")
_BY_HAND = (*_CUTTING, "spot", "straighten")


def show(visit: OpenVisit, photo_id: str, meta: Mapping[str, Any], place: int, ids: list[str]) -> None:
    """Everything about one photo, the most needed first."""
    kept = visit_repository()
    made, original = kept.photo(visit.id, photo_id, "clean"), kept.photo(visit.id, photo_id)
    if made is None or original is None:
        return
    editor = _Editor(visit, photo_id, original, meta, f"{visit.id}_{photo_id}")
    editor.picture(made)
    editor.tools()
    editor.background()
    _advice(visit, photo_id, meta, editor.name)
    editor.finish()
    editor.buttons(place, ids)


def _advice(visit: OpenVisit, photo_id: str, meta: Mapping[str, Any], name: str) -> None:
    """What would make it better, and the choice: take it again, or use it as it is."""
    said = [one for one in meta.get("advice", ()) if one["code"] not in ("photo.tilted", "photo.unsure")]
    if not said or meta.get("accepted"):
        return
    advice.show(said[:3])
    with st.container(horizontal=True, key=f"again_{name}"):
        if st.button(_("Chụp lại"), key=f"retake_{name}", width="stretch"):
            drop(visit, photo_id)
        if st.button(_("Vẫn dùng"), key=f"use_{name}", width="stretch"):
            visit_repository().set_photo_meta(visit.id, photo_id, {"accepted": True})
            st.rerun()


def drop(visit: OpenVisit, photo_id: str) -> None:
    """Remove a photo and every picture made of it; this session can bring it back (`bring_back`)."""
    visits = visit_repository()
    ids, meta = [one for one, _meta in visits.photos(visit.id)], dict(visits.photos(visit.id)).get(photo_id, {})
    kept = {"pending": meta.get("wishes") or dict(FRESH), "product": meta.get("product")}
    st.session_state[_dropped(visit)] = (visits.photo(visit.id, photo_id), kept, ids)
    visits.drop_photo(visit.id, photo_id)
    visit.put(("photo_count", len(visits.photos(visit.id)) or None))
    st.rerun()


def bring_back(visit: OpenVisit) -> None:
    """The photo removed last, with a button that puts it back where it stood."""
    original, meta, ids = st.session_state.get(_dropped(visit), (None, {}, []))
    if original is None:
        return
    with st.container(horizontal=True, key=f"undrop_{visit.id}", vertical_alignment="center"):
        st.text(_("Đã xóa một ảnh."))
        if st.button(_("Lấy lại ảnh"), key=f"bring_back_{visit.id}"):
            forget_dropped(visit)
            photo_id = visit_repository().put_photo(visit.id, original, meta=meta)
            visit_repository().order(visit.id, [*(one for one in ids if one == photo_id or _is_here(visit, one))])
            visit.put(("photo_count", len(visit_repository().photos(visit.id))))
            st.rerun()


def forget_dropped(visit: OpenVisit) -> None:
    """The photo removed last cannot be brought back any more."""
    st.session_state.pop(_dropped(visit), None)


def _is_here(visit: OpenVisit, photo_id: str) -> bool:
    return photo_id in dict(visit_repository().photos(visit.id))


def _dropped(visit: OpenVisit) -> str:
    return f"dropped_{visit.id}"


class _Editor:
    """The ways to put one photo right; each makes it anew from the original and draws the screen again."""

    def __init__(self, visit: OpenVisit, photo_id: str, original: bytes, meta: Mapping[str, Any], name: str) -> None:
        self.visit, self.photo_id, self.original, self.meta, self.name = visit, photo_id, original, meta, name
        self.wishes = wishes_of(meta)

    @property
    def doubtful(self) -> bool:
        """A cut-out was asked for and nobody, neither the machine nor a person, has said that it is right."""
        return self.wishes["background"] != "original" and not self.meta.get("cut_out")

    def wish(self, **changes: Any) -> None:
        if changes.keys() & {"box", "strokes", "turn"}:
            changes = {"sure": None, **changes}  # what somebody said was right is no longer what is shown
        wanted = {key: value for key, value in {**self.wishes, **changes}.items() if value not in (None, [], False)}
        if wanted == {key: value for key, value in self.wishes.items() if value not in (None, [], False)}:
            return
        st.session_state.pop(_refusal(self.name), None)
        with st.spinner(_("Đang làm sạch ảnh…")):
            try:
                make(self.visit, self.photo_id, self.original, {**FRESH, **wanted})
            except OnboardingError as error:
                st.session_state[_refusal(self.name)] = error
        st.rerun()

    def picture(self, made: bytes) -> None:
        """What is drawn on while a tool is open; else the mask in question; else before and after."""
        tool = st.session_state.get(f"tool_{self.name}")
        if tool in self._tools():
            self._draw(str(tool))
        elif self.doubtful:
            st.image(mask_over(self.photo_id, self.original, self.wishes), width="stretch")
        else:
            before_after.show(
                whole(self.photo_id, int(self.wishes["turn"]), self.original), made, key=f"compare_{self.name}"
            )
        _say_refusal(self.name)
        if self.doubtful and self.meta.get("found"):
            st.markdown(_("Phần tô xanh là món hàng máy nhận ra. Đúng thì bấm Được rồi, chưa đúng thì sửa bằng tay."))
            if st.button(_("Được rồi"), key=f"accept_{self.name}", type="primary", width="stretch"):
                self.wish(sure=True)

    def _tools(self) -> dict[str, str]:
        cutting = {"box": _("Khoanh món hàng"), "keep": _("Giữ lại"), "erase": _("Bỏ đi")}
        return {**(cutting if self.wishes["background"] != "original" else {}), "white": _("Giấy trắng")}

    def tools(self) -> None:
        """A box, strokes or the white paper, drawn on the photo above."""
        every = self._tools()
        st.pills(_("Sửa bằng tay"), list(every), format_func=lambda one: every[one], key=f"tool_{self.name}")

    def background(self) -> None:
        """What stands behind the goods: what is shown as chosen is what the picture has."""
        kinds = {"white": _("Trắng"), "light_grey": _("Xám"), "cream": _("Kem"), "original": _("Nền thật")}
        now = "original" if self.doubtful else str(self.wishes["background"])
        tries = st.session_state.setdefault(f"bg_tries_{self.name}", 0)
        chosen = st.pills(
            _("Nền ảnh"), list(kinds), default=now, format_func=lambda kind: kinds[kind],
            key=f"bg_{self.name}_{now}_{tries}", required=True,
        )  # fmt: skip
        if chosen and chosen != now:
            st.session_state[f"bg_tries_{self.name}"] = tries + 1
            self.wish(background=chosen)
            st.rerun()
        if now == "original" and not self.doubtful:
            self.wish(close_up=st.checkbox(_("Cắt sát món hàng"), value=bool(self.wishes.get("close_up")),
                                           key=f"close_{self.name}"))  # fmt: skip

    def finish(self) -> None:
        """How far colours moved; a shadow; a thing that leans."""
        if self.meta.get("delta_e") is not None:
            st.caption(_("Màu món hàng đổi {n} (ΔE; dưới 3 mắt khó nhận ra).", n=self.meta["delta_e"]))
        if self.meta.get("cut_out"):
            self.wish(shadow=st.checkbox(_("Thêm bóng nhẹ dưới chân"), value=bool(self.wishes.get("shadow")),
                                         key=f"shadow_{self.name}"))  # fmt: skip
        leaning = next((one for one in self.meta.get("advice", ()) if one["code"] == "photo.tilted"), None)
        if leaning and not self.wishes.get("straighten"):
            degrees = leaning["details"]["degrees"]
            if st.button(_("Dựng thẳng ({n}°)", n=degrees), key=f"straight_{self.name}", width="stretch"):
                self.wish(straighten=degrees)

    def _draw(self, tool: str) -> None:
        how = {
            "box": _("Kéo một khung quanh món hàng, sát mép."),
            "keep": _("Tô lên phần của món hàng bị mất."),
            "erase": _("Tô lên phần không phải món hàng."),
            "white": _("Chạm vào tờ giấy trắng đặt cạnh món hàng để lấy lại màu thật."),
        }
        st.markdown(how[tool])
        strokes = list(self.wishes.get("strokes") or ())
        plain = tool == "white" or (tool == "box" and not self.wishes.get("box"))
        under = (
            whole(self.photo_id, int(self.wishes["turn"]), self.original)
            if plain
            else mask_over(self.photo_id, self.original, self.wishes)
        )
        drawn = annotator.ask(
            under, tool, key=f"hand_{self.name}_{tool}", box=self.wishes.get("box"), strokes=strokes,
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
                none = dict.fromkeys((*_BY_HAND, "shadow", "turn", "close_up"))
                self.wish(**{**none, "background": "original"})
            if len(ids) > 1 and st.button(_("Nền này cho mọi ảnh"), key=f"all_{self.name}", width="stretch"):
                self._same_background(ids)
            if st.button(_("Xóa ảnh"), key=f"drop_{self.name}", width="stretch"):
                drop(self.visit, self.photo_id)

    def _same_background(self, ids: list[str]) -> None:
        """Every other photo gets this background and crop; what was drawn on each stays."""
        metas = dict(visit_repository().photos(self.visit.id))
        same = {key: self.wishes.get(key) for key in ("background", "close_up")}
        for photo_id in ids:
            wishes = {**wishes_of(metas[photo_id]), **same}
            if photo_id != self.photo_id and wishes != wishes_of(metas[photo_id]):
                visit_repository().set_photo_meta(self.visit.id, photo_id, {"pending": wishes})
        st.rerun()

    def _order(self, ids: list[str]) -> None:
        visit_repository().order(self.visit.id, ids)
        st.rerun()


def _refusal(name: str) -> str:
    return f"photo_refused_{name}"


def _say_refusal(name: str) -> None:
    refused = st.session_state.get(_refusal(name))
    if isinstance(refused, OnboardingError):
        fields.refused(refused)


def _swapped(ids: list[str], place: int) -> list[str]:
    return [*ids[:place], ids[place + 1], ids[place], *ids[place + 2 :]]

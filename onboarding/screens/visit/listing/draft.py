"""The draft of one channel, drawn anew at each answer: preview, what to mend, what is missing, how to copy it."""

from collections.abc import Sequence
from html import escape
from zlib import crc32

import streamlit as st
from msgspec.structs import replace

from ....business import Facts, Visit
from ....channels import Channel, channels
from ....listings import Carried, Category, Count, Draft, carried, drafts, reminders
from ....services.pack import USUAL_CHANNELS
from ... import fields
from ...components.copy_button import copy_button
from ...memo import per_session
from ...session import OpenVisit
from ...words import _, lang
from .. import products
from . import edit, files, findings


def facts_of(visit: OpenVisit) -> Facts | None:
    """The product as it stands in the visit, with as many photos as there are."""
    found = Visit.from_row(visit.data).listing
    many = len(products.photos_of(visit, visit.product)) if found else 0
    photos = tuple(f"anh-{number}.jpg" for number in range(1, many + 1))
    return replace(found, photos=photos, id=found.id or visit.product or visit.id) if found else None


def show(visit: OpenVisit, kind: Category) -> None:
    """Where to sell, then the draft of one place at a time."""
    facts = facts_of(visit)
    if facts is None:
        return
    place = _which(visit, _places(visit, kind))
    if place is None:
        st.info(_("Chọn ít nhất một nơi đăng để xem bài."))
        return
    of = (facts, place.code, lang())
    fresh = per_session("living", of, lambda: drafts(facts, [place.code], language=lang())[place.code])
    edits = {name: str(value) for name, value in (visit.get(f"texts.{place.code}", {}) or {}).items() if value}
    mine = carried(fresh, facts, edits, language=lang())
    st.html(_page(mine.draft))
    _counters(mine.draft, place)
    findings.ask(visit, mine.draft, fresh)
    _copy(visit, mine.draft)
    _moved(visit, mine, fresh)
    _lacks(mine.draft, place)
    _reminders(visit, kind, place)
    edit.ask(visit, mine.draft, fresh, changed=bool(edits), names=_titles)
    files.ask(visit, facts, mine.draft, place)


def fits(kind: Category, place: Channel) -> bool:
    """Whether the place takes such goods."""
    return place.code not in kind.unfit and place.kind not in kind.unfit


def _places(visit: OpenVisit, kind: Category) -> list[str]:
    """The channels chosen among those that take such goods; the usual ones first, rarer ones in an expander."""
    fit = [one for one in channels().values() if fits(kind, one)]
    before = [code for code in visit.get("channels", USUAL_CHANNELS) or () if code in {one.code for one in fit}]
    common = [one for one in fit if one.kind in ("social", "market")]
    others = [one for one in fit if one not in common]
    chosen = before
    title = _("Đăng ở: {places}", places=", ".join(channels()[code].name.in_(lang()) for code in before) or "–")
    with st.expander(fields.plain(title), key=f"places_{visit.form}", on_change="rerun") as drawer:
        if drawer.open:
            chosen = _pick(visit, kind, _("Đăng ở đâu"), common, before)
            chosen += _pick(visit, kind, _("Bưu điện, trang bán hàng riêng, tệp nhập, phiếu in"), others, before)
    if chosen != before:
        visit.put(("channels", chosen))
    return chosen


def _pick(visit: OpenVisit, kind: Category, label: str, among: Sequence[Channel], kept: Sequence[str]) -> list[str]:
    names = {one.code: one.name.in_(lang()) for one in among}
    chosen = st.pills(
        label,
        list(names),
        selection_mode="multi",
        default=[code for code in kept if code in names],
        format_func=lambda code: fields.plain(names[code]),
        wrap=True,
        key=f"places_{visit.form}_{kind.code}_{among[0].kind if among else ''}",
    )
    return list(chosen)


def _which(visit: OpenVisit, codes: Sequence[str]) -> Channel | None:
    if not codes:
        return None
    if len(codes) == 1:
        return channels()[codes[0]]
    names = {code: channels()[code].name.in_(lang()) for code in codes}
    kept = visit.get("listing.shown")
    picked = st.pills(
        _("Xem bài cho"),
        list(names),
        default=kept if kept in names else codes[0],
        format_func=lambda code: fields.plain(names[code]),
        required=True,
        wrap=True,
        key=f"shown_{visit.form}_{crc32(' '.join(codes).encode()):x}",
    )
    visit.put(("listing.shown", picked or codes[0]))
    return channels()[picked or codes[0]]


def _titles(visit: OpenVisit, fresh: Draft, mine: Draft) -> None:
    """Two or three names to choose from; one typed by hand stands apart."""
    if len(fresh.titles) < 2:
        return
    here = fresh.titles.index(mine.title) if mine.title in fresh.titles else None
    mark = crc32("\n".join([*fresh.titles, str(here)]).encode())
    picked = st.radio(
        _("Chọn tên món"),
        range(len(fresh.titles)),
        index=here,
        format_func=lambda number: fields.plain(fresh.titles[number]),
        key=f"names_{visit.form}_{fresh.channel}_{mark:x}",
    )
    if picked is not None and picked != here:
        at = f"texts.{fresh.channel}"
        visit.put((f"{at}.variant", str(picked)), (f"{at}.title", ""))
        st.rerun()


def _page(made: Draft) -> str:
    """The listing as the place will show it, the vendor's words escaped, what to mend marked."""
    price = f"<p>Giá: {escape(made.price)}</p>" if made.price else ""
    tags = f"<p class='tags'>{escape(' '.join(made.hashtags))}</p>" if made.hashtags and made.tags_in_text else ""
    title = findings.marked(made.title, [one for one in made.findings if one.field == "title"])
    body = findings.marked(made.description, [one for one in made.findings if one.field == "description"])
    label = escape(_("Bài sẽ đăng"))
    return (
        f"<div class='kit-post' lang='vi' tabindex='0' role='region' aria-label='{label}'>"
        f"<p class='title'>{title}</p>{price}<p>{body}</p>{tags}</div>"
    )


def _counters(made: Draft, place: Channel) -> None:
    said = [_count(_("Tên"), made.counts["title"]), _count(_("Bài"), made.counts["description"])]
    if place.hashtags.most:
        said.append(_("{n}/{most} thẻ #", n=len(made.hashtags), most=place.hashtags.most))
    st.caption(" · ".join(fields.plain(one) for one in said))
    bounds = (made.counts["title"], made.counts["description"])
    if any(one.most and not one.sure for one in bounds):
        st.caption(_("Giới hạn của nơi này chưa kiểm chứng hết: xem lại trên màn hình đăng bán."))


def _count(name: str, count: Count) -> str:
    most = f"/{count.most}" if count.most else ""
    words = _(", {words} từ", words=count.words) if count.words_least else ""
    return _("{name}: {n}{most} chữ", name=name, n=count.now, most=most) + words


def _copy(visit: OpenVisit, made: Draft) -> None:
    """The copy buttons; behind one more touch while something must be mended first."""
    blocking = sum(one.severity == "block" for one in made.findings)
    if not blocking:
        _copy_buttons(visit, made)
        return
    st.error(_("Còn {n} chỗ phải sửa trước khi đăng, xem ngay phía trên.", n=blocking))
    with st.expander(
        _("Vẫn chép bài này"), key=f"copy_anyway_{visit.form}_{made.channel}", on_change="rerun"
    ) as drawer:
        if drawer.open:
            _copy_buttons(visit, made)


def _copy_buttons(visit: OpenVisit, made: Draft) -> None:
    key = f"copy_{visit.form}_{made.channel}"
    if made.title_line:
        copy_button(_("Chép cả bài"), made.text, key=key)
        return
    name, body = st.columns(2)
    with name:
        copy_button(_("Chép tên"), made.title, key=f"{key}_name")
    with body:
        copy_button(_("Chép bài"), made.text, key=f"{key}_body")


def _moved(visit: OpenVisit, mine: Carried, fresh: Draft) -> None:
    """Where the facts have changed under words edited by hand."""
    for at, clash in enumerate(mine.clashes):
        with st.container(border=True, key=f"moved_{at}"):
            st.write(_("Thông tin đã đổi ở chỗ sửa tay. Giữ câu đã sửa hay dùng câu mới?"))
            st.text(clash.fresh or _("(bỏ câu này)"))
            if st.button(_("Dùng câu mới"), key=f"take_{visit.form}_{fresh.channel}_{at}"):
                taken = mine.draft.description.replace(clash.edited, clash.fresh, 1)
                edit.keep(visit, fresh, "description", taken)
                st.rerun()


def _lacks(made: Draft, place: Channel) -> None:
    """What the place and the law still want, and what is left to do there."""
    told = {lack.field for lack in made.lacks}
    wanted = [lack.said(lang()) for lack in made.lacks]
    wanted += [duty.message for duty in made.duties if duty.field not in told and duty.severity != "info"]
    if wanted:
        st.html(f"<ul class='kit-lacks'>{''.join(f'<li>{escape(one)}</li>' for one in wanted)}</ul>")
    after = [step.text.in_(lang()) for step in place.after]
    if after:
        st.caption(fields.plain(_("Còn làm ở đó: {steps}.", steps="; ".join(after))))
    if place.note:
        st.caption(fields.plain(place.note.in_(lang())))


def _reminders(visit: OpenVisit, kind: Category, place: Channel) -> None:
    """What no text shows and has to be asked, such as the consent of people in a photo."""
    asked = reminders(kind.code, place.code, language=lang())
    if not asked:
        return
    key = f"reminders_{visit.form}_{place.code}"
    with st.expander(_("Hỏi lại trước khi đăng"), key=key, on_change="rerun") as drawer:
        if drawer.open:
            st.markdown("\n".join(f"- {fields.plain(one.message)}" for one in asked))

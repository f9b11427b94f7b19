"""The pack of the visit on screen: made once for what it is made of, looked at page by page, taken away as files.

It stays in this session's memory only; after the hand-over that is where its files can still be had.
"""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import streamlit as st

from ...business import Facts, further_products
from ...errors import OnboardingError
from ...members.listener import LAN
from ...members.one_time_downloads import DOWNLOADS, PATH, File
from ...payments import draw
from ...photos import clean
from ...printing import count, page_in, picture
from ...services import Pack
from ...wallets.corrections import corrections_file
from ...wallets.overlay import stamp
from ...wallets.translations import translations_file
from .. import fields, memo
from ..components.media_url import served
from ..components.open_pdf import open_pdf
from ..current_member import own_origin
from ..device.lan_middleware import listen, sign_in_everywhere
from ..session import OpenVisit, visit_repository
from ..words import _, lang
from . import products

DPI = 110
"""Sharp on a phone whose screen has two dots a pixel."""
_MADE, _PAGE, _LINK = "pack_made", "pack_page", "phone_link"


class Made(NamedTuple):
    """A pack, the visit it is of, what it was made of (as a hash: it holds the account), and a sentence about it.

    `of`: empty for a reprint. `at`: the draft's revision it was last found to be of.
    """

    visit_id: str
    of: str
    pack: Pack
    note: str = ""
    at: object = None


def photos_of(visit: OpenVisit, product: str = "") -> list[bytes]:
    """A product's shop pictures, cover first; one never cleaned goes as it was taken, without its metadata."""
    kept, pictures = visit_repository(), []
    for photo_id, _meta in products.photos_of(visit, product):
        made = kept.photo(visit.id, photo_id, "clean")
        original = None if made else kept.photo(visit.id, photo_id)
        if made or original:
            pictures.append(made or clean(original or b"", background="original").jpeg)
    return pictures


def photos_by_product(visit: OpenVisit, every: Sequence[Facts]) -> list[list[bytes]]:
    """The shop pictures of each product in order; those of no further product go with the first of the others."""
    further = further_products(visit.data)
    owners = [facts.id if facts.id in further else "" for facts in every]
    first = owners.index("") if "" in owners else 0
    return [photos_of(visit, own) if own or at == first else [] for at, own in enumerate(owners)]


def made_of(visit: OpenVisit, make: Callable[[], Pack], *choices: object) -> Pack:
    """The pack for this visit and these choices; made anew only when something it is made of has changed."""
    seen = (visit.id, visit.rev, int(time.monotonic() / 5))  # another tab may change photos, which no revision tells
    photos = memo.per_session("pack_photos", seen, lambda: visit_repository().photos(visit.id))
    typed = (stamp(corrections_file()), stamp(translations_file()))  # by the commune, also on another screen
    at, previous = (visit.rev, photos, lang(), choices, typed), in_memory(visit.id)
    if previous is not None and previous.at == at:
        return previous.pack
    known = [visit.data, photos, lang(), choices, typed]
    of = hashlib.sha256(json.dumps(known, default=str, sort_keys=True).encode()).hexdigest()
    pack = make() if previous is None or previous.of != of else previous.pack
    return keep(visit.id, pack, of=of, at=at).pack


def in_memory(visit_id: str) -> Made | None:
    """The pack made in this session for that visit, if it is still here."""
    kept: Made | None = st.session_state.get(_MADE)
    return kept if kept and kept.visit_id == visit_id else None


def keep(visit_id: str, pack: Pack, *, of: str = "", note: str = "", at: object = None) -> Made:
    """Remember the pack of a visit, in place of any other; another one is shown from its first page."""
    before: Made | None = st.session_state.get(_MADE)
    if before is None or before.pack is not pack:
        st.session_state[_PAGE] = 0
    made = st.session_state[_MADE] = Made(visit_id, of, pack, note, at)
    return made


@st.fragment
def preview(pack: Pack) -> None:
    """One page as a picture, and the way to the others."""
    all_ = memo.per_session("pack_pages", pack.pdf, lambda: count(pack.pdf))
    at = min(int(st.session_state.get(_PAGE, 0)), all_ - 1)
    shown = st.container(border=True, horizontal_alignment="center")
    with st.container(horizontal=True, key="pages", vertical_alignment="center", horizontal_alignment="distribute"):
        if st.button(_("Trang trước"), key="page_before", disabled=at == 0):
            st.session_state[_PAGE] = at - 1
            st.rerun(scope="fragment")
        st.markdown(words := _("Trang {n}/{all}", n=at + 1, all=all_), text_alignment="center")
        if st.button(_("Trang sau"), key="page_after", disabled=at == all_ - 1):
            st.session_state[_PAGE] = at + 1
            st.rerun(scope="fragment")
    page = served(
        memo.per_session("pack_page", (pack.pdf, at), lambda: picture(pack.pdf, at, DPI)), "image/png", "pack_page"
    )
    shown.html(f'<img src="{page}" alt="{words}" style="display:block;margin:auto;max-width:100%;max-height:36rem">')


def take(pack: Pack) -> None:
    """Open to print, or save: the PDF and the ZIP, their sizes said beforehand."""
    open_pdf(pack.pdf, f"{pack.name}.pdf", _("Mở để in"), key="open_pdf")
    _download(_("Tải tệp in (PDF, {size})", size=size(pack.pdf)), pack.pdf, f"{pack.name}.pdf", "application/pdf")
    with st.expander(_("Cho điện thoại của chủ hộ"), key=f"phone_{pack.name}"):
        words = _("Tải gói (ZIP, {size})", size=size(pack.files))
        _download(words, pack.files, f"{pack.name}.zip", "application/zip")
        st.caption(
            _("Gói cho điện thoại có trang mở không cần mạng, ảnh, lời đăng, mã QR. Gửi qua Zalo hoặc chép bằng dây.")
        )
        _over_wifi(pack)


def _download(words: str, data: bytes, name: str, kind: str) -> None:
    key = f"take_{name.rpartition('.')[2]}"
    st.download_button(words, lambda: data, name, kind, key=key, on_click="ignore", width="stretch")


def _over_wifi(pack: Pack) -> None:
    """One-time download by the vendor's phone on the same network: the button and, once pressed, the QR.

    Pressing it starts the LAN listener where that is not running yet.
    """
    if not (sign_in_everywhere() or LAN.available):
        return
    if st.button(_("Gửi sang điện thoại qua Wi-Fi"), key="to_phone", width="stretch"):
        try:
            origin = own_origin() if sign_in_everywhere() else (LAN.listening or listen()).url
        except OnboardingError as error:
            fields.refused(error)
            return
        files = {
            "page": File("bo-mang-ve.html", "text/html; charset=utf-8", page_in(pack.files), shown=True),
            "zip": File(f"{pack.name}.zip", "application/zip", pack.files),
        }
        st.session_state[_LINK] = (pack.name, f"{origin}{PATH}{DOWNLOADS.put(files)}")
    name, link = st.session_state.get(_LINK, ("", ""))
    if name == pack.name:
        st.write(_("Điện thoại cùng mạng quét mã này. Trong 10 phút, mỗi tệp tải một lần."))
        st.image(draw(link).png(8), width=280, alt=_("Mã để chủ hộ tải bộ mang về"))
        st.text(link)


def size(data: bytes) -> str:
    """How large a file is, in the visitor's way of writing numbers."""
    if len(data) < 1_000_000:
        return f"{max(1, round(len(data) / 1000))} KB"
    tenth = f"{len(data) / 1_000_000:.1f}"
    return f"{tenth.replace('.', ',') if lang() == 'vi' else tenth} MB"

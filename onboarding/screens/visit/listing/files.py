"""Files for the chosen channel: one to import, the vendor's template filled, or a sheet to copy by hand."""

import streamlit as st

from ....business import Facts
from ....channels import Channel
from ....errors import OnboardingError
from ....languages import slug
from ....listings import Draft, export, fill, writer
from ... import fields
from ...session import OpenVisit
from ...words import _, lang


def ask(visit: OpenVisit, facts: Facts, mine: Draft, place: Channel) -> None:
    """An expander with the file; nothing is made while it is closed."""
    if place.kind in ("social", "paper"):
        return
    title = fields.plain(_("Tệp cho {place}", place=place.name.in_(lang())))
    with st.expander(title, key=f"file_{visit.form}_{place.code}", on_change="rerun") as drawer:
        if not drawer.open:
            return
        try:
            if place.template:
                _filled(visit, facts, mine, place)
            else:
                _made(visit, facts, mine, place)
        except OnboardingError as error:
            fields.refused(error)


def _made(visit: OpenVisit, facts: Facts, mine: Draft, place: Channel) -> None:
    data = export([(facts, mine)], place.code)
    name, suffix = f"{slug(mine.title, 40)}-{place.family}", writer(place.code).suffix
    _download(visit, data, f"{name}{suffix}", place)
    if suffix == ".csv":
        st.download_button(
            _("Bản để xem bằng Excel"),
            export([(facts, mine)], place.code, twin=True),
            file_name=f"{name}-xem.xlsx",
            key=f"see_{visit.form}_{place.code}",
            on_click="ignore",
            type="tertiary",
        )


def _filled(visit: OpenVisit, facts: Facts, mine: Draft, place: Channel) -> None:
    st.write(_("Tải file mẫu trong trang người bán về máy, rồi chọn file đó ở đây. Bộ công cụ chỉ điền thêm một dòng."))
    template = fields.upload(_("File mẫu (.xlsx)"), ("xlsx",), key=f"template_{visit.form}_{place.code}")
    if template is None:
        return
    done = fill([(facts, mine)], template, place.code)
    st.success(_("Đã điền dòng {row}. Còn các cột phải tự chọn: ngành hàng, vận chuyển, thuộc tính.", row=done.rows[0]))
    _download(visit, done.data, f"{slug(mine.title, 40)}-{place.family}.xlsx", place)


def _download(visit: OpenVisit, data: bytes, name: str, place: Channel) -> None:
    st.download_button(
        _("Tải tệp"),
        data,
        file_name=name,
        key=f"get_{visit.form}_{place.code}",
        on_click="ignore",
        width="stretch",
    )
    if place.photos.links:
        st.caption(_("Cột ảnh ghi tên tệp: tải ảnh lên nơi đó trước, rồi thay bằng đường dẫn."))

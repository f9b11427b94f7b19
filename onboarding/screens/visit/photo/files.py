"""Every photo of a visit in one file, named for the goods, each with its sidecar; and other sizes where wanted."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import streamlit as st

from ....languages import slug
from ....listings import categories
from ....photos import clean_for, preset, presets
from ...session import OpenVisit, visit_repository
from ...words import _
from . import making


def ask(visit: OpenVisit, every: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """An expander with the file; nothing is made while it is closed."""
    with st.expander(_("Tải ảnh về máy"), key=f"photo_files_{visit.form}", on_change="rerun") as drawer:
        if not drawer.open:
            return
        st.caption(_("Một cỡ ảnh hợp với mọi nơi bán. Tệp .json bên cạnh ghi đã làm gì với ảnh."))
        name = named(visit.data)
        st.download_button(
            _("Tải {n} ảnh", n=len(every)), packed(visit.id, every, name), file_name=f"{slug(name)}-anh.zip",
            mime="application/zip", key=f"get_photos_{visit.form}", on_click="ignore", width="stretch",
        )  # fmt: skip


def named(data: Mapping[str, Any]) -> str:
    """What the goods are called: the vendor's answer, or the kind of goods."""
    answers = (data.get("listing") or {}).get("answers") or {}
    trade = (data.get("listing") or {}).get("category") or (data.get("business") or {}).get("trade", "")
    kind = categories().get(str(trade))
    return str(answers.get("loai") or (kind.noun if kind else "") or "san-pham")


def packed(visit_id: str, every: Sequence[tuple[str, Mapping[str, Any]]], name: str) -> bytes:
    """The zip: pictures in their order, their sidecars, and a folder for each place that wants another size."""
    base, kept, out = preset("square"), visit_repository(), BytesIO()
    others = [code for code, one in presets().items() if one.shape != base.shape]
    with zipfile.ZipFile(out, "w") as file:
        for number, (photo_id, meta) in enumerate(every, 1):
            picture = base.file_name(name, number)
            file.writestr(picture, kept.photo(visit_id, photo_id, "clean") or b"")
            told = json.dumps(meta.get("sidecar", {}), ensure_ascii=False, indent=1)
            file.writestr(picture.replace(".jpg", ".json"), told)
            original = (kept.photo(visit_id, photo_id) or b"") if others else b""
            wishes = making.options_of(original, making.wishes_of(meta)) if original else {}
            for code, made in (clean_for(original, others, **wishes) if original else {}).items():
                file.writestr(f"{slug(code)}/{presets()[code].file_name(name, number)}", made.jpeg)
    return out.getvalue()

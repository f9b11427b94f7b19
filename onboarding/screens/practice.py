"""Practice visit: a visit with sample data, guided step by step; who hands it over is marked as practised.

It lives in the sample store, so that the team's log and visits hold nothing of it; only the day stands beside the
member's name in the team's store.
"""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from ..business import Rung
from ..languages import N_
from ..languages import day as day_text
from ..listings import category
from ..members import CurrentMember, Members
from ..services.handing_over import HandedOver
from ..store import the_store
from ..visits import Visits
from . import current_member
from .navigation import open_screen, open_visit
from .session import OpenVisit, is_demo, set_demo, store, visit_repository
from .visit.checklist import today
from .words import _, lang

PATH = "practice"
"""Where a visit says that it is for practice."""

PHOTO = Path(__file__).parents[2] / "assets" / "sample" / "honey.jpg"
WHOLE = frozenset({Rung.PREPARED, Rung.QR_CHECKED})
"""The rungs a practice visit must have evidence for before it counts as finished."""

WORDS: Mapping[str, str] = {
    "business": N_("Đọc to từng câu đồng ý cho người ngồi cạnh nghe, rồi chọn câu trả lời của họ."),
    "photos": N_("Bấm “Dùng ảnh mẫu”, hoặc chụp thử một món trên bàn."),
    "listing": N_("Câu trả lời đã ghi sẵn. Hãy sửa thử giá, xem bài đổi theo, rồi chép thử."),
    "payment": N_(
        "Gõ: Vietcombank, số 0011 0012 34567, tên CHU HO MAU. Đây là số bịa: đừng chuyển tiền. "
        "Ở phần quét thử, coi như ứng dụng hiện đúng tên đó, Vietcombank, 4567."
    ),
    "wallet": N_("Trả lời như một hộ bán mật ong, chọn một nơi mở ví, đánh dấu việc đầu tiên."),
    "handover": N_("Xem mục còn thiếu và bộ giấy, rồi bấm “Trao bộ mang về”. Lượt tập không tính vào sổ của tổ."),
}


def start(who: CurrentMember) -> None:
    """Open a practice visit: the one begun and not yet changed, else a new one."""
    visits = Visits(store(), who.team_id)
    opened = (visits.load(one.id) for one in visits.open_ones())
    begun = next((visit for visit in opened if visit and visit.data.get(PATH) and visit.rev == 1), None)
    if begun is None:
        honey = category("mat_ong").sample
        data = {
            PATH: True,
            "lang": lang(),
            "business": {"name": _("Mật ong Hộ mẫu 1"), "commune": who.commune, "trade": "mat_ong"},
            "listing": {"category": "mat_ong", "answers": dict(honey.answers), "price": honey.price},
        }
        begun = visits.create(team=who.team, member=who.member, member_id=who.member_id, commune=who.commune, data=data)
    open_visit(begun.id)


def guide(visit: OpenVisit, step: str) -> None:
    """What to try on this step of a practice visit; nothing on any other visit."""
    if not visit.get(PATH) or not is_demo():
        return
    if step in WORDS:
        head = _("Lượt tập")
        st.info(f"**{head}.** {_(WORDS[step])}")
    if (
        step == "photos"
        and not visit.get("photo_count")
        and st.button(_("Dùng ảnh mẫu"), key="sample_photo", width="stretch")
    ):
        visit_repository().put_photo(visit.id, PHOTO.read_bytes(), meta={"product": None})
        st.rerun()


def finished(visit: OpenVisit, given: HandedOver) -> None:
    """Mark the member as practised, once a whole practice visit is handed over."""
    if not visit.get(PATH) or not is_demo():
        return
    member = current_member.at_work()
    whole = set(given.rungs) >= WHOLE
    if whole and member is not None:
        Members(the_store()).practised(member.team_id, member.member_id, today())
    st.session_state[_said(visit)] = (whole, member.member if member else "")


def say_finished(visit: OpenVisit) -> None:
    """After the hand-over of a practice visit: what was noted, or what was missing; and the way out."""
    if _said(visit) not in st.session_state:
        return
    whole, member = st.session_state[_said(visit)]
    if not whole:
        st.warning(_("Lượt tập còn thiếu ảnh, giá hoặc lần quét thử mã, nên chưa ghi là đã tập xong. Hãy tập lại."))
    elif member:
        words = _("{name} đã tập xong một lượt, ngày {day}.", name=member, day=day_text(today(), lang()))
        st.success(words)
    else:
        st.success(_("Đã tập xong một lượt. Hãy ghi tên tổ và tên bạn ở trang đầu để bắt đầu thật."))
    if st.button(_("Thoát dữ liệu mẫu"), key="leave_practice", width="stretch"):
        leave()


def leave() -> None:
    """Back to the team's own data, on the home screen."""
    set_demo(False)
    open_screen("home")


def _said(visit: OpenVisit) -> str:
    return f"practised_{visit.id}"

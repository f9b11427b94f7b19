"""Readiness checks before a hand-over, the worst first; each item names the wizard step that mends it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal

from ..business import Visit
from ..catalogue import Part
from ..errors import OnboardingError
from ..languages import N_
from ..listings.answers.pack import sale_of
from ..payments.account_check import MISSING
from .pack import listing_texts
from .payment import check_account, payment_code
from .printed_checklist import checklist_refusal

STOP: Literal["stop"] = "stop"
"""The hand-over refuses it, or it must not be printed."""
WAIT: Literal["wait"] = "wait"
"""May be handed over so; somebody should know."""


NO_CHECKLIST = {
    "wallet.unknown_provider": N_("Nơi mở đã chọn không còn trong bộ này, nên chưa in được phiếu việc"),
    "checklist.contradiction": N_("Câu trả lời về giấy tờ trái nhau, nên chưa in được phiếu việc"),
}
"""Why the pack is printed without a checklist, by the code of the refusal; any other refusal refuses the pack too."""


class Item(Part, frozen=True, kw_only=True):
    """One thing to mend: its level, its sentence, and the code of the step where it is mended."""

    level: Literal["stop", "wait"]
    words: str
    step: str


def before_hand_over(visit: Visit, photos: Iterable[Mapping[str, Any]], day: date) -> tuple[Item, ...]:
    """`photos`: each photo's meta as the visit keeps it (`advice`, `accepted`)."""
    metas = list(photos)
    items = [
        *_business(visit, bool(metas)),
        *_payment(visit),
        *_photos(metas),
        *_listing(visit, day),
        *_checklist(visit),
    ]
    return tuple(sorted(items, key=lambda item: item.level != STOP))


def _business(visit: Visit, photos: bool) -> Iterable[Item]:
    if visit.consent.not_asked(photos=photos):
        yield Item(level=STOP, words=N_("Chưa hỏi đồng ý đủ các câu"), step="business")
    if not visit.business.name.strip():
        yield Item(level=WAIT, words=N_("Chưa có tên hộ"), step="business")


def _payment(visit: Visit) -> Iterable[Item]:
    try:
        code = payment_code(visit.payment)
        check = check_account(visit, code)
    except OnboardingError:
        yield Item(level=STOP, words=N_("Số tài khoản hoặc mã chưa dùng được"), step="payment")
        return
    if code is None:
        yield Item(level=WAIT, words=N_("Chưa có mã nhận tiền"), step="payment")
    elif check is None or not check.holds:
        differs = check is not None and bool(set(check.differs) - MISSING)
        words = N_("Quét thử thấy khác chủ hộ: đừng in") if differs else N_("Mã chưa quét thử xong")
        yield Item(level=STOP if differs else WAIT, words=words, step="payment")


def _photos(metas: list[Mapping[str, Any]]) -> Iterable[Item]:
    if not metas:
        yield Item(level=WAIT, words=N_("Chưa có ảnh sản phẩm"), step="photos")
    elif any(meta.get("advice") and not meta.get("accepted") for meta in metas):
        yield Item(level=WAIT, words=N_("Có ảnh cần xem lại"), step="photos")


def _listing(visit: Visit, day: date) -> Iterable[Item]:
    if not visit.products:
        yield Item(level=WAIT, words=N_("Chưa có bài đăng bán"), step="listing")
        return
    sold = [facts for facts in visit.products if not facts.items]
    if any(facts.price is None for facts in sold):
        yield Item(level=WAIT, words=N_("Chưa có giá bán"), step="listing")
    elif any((sale := sale_of(facts)) is not None and not sale.unit for facts in sold):
        yield Item(level=WAIT, words=N_("Chưa ghi giá đó là của bao nhiêu hàng"), step="listing")
    texts = [text for facts in visit.products for text in listing_texts(visit, day, facts)]
    if any(finding.severity == "block" for text in texts for finding in text.findings):
        yield Item(level=STOP, words=N_("Bài đăng có lời phải sửa"), step="listing")


def _checklist(visit: Visit) -> Iterable[Item]:
    if refused := checklist_refusal(visit):
        level = WAIT if refused.code in NO_CHECKLIST else STOP
        words = NO_CHECKLIST.get(refused.code, N_("Có câu trả lời về giấy tờ không đọc được"))
        yield Item(level=level, words=words, step="wallet")

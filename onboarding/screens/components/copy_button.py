"""A button that copies a text to the phone's clipboard, also on plain http, where there is no clipboard API."""

from ..words import _
from .assets import component

_component = component("kit_copy", "copy_button")


def copy_button(label: str, text: str, *, key: str) -> None:
    """A wide button; touched, the text is copied and a line below says so."""
    words = {
        "done": _("Đã chép. Mở nơi bán rồi dán vào."),
        "failed": _("Máy không cho chép. Chạm giữ vào bài để chép."),
    }
    _component(key=key, data={"label": label, "text": text, **words})

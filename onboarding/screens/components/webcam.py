"""The laptop's own camera inside the photo button: what it sees, one press, and it is off again.

A browser gives its camera only to pages of this very machine (localhost) or over https; on a phone the camera app is
better. So the button shows where both hold: a secure page, and a mouse or touchpad. Nothing is recorded or sent but
the one picture that was taken.
"""

from ..words import _


def words() -> dict[str, str]:
    """What stands on its buttons, and what is said when there is no camera to be had."""
    return {
        "web": _("Dùng máy ảnh của máy tính"),
        "snap": _("Chụp"),
        "stop": _("Thôi"),
        "live": _("Máy ảnh đang nhìn thấy"),
        "none": _("Máy tính này chưa có máy ảnh. Hãy chọn ảnh có sẵn."),
        "busy": _("Máy ảnh đang bận ở chương trình khác. Hãy tắt chương trình đó rồi thử lại."),
        "denied": _("Trình duyệt chưa cho dùng máy ảnh. Hãy chạm vào biểu tượng máy ảnh ở thanh địa chỉ rồi cho phép."),
    }

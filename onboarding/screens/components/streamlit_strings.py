"""Streamlit's own words in the visitor's language: when the machine is gone, an address wrong, and what is read aloud.

Streamlit 1.67 has no setting for them (none of its 78 options is a locale), so streamlit_strings.js watches the page
and puts ours in their place. It works with the server gone and the page still open. tests/e2e/test_streamlit_strings.py
fails when Streamlit words one differently.
"""

from functools import cache
from typing import Any

from ...languages import N_, say

GONE = N_("Bộ công cụ đã tắt hoặc mất kết nối. Điều đã ghi vẫn còn. Mở lại bộ công cụ, trang này sẽ tự nối lại.")
MAIN = N_("Đang mở trang đầu.")
WHOLE = {
    "Connection error": N_("Mất kết nối"),
    "Page not found": N_("Không có trang này"),
    "Skip to main content": N_("Đến phần chính"),
    "Upload": N_("Chọn tệp trên máy"),
    "file upload": N_("Chọn tệp trên máy"),
    "No results": N_("Không có mục nào khớp"),
    "Open": N_("Mở"),
    "Close": N_("Đóng"),
    "Clear entry": N_("Xóa chữ"),
    "Clear value": N_("Bỏ chọn"),
    "Clear date": N_("Bỏ ngày"),
    "Choose date": N_("Chọn ngày"),
    "Previous month": N_("Tháng trước"),
    "Next month": N_("Tháng sau"),
    "Show password": N_("Hiện mã"),
    "Hide password": N_("Ẩn mã"),
    "Fullscreen": N_("Xem cả màn hình"),
    "Close fullscreen": N_("Thu nhỏ lại"),
}
"""Streamlit's word → ours, where it stands alone."""

ALIKE = {
    "Streamlit (still running|server is not responding)|to Streamlit|^Connection (failed|timed out|lost)": GONE,
    "^(The page that you have|You have) requested": MAIN,
    "files are not allowed": N_("Tệp này không đúng loại. Hãy chọn tệp khác."),
    "^File must be .* or smaller|^Request Entity Too Large": N_("Tệp lớn quá. Hãy chọn tệp nhỏ hơn."),
}
"""What Streamlit's sentence is like (a JavaScript pattern) → ours, in its place."""

LOST = N_("Mất kết nối, đang nối lại…")


@cache
def strings(language: str) -> dict[str, Any]:
    """What streamlit_strings.js takes: whole strings, patterns, and the line for a lost connection."""
    return {
        "whole": {word: say(language, ours) for word, ours in WHOLE.items()},
        "alike": [[like, say(language, ours)] for like, ours in ALIKE.items()],
        "lost": say(language, LOST),
    }

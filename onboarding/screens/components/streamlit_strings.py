"""Streamlit's own words in the visitor's language: when the machine is gone, an address wrong, and what is read aloud.

Streamlit 1.67 has no setting for them, so a few lines in the page put ours in their place as they appear. They work
when nothing else does: with the kit switched off and the page still open.
"""

import json
from functools import cache

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

_SCRIPT = """{
  const whole = %(whole)s, alike = %(alike)s.map(([like, said]) => [new RegExp(like), said]);
  const ours = (text) => {
    const said = text.trim(), [word, ...rest] = said.split(": ");
    if (Object.hasOwn(whole, said)) return whole[said];
    if (rest.length && Object.hasOwn(whole, word)) return [whole[word], ...rest].join(": ");
    return alike.find(([like]) => like.test(said))?.[1];
  };
  const look = () => {
    for (const one of document.querySelectorAll("[aria-label]")) {
      const said = ours(one.ariaLabel);
      if (said) one.ariaLabel = said;
    }
    const places = ":is([role=dialog], [role=listbox], .stFileUploader) *, a[href^='#']";
    for (const one of document.querySelectorAll(places)) {
      const said = !one.childElementCount && ours(one.textContent);
      if (said) one.childNodes.forEach((node, at) => { node.nodeValue = at ? "" : said; });
    }
  };
  document.documentElement.style.setProperty("--kit-lost", JSON.stringify(%(lost)s));
  let due;
  const soon = () => { due ??= requestAnimationFrame(() => { due = undefined; look(); }); };
  window.kitOwnWords?.disconnect();
  window.kitOwnWords = new MutationObserver(soon);
  window.kitOwnWords.observe(document.body, {childList: true, subtree: true, attributeFilter: ["aria-label"]});
  look();
}"""


@cache
def script(language: str) -> str:
    """The lines for the page, in `language`."""
    return _SCRIPT % {
        "whole": json.dumps({word: say(language, ours) for word, ours in WHOLE.items()}, ensure_ascii=False),
        "alike": json.dumps([[like, say(language, ours)] for like, ours in ALIKE.items()], ensure_ascii=False),
        "lost": json.dumps(say(language, LOST), ensure_ascii=False),
    }

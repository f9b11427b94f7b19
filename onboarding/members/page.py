"""The sign-in and pairing pages outside Streamlit: plain HTML, one style, no script."""

import base64
import hashlib
from html import escape

from ..languages import N_, say

STYLE = """
body{font:17px/1.5 system-ui,sans-serif;color:#1d1b16;background:#fdfbf7;margin:0}
main{max-width:22rem;margin:0 auto;padding:3rem 1.25rem}
h1{font-size:1.6rem;margin:0 0 1rem}
label{display:block;margin:0 0 1rem}
input{display:block;box-sizing:border-box;width:100%;font:inherit;padding:.7rem;margin-top:.25rem;
border:1px solid #8f8672;border-radius:.7rem;background:#fff;color:inherit}
button{width:100%;min-height:52px;font:inherit;font-weight:600;border:0;border-radius:.7rem;background:#0b6b4f;color:#fff}
:focus-visible{outline:3px solid #0b6b4f;outline-offset:2px}
.said{border-left:4px solid #b45309;background:#fff7e6;padding:.7rem 1rem;margin:0 0 1rem}
"""
"""The colours are those of .streamlit/config.toml."""
STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

_PAGE = """<!doctype html><html lang="{lang}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
<title>{title}</title><style>{style}</style>
<main><h1>{title}</h1>{said}<form method="post" action="/signin?lang={lang}">{fields}<button>{go}</button></form>
</main></html>"""
_FIELD = '<label>{label}<input name="{name}" type="{kind}" autocomplete="{fill}" maxlength="200" required></label>'


def sign_in_page(language: str, error: str = "") -> str:
    """Name and password; `error` is what was wrong the last time, as a sentence."""
    name = _FIELD.format(label=say(language, N_("Tên của bạn")), name="name", kind="text", fill="username")
    secret = _FIELD.format(
        label=say(language, N_("Mật khẩu")), name="password", kind="password", fill="current-password"
    )
    return _page(language, say(language, N_("Đăng nhập")), name + secret, say(language, N_("Vào")), error)


def pairing_page(language: str, token: str) -> str:
    """One button that spends a pairing token: opening or previewing the link alone spends nothing."""
    hidden = f'<input type="hidden" name="pair" value="{escape(token, quote=True)}">'
    about = say(language, N_("Điện thoại này sẽ dùng chung bộ công cụ trên máy tính của tổ."))
    fields = f"<p>{escape(about)}</p>{hidden}"
    return _page(language, say(language, N_("Ghép điện thoại")), fields, say(language, N_("Ghép máy này")), "")


def _page(language: str, title: str, fields: str, go: str, error: str) -> str:
    notice = f'<p class="said" role="alert">{escape(error)}</p>' if error else ""
    return _PAGE.format(lang=language, title=escape(title), style=STYLE, said=notice, fields=fields, go=escape(go))

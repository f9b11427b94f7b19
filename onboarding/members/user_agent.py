"""A few words for a device, from its User-Agent header, so that a team knows which phone it puts out.

>>> device_label("Mozilla/5.0 (Linux; Android 15; SM-A556E) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36")
'Android · Chrome'
>>> device_label("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile Safari/604.1")
'iPhone · Safari'
>>> device_label("<script>")
''
"""

SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")
"""In this order: an Android phone also says Linux, an iPhone also says "like Mac OS X"."""
BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "coc_coc": "Cốc Cốc", "Zalo": "Zalo", "Firefox/": "Firefox",
            "Chrome/": "Chrome", "CriOS/": "Chrome", "Safari/": "Safari"}  # fmt: skip
"""In this order: each of them also names the ones after it. Cốc Cốc is a browser many in Việt Nam use."""


def device_label(user_agent: str) -> str:
    """System and browser from a fixed list, or "": never a text the device itself made up."""
    system = next((name for name in SYSTEMS if name in user_agent), "")
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "")
    return " · ".join(filter(None, (system, browser)))

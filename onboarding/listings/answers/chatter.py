"""Removes from a typed answer what is not its subject: contact data, prices, hedges, praise, decoration.

Contact and price have questions of their own, and the texts show them from there.

>>> bare("tầm tháng 3 gì đó"), bare("hoa nhãn 🐝, zalo 0900 000 001"), bare("vàng/chát nhẹ/hậu ngọt")
('khoảng tháng 3', 'hoa nhãn', 'vàng, chát nhẹ, hậu ngọt')
>>> bare("-18"), bare("45~65 kg")
('-18', '45–65 kg')
>>> without_price("bún bò Huế 35k 1 tô"), without_price("thẻ cào 50k")
('bún bò Huế', 'thẻ cào 50k')
"""

import regex

from ...languages.numbers import parse_money
from .market_words import PER

_I = regex.IGNORECASE

_DECORATION = regex.compile(
    r"(?:(?!°)[\p{Emoji_Presentation}\p{So}\p{Sk}\p{Co}\uFE0F\u200D\u20E3♥♡★☆✓✔→⇒►•●♦■❌✅❗])+|[~^*=]{2,}|:\)+|:D+(?!\w)|<3|=\)+"
)
_PHONE = r"(?<![\d.,])(?:\+?84|0)(?:[ .-]?\d){8,10}(?!\d)"
_ASKS_TO_CALL = (
    r"(?:(?:ib|inbox|nhắn(?: tin)?|gọi|alo|a lô|lh|liên hệ|lien he|sđt|sdt|đt|tel|zalo|hotline|số điện thoại|điện thoại"
    r"|qua|số|ở|cho em|em|shop)[ :.]*)*"
)
_CONTACT = regex.compile(
    rf"[,;(\s–-]*\b{_ASKS_TO_CALL}{_PHONE}\)?"
    rf"|[,;(\s–-]*(?<!\S){_ASKS_TO_CALL}(?:https?://|www\.)\S+"
    r"|[,;(\s–-]*\b(?:fb|facebook|zalo|m)\.(?:com|me)/\S+|[,;(\s–-]*\b[\w.+-]+@[\w-]+\.\w[\w.]*"
    r"|[,;(\s–-]*\b(?:ib|inbox|nhắn tin|liên hệ|lh|alo)(?: (?:em|shop|mình|zalo|giá|chọn|hỏi|xem|báo giá|đặt"
    r"|để biết(?: thêm)?|ngay|nha|nhé))*$"
    r"|[,;(\s–-]*\b(?:ai )?(?:mua|cần|lấy|đặt) (?:thì )?(?:ib|inbox|nhắn(?: tin)?|gọi|alo|lh|liên hệ)\b.*$",
    _I,
)

_MONEY = (
    r"\d{1,3}(?:[.,]\d{3})*(?:[.,]\d)? ?(?:k|nghìn|ngàn|ngan|nghin|đồng|đ|₫|vnđ|vnd|tr|triệu)"
    r"(?!\w)(?: ?\d{3}(?!\d))?|(?<=\d)tr\d|\d{1,3}[.,]\d00(?:[.,]\d00)?(?= ?(?:/|$))"
)
_PER = rf"(?: ?(?:/|một|1|mỗi|cho 1|trên) ?(?:{PER})(?!\w))?"
_PRICE = regex.compile(
    rf"[,;(\s–-]*(?:\b(?:giá|gia|bán|bán giá|giá bán|chỉ|chỉ còn|còn|có|đồng giá)(?: (?:là|từ|khoảng|tầm|chỉ|có))? ?)?"
    rf"(?<![\w.,/-])(?:{_MONEY})(?: ?(?:-|–|đến|tới) ?(?:{_MONEY}))?{_PER}(?: (?:thôi|nha|nhé|ạ|luôn))*\)?(?!\w)",
    _I,
)
_NO_PRICE_OF_GOODS = regex.compile(
    r"\b(?:thẻ|sim|nạp|data|card|mệnh giá|phiếu|vé|lì xì|tiền|giảm|phí|ship|cọc|tặng|trên|từ|đơn|thêm|phụ thu"
    r"|hơn|dưới)\b",
    _I,
)

_HEDGE = regex.compile(
    r"^(?:(?:em|tui|tôi|mình)? ?(?:nghĩ|thấy|đoán|nhớ)(?: là| thì)? (?=\w)"
    r"|(?:chắc|hình như|dường như|có lẽ|có thể|hinh nhu|chac|nghe nói|đại khái|nói chung|nhìn chung|chung chung|đâu như"
    r"|nói thiệt|nói thật|thiệt ra|thực ra|thật ra|theo em|kiểu như|kiểu|đại loại|thì|gọi là|ờ|ừ thì|cũng)"
    r"(?: (?:là|thì|tầm|cỡ|khoảng|chừng|ở|cũng|vậy|như))*[ ,:]+(?=\w)"
    r"|(?:đâu )?(?:tầm|cỡ|chừng|độ|khoảng)(?: (?:tầm|cỡ|chừng|khoảng|đâu|cũng))* (?=\w))+",
    _I,
)
_KEPT_WORD = regex.compile(
    r"^(?:chắc|có thể|cũng|thì|kiểu|độ|cỡ)\b(?! (?:là|tầm|cỡ|khoảng|chừng|ở|thì|như|tháng)\b| \d)", _I
)
_HEDGE_END = regex.compile(
    r"(?:(?<!mạch)(?<!mường)[ ,]+(?:(?:đã |có )?đồng ý(?: rồi)?|"
    r"ok(?:e)?(?: rồi)?(?: cho)?(?: ghi| nêu| đăng)?(?: tên)?|cho phép rồi|nha|nhé|ạ|thôi chứ gì|chứ gì"
    r"|thôi à|thôi|là được|là ngon|là xong|gì đó|gì ấy|gì đấy"
    r"|gi do|thì phải|chắc vậy|hay sao(?: ấy| đó)?|đại loại(?: vậy| thế)?|vậy đó|vậy thôi"
    r"|thế thôi|tùy(?: mẫu| loại| lúc| bữa| cái| mùa| gu| người)?|là chính|hà nha|á nha|đó nha|đó chị|luôn á"
    r"|luôn nha|luôn|lun|nè|hen|hihi|hehe|haha|ha|kk+))+$",
    _I,
)
_POLITE_INSIDE = regex.compile(
    r"(?<!mạch)(?<!mường) (?:nha|nhé|nhe|nhen|ạ|á|nè|đó)(?: (?:chị|anh|em|cô|bạn))?(?= ?[,;.])", _I
)
_PRAISE_IN_BRACKETS = regex.compile(
    r"\s*\((?:(?:rất|siêu|cực|hơi)? ?(?:ngon|rẻ|đẹp|chuẩn|xịn|tốt|bao ngon|bao ăn|thơm|ngọt|bán chạy|hot|đỉnh|mới về"
    r"|còn hàng|hết hàng)(?: lắm| luôn| nha| ạ| nhé| quá)*[!.]*)\)",
    _I,
)
_VERY = regex.compile(
    r"(?P<seg>[^,;.]+?) (?:lắm|quá trời|quá|dữ lắm|hết sảy|ghê|vô cùng)(?: luôn)?(?= ?(?:[,;.]|$))", _I
)
_NEGATED = regex.compile(r"(?:không|chẳng|chưa|ko|k|hông|đừng|nhiều|ít)\b", _I)

_PRAISED = regex.compile(
    r"[ ,;]*\b(?:ai|khách|bà con|cả nhà)(?: nào)? (?:ăn|dùng|uống|mua|xài|mặc|thấy|nếm|thử)(?: rồi)? (?:cũng |đều )?"
    r"(?:khen|mê|thích|ghiền|nghiện|ưng)(?: hết| ngon| đẹp| lắm)*",
    _I,
)
_TILDE_BETWEEN = regex.compile(r"(?<=\d) ?[~≈] ?(?=\d)")
_CIRCA = regex.compile(r"(?P<after>\w ?)?[~≈] ?(?=\d)")
_OR_DAYS = regex.compile(r"(?<=\p{L}{3}) ?/ ?(?=\d+ ?(?:[-–] ?\d+ ?)?(?:ngày|giờ|tiếng|phút|tháng|năm|tuần)\b)", _I)
_NUMBERED = regex.compile(r"(?:^|[,;]? )\d{1,2}[.)] ?(?=\p{L})")
_SLASH = regex.compile(rf"(?<=\p{{L}}) ?/ ?(?=\p{{L}})(?!(?:{PER})\b)", _I)
_TIGHT_COMMA = regex.compile(r"(?<=\p{L}),(?=\p{L})")
_AND_OR = regex.compile(r"\bvà ?/ ?hoặc\b", _I)
_OUR = regex.compile(
    r"\b(xã|thôn|ấp|làng|quê|vườn|rẫy|ruộng|ao|bản|buôn|chợ) (?:nhà )?(?:em|mình|tui|tôi)(?!\w)(?! bé| út)", _I
)
_EDGES = regex.compile(r"^(?:[ ,;:/|]|[–-](?!\d))+|[ ,;:–/|-]+$")
"""Signs that join nothing at either end; a minus before a figure is its sign."""


def bare(text: str) -> str:
    """The answer without decoration, contact data, hedges and praise; a list by "/" with commas."""
    text = _TILDE_BETWEEN.sub("–", text)
    text = _CIRCA.sub(lambda found: f"{found['after'].strip()}, khoảng " if found["after"] else "khoảng ", text)
    text = _DECORATION.sub(" ", text)
    text = _CONTACT.sub(" ", text)
    text = _TIGHT_COMMA.sub(", ", _PRAISE_IN_BRACKETS.sub("", text))
    text = _SLASH.sub(", ", _OR_DAYS.sub(" hoặc ", _AND_OR.sub("và", text)))
    if len(_NUMBERED.findall(text)) > 1:
        text = _NUMBERED.sub(", ", text)
    text = _EDGES.sub("", " ".join(text.split()))
    text = _POLITE_INSIDE.sub("", text)
    text = _HEDGE_END.sub("", _without_hedge(text))
    text = _PRAISED.sub("", _VERY.sub(_calmly, text))
    return _EDGES.sub("", _OUR.sub(r"\1 nhà", text))


def _without_hedge(text: str) -> str:
    """The answer without how sure the speaker is; "khoảng" stays before an amount or a time."""
    if _KEPT_WORD.match(text):
        return text
    found = _HEDGE.match(text)
    if not found:
        return text
    rest = text[found.end() :]
    about = regex.search(r"(?:tầm|cỡ|chừng|khoảng|độ)", found[0], _I)
    return f"khoảng {rest}" if about and regex.match(r"\d|tháng \d|một|hai|ba|bốn|năm|nửa|vài", rest) else rest


def _calmly(found: "regex.Match[str]") -> str:
    segment: str = found["seg"]
    return found[0] if _NEGATED.search(segment) or not segment.strip() else segment


def without_lone_price(text: str) -> str:
    """A list without a part that is a price and nothing else: "dẻo thơm, 25k/kg" → "dẻo thơm"."""
    return ", ".join(part for part in text.split(", ") if not _PRICE.fullmatch(part.strip()))


def prices_in(text: str) -> tuple[int, ...]:
    """Prices of goods in whole đồng, as they are typed into another answer."""
    found = [one for one in _PRICE.finditer(text) if not _NO_PRICE_OF_GOODS.search(text[: one.end()])]
    told = [regex.search(_MONEY, one[0], _I) for one in found]
    return tuple(parse_money(one[0]) for one in told if one) if len(told) == 1 else ()


def without_price(text: str) -> str:
    """A name or pack without the one price typed into it; several prices are a list, and stay."""
    prices = list(_PRICE.finditer(text))
    if len(prices) != 1 or _NO_PRICE_OF_GOODS.search(text[: prices[0].end()]):
        return text
    around = f"{text[: prices[0].start()]} {text[prices[0].end() :]}"
    unpriced = _EDGES.sub("", " ".join(around.split()))
    return unpriced if any(letter.isalpha() for letter in unpriced) else text

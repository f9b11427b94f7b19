"""Words people type instead of an answer, and the short spellings of market chat, as patterns over small letters.

Collected from answers typed in a hurry; with and without diacritics where the unmarked word means nothing else
("chưa" is a no, but "chua" is sour; "na" is a fruit).
"""

import re

_KNOT = r"(?:không|khong|ko|k0|k|kh|hok|hem|hông|hong|hổng|hỏng|chẳng|khg|hk|chưa|no|nope|none|null|nil|n/a)"
_AFTER = (
    r"(?: (?:có|co|biết|biet|bít|bit|nhớ|nho|rõ|ro|chắc|cần|can|để ý|ghi|làm|dùng|quan trọng|gì|gi|j|nữa|nua"
    r"|đâu|hết|luôn"
    r"|cả|thấy|tính|đặt|nhận|giao|bán|đổi|trả|thì thôi|nói|biết nói sao|có gì hết|phải|đo|cân|chia|giặt|chăm"
    r"|mùi|màu))*"
)
LOW_FILLER = re.compile(
    r"^(?:(?:dạ|da|vâng|ừm?|à|thưa)[ ,]+)+|(?:[ ,]+(?:ạ|nha|nhé|nhen|nghen|em|em ơi|chị|anh|cô|chú|con|bạn|á|ấy"
    r"|đó))+$"
)
NOTHING = re.compile(
    rf"{_KNOT}{_AFTER}"
    r"|(?:hỏi|để|tính|xem|gọi|nhắn|điền|bổ sung)(?: lại)? sau|ib|inbox|liên hệ|hỏi shop|chịu|quên rồi|quên"
)
VAGUE = re.compile(
    r"(?:như|theo) (?:trên|hình|ảnh|bình thường|thường|mọi khi|mọi người|cũ|ý khách|khách)|bình thường"
    r"|xem (?:hình|ảnh)"
    r"|(?:còn )?nhiều(?: lắm| thứ)?|còn|vừa|đủ(?: hết| thứ| cả| loại)?|đầy đủ|có (?:hết|đủ|ghi|cả|sẵn|nhiều)"
    r"|ghi rồi|ở trên|thường"
    r"|tù[yỳ](?: khách| loại| hàng| lúc| ý| bữa| ngày| theo)?|tuỳ(?: khách| loại| hàng| lúc| ý)?|sao cũng được"
    r"|gì cũng được"
    r"|linh tinh|lung tung|các loại|đủ cỡ|đủ kiểu|ai cũng được|x|vv|v\.v|\W*"
)
YES = re.compile(
    r"(?:có|co|yes|ok|oke|okie|okay|rồi|ừ|ừm|dạ|vâng|đúng|được|đc|dc|true|có chứ|có luôn|có được|được hết|có rồi)"
)

SENTENCE = re.compile(
    r"^(?:tôi|tui|em|mình|nhà (?:tôi|em|mình|tui)|tụi (?:tôi|em|mình|tui)|mẹ|má|ba|bố|vợ|chồng|chị|anh|cô|chú"
    r"|bà con|người ta"
    r"|khách|ông|mấy)(?: (?!bầu|già|cụ|hồng|đào)\w+){2,}|\b(?:thì|nếu|vì|nên|xong rồi|cũng được|mà|để mà"
    r"|cho nên|bởi)\b"
)
"""A subject with a predicate, or the conjunctions of running speech."""

SHORT_SPELLINGS = (
    (re.compile(r"(?<![\w\d])(?:k|ko|hok|hông|hem|khg|kh)(?= [^\W\d])", re.IGNORECASE), "không"),
    (re.compile(r"(?<!\w)(?:đc|dc)(?!\w)", re.IGNORECASE), "được"),
    (re.compile(r"(?<!\w)vs(?!\w)", re.IGNORECASE), "với"),
    (re.compile(r"(?<!\w)trc(?!\w)", re.IGNORECASE), "trước"),
    (re.compile(r"(?<!\w)(?:ng|ngta)(?= [^\W\d])", re.IGNORECASE), "người"),
    (re.compile(r"(?<!\w)(?:thg|th)(?= ?\d{1,2}(?!\d))", re.IGNORECASE), "tháng"),
    (re.compile(r"(?<!\w)k[íý](?!\w)", re.IGNORECASE), "kg"),
    (re.compile(r"(?<![\w-])(?:dạ|vâng),? (?=\w)", re.IGNORECASE), ""),
    (re.compile(r"[, ]+(?:ạ|nha|nhé|nghen|nhen|á)$", re.IGNORECASE), ""),
)
"""Short spellings of chat and what they stand for."""


def spelt_out(text: str) -> str:
    """The answer with its short spellings written out: "k có nóng lạnh" → "không có nóng lạnh"."""
    for pattern, word in SHORT_SPELLINGS:
        text = pattern.sub(word, text)
    return text.strip()

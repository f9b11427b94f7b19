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
    r"^(?:(?:dạ|da|vâng|ừm?|à|thưa)[ ,]+)+"
    r"|(?:(?<!mạch)(?<!mường)[ ,]+(?:ạ|nha|nhé|nhen|nghen|em|em ơi|chị|anh|cô|chú|con|bạn|á|ấy"
    r"|đó))+$"
)
NOTHING = re.compile(
    rf"{_KNOT}{_AFTER}"
    rf"|{_KNOT} [^\W\d]+(?: thêm)? (?:gì|chi|j)(?: hết| cả| đâu| nữa| luôn)*"
    rf"|{_KNOT} (?:muốn |cho |cần )?(?:ghi|nêu|để|đưa|nói|lộ) tên|giấu tên|ẩn danh"
    r"|(?:[^\W\d]+ ){0,3}(?:chưa|không|ko|k)(?: có| đặt)? tên(?: gì)?(?: hết| cả)?"
    r"|(?:đang|chờ|sẽ|sắp) (?:xin|làm|chờ|đăng ký|nộp|cấp|có)(?: giấy| hồ sơ)?"
    r"|hỏi|gọi|nhắn|khỏi(?: cần| phải)?(?: đặt| hẹn)?(?: trước)?"
    r"|(?:hỏi|gọi|nhắn|alo|ib)(?: cho)? (?:em|mình|tui|tôi|shop|quán)"
    r"(?: (?:em|mình|chỉ|tư vấn|báo|biết|đường|rước|đón|giá|rồi|sẽ|nói|gửi))*"
    r"|(?:hỏi|để|tính|xem|gọi|nhắn|điền|bổ sung)(?: lại)? sau|ib|inbox|liên hệ|hỏi shop|chịu|quên rồi|quên"
)
VAGUE = re.compile(
    r"(?:như|theo|giống) (?:trên|hình|ảnh|bình thường|thường|mọi khi|mọi người|mọi nơi|mọi chỗ|người ta|bên khác|cũ"
    r"|ý khách|khách)|bình thường(?: thôi)?|thường thôi"
    r"|xem (?:hình|ảnh)"
    r"|(?:còn )?nhiều(?: lắm| thứ)?|còn|vừa|đầy (?:tô|dĩa|đĩa|hộp|chén)"
    r"|(?:to nhỏ |lớn nhỏ )?(?:đủ|nhiều)(?: hết| thứ| cả| loại| size| cỡ| kích cỡ| kích thước)?"
    r"|tất cả(?: các loại| mọi người)?|đầy đủ|có (?:hết|đủ|ghi|cả|sẵn|nhiều)"
    r"|ghi rồi|ở trên|thường"
    r"|tù[yỳ](?: khách| loại| hàng| lúc| ý| bữa| ngày| theo| gu| mùa| người| chỗ)?"
    r"|tuỳ(?: khách| loại| hàng| lúc| ý)?|sao cũng được"
    r"|gì cũng được"
    r"|cũng được|cái gì cũng có|gì cũng có"
    r"|(?!(?:tháng|mùa|ngày|lúc|bữa|hôm|sáng|chiều)\b)(?:[^\W\d]+ ){0,2}nào cũng (?:có|được|bán|làm|ok|xài|dùng|hợp)"
    r"(?: (?:được|đc|hết|tốt))*"
    r"|(?:[^\W\d]+ )?(?:nhiều ít|ít nhiều)|linh tinh|lung tung|các loại|đủ cỡ|đủ kiểu|ai cũng được|x|vv|v\.v|\W*"
)
YES = re.compile(
    r"(?:có|co|yes|ok|oke|okie|okay|rồi|ừ|ừm|dạ|vâng|đúng|được|đc|dc|true|có chứ|có luôn|có được|được hết|có rồi)"
)

SENTENCE = re.compile(
    r"^(?:tôi|tui|em|mình|nhà (?:tôi|em|mình|tui)|tụi (?:tôi|em|mình|tui)|mẹ|má|ba|bố|vợ|chồng|chị|anh|cô|chú"
    r"|bà con|người ta"
    r"|khách|ông|mấy)(?: (?!bầu|già|cụ|hồng|đào|kích|chỉ|rọi|khía)\w+){2,}"
    r"|\b(?:thì|nếu|(?<!ba )vì|nên|xong rồi|cũng được|mà|để mà"
    r"|cho nên|bởi)\b"
)
"""A subject with a predicate, or the conjunctions of running speech."""

CONTAINERS = (
    "gói|túi|bịch|bọc|hộp|hũ|lọ|chai|can|lon|bao|thùng|vỉ|khay|giỏ|bộ|set"
    "|lốc|ống|tuýp|bánh|cục|ché|bó|xấp|tô|dĩa|đĩa|ly"
)
"""What goods are sold in, as alternatives of a pattern."""
PER = (
    f"{CONTAINERS}|kg|ký|kí|cân|lạng|g|phần|suất|lít|l|con|cái|chiếc|quả|trái|chục|cây|chậu|đôi|cặp|giờ|h|phút|lần|lượt|đêm|ngày"
    "|người|ng|khách|phòng|m2|m|mét|ổ|tháng|năm|tuần|lô|buổi|vụ|viên|sào|công"
)
"""What a price or an amount is told for, behind a slash."""

SHORT_SPELLINGS = (
    (re.compile(r"<\s*(?=\d)"), "dưới "),
    (re.compile(r"(?<![-=])>\s*(?=\d)(?<!\d>)(?<!\d >)"), "trên "),
    (re.compile(r"(?<!\w)(?:bth|(?<=như )bt)$", re.IGNORECASE), "bình thường"),
    (re.compile(r"(?<!\w)nsx(?!\w)", re.IGNORECASE), "ngày sản xuất"),
    (re.compile(r"(?<!\w)hsd(?!\w)", re.IGNORECASE), "hạn dùng"),
    (re.compile(r"(?<!\w)(?:sg|SG)(?!\w)"), "Sài Gòn"),
    (re.compile(r"(?<!\w)(?:hn|HN)(?!\w)"), "Hà Nội"),
    (re.compile(r"(?<!\w)kcn(?!\w)", re.IGNORECASE), "khu công nghiệp"),
    (re.compile(r"(?<![\w/.,-])(\d{1,3}) ?- ?(\d{1,3})(?= ?(?:[^\W\d]{2,}|g\b|m\b))"), r"\1–\2"),
    (re.compile(r"(?<![\w\d])(?<!bên )(?<!ngang )(?:k|ko|hok|hông|hem|khg|kh)(?= [^\W\d])", re.IGNORECASE), "không"),
    (re.compile(r"(?<!\w)(?:đc|dc)(?!\w)", re.IGNORECASE), "được"),
    (re.compile(r"(?<!\w)vs(?!\w)", re.IGNORECASE), "với"),
    (re.compile(r"(?<!\w)trc(?!\w)", re.IGNORECASE), "trước"),
    (re.compile(r"(?<!\w)((?:trên|dưới|từ|bé) \d{1,2}) ?t(?!\w)", re.IGNORECASE), r"\1 tuổi"),
    (re.compile(r"(?<=\d) ?ng(?!\w)", re.IGNORECASE), " người"),
    (re.compile(r"(?<!\w)free ?ship(?!\w)", re.IGNORECASE), "miễn phí giao hàng"),
    (re.compile(r"(?<!\w)free(?! ?size)(?!\w)", re.IGNORECASE), "miễn phí"),
    (re.compile(r"(?<![\w/])1/2 (?=kg|ký|lít|l\b)", re.IGNORECASE), "0,5 "),
    (re.compile(r"(?<!\w)(?:ng|ngta)(?= [^\W\d])", re.IGNORECASE), "người"),
    (re.compile(r"(?<=\d) ?th(?!\w)"), " tháng"),
    (re.compile(r"^(\d{1,2}) ?t$", re.IGNORECASE), r"\1 tháng"),
    (re.compile(r"(?<!\w)nc(?!\w)", re.IGNORECASE), "nước"),
    (re.compile(r"(?<!\w)tl(?= sau| ngăn| được|$)", re.IGNORECASE), "tủ lạnh"),
    (re.compile(r"(?<!\w)cty(?!\w)", re.IGNORECASE), "công ty"),
    (re.compile(r"(?<!\w)(?:a ?lô|alo)(?= (?:trước|giờ|khi|\d))", re.IGNORECASE), "gọi"),
    (re.compile(r"(?<!\w)zalo(?!\w)"), "Zalo"),
    (re.compile(r"(?<!\w)(?:wc|WC)(?!\w)"), "nhà vệ sinh"),
    (re.compile(r"(?<!\w)(dài|cao|rộng|ngang|sâu|khổ) (\d)m(\d[1-9]?)0?(?!\w)", re.IGNORECASE), r"\1 \2,\3 m"),
    (re.compile(r"(?<=\w) = (?=[^\W\d])"), " bằng "),
    (re.compile(r"(?<=\d) ?c(?= (?:giá|trở|còn)| ?/)"), " cái"),
    (re.compile(r"(?<!\w)đt(?!\w)"), "điện thoại"),
    (re.compile(r"(?<=\d)['′](?!\w)"), " phút"),
    (re.compile(r"(?<!\w)bk(?= ?\d)", re.IGNORECASE), "bán kính "),
    (re.compile(r"(?<!\w)kdc(?= )", re.IGNORECASE), "khu dân cư"),
    (re.compile(r"(?<!\w)bh(?= ?\d)", re.IGNORECASE), "bảo hành "),
    (re.compile(r"(?<!\w)ngừi(?!\w)"), "người"),
    (re.compile(r"(?<=\d) ?L(?!\w)"), " lít"),
    (re.compile(r"(?<=\w) (?:ok|oke|okie)$", re.IGNORECASE), " được"),
    (re.compile(r"\+ ?/? ?- ?(?=\d)"), "± "),
    (re.compile(r"(?<!\w)(?:thg|th)(?= ?\d{1,2}(?!\d))", re.IGNORECASE), "tháng"),
    (re.compile(r"(?<!\w)thang(?= ?\d{1,2}(?!\d))", re.IGNORECASE), "tháng"),
    (re.compile(r"(?<!\w)k[íý](?!\w)", re.IGNORECASE), "kg"),
    (re.compile(r"(?<=\d) ?(?:k[yiíý]|cân)(?!\w)", re.IGNORECASE), " kg"),
    (
        re.compile(r"(?<![\d,.])(\d{1,2}) ?kg ?(\d)(?!\d|[,.]\d| ?(?:kg|g|hộp|gói|túi|bao|chai))", re.IGNORECASE),
        r"\1,\2 kg",
    ),
    (re.compile(r"(?<!\w)nửa cân(?!\w)", re.IGNORECASE), "0,5 kg"),
    (re.compile(r"(?<!\w)nửa (?=kg|lít)", re.IGNORECASE), "0,5 "),
    (re.compile(r"(?<!\w)sx(?!\w)"), "sản xuất"),
    (re.compile(r"(?<!\w)ubnd(?!\w)", re.IGNORECASE), "ủy ban"),
    (
        re.compile(r"(?<![\w/])(\d{1,3}) ?x ?(\d{1,3}(?:[.,]\d)?)(?: ?x ?(\d{1,3}))?(?=(?: ?c?m)?(?:[ ,;]|$))"),
        lambda found: " × ".join(part.replace(".", ",") for part in found.groups() if part),
    ),
    (re.compile(r"(?<![\d,.])(\d{1,2}) ?(kg|lít) rưỡi", re.IGNORECASE), r"\1,5 \2"),
    (re.compile(r"(?<=\d) ?(?:[-=]?>|→) ?(?=\d)"), "–"),
    (re.compile(r"^ok(?:e|ê|ie)? (?=trong|sau|nếu|khi|\d)", re.IGNORECASE), "được "),
    (re.compile(r"(?<=/)ng(?!\w)", re.IGNORECASE), "người"),
    (re.compile(r" \+(?=\d)"), ", thêm "),
    (re.compile(r"(?<=\d)(?: ?ph?| phut)(?!\w)", re.IGNORECASE), " phút"),
    (re.compile(r"(?<!\w)(?:bs|bsĩ)(?!\w)"), "bác sĩ"),
    (re.compile(r"(?<!\w)yc(?!\w)"), "yêu cầu"),
    (re.compile(r"(?<!\w)hút cc(?!\w)", re.IGNORECASE), "hút chân không"),
    (re.compile(r"(?<!\w)đk(?= ?\d)", re.IGNORECASE), "đường kính "),
    (re.compile(r"(?<=\d)(?: ?h| gio)(?!\w)"), " giờ"),
    (re.compile(r"(?<=giờ)(?: ?[-–] ?| den )(?=\d)"), " đến "),
    (re.compile(r"(?<=giờ) (?=(?:trưa|chiều|tối) \d)"), ", "),
    (re.compile(r"(?<=giờ) sang(?!\w)"), " sáng"),
    (re.compile(r"(?<=giờ) chieu(?!\w)"), " chiều"),
    (re.compile(r"(?<=giờ) toi(?!\w)"), " tối"),
    (re.compile(r"(?<=\d) nam(?!\w)", re.IGNORECASE), " năm"),
    (re.compile(r"(?<=\d) ngay(?!\w)", re.IGNORECASE), " ngày"),
    (re.compile(r"(?<=\d) thang(?!\w)", re.IGNORECASE), " tháng"),
    (re.compile(r"(?<=\d) tuan(?!\w)", re.IGNORECASE), " tuần"),
    (re.compile(r"(?<!\w)khoang (?=\d)", re.IGNORECASE), "khoảng "),
    (re.compile(r"(?<=[^\W\d]) \+ (?=[^,+]*\d ?k(?!\w))"), " và "),
    (re.compile(r"\s+\+\s+|(?<=[^\W\d])\+(?=[^\W\d])|\s+[|/]\s+"), ", "),
    (re.compile(r"\s+&\s+"), " và "),
)
"""Short spellings of chat and of lists, and what they stand for."""

_POLITE_END = re.compile(
    r"(?:(?<!mạch)(?<!mường)(?<!nàng)(?<!nang)[ ,]+(?:ạ|nha|nhé|nhe|nhen|nghen|hen|á|nè)"
    r"(?: (?:chị|anh|em|cô|chú|bác|bạn|shop|mọi người|cả nhà))*(?: ơi)?)+"
    r"[ .!~]*$",
    re.IGNORECASE,
)
_POLITE_START = re.compile(r"^(?:(?:dạ|vâng|thưa|ừm?|à)(?: (?:thì|là))?[ ,:]+)+(?=\w)", re.IGNORECASE)
_SPEAKER = re.compile(
    r"^(?:(?:nhà|bên|shop|quán|tiệm) (?:em|mình|tui|tôi|cháu)|tụi (?:em|mình|tui)|em|tui)(?: (?:thì|là))?[ ,:]+"
    r"(?!(?:trồng|nuôi|làm|hái|bán|mua|lấy|nhập|dùng|ủ|nấu|phơi|sấy|giao|ship|nhận|may|dệt|đan|đổi|rang|xay"
    r"|nướng|muối|ngâm|chọn|cắt|thu|không|chưa|cũng|chỉ|đang|đã|sẽ|mới|vừa|tự|toàn|hay|luôn|được|bị|ở|có)(?!\w))"
    r"(?=\w)",
    re.IGNORECASE,
)
"""Who speaks, before a word or phrase; before a verb it is the subject of a sentence, and stays."""
_HAS = re.compile(
    r"^(?:(?:nhà|bên|shop|quán|tiệm) (?:em|mình|tui|tôi) )?có (?!(?:thể|sẵn|giao|ship|nhận|bán|làm|bảo|đổi|tem"
    r"|giấy|ghi|in|thêm|khi|lúc|nơi|chỗ|hóa|người|một số|màu|nhiều|gì|chứ|luôn|được|hết|rồi)(?!\w))(?=\w)",
    re.IGNORECASE,
)


def spelt_out(text: str) -> str:
    """The answer without its courtesies, short spellings written out, its list with commas.

    >>> spelt_out("k có nóng lạnh"), spelt_out("dạ nhà em hoa vàng nha chị"), spelt_out("gạo + muối+đường")
    ('không có nóng lạnh', 'hoa vàng', 'gạo, muối, đường')
    """
    text = without_courtesies(text)
    for pattern, word in SHORT_SPELLINGS:
        text = pattern.sub(word, text)
    return _SPEAKER.sub("", text.strip())


def without_courtesies(text: str) -> str:
    """A name as it was typed, without "dạ" before and "nha chị" behind it: "Giặt Là 24h" stays so."""
    return _POLITE_END.sub("", _POLITE_START.sub("", text))


def without_has(text: str) -> str:
    """A thing without the "có" it was answered with: "có túi 5 kg" → "túi 5 kg"; "có thể đổi" stays."""
    return _HAS.sub("", text)

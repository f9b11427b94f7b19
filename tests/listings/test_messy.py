"""Three hundred hurried vendors: whatever is typed instead of an answer, no sentence comes out broken.

The answers are drawn by a fixed seed from what people type in a market, for each shape of question; every set goes
to two channels. Patterns stand for kinds of broken Vietnamese; the texts were also read through once.
"""

import random
import re

import pytest

from onboarding.business import Facts
from onboarding.channels import channels
from onboarding.listings import categories, category, drafts
from onboarding.listings.categories import Question

NOTHING = [
    "không", "ko", "k", "k có", "không có", "ko biết", "k nhớ", "chưa", "chưa có", "không ạ", "dạ không", "có", "co",
    "ok", "rồi", "có nha", "?", "...", "-", "tùy", "tùy khách", "như trên", "hỏi sau", "bình thường", "có ghi",
    "như bình thường", "đủ hết", "KHÔNG",
]  # fmt: skip
NUMBERS = ["3", "12", "35", "100", "5-7", "2 3", "1.200", "0,5"]
BY_SHAPE = {
    "thing": ["cam", "chuối chuối", "loại ngon", "GÀ TA", "hàng nhà", "đậu, mè", "em bán đủ thứ hết á chị"],
    "name": ["st25", "Ri6", "034", "CÔ BA", "Hai Lúa", "quán quán"],
    "place": ["ở Bến Tre", "CỦ CHI", "đak lak", "Củ Chi, Củ Chi", "rừng", "gần chợ", "nhà em ở kế bên ủy ban xã á"],
    "time": ["tháng 4", "quanh năm", "hằng tuần", "vụ tháng 3", "6h sáng", "mới hái", "3 vụ", "đông xuân", "sáng sớm"],
    "hours": ["5H-9H", "13h", "sáng", "cả ngày", "6-10", "từ 7 giờ tới trưa"],
    "lasting": ["12 tháng", "1 năm", "lâu lắm", "ủ 14 tháng", "cỡ 3 ngày"],
    "quantity": ["10", "2 phòng", "S M L", "khoảng 20", "2-3kg", "45-55KG"],
    "measured": ["4", "dưới 5 độ", "lạnh"],
    "sizes": ["S M L", "freesize", "S, M, L", "m-xl", "38 39 40", "nhiều cỡ"],
    "dimensions": ["35", "180X30", "25x20x3", "cao 12", "free size", "to bằng cái mâm"],
    "list": ["muối, gừng", "có muối", "k có đường", "đường đường", "wifi, nóng lạnh", "100% cotton", "cá"],
    "serving": ["ly", "1 ổ", "sườn bì chả", "gồm bún với chả"],
    "colours": ["đỏ", "nhiều màu", "đủ màu", "đen, trắng", "màu be", "2 màu"],
    "allergens": ["tôm", "đậu nành", "trứng, đậu", "ai cũng ăn được", "trẻ em", "người dị ứng cá", "dị ứng đậu phộng"],
    "warning": ["trẻ em", "vết thương hở", "tránh mắt", "bà bầu nên hỏi trước"],
    "method": ["pha", "sao tay", "tôi sao bằng chảo gang hai lần rồi ủ", "mẹ thêu cả năm", "GIẶT MÁY", "phơi 3 nắng"],
    "free": ["có giao", "trong ngày", "nhắn Zalo trước", "đổi 3 ngày", "lúc nào cũng được"],
    "storage": ["tủ lạnh", "nơi mát", "ngoài cũng được tủ lạnh cũng được", "ngăn mát", "để trong hũ"],
    "printed": ["nắp", "trên bao", "01/02/2026", "in trên hộp"],
    "pack": ["5kg", "túi 500g", "1 lit", "trái", "4 cái", "1kg 2kg 5kg", "bao 25 kg", "CHAI 500ML"],
    "code": ["123/2026", "chưa làm"],
    "count": ["1,200", "khoảng 20", "còn nhiều", "40 con"],
    "weight": ["2,5 kg", "0,9kg", "950", "nặng lắm"],
}
BROKEN = [
    r"\{\{|\}\}|\{%|\b(?:None|True|False|null|undefined)\b",
    r"\(\s*\)",
    r",\s*[,.;]",
    r"(?m),\s*$",
    r"\s[,.;](?:\s|$)",
    r":\s*\.",
    r"(?m)(?:–|-)\s*$",
    r"\b(\w{2,}) \1\b(?! \1)",
    r"\b(?:kg kg|g g|ml ml|cm cm|% %|độ độ)\b",
    r"(?mi)^(?:- )?(?:có|không|ok|rồi|chưa)\.?$",
    r"(?i): (?:không|ko|k|có|ok|rồi|chưa|k có|như trên|tùy)\.",
    r"(?i)\b(?:ở|hợp với|vào|làm từ|vải|từ|trong) (?:không|ko|k|có|ok|rồi|chưa)\b(?! \w)",
    r"(?m): \d+\.$",
    r"(?m), \d+$",
    r"\d[XH]\d",
    r"(?i)\bk có\b|\bko biết\b|\bk nhớ\b",
    r"(?:nơi|chỗ) tủ lạnh",
    r"(?i)vụ (?:hằng|quanh)|tháng quanh",
]
LEGAL_TWICE = re.compile(r"(?i)\b(?:từ từ|hay hay|luôn luôn|chuối chuối|đường đường|quán quán|ngon ngon)\b")


def typed(draw: random.Random, question: Question) -> object:
    """What somebody in a hurry types at this question; None for nothing."""
    turn = draw.random()
    if turn < 0.15:
        return None
    if turn < 0.45:
        return draw.choice(NOTHING)
    if question.kind == "yes_no":
        return draw.choice([True, False, "có", "không", "dạ có"])
    if question.choices and turn < 0.7:
        return draw.choice(question.choices).vi.split()[-1]
    if turn < 0.55 and question.shape not in ("code", "count", "weight"):
        return draw.choice(NUMBERS)
    return draw.choice(BY_SHAPE.get(question.shape) or NUMBERS)


def hurried(seed: int) -> tuple[Facts, list[str]]:
    """One vendor's sheet and the two places it goes to, the same for a seed always."""
    draw = random.Random(seed)
    kind = category(sorted(categories())[seed % len(categories())])
    answers = {question.code: typed(draw, question) for question in kind.asked}
    answers = {code: value for code, value in answers.items() if value is not None}
    unit = draw.choice([*kind.units, "kg", ""])
    own = draw.choice(["", "Nhà tôi làm lâu rồi.", "Tụi em làm tại nhà."])
    facts = Facts(
        category=kind.code, answers=answers, price=draw.choice([15000, 32000, 120000]), unit=unit, own_words=own
    )
    return facts, draw.sample(sorted(channels()), 2)


def faults(text: str) -> list[str]:
    """The kinds of broken sentence found; words said twice on purpose are no fault."""
    plain = LEGAL_TWICE.sub("lặp", text)
    return [pattern for pattern in BROKEN if re.search(pattern, plain)]


@pytest.mark.parametrize("seed", range(300))
def test_no_sentence_is_broken_whatever_a_hurried_vendor_typed(seed):
    facts, places = hurried(seed)
    for made in drafts(facts, places).values():
        own = facts.own_words
        text = "\n".join([*made.titles, made.text.replace(own, "") if own else made.text])
        assert faults(text) == [], f"{facts.category}\n{facts.answers}\n{text}"
        assert made.title


def test_one_person_speaks_through_a_whole_text():
    for seed in range(0, 300, 7):
        facts, _ = hurried(seed)
        text = drafts(facts, ["facebook_page"])["facebook_page"].text.replace(facts.own_words, "")
        assert len(set(re.findall(r"(?i)\bnhà (?:mình|tôi|em|tui)\b", text.lower()))) <= 1


BROKEN_ON_PURPOSE = [
    "Không hợp với không.",
    "Hạn dùng: 12.",
    "Homestay không, 10",
    "trồng ở k.",
    "Cách dùng: có.",
    "180X30",
]


@pytest.mark.parametrize("text", BROKEN_ON_PURPOSE)
def test_the_patterns_know_a_broken_sentence(text):
    assert faults(text)

"""Everyday words typed without marks, spelt with them where every word of the answer is known.

>>> with_everyday_marks("moi tuan"), with_everyday_marks("MEM, THOM"), with_everyday_marks("mem vua tam")
('mỗi tuần', 'mềm, thơm', 'mem vua tam')
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from ...languages import fold

_SPELT = """
dẻo, mềm, thơm, ngọt, mặn, cay, chua, đắng, chát, béo, bùi, giòn, dai, đậm, nhạt, vừa, ít, nhiều, hơi, rất
túi, gói, hộp, hũ, bịch, thùng, bao, chai, lọ, can, bọc, khay, vỉ, phơi, sấy, rang, nướng, hấp, luộc
xào, kho, nấu, chấm, không
phơi khô, sấy khô, phơi nắng, nắng, hái tay, rang tay, rang củi, xay, đậm đắng, chua nhẹ
nhẹ, thơm nhẹ, thanh, hậu ngọt
mỗi tuần, mỗi ngày, hằng tuần, hằng ngày, mới hái, mới rang, mới cắt, quanh năm, cả năm, trong ngày
sáng sớm, buổi sáng
đông xuân, hè thu, vụ mùa, mùa khô, mùa mưa, tủ lạnh, ngăn mát, ngăn đá, nơi khô ráo, nơi khô mát, nơi thoáng mát
đậy kín
giao tận nơi, giao tận nhà, có giao, không giao, đặt trước, gọi trước, trước, giặt tay, giặt máy, lau khô, nguyên chất
tôm, đậu phộng, đậu nành, trứng, sữa, mè, muối, đường, gừng, sả, nhiều màu, đủ màu, trắng, đen, vàng, xanh, tím, hồng
"""


@lru_cache(maxsize=1)
def _known() -> Mapping[str, str]:
    return MappingProxyType({fold(words): words for words in re.split(r"[,\n]\s*", _SPELT.strip())})


def with_everyday_marks(text: str) -> str:
    """The text with marks, or as it is where one of its words is not known, or has marks already."""
    if not text.isascii() or not any(map(str.isalpha, text)):
        return text
    words, known, spelt = text.lower().replace(",", " ,").split(), _known(), []
    at = 0
    while at < len(words):
        if words[at] == "," or words[at][0].isdigit() or words[at] in ("g", "kg", "ml", "l", "cm", "con"):
            spelt.append(words[at])
            at += 1
            continue
        many = next((many for many in (3, 2, 1) if " ".join(words[at : at + many]) in known), 0)
        if not many:
            return text
        spelt.append(known[" ".join(words[at : at + many])])
        at += many
    return " ".join(spelt).replace(" ,", ",")

"""One set of facts, every channel: what to ask, the drafts, what the law says of them, and the files to upload.

>>> from onboarding.business import Facts
>>> made = draft(Facts(category="mat_ong", answers={"loai_hoa": "hoa nhãn", "vung": "Hưng Yên"}), "facebook_page")
>>> made.title, [lack.field for lack in made.lacks][:2]
('Mật ong hoa nhãn Hưng Yên', ['cach_nuoi_hay_khai_thac', 'mua_khai_thac'])
"""

from .categories import Block, Category, Question, categories, category
from .check import check
from .draft import Draft, draft, drafts, edited
from .exports import Filled, Goods, all_goods, export, fill, photo_names, place_of, writer, writers
from .findings import Finding, mended, verdict
from .lacks import Count, Lack
from .merge import Clash, Merged, merge
from .rulebook import RULES_AS_OF, RULES_VERSION
from .write import Paragraph

__all__ = [
    "RULES_AS_OF",
    "RULES_VERSION",
    "Block",
    "Category",
    "Clash",
    "Count",
    "Draft",
    "Filled",
    "Finding",
    "Goods",
    "Lack",
    "Merged",
    "Paragraph",
    "Question",
    "all_goods",
    "categories",
    "category",
    "check",
    "draft",
    "drafts",
    "edited",
    "export",
    "fill",
    "mended",
    "merge",
    "photo_names",
    "place_of",
    "verdict",
    "writer",
    "writers",
]

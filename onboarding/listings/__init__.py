"""One set of facts, every channel: what to ask, the drafts, what the law says of them, and the files to upload.

>>> from onboarding.business import Facts
>>> made = draft(Facts(category="mat_ong", answers={"loai_hoa": "hoa nhãn", "vung": "Hưng Yên"}), "facebook_page")
>>> made.title, [lack.field for lack in made.lacks][:2]
('Mật ong hoa nhãn Hưng Yên', ['cach_nuoi_hay_khai_thac', 'mua_khai_thac'])
"""

from .categories import Block, Category, Paper, Question, categories, category, papers
from .check import check, reminders
from .completeness import Count, Lack
from .compose import Paragraph
from .draft import Carried, Draft, carried, draft, drafts, edited
from .exports import Filled, Goods, all_goods, export, fill, photo_names, place_of, writer, writers
from .findings import Finding, mended, verdict
from .merge import Clash, Merged, merge
from .rulebook import RULES_AS_OF, RULES_VERSION
from .text import without_clause

__all__ = [
    "RULES_AS_OF",
    "RULES_VERSION",
    "Block",
    "Carried",
    "Category",
    "Clash",
    "Count",
    "Draft",
    "Filled",
    "Finding",
    "Goods",
    "Lack",
    "Merged",
    "Paper",
    "Paragraph",
    "Question",
    "all_goods",
    "carried",
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
    "papers",
    "photo_names",
    "place_of",
    "reminders",
    "verdict",
    "without_clause",
    "writer",
    "writers",
]

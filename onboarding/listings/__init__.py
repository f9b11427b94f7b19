"""One set of facts, every channel: what to ask, the drafts, what the law says of them, and the files to upload.

>>> from onboarding.business import Facts
>>> made = draft(Facts(category="mat_ong", answers={"loai_hoa": "hoa nhãn", "vung": "Hưng Yên"}), "facebook_page")
>>> made.title, [lack.field for lack in made.lacks][:2]
('Mật ong hoa nhãn Hưng Yên', ['cach_nuoi_hay_khai_thac', 'mua_khai_thac'])
"""

from .categories import Category, Question, categories, category
from .draft import Count, Draft, Lack, draft, drafts, edited
from .merge import Clash, Merged, merge
from .write import Paragraph

__all__ = [
    "Category",
    "Clash",
    "Count",
    "Draft",
    "Lack",
    "Merged",
    "Paragraph",
    "Question",
    "categories",
    "category",
    "draft",
    "drafts",
    "edited",
    "merge",
]

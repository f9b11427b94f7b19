"""Classifies the account name a banking app showed: a household business or a person.

>>> account_name("HỘ KINH DOANH MẬT ONG MẪU"), account_name("HKD MAT ONG MAU"), account_name("NGUYEN THI MAU")
('household', 'household', 'person')
>>> account_name("  ")
"""

from typing import Literal

from ..languages import fold

_HOUSEHOLD = ("ho kinh doanh ", "hkd ")


def account_name(shown: str) -> Literal["household", "person"] | None:
    """`household` when it begins as Circular 25/2025 says, else `person`; None when nothing was shown."""
    name = fold(shown)
    if not name:
        return None
    return "household" if f"{name} ".startswith(_HOUSEHOLD) else "person"

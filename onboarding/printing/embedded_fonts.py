"""Fonts a phone may lack, put into a page that uses their letters: Khmer, Cham, Tai Viet and the two Hmông scripts.

Latin letters, Han and emoji every phone draws itself; their fonts would make the page megabytes larger.
"""

import base64
from functools import lru_cache

from .font_metrics import FAMILIES, Family, covered

EMBEDDED = tuple(family for family in FAMILIES if family.name.split()[-1] in ("Khmer", "Cham", "Viet", "Hmong"))
EMBEDDED += tuple(family for family in FAMILIES if family.name.endswith("Nyiakeng"))
_BEYOND_LATIN = 0x0370
"""Letters before Greek are every phone's; these fonts have them too."""


def embedded_in(text: str) -> tuple[Family, ...]:
    """The families whose own letters stand in a text.

    >>> [family.name for family in embedded_in("Quán ខ្មែរ")], embedded_in("Quán Mật Ong 🍯")
    (['Noto Sans Khmer'], ())
    """
    used = {ord(sign) for sign in set(text)}
    return tuple(family for family in EMBEDDED if used & _own(family))


@lru_cache(maxsize=8)
def _own(family: Family) -> frozenset[int]:
    """What a font draws that no font before it in `FAMILIES` does: its script."""
    before = FAMILIES[: FAMILIES.index(family)]
    others = frozenset().union(*(covered(earlier.regular) for earlier in before))
    return frozenset(code for code in covered(family.regular) - others if code > _BEYOND_LATIN)


def font_faces(text: str) -> str:
    """CSS that brings those families into a page; "" where it needs none."""
    return "\n".join(map(_face, embedded_in(text)))


@lru_cache(maxsize=8)
def _face(family: Family) -> str:
    data = base64.b64encode(family.regular.read_bytes()).decode("ascii")
    return f'@font-face{{font-family:"{family.name}";src:url(data:font/ttf;base64,{data}) format("truetype")}}'


def family_names() -> str:
    """Their names as a CSS list, for a page's `font-family`."""
    return ",".join(f'"{family.name}"' for family in EMBEDDED)

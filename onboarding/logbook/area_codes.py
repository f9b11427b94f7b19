"""Which communes a code means: a commune, an old district, a province, or a reporting area somebody drew.

>>> from datetime import date
>>> [len(ready("01")), ready("00004")]
[126, ('00004',)]
"""

from datetime import date

from ..errors import OnboardingError
from ..places import Areas, communes, communes_of, old_districts, provinces
from ..store import Store


def ready(code: str) -> tuple[str, ...]:
    """Communes of a code that needs no drawing."""
    return communes_of(code)


def communes_in(store: Store, code: str, on: date | None = None) -> frozenset[str]:
    """Codes of the communes `code` means on a day; `place.unknown` for one that means nothing."""
    try:
        return frozenset(ready(code))
    except OnboardingError as unknown:
        found = {area.code: area for area in Areas(store).all()}.get(code)
        if found is None:
            raise unknown
        return frozenset(found.on(on) if on else found.communes)


def name_of(store: Store, code: str | None) -> str:
    """What an area's code is called; nothing for the whole log, the code itself where nobody knows it."""
    if not code:
        return ""
    drawn = {area.code: area.name for area in Areas(store).all()}
    names = {province.code: province.name for province in provinces().values()} | drawn
    if code in communes():
        return communes()[code].label
    return names.get(code) or (old_districts()[code].label if code in old_districts() else code)

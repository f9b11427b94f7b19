"""Files a place imports: one file here is one kind, named for its channel.

Each module says `SUFFIX`, the `CHANNEL` whose columns it fills, and `write(items, place) -> bytes`. A channel
without a module gets the sheet to copy by hand; one with a template of its own is filled, never made from nothing.
Photos are named to match, as files: these places want links, which `Channel.after` tells the person.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ...business import Facts
from ...channels import Channel, channel, channels
from ...errors import OnboardingError
from ..draft import Draft
from .fill import Filled, fill, place_of
from .goods import Goods, all_goods, photo_names
from .tables import as_twin

__all__ = [
    "Filled",
    "Goods",
    "Writer",
    "all_goods",
    "export",
    "fill",
    "photo_names",
    "place_of",
    "writer",
    "writers",
]


class Writer(NamedTuple):
    """How one kind of file is made: its ending, its channel, and the function that makes it."""

    suffix: str
    place: Channel
    write: Callable[[Sequence[Goods], Channel], bytes]


@lru_cache(maxsize=1)
def _modules() -> Mapping[str, object]:
    found = (info.name for info in pkgutil.iter_modules(__path__))
    loaded = {name: importlib.import_module(f"{__name__}.{name}") for name in found}
    return {name: module for name, module in loaded.items() if hasattr(module, "SUFFIX")}


def writers() -> Mapping[str, Writer]:
    """Every kind of file there is, by code.

    >>> sorted(writers())[:3], writer("google").suffix
    (['google_merchant', 'google_rss', 'haravan_csv'], '.tsv')
    """
    modules = {name: module for name, module in _modules().items() if getattr(module, "CHANNEL", "")}
    return {
        name: Writer(module.SUFFIX, channel(module.CHANNEL), module.write)  # type: ignore[attr-defined]
        for name, module in modules.items()
    }


def writer(to: str) -> Writer:
    """The writer of a kind of file, or of a channel by code or family; refusals: `export.needs_template`."""
    known = writers()
    if to in known:
        return known[to]
    place = channel(to) if to in channels() or any(one.family == to for one in channels().values()) else None
    if place is None:
        raise OnboardingError(
            "export.unknown", field="to", found=to[:60], known=", ".join(sorted({*known, *channels()}))
        )
    if place.code in known:
        return known[place.code]
    if place.template:
        raise OnboardingError("export.needs_template", field="fill", channel=place.name.vi)
    from . import copy_sheet

    return Writer(copy_sheet.SUFFIX, place, copy_sheet.write)


def export(listings: Sequence[tuple[Facts, Draft]], to: str, *, twin: bool = False) -> bytes:
    """The file of several products for one place; refused while a draft may not go out (`export.blocked` …).

    `twin`: of a CSV, the same table as a workbook, for people to open; the CSV is for the place.

    >>> from onboarding.listings.draft import draft
    >>> facts = Facts(category="mat_ong", answers={"loai_hoa": "hoa nhãn", "quy_cach": "chai 500 ml"}, price=120000)
    >>> export([(facts, draft(facts, "shopify_csv"))], "shopify_csv").decode().splitlines()[1][:31]
    '"Mật ong hoa nhãn, chai 500 ml"'
    """
    kind = writer(to)
    made = kind.write(all_goods(listings), kind.place)
    return as_twin(made) if twin and kind.suffix == ".csv" else made

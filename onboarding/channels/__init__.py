"""Sales channels: what each place takes, what it forbids, and what its bulk file looks like.

One file here is one channel. Every number carries its source and how far to trust it (`grade`); limits change by
shop and by day, so a screen shows an unsure one as unsure.

>>> channel("shopee_vn").title.most, channel("shopee").code
(120, 'shopee_vn')
>>> channel("facebook_page").contact
('name', 'phone', 'zalo', 'facebook', 'address', 'hours')
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from ..catalogue import Part, Record, Words, read
from ..errors import OnboardingError

__all__ = ["Bound", "BulkFile", "Channel", "Hashtags", "PhotoNeeds", "Rule", "Template", "channel", "channels"]

FOLDER = Path(__file__).parent

Grade = Literal["verified", "secondary", "code", "memory", "ours", "unknown"]
"""verified: an official page; secondary: press or notes; code: working code that must match; memory: unverified."""


class Bound(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How long a text may be, in UTF-16 units of its NFC form (the strictest of the counts in use)."""

    least: int = 0
    most: int | None = None
    words: int = 0
    grade: Grade = "unknown"
    source: str = ""

    @property
    def sure(self) -> bool:
        """Whether the number can be shown without a word of doubt."""
        return self.grade in ("verified", "ours")


class Hashtags(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where hashtags go: at the end of the `text`, in a `field` of their own (tags), or nowhere."""

    place: Literal["text", "field", "none"] = "none"
    most: int = 0
    grade: Grade = "unknown"
    source: str = ""


class PhotoNeeds(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How many photos, how large in pixels on the shorter side and in megabytes, in which shape."""

    least: int = 0
    most: int = 0
    min_px: int = 0
    max_px: int = 0
    max_mb: float = 0
    ratio: str = ""
    formats: tuple[str, ...] = ()
    white_background: bool | None = None
    links: bool = False
    grade: Grade = "unknown"
    source: str = ""


class Rule(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something the place forbids, or leaves to be done there by hand."""

    text: Words
    grade: Grade = "unknown"


class BulkFile(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file the place imports: its columns in order, its sheet's name if it is a workbook."""

    columns: tuple[str, ...]
    sheet: str = ""
    values: Mapping[str, str] = {}
    grade: Grade = "unknown"
    source: str = ""


class Template(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A workbook only the place can make, which the vendor downloads and the kit fills by the keys of one row.

    `proof` is a key that must be there; `fill` says which of our values goes under which key.
    """

    sheet: str
    key_row: int
    data_row: int
    proof: str
    split: str = ""
    fill: Mapping[str, str]
    grade: Grade = "unknown"
    source: str = ""


class Channel(Record, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One place. `family` is its short name in the rules; `contact` the details its text may carry.

    `needs` are question codes it will not do without, besides `gia` (price) and `anh` (photo).
    """

    name: Words
    kind: Literal["market", "social", "feed", "shop", "copy", "paper"]
    family: str
    as_of: date
    voice: Literal["plain", "spoken"] = "plain"
    capitals: Literal["sentence", "words"] = "sentence"
    title_line: bool = False
    price: Literal["line", "field"] = "field"
    html: bool = False
    contact: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    title: Bound = Bound()
    description: Bound = Bound()
    hashtags: Hashtags = Hashtags()
    photos: PhotoNeeds = PhotoNeeds()
    forbids: tuple[Rule, ...] = ()
    after: tuple[Rule, ...] = ()
    file: BulkFile | None = None
    template: Template | None = None
    note: Words | None = None


def channels() -> Mapping[str, Channel]:
    """Every channel by code; a file dropped in is there at the next call."""
    return read(FOLDER, Channel)


def channel(code: str) -> Channel:
    """One channel by its code or its family's short name; `channel.unknown` lists what there is."""
    known = channels()
    found = known.get(code) or next((one for one in known.values() if one.family == code), None)
    if found is None:
        raise OnboardingError("channel.unknown", field="channel", found=code[:60], known=", ".join(known))
    return found
